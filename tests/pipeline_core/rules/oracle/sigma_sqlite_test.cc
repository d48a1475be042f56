// Hits against another implementation: 216 of SigmaHQ's Linux rules as pySigma's SQLite backend writes them,
// run by SQLite over the same events. Truth comes from data outside the project (PICKET_DATA).
//
// SQL's logic has three values, ours two: `NOT field LIKE x` is unknown where the field is missing, so SQL
// finds fewer. The documented difference is taken out by a second table in which missing fields are empty
// texts, which no pattern of these rules matches: there, hits must be equal. In the first, with NULL, every
// hit must be ours too, and what we find besides must come from a rule with NOT on an event that lacks a field.
//
// Regular expressions run in RE2 on both sides. Address fields hold valid addresses only: the backend writes
// blocks as LIKE '10.%', which takes "10.x" for an address.
#include <gtest/gtest.h>
#include <re2/re2.h>
#include <simdjson.h>
#include <sqlite3.h>
#include <yaml-cpp/yaml.h>

#include <cstdlib>
#include <map>
#include <set>

#include "agent_core/base/random.h"
#include "pipeline_core/rules/rule_matcher.h"
#include "pipeline_core/rules/rule_reader.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

struct SqlRule {
  std::string id;
  std::string sql;
  std::string path;
};

std::vector<SqlRule> load_sql(const std::filesystem::path& root) {
  simdjson::dom::parser parser;
  const std::string text = read_text(root / "linux_rules.sqlite_sql.json");
  std::vector<SqlRule> rules;
  for (const auto& [id, entry] : simdjson::dom::object(parser.parse(text))) {
    rules.push_back({std::string(id), std::string(std::string_view(entry["sql"])),
                     std::string(std::string_view(entry["path"]))});
  }
  return rules;
}

/// One item of a search: which field, where in it, which texts.
struct Item {
  std::string field;
  std::string modifiers;
  std::vector<std::string> values;
};
using Search = std::vector<Item>;

/// SQLite's columns mind no case, Sigma's fields do: names that differ in case only share a column and a value.
class Names {
 public:
  std::string column(const std::string& name) {
    std::string low = name;
    for (char& c : low) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    spellings_[low].insert(name);
    return low;
  }
  std::vector<std::string> columns() const {
    std::vector<std::string> out;
    for (const auto& [low, names] : spellings_) out.push_back(low);
    return out;
  }
  const std::set<std::string>& spellings(const std::string& column) const { return spellings_.at(column); }

 private:
  std::map<std::string, std::set<std::string>> spellings_;
};

void collect(const YAML::Node& node, Names& names, std::vector<Search>& out) {
  if (node.IsSequence()) {
    for (const YAML::Node& one : node) collect(one, names, out);
    return;
  }
  if (!node.IsMap()) return;
  Search search;
  for (const auto& entry : node) {
    const std::string key = entry.first.Scalar();
    const std::size_t bar = key.find('|');
    Item item{names.column(key.substr(0, bar)), bar == std::string::npos ? "" : key.substr(bar), {}};
    if (entry.second.IsScalar()) item.values.push_back(entry.second.Scalar());
    for (const YAML::Node& one : entry.second) item.values.push_back(one.Scalar());
    search.push_back(std::move(item));
  }
  out.push_back(std::move(search));
}

using Fields = std::map<std::string, std::string>;

/// Events from the rules' own words, changed ones, and benign ones.
class Events {
 public:
  Events(std::vector<std::vector<Search>> rules, std::vector<std::string> names)
      : rules_(std::move(rules)), names_(std::move(names)), random_(20'260'801, 0, 0, Purpose::kTest) {}

  Fields next() {
    Fields event;
    if (random_.below(8) == 0) {
      event["image"] = pick(kPrograms);
      event["commandline"] = event["image"] + " " + pick(kArguments);
    } else {
      const std::vector<Search>& rule = rules_[random_.below(rules_.size())];
      for (const Search& search : rule) {
        if (random_.below(4) == 0) continue;
        for (const Item& item : search) add(item, event);
      }
    }
    for (std::uint64_t n = random_.below(3); n > 0; --n) mutate(event);
    if (random_.below(2) == 0) {  // nothing missing: three values are two
      for (const std::string& name : names_) {
        if (event.count(name) == 0) event[name] = is_address(name) ? "198.51.100.7" : "-";
      }
    }
    return event;
  }

 private:
  static constexpr std::array<const char*, 8> kPrograms{"/usr/bin/ls",      "/usr/bin/curl", "/bin/sh",     "/usr/sbin/cron",
                                                        "/usr/bin/python3", "/usr/bin/find", "/usr/bin/rm", "/opt/edge/bin/agent"};
  static constexpr std::array<const char*, 8> kArguments{"-la /var/lib",   "-fsS http://localhost:8080/health", "-c true",
                                                         "/etc/hosts",     "--task 7 --verbose",                "-rf /var/log/x",
                                                         "> /tmp/out.txt", ""};
  static constexpr std::array<const char*, 8> kFiller{" ", "", "x", " --flag ", "/", "=1 ", ";", "é"};

