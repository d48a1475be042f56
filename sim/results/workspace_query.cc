#include "sim/results/workspace_query.h"

#include <sqlite3.h>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstring>

#include "agent_core/base/ascii.h"
#include "agent_core/base/closest_word.h"
#include "agent_core/message/utc_text.h"
#include "sim/results/sqlite_handle.h"
#include "sim/results/utc_time.h"

namespace picket::sim {
namespace {

constexpr const char* kTables[] = {"SecurityIoTRawEvent", "DefenderIoTRawEvent", "SecurityAlert",
                                   "SecurityRecommendation", "AzureDiagnostics"};

/// What a statement may do: read. `refused` (a bool) is set when it would do something else.
int authorize(void* refused, int action, const char*, const char* second, const char*, const char*) {
  const bool reads = action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_RECURSIVE ||
                     (action == SQLITE_FUNCTION && std::strcmp(second, "load_extension") != 0);
  if (reads) return SQLITE_OK;
  *static_cast<bool*>(refused) = true;
  return SQLITE_DENY;
}

/// "7d" as microseconds; nothing if it is not a number and one of d, h, m, s.
std::optional<std::int64_t> timespan_of(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  std::int64_t unit = 0;
  switch (text.back()) {
    case 'd':
      unit = 86'400;
      break;
    case 'h':
      unit = 3'600;
      break;
    case 'm':
      unit = 60;
      break;
    case 's':
      unit = 1;
      break;
    default:
      return std::nullopt;
  }
  constexpr std::int64_t kLongest = 100LL * 366 * 86'400;
  std::int64_t count = 0;
  const char* end = text.data() + text.size() - 1;
  const auto parsed = std::from_chars(text.data(), end, count);
  if (parsed.ec != std::errc() || parsed.ptr != end || count < 0 || count > kLongest / unit) return std::nullopt;
  return count * unit * 1'000'000;
}

/// SQLite makes its tables of the parts of a JSON text when they are first named, which an authorizer takes for a
/// change; made now, they are only read later.
void make_json_tables(sqlite3* database) {
  for (const char* sql : {"SELECT 1 FROM json_each('[]')", "SELECT 1 FROM json_tree('[]')"}) {
    sqlite3_stmt* prepared = nullptr;
    sqlite3_prepare_v2(database, sql, -1, &prepared, nullptr);
    sqlite3_finalize(prepared);
  }
}

QueryValue value_of(sqlite3_stmt* statement, int column) {
  const auto text = [&] {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    return bytes == nullptr ? std::string() : std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
  };
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return {QueryValue::Type::kInteger, std::to_string(sqlite3_column_int64(statement, column))};
    case SQLITE_FLOAT: {
      char buffer[32];
      const auto end = std::to_chars(buffer, buffer + sizeof buffer, sqlite3_column_double(statement, column)).ptr;
      return {QueryValue::Type::kReal, std::string(buffer, end)};
    }
    case SQLITE_TEXT:
      return {QueryValue::Type::kText, text()};
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const unsigned char*>(sqlite3_column_blob(statement, column));
      std::string hex;
      for (int i = 0; i < sqlite3_column_bytes(statement, column); ++i) {
        hex += "0123456789abcdef"[bytes[i] >> 4];
        hex += "0123456789abcdef"[bytes[i] & 15];
      }
      return {QueryValue::Type::kText, hex};
    }
    default:
      return {};
  }
}

/// "did you mean 'x'?", or empty. The case of letters counts for nothing, as in SQL.
std::string near_text(std::string_view word, const std::vector<std::string>& names) {
  std::vector<std::string> lowered;
  for (const std::string& name : names) lowered.push_back(lower(name));
  const std::string near = closest_word(lower(word), std::vector<std::string_view>(lowered.begin(), lowered.end()));
  if (near.empty()) return "";
  return "did you mean '" + names[static_cast<std::size_t>(std::find(lowered.begin(), lowered.end(), near) - lowered.begin())] + "'?";
}

