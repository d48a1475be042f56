#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <tuple>

#include <nlohmann/json.hpp>

#include "agent_core/base/closest_word.h"
#include "agent_core/base/utf8.h"
#include "reports/display_width.h"
#include "reports/terminal_table.h"
#include "sim/apps/load_input.h"
#include "sim/apps/options.h"
#include "sim/results/csv.h"
#include "sim/results/manifest.h"
#include "sim/results/workspace_query.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWorkspace = "workspace.sqlite";

struct Found {
  std::string path;
  std::string policy;
  std::uint64_t replication = 0;
};

/// The workspaces of a study, by policy and replication as their manifests say.
std::vector<Found> workspaces_in(const fs::path& study) {
  std::vector<Found> found;
  std::error_code ignored;
  for (const auto& run : fs::directory_iterator(study / "runs", ignored)) {
    if (!fs::exists(run.path() / kWorkspace, ignored)) continue;
    Found one{(run.path() / kWorkspace).string(), run.path().filename().string(), 0};
    const fs::path manifest = run.path() / "manifest.json";
    // A run without a readable manifest is still found, by the name of its folder.
    if (fs::is_regular_file(manifest, ignored)) {
      if (const auto summary = parse_manifest(read_file(manifest.string()))) {
        one.policy = summary->policy;
        one.replication = summary->replication;
      }
    }
    found.push_back(std::move(one));
  }
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return std::tie(a.policy, a.replication, a.path) < std::tie(b.policy, b.replication, b.path);
  });
  return found;
}

std::string list_of(const std::vector<Found>& found) {
  std::string text;
  for (const Found& one : found) {
    text += "  --policy " + one.policy + " --replication " + std::to_string(one.replication) + "\n";
  }
  return text;
}

/// The file that is asked: itself, of a run's folder, or of the one run of a study that is meant.
std::string workspace_of(const QueryOptions& query) {
  const std::string& run = query.run;
  const fs::path path(run);
  std::error_code ignored;
  if (fs::is_regular_file(path, ignored)) return path.string();
  if (fs::exists(path / kWorkspace, ignored)) return (path / kWorkspace).string();
  const std::vector<Found> all = workspaces_in(path);
  if (all.empty()) {
    throw WrongInput(run + ": holds no workspace\n  is it a study such as out/latest, one of its runs/, or a " +
                     kWorkspace + "? Runs keep one for the first `store_replications` replications.");
  }
  std::vector<Found> meant;
  for (const Found& one : all) {
    if (!query.policy.empty() && one.policy != query.policy) continue;
    if (query.replication && one.replication != *query.replication) continue;
    meant.push_back(one);
  }
  if (meant.empty()) throw WrongInput(run + ": no workspace is of that policy and replication; there are\n" + list_of(all));
  if (meant.size() > 1) throw WrongInput(run + ": holds " + std::to_string(meant.size()) + " workspaces; choose one\n" + list_of(meant));
  return meant.front().path;
}

fs::path query_folder(const CommonOptions& common) { return fs::path(library_of(common)) / "queries"; }

std::vector<std::string> shipped_queries(const CommonOptions& common) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(query_folder(common), ignored)) {
    if (entry.path().extension() == ".sql") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// The first line of a query, which says what it shows.
std::string purpose_of(const std::string& sql) {
  const std::string line = sql.substr(0, sql.find('\n'));
  return line.starts_with("-- ") ? line.substr(3) : "";
}

int list_queries(const CommonOptions& common) {
  std::vector<std::vector<std::string>> rows;
  for (const std::string& name : shipped_queries(common)) {
    rows.push_back({name, purpose_of(read_file((query_folder(common) / (name + ".sql")).string()))});
  }
  TableOptions options;
  options.max_cell_width = 100;
  std::fputs(render_table({{"query", "", Align::kLeft}, {"what it shows", "", Align::kLeft}}, rows, options).c_str(), stdout);
  return exit_code::kOk;
}

struct QueryStatement {
  std::string sql;
  std::string name;  ///< for error texts
};

QueryStatement shipped_query(const std::string& name, const CommonOptions& common) {
  const std::vector<std::string> names = shipped_queries(common);
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    const std::string near = closest_word(name, std::vector<std::string_view>(names.begin(), names.end()));
    throw WrongInput("there is no query '" + name + "'" + (near.empty() ? "" : "; did you mean '" + near + "'?") +
                     " (picket query --list names them)");
  }
  return {read_file((query_folder(common) / (name + ".sql")).string()), name};
}