  template <std::size_t N>
  std::string pick(const std::array<const char*, N>& from) {
    return from[random_.below(N)];
  }
  static bool is_address(const std::string& name) { return name.ends_with("ip"); }

  /// A text that the value matches: wildcards become something.
  std::string spell(const std::string& value) {
    std::string out;
    for (const PatternPart& part : parse_pattern(value))
      out += part.kind == PatternPart::Kind::kLiteral ? part.text : part.kind == PatternPart::Kind::kOne ? "q" : pick(kFiller);
    return out;
  }
  std::string regex_text() {
    switch (random_.below(5)) {
      case 0:
        return std::string(random_.below(260), 'y');
      case 1:
        return " -O -F -id --inode -W 41 42 ";
      case 2:
        return "https://203.0.113.5/.hidden";
      case 3:
        return "/mail/tmp/abc123.tar.gz";
      default:
        return "/usr/lib/python3.11/site-packages/x.pth -D";
    }
  }
  void add(const Item& item, Fields& event) {
    if (item.values.empty()) return;
    std::string& field = event[item.field];
    const bool all = item.modifiers.find("all") != std::string::npos;
    for (std::size_t i = 0; i < (all ? item.values.size() : 1); ++i) {
      const std::string& value = item.values[all ? i : random_.below(item.values.size())];
      if (is_address(item.field)) {
        const std::size_t slash = value.find('/');
        field = IpAddress::parse(value.substr(0, slash)) ? value.substr(0, slash) : "203.0.113.9";
      } else if (item.modifiers.find("re") != std::string::npos) {
        field += regex_text();
      } else if (item.modifiers.find("endswith") != std::string::npos) {
        field = field + pick(kFiller) + spell(value);
      } else if (item.modifiers.find("startswith") != std::string::npos) {
        field = spell(value) + pick(kFiller) + field;
      } else if (item.modifiers.empty()) {
        field = spell(value);
      } else {
        field += pick(kFiller) + spell(value) + pick(kFiller);
      }
    }
  }
  void mutate(Fields& event) {
    if (event.empty()) return;
    auto at = event.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(random_.below(event.size())));
    if (is_address(at->first)) return;
    std::string& text = at->second;
    switch (random_.below(5)) {
      case 0:
        event.erase(at);
        break;
      case 1:
        for (char& c : text) c = static_cast<char>(random_.below(2) == 0 ? std::toupper(static_cast<unsigned char>(c)) : std::tolower(static_cast<unsigned char>(c)));
        break;
      case 2:
        if (!text.empty()) text.resize(text.find_last_not_of("\x80\xa9\xc3") == std::string::npos ? 0 : text.size() - 1);
        break;
      case 3:
        text = pick(kFiller) + text;
        break;
      default:
        text += pick(kFiller);
    }
  }

  std::vector<std::vector<Search>> rules_;
  std::vector<std::string> names_;
  RandomStream random_;
};

/// SQLite in memory with a REGEXP function.
class Database {
 public:
  Database() {
    EXPECT_EQ(sqlite3_open(":memory:", &db_), SQLITE_OK);
    sqlite3_create_function(db_, "regexp", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr, &regexp, nullptr, nullptr);
  }
  ~Database() { sqlite3_close(db_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void run(const std::string& sql) {
    char* error = nullptr;
    EXPECT_EQ(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK) << sql.substr(0, 200) << ": " << (error == nullptr ? "" : error);
    sqlite3_free(error);
  }
  void insert(const std::string& table, std::int64_t id, const std::vector<std::string>& names, const Fields& event, bool empty_for_missing) {
    std::string sql = "INSERT INTO " + table + " VALUES (?";
    for (std::size_t i = 0; i < names.size(); ++i) sql += ", ?";
    sqlite3_stmt* s = nullptr;
    ASSERT_EQ(sqlite3_prepare_v2(db_, (sql + ")").c_str(), -1, &s, nullptr), SQLITE_OK);
    sqlite3_bind_int64(s, 1, id);
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto found = event.find(names[i]);
      const int at = static_cast<int>(i) + 2;
      if (found != event.end())
        sqlite3_bind_text(s, at, found->second.c_str(), static_cast<int>(found->second.size()), SQLITE_TRANSIENT);
      else if (empty_for_missing)
        sqlite3_bind_text(s, at, "", 0, SQLITE_STATIC);
    }
    EXPECT_EQ(sqlite3_step(s), SQLITE_DONE);
    sqlite3_finalize(s);
  }
  std::set<std::int64_t> ids(std::string sql, const std::string& table) {
    const std::string all = "SELECT * FROM <TABLE_NAME>";
    EXPECT_TRUE(sql.starts_with(all));
    sql = "SELECT event_number FROM " + table + sql.substr(all.size());
    std::set<std::int64_t> out;
    sqlite3_stmt* s = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(db_, sql.c_str(), -1, &s, nullptr), SQLITE_OK) << sqlite3_errmsg(db_) << ": " << sql.substr(0, 300);
    while (s != nullptr && sqlite3_step(s) == SQLITE_ROW) out.insert(sqlite3_column_int64(s, 0));
    sqlite3_finalize(s);
    return out;
  }
  bool accepts(std::string sql, const std::string& table) {
    sql.replace(sql.find("<TABLE_NAME>"), 12, table);
    sqlite3_stmt* s = nullptr;
    const bool good = sqlite3_prepare_v2(db_, sql.c_str(), -1, &s, nullptr) == SQLITE_OK;
    sqlite3_finalize(s);
    return good;
  }