std::optional<QueryError> bind(sqlite3_stmt* statement, const std::map<std::string, std::string>& parameters) {
  std::vector<std::string> known;
  QueryError wrong;
  const auto say = [&wrong](const std::string& text) { wrong.says += (wrong.says.empty() ? "" : "\n") + text; };
  for (int i = 1; i <= sqlite3_bind_parameter_count(statement); ++i) {
    const char* written = sqlite3_bind_parameter_name(statement, i);
    if (written == nullptr) {
      say("a parameter has no name; write ':name'");
      continue;
    }
    const std::string name = written + 1;
    known.push_back(name);
    const auto value = parameters.find(name);
    if (value == parameters.end()) {
      wrong.missing.push_back(name);
      say("parameter '" + name + "' has no value");
      continue;
    }
    sqlite3_bind_text(statement, i, value->second.data(), static_cast<int>(value->second.size()), SQLITE_TRANSIENT);
  }
  std::string all;
  for (const std::string& name : known) all += (all.empty() ? "" : ", ") + name;
  for (const auto& [name, value] : parameters) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = near_text(name, known);
    say("the statement has no parameter '" + name + "'; it has " + (known.empty() ? "none" : all) + (near.empty() ? "" : "; " + near));
  }
  if (wrong.says.empty()) return std::nullopt;
  return wrong;
}

}  // namespace

struct WorkspaceQuery::Impl {
  Database database;
  bool refused = false;  ///< a statement wanted more than to read
  std::string now;       ///< of the last row; empty: there is none
  Time last = Time::min();
  std::chrono::duration<double> allowed{0};  ///< for a statement; 0: any time
  std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();

  bool timed_out() const { return std::chrono::steady_clock::now() > until; }
  std::string name_hint(std::string_view sql, const std::string& says);
  std::optional<QueryError> error() const {
    if (refused) return QueryError{"only SELECT is allowed: a workspace is read, never changed", std::nullopt};
    return QueryError{sqlite3_errmsg(database.get()), std::nullopt};
  }
  void add_functions();
  std::optional<QueryError> find_now();
};

/// The table or column of this workspace that a message of SQLite does not know; empty if there is none near.
std::string WorkspaceQuery::Impl::name_hint(std::string_view sql, const std::string& says) {
  constexpr std::string_view kNoTable = "no such table: ";
  constexpr std::string_view kNoColumn = "no such column: ";
  const bool table = says.starts_with(kNoTable);
  if (!table && !says.starts_with(kNoColumn)) return "";
  std::string_view word = std::string_view(says).substr(table ? kNoTable.size() : kNoColumn.size());
  word = word.substr(word.rfind('.') == std::string_view::npos ? 0 : word.rfind('.') + 1);
  sqlite3_set_authorizer(database.get(), nullptr, nullptr);  // this statement is ours
  sqlite3_stmt* prepared = nullptr;
  // A damaged file may name any number.
  sqlite3_prepare_v2(database.get(), "SELECT t.name, c.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c LIMIT 10000", -1, &prepared, nullptr);
  const Statement statement(prepared);
  std::vector<std::string> tables;
  std::vector<std::string> columns;
  const std::string lower_sql = lower(sql);
  while (prepared != nullptr && sqlite3_step(prepared) == SQLITE_ROW) {
    const std::string name = value_of(prepared, 0).text;
    if (tables.empty() || tables.back() != name) tables.push_back(name);
    if (lower_sql.find(lower(name)) != std::string::npos) columns.push_back(value_of(prepared, 1).text);
  }
  sqlite3_set_authorizer(database.get(), authorize, &refused);
  std::string hint = near_text(word, table ? tables : columns);
  if (!hint.empty() || !table || tables.empty()) return hint;
  hint = "there are:";
  for (const std::string& name : tables) hint += ' ' + name.substr(0, 80);
  return hint;
}

void WorkspaceQuery::Impl::add_functions() {
  constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
  sqlite3_create_function(
      database.get(), "now", 0, kFlags, this,
      [](sqlite3_context* context, int, sqlite3_value**) {
        const Impl& impl = *static_cast<const Impl*>(sqlite3_user_data(context));
        if (impl.now.empty()) return sqlite3_result_null(context);
        sqlite3_result_text(context, impl.now.data(), static_cast<int>(impl.now.size()), SQLITE_TRANSIENT);
      },
      nullptr, nullptr);
  sqlite3_create_function(
      database.get(), "ago", 1, kFlags, this,
      [](sqlite3_context* context, int, sqlite3_value** arguments) {
        const Impl& impl = *static_cast<const Impl*>(sqlite3_user_data(context));
        const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(arguments[0]));
        const auto span = timespan_of(text == nullptr ? "" : text);
        if (!span) return sqlite3_result_error(context, "ago() wants a timespan such as '7d', '12h', '30m' or '10s'", -1);
        if (impl.now.empty()) return sqlite3_result_null(context);
        const std::string then = utc_text(impl.last - Duration::microseconds(*span));
        sqlite3_result_text(context, then.data(), static_cast<int>(then.size()), SQLITE_TRANSIENT);
      },
      nullptr, nullptr);
}

