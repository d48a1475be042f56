#include "sim/results/workspace_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "sim/results/workspace.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Rows final : QuerySink {
  std::vector<std::string> columns;
  std::vector<std::vector<QueryValue>> rows;
  std::size_t wanted = 1'000;
  void on_columns(const std::vector<std::string>& names) override { columns = names; }
  bool on_row(const std::vector<QueryValue>& row) override {
    rows.push_back(row);
    return rows.size() < wanted;
  }
};

AlertRow alert(std::uint64_t id, Time time) {
  AlertRow row;
  row.alert_type = "IoT_Type";
  row.device_name = "dev-1";
  row.id = {0, id};
  row.start = row.end = row.generated = time;
  return row;
}

struct WorkspaceQueryTest : testing::Test {
  WorkspaceQueryTest() {
    auto workspace = std::move(Workspace::create(path, {}).value());
    for (int day = 0; day < 5; ++day) {
      workspace->add(alert(static_cast<std::uint64_t>(day), Time::from_unix_seconds(1'772'496'000 + day * 86'400)));
    }
    EXPECT_FALSE(workspace->close());
    auto opened = WorkspaceQuery::open(path);
    EXPECT_TRUE(opened.ok());
    query = std::move(opened).value();
  }
  std::optional<QueryError> run(std::string_view sql, const std::map<std::string, std::string>& parameters = {}) {
    answer = {};
    return query->run(sql, parameters, answer);
  }
  TemporaryFolder folder;
  std::string path = folder.file("workspace.sqlite");
  std::unique_ptr<WorkspaceQuery> query;
  Rows answer;
};

TEST_F(WorkspaceQueryTest, gives_columns_and_typed_values) {
  ASSERT_FALSE(run("SELECT 1 AS one, 0.1 AS tenth, 'x' AS letter, NULL AS none, x'00ff' AS bytes;"));
  EXPECT_THAT(answer.columns, ElementsAre("one", "tenth", "letter", "none", "bytes"));
  using Type = QueryValue::Type;
  EXPECT_THAT(answer.rows.at(0), ElementsAre(QueryValue{Type::kInteger, "1"}, QueryValue{Type::kReal, "0.1"},
                                             QueryValue{Type::kText, "x"}, QueryValue{}, QueryValue{Type::kText, "00ff"}));
}

/// Rows on 3 to 7 March at midnight: the last is "now".
TEST_F(WorkspaceQueryTest, tells_the_simulated_time) {
  ASSERT_FALSE(run("SELECT now(), ago('0s'), ago('2d'), ago('36h'), ago('90m')"));
  std::vector<std::string> texts;
  for (const QueryValue& value : answer.rows.at(0)) texts.push_back(value.text);
  EXPECT_THAT(texts, ElementsAre("2026-03-07T00:00:00.000000Z", "2026-03-07T00:00:00.000000Z",
                                 "2026-03-05T00:00:00.000000Z", "2026-03-05T12:00:00.000000Z",
                                 "2026-03-06T22:30:00.000000Z"));
  ASSERT_FALSE(run("SELECT count(*) FROM SecurityAlert WHERE TimeGenerated > ago('2d')"));
  EXPECT_EQ(answer.rows.at(0).at(0).text, "2");
  for (const char* wrong : {"ago('')", "ago('d')", "ago('7')", "ago('7 d')", "ago('-1d')", "ago('7w')", "ago(NULL)",
                            "ago('99999999999999999999d')", "ago('1000000000h')"}) {
    const auto error = run(std::string("SELECT ") + wrong);
    ASSERT_TRUE(error) << wrong;
    EXPECT_THAT(error->says, HasSubstr("wants a timespan")) << wrong;
  }
}

TEST_F(WorkspaceQueryTest, binds_parameters_by_name) {
  ASSERT_FALSE(run("SELECT :a || :b || :a", {{"a", "x'"}, {"b", "--"}}));
  EXPECT_EQ(answer.rows.at(0).at(0).text, "x'--x'");
  EXPECT_THAT(run("SELECT :a")->says, HasSubstr("'a' has no value"));
  EXPECT_THAT(run("SELECT ?")->says, HasSubstr("':name'"));
  EXPECT_THAT(run("SELECT :a", {{"a", "1"}, {"c", "2"}})->says, HasSubstr("no parameter 'c'; it has a"));
}

TEST_F(WorkspaceQueryTest, tells_every_parameter_that_is_missing_or_unknown) {
  const auto error = run("SELECT :device, :hub", {{"devise", "x"}});
  ASSERT_TRUE(error);
  EXPECT_EQ(error->says,
            "parameter 'device' has no value\nparameter 'hub' has no value\n"
            "the statement has no parameter 'devise'; it has device, hub; did you mean 'device'?");
  EXPECT_THAT(error->missing, ElementsAre("device", "hub"));
}

TEST_F(WorkspaceQueryTest, knows_which_name_of_its_schema_was_meant) {
  EXPECT_EQ(run("SELECT AlertTyp FROM SecurityAlert")->hint, "did you mean 'AlertType'?");
  EXPECT_EQ(run("SELECT a.alerttyp FROM SecurityAlert AS a")->hint, "did you mean 'AlertType'?");
  EXPECT_EQ(run("SELECT 1 FROM SecurityAlerts")->hint, "did you mean 'SecurityAlert'?");
  EXPECT_THAT(run("SELECT 1 FROM nothing_like_it")->hint, testing::StartsWith("there are: SecurityIoTRawEvent DefenderIoTRawEvent"));
  EXPECT_EQ(run("SELECT 1 FRM x y")->hint, "");
  // To ask for names has not opened what a statement may not do.
  EXPECT_THAT(run("PRAGMA user_version")->says, HasSubstr("only SELECT is allowed"));
}