QueryStatement statement_in(const std::string& file) {
  return {read_file(file, kMaxStatementBytes), file};
}

/// A lone word that is not where runs are is a statement to the latest study.
QueryOptions with_lone_statement(QueryOptions query) {
  std::error_code ignored;
  const bool lone = query.sql.empty() && query.name.empty() && query.file.empty() && query.run != QueryOptions::kLatest;
  if (lone && !fs::exists(query.run, ignored)) {
    query.sql = query.run;
    query.run = QueryOptions::kLatest;
  }
  return query;
}

QueryStatement statement_of(const QueryOptions& query, const CommonOptions& common) {
  const int given = (query.sql.empty() ? 0 : 1) + (query.name.empty() ? 0 : 1) + (query.file.empty() ? 0 : 1);
  if (given != 1) throw WrongInput("give one of: a statement, --query NAME, --file FILE (see picket query --list)");
  if (!query.sql.empty()) return {query.sql, "statement"};
  return query.name.empty() ? statement_in(query.file) : shipped_query(query.name, common);
}

std::map<std::string, std::string> parameters_of(const QueryOptions& query) {
  std::map<std::string, std::string> parameters;
  for (const std::string& text : query.parameters) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) throw WrongInput("--parameter '" + text + "': expected name=value");
    if (!parameters.emplace(text.substr(0, equals), text.substr(equals + 1)).second) {
      throw WrongInput("--parameter '" + text.substr(0, equals) + "' is given twice");
    }
  }
  return parameters;
}

/// Where a statement is wrong: line and column, the line, a caret.
std::string place_of(const QueryStatement& statement, std::size_t offset) {
  const std::string_view sql = statement.sql;
  offset = std::min(offset, sql.size());
  const std::size_t begin = offset == 0 ? 0 : sql.rfind('\n', offset - 1) + 1;
  const auto line = 1 + std::count(sql.begin(), sql.begin() + static_cast<std::ptrdiff_t>(begin), '\n');
  const std::string_view text = sql.substr(begin, sql.find('\n', begin) - begin);
  const std::string_view shown = utf8_prefix(text, 200);
  std::string out = printable(statement.name) + ":" + std::to_string(line) + ":" + std::to_string(offset - begin + 1);
  out += "\n    " + printable(shown) + "\n    ";
  if (offset - begin <= shown.size()) out += std::string(display_width(printable(shown.substr(0, offset - begin))), ' ') + "^";
  return out + "\n";
}

/// A table for people, up to a number of rows.
class TableSink final : public QuerySink {
 public:
  explicit TableSink(std::size_t limit) : limit_(limit) {}
  void on_columns(const std::vector<std::string>& names) override {
    for (const std::string& name : names) columns_.push_back({name, "", Align::kLeft});
    numbers_.assign(names.size(), true);
  }
  bool on_row(const std::vector<QueryValue>& row) override {
    if (rows_ == limit_) {
      more_ = true;  // and how many is not worth reading them all
      return false;
    }
    ++rows_;
    std::vector<std::string> cells;
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (row[c].type == QueryValue::Type::kText) numbers_[c] = false;
      cells.push_back(row[c].text);
    }
    cells_.push_back(std::move(cells));
    return true;
  }
  void print() {
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      if (numbers_[c] && !cells_.empty()) columns_[c].align = Align::kRight;
    }
    TableOptions options;
    options.colour = isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
    std::fputs(render_table(columns_, cells_, options).c_str(), stdout);
    std::fprintf(stderr, "%s%zu row%s%s\n", more_ ? "more than " : "", rows_, rows_ == 1 ? "" : "s",
                 more_ ? "; --limit 0, --format csv and --format json give all" : "");
  }

 private:
  std::size_t limit_;
  std::size_t rows_ = 0;
  bool more_ = false;
  std::vector<TableColumn> columns_;
  std::vector<bool> numbers_;
  std::vector<std::vector<std::string>> cells_;
};