 private:
  static void regexp(sqlite3_context* context, int, sqlite3_value** values) {
    if (sqlite3_value_type(values[1]) == SQLITE_NULL) return sqlite3_result_null(context);
    const auto text = [&](int i) { return std::string(reinterpret_cast<const char*>(sqlite3_value_text(values[i]))); };
    sqlite3_result_int(context, re2::RE2::PartialMatch(text(1), re2::RE2(text(0))) ? 1 : 0);
  }
  sqlite3* db_ = nullptr;
};

TEST(SigmaSqlite, finds_the_same_events_for_all_rules_that_have_sql) {
  const char* data = std::getenv("PICKET_DATA");
  if (data == nullptr || !std::filesystem::exists(std::string(data) + "/detection/sigma-linux")) GTEST_SKIP() << "set PICKET_DATA to run";
  const std::filesystem::path root = std::string(data) + "/detection/sigma-linux";
  const std::vector<SqlRule> sql = load_sql(root);
  ASSERT_EQ(sql.size(), 216u);
  RuleSet rules;
  std::vector<Diagnostic> diagnostics;
  std::vector<std::vector<Search>> searches;
  Names fields;
  for (const SqlRule& rule : sql) {
    const std::string yaml = read_text(root / rule.path);
    ASSERT_EQ(RuleReader(rules, diagnostics).read(yaml, rule.path), 1u) << rule.path;
    ASSERT_EQ(rules.rules().back().id, rule.id);
    searches.emplace_back();
    for (const auto& entry : YAML::Load(yaml)["detection"]) {
      if (entry.first.Scalar() != "condition") collect(entry.second, fields, searches.back());
    }
  }
  rules.resolve(diagnostics);
  ASSERT_TRUE(diagnostics.empty());
  const std::vector<std::string> names = fields.columns();
  Database database;
  std::string columns = "event_number INTEGER";
  for (const std::string& name : names) columns += ", \"" + name + "\" TEXT COLLATE NOCASE";
  database.run("CREATE TABLE with_null (" + columns + ")");
  database.run("CREATE TABLE with_empty (" + columns + ")");
  database.run("BEGIN");
  Events source(searches, names);
  constexpr std::int64_t kEvents = 5000;
  std::vector<Fields> events;
  RuleMatcher matcher(rules);
  std::vector<std::set<std::int64_t>> ours(sql.size());
  for (std::int64_t i = 0; i < kEvents; ++i) {
    events.push_back(source.next());
    const Fields& event = events.back();
    database.insert("with_null", i, names, event, false);
    database.insert("with_empty", i, names, event, true);
    FlatEvent flat;
    for (const auto& [name, text] : event) {
      const bool number = i % 2 == 0 && !text.empty() && text.size() < 9 && text[0] != '0' && text.find_first_not_of("0123456789") == std::string::npos;
      for (const std::string& spelling : fields.spellings(name))
        flat.set(spelling, number ? FieldValue::number(std::stod(text)) : FieldValue::text(text));
    }
    std::vector<std::uint32_t> hits;
    matcher.match(flat, {}, hits);
    for (const std::uint32_t rule : hits) ours[rule].insert(i);
  }
  database.run("COMMIT");
  std::size_t compared = 0;
  std::size_t total = 0;
  std::size_t by_not = 0;
  std::size_t fired = 0;
  for (std::size_t r = 0; r < sql.size(); ++r) {
    SCOPED_TRACE(sql[r].path);
    if (!database.accepts(sql[r].sql, "with_null")) {
      std::cout << "SQLite does not take the SQL of " << sql[r].path << '\n';
      continue;
    }
    ++compared;
    EXPECT_EQ(ours[r], database.ids(sql[r].sql, "with_empty"));
    const std::set<std::int64_t> with_null = database.ids(sql[r].sql, "with_null");
    for (const std::int64_t i : with_null) EXPECT_TRUE(ours[r].count(i) != 0) << "event " << i;
    for (const std::int64_t i : ours[r]) {
      if (with_null.count(i) != 0) continue;
      ++by_not;
      EXPECT_NE(sql[r].sql.find("NOT "), std::string::npos) << "event " << i;
      EXPECT_LT(events[static_cast<std::size_t>(i)].size(), names.size()) << "event " << i << " lacks nothing";
    }
    total += ours[r].size();
    if (!ours[r].empty()) ++fired;
  }
  std::cout << "rules compared " << compared << ", of them fired " << fired << ", hits " << total << ", of them by NOT over a missing field "
            << by_not << '\n';
  EXPECT_GE(compared, 214u);
  EXPECT_GE(fired, 200u);
  EXPECT_GE(total, 2'000u);
}

}  // namespace
}  // namespace picket