TEST_F(WorkspaceQueryTest, stops_after_the_time_that_it_is_given) {
  query->limit_time(0.05);
  const auto error = run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n");
  ASSERT_TRUE(error);
  EXPECT_TRUE(error->timed_out);
  EXPECT_EQ(error->says, "the statement was stopped after 0.05 s");
  // The next statement has its own time, and 0 any.
  EXPECT_FALSE(run("SELECT 1"));
  query->limit_time(0);
  EXPECT_FALSE(run("SELECT 1"));
}

TEST_F(WorkspaceQueryTest, only_reads) {
  for (const char* statement :
       {"DELETE FROM SecurityAlert", "INSERT INTO SecurityAlert DEFAULT VALUES", "DROP TABLE SecurityAlert",
        "CREATE TABLE t (x)", "ATTACH 'other' AS o", "PRAGMA user_version", "SELECT * FROM pragma_table_info('SecurityAlert')",
        "VACUUM", "BEGIN", "SELECT load_extension('x')", "CREATE TEMP TABLE t (x)"}) {
    const auto error = run(statement);
    ASSERT_TRUE(error) << statement;
    EXPECT_THAT(error->says, HasSubstr("only SELECT is allowed")) << statement;
  }
  ASSERT_FALSE(run("SELECT count(*) FROM SecurityAlert"));
  EXPECT_EQ(answer.rows.at(0).at(0).text, "5");
}

TEST_F(WorkspaceQueryTest, says_where_a_statement_is_wrong) {
  const auto column = run("SELECT AlertTyp FROM SecurityAlert");
  ASSERT_TRUE(column);
  EXPECT_THAT(column->says, HasSubstr("no such column: AlertTyp"));
  EXPECT_EQ(column->offset, 7U);
  const auto syntax = run("SELECT 1 FRM x");
  ASSERT_TRUE(syntax && syntax->offset);
  EXPECT_EQ(*syntax->offset, 13U) << "FRM reads as a name of the column";
  const auto second = run("SELECT 1; SELECT 2");
  ASSERT_TRUE(second);
  EXPECT_EQ(second->offset, 10U);
  EXPECT_THAT(run("")->says, HasSubstr("no statement"));
  EXPECT_THAT(run("-- only a comment")->says, HasSubstr("no statement"));
  EXPECT_FALSE(run("SELECT 1; -- and a comment"));
  EXPECT_EQ(run(std::string_view("SELECT 1\0 + 1", 13))->offset, 8U);
}

TEST_F(WorkspaceQueryTest, opens_lists_inside_json) {
  EXPECT_FALSE(run("SELECT value FROM json_each('[3, 4]')"));
  ASSERT_EQ(answer.rows.size(), 2U);
  EXPECT_EQ(answer.rows[1][0].text, "4");
  EXPECT_FALSE(run("SELECT count(*) FROM json_tree('{\"a\": [1]}')"));
}

TEST_F(WorkspaceQueryTest, stops_when_no_more_is_wanted) {
  answer.wanted = 2;
  EXPECT_FALSE(query->run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", {}, answer));
  EXPECT_EQ(answer.rows.size(), 2U);
}

TEST_F(WorkspaceQueryTest, refuses_what_is_no_workspace) {
  EXPECT_FALSE(WorkspaceQuery::open(folder.file("missing.sqlite")).ok());
  EXPECT_FALSE(WorkspaceQuery::open(folder.path()).ok());
  const std::string text = folder.file("text.sqlite");
  std::ofstream(text) << "this is a text, and no database at all, however long it may go on";
  EXPECT_FALSE(WorkspaceQuery::open(text).ok());
  const std::string empty = folder.file("empty.sqlite");
  std::ofstream(empty).close();
  const auto none = WorkspaceQuery::open(empty);
  ASSERT_FALSE(none.ok());
  EXPECT_THAT(none.error().says, HasSubstr("is no workspace"));
}

/// Every page cut off and every sixteenth byte flipped: an error or an answer, never a crash.
TEST_F(WorkspaceQueryTest, survives_damaged_files) {
  std::ifstream in(path, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  ASSERT_GT(whole.size(), 8'192U);
  const std::string damaged = folder.file("damaged.sqlite");
  int answered = 0;
  const auto try_bytes = [&](const std::string& bytes) {
    std::ofstream(damaged, std::ios::binary | std::ios::trunc) << bytes;
    auto opened = WorkspaceQuery::open(damaged);
    if (!opened.ok()) return;
    Rows rows;
    if (!opened.value()->run("SELECT * FROM SecurityAlert", {}, rows)) ++answered;
  };
  for (std::size_t size = 0; size < whole.size(); size += 4'096) try_bytes(whole.substr(0, size));
  for (std::size_t at = 0; at < whole.size(); at += 16) {
    if (at > 2'048 && at % 512 != 0) continue;
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x5a);
    try_bytes(bytes);
  }
  EXPECT_GT(answered, 0) << "some damage lies where nobody looks";
}

}  // namespace
}  // namespace picket::sim