std::optional<QueryError> WorkspaceQuery::Impl::find_now() {
  for (const char* table : kTables) {
    sqlite3_stmt* prepared = nullptr;
    const std::string sql = std::string("SELECT max(TimeGenerated) FROM ") + table;
    if (sqlite3_prepare_v2(database.get(), sql.c_str(), -1, &prepared, nullptr) != SQLITE_OK) {
      return QueryError{"is no workspace: " + std::string(sqlite3_errmsg(database.get())), std::nullopt};
    }
    const Statement statement(prepared);
    if (sqlite3_step(prepared) != SQLITE_ROW) return error();
    const std::string latest = value_of(prepared, 0).text;
    if (latest <= now) continue;
    const auto time = parse_timestamp(latest);
    if (!time) return QueryError{"is no workspace: TimeGenerated '" + latest.substr(0, 40) + "' is no time", std::nullopt};
    now = latest;
    last = *time;
  }
  return std::nullopt;
}

WorkspaceQuery::WorkspaceQuery(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WorkspaceQuery::~WorkspaceQuery() = default;

Result<std::unique_ptr<WorkspaceQuery>, QueryError> WorkspaceQuery::open(const std::string& path) {
  auto impl = std::make_unique<Impl>();
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
  impl->database.reset(raw);
  if (code != SQLITE_OK) return *impl->error();
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  impl->add_functions();
  make_json_tables(raw);
  sqlite3_set_authorizer(raw, authorize, &impl->refused);
  if (auto error = impl->find_now()) return *error;
  return std::unique_ptr<WorkspaceQuery>(new WorkspaceQuery(std::move(impl)));
}

void WorkspaceQuery::limit_time(double seconds) {
  constexpr int kInstructionsBetweenLooks = 10'000;
  impl_->allowed = std::chrono::duration<double>(seconds);
  if (seconds <= 0) return sqlite3_progress_handler(impl_->database.get(), 0, nullptr, nullptr);
  sqlite3_progress_handler(
      impl_->database.get(), kInstructionsBetweenLooks,
      [](void* impl) { return static_cast<const Impl*>(impl)->timed_out() ? 1 : 0; }, impl_.get());
}

std::optional<QueryError> WorkspaceQuery::run(std::string_view sql, const std::map<std::string, std::string>& parameters,
                                              QuerySink& sink) {
  sqlite3* database = impl_->database.get();
  impl_->refused = false;
  impl_->until = std::chrono::steady_clock::time_point::max();
  if (impl_->allowed.count() > 0) {
    impl_->until = std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::steady_clock::duration>(impl_->allowed);
  }
  if (sql.find('\0') != std::string_view::npos) return QueryError{"the statement holds a zero byte", sql.find('\0')};
  sqlite3_stmt* prepared = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &prepared, &rest);
  const Statement statement(prepared);
  if (code != SQLITE_OK) {
    const int offset = sqlite3_error_offset(database);
    QueryError error = *impl_->error();
    if (offset >= 0) error.offset = static_cast<std::size_t>(offset);
    error.hint = impl_->name_hint(sql, error.says);
    return error;
  }
  if (prepared == nullptr) return QueryError{"there is no statement", std::nullopt};
  const auto rest_at = static_cast<std::size_t>(rest - sql.data());
  const std::size_t more = sql.find_first_not_of(" \t\r\n;", rest_at);
  if (more != std::string_view::npos && sql.substr(more, 2) != "--") {
    return QueryError{"one statement at a time", more};
  }
  if (auto error = bind(prepared, parameters)) return error;

  const int columns = sqlite3_column_count(prepared);
  std::vector<std::string> names;
  for (int c = 0; c < columns; ++c) names.emplace_back(sqlite3_column_name(prepared, c));
  sink.on_columns(names);
  std::vector<QueryValue> row(static_cast<std::size_t>(columns));
  for (;;) {
    const int stepped = sqlite3_step(prepared);
    if (stepped == SQLITE_DONE) return std::nullopt;
    if (stepped == SQLITE_INTERRUPT) {
      QueryError late{fmt::format("the statement was stopped after {:g} s", impl_->allowed.count()), std::nullopt};
      late.timed_out = true;
      return late;
    }
    if (stepped != SQLITE_ROW) return impl_->error();
    for (int c = 0; c < columns; ++c) row[static_cast<std::size_t>(c)] = value_of(prepared, c);
    if (!sink.on_row(row)) return std::nullopt;
  }
}

}  // namespace picket::sim