class CsvSink final : public QuerySink {
 public:
  void on_columns(const std::vector<std::string>& names) override {
    std::string line;
    for (const std::string& name : names) line += (&name == &names.front() ? "" : ",") + csv_cell(name);
    print(line);
  }
  bool on_row(const std::vector<QueryValue>& row) override {
    std::string line;
    for (const QueryValue& value : row) line += (&value == &row.front() ? "" : ",") + csv_cell(value.text);
    print(line);
    return std::ferror(stdout) == 0;
  }

 private:
  /// A text may hold a zero byte.
  static void print(std::string& line) {
    line += '\n';
    std::fwrite(line.data(), 1, line.size(), stdout);
  }
};

/// An array of objects, one line a row.
class JsonSink final : public QuerySink {
 public:
  void on_columns(const std::vector<std::string>& names) override {
    names_ = names;
    std::fputs("[", stdout);
  }
  bool on_row(const std::vector<QueryValue>& row) override {
    nlohmann::ordered_json object = nlohmann::ordered_json::object();
    for (std::size_t c = 0; c < row.size(); ++c) {
      nlohmann::ordered_json& cell = object[names_[c]];
      if (row[c].type == QueryValue::Type::kText) {
        cell = row[c].text;
      } else if (row[c].type != QueryValue::Type::kNull) {
        // What is no JSON number (infinity) stays a text.
        cell = nlohmann::ordered_json::parse(row[c].text, nullptr, false);
        if (!cell.is_number()) cell = row[c].text;
      }
    }
    const std::string text = object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    std::printf("%s\n%s", first_ ? "" : ",", text.c_str());
    first_ = false;
    return std::ferror(stdout) == 0;
  }
  void finish() { std::fputs(first_ ? "]\n" : "\n]\n", stdout); }

 private:
  std::vector<std::string> names_;
  bool first_ = true;
};

}  // namespace

int query_command(const QueryOptions& asked, const CommonOptions& common) {
  if (asked.list) return list_queries(common);
  const QueryOptions query = with_lone_statement(asked);
  const QueryStatement statement = statement_of(query, common);
  const std::map<std::string, std::string> parameters = parameters_of(query);
  const std::string path = workspace_of(query);
  auto opened = WorkspaceQuery::open(path);
  if (!opened.ok()) throw WrongInput(path + ": " + opened.error().says);
  opened.value()->limit_time(query.timeout_seconds);
  const auto failed = [&](const QueryError& error) {
    std::string place = error.offset ? place_of(statement, *error.offset) : "";
    std::string hint = error.hint;
    for (const std::string& name : error.missing) hint += (hint.empty() ? "write --parameter " : " --parameter ") + name + "=...";
    if (error.timed_out) hint = "--timeout SECONDS gives it more time; 0: any";
    if (!hint.empty()) hint += '\n';
    std::fprintf(stderr, "error: %s\n%s%s", printable_lines(error.says).c_str(), place.c_str(), printable_lines(hint).c_str());
    return error.timed_out ? exit_code::kInternalError : exit_code::kWrongInput;
  };
  if (common.format == "csv") {
    CsvSink sink;
    if (const auto error = opened.value()->run(statement.sql, parameters, sink)) return failed(*error);
  } else if (common.format == "json") {
    JsonSink sink;
    const auto error = opened.value()->run(statement.sql, parameters, sink);
    if (error) return failed(*error);
    sink.finish();
  } else {
    TableSink sink(query.limit == 0 ? std::size_t(-1) : query.limit);
    if (const auto error = opened.value()->run(statement.sql, parameters, sink)) return failed(*error);
    sink.print();
  }
  return exit_code::kOk;
}

}  // namespace picket::sim
