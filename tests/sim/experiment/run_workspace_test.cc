// What a run leaves in workspace.sqlite, against what it counted.

#include "sim/experiment/run_workspace.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

std::int64_t ask(const std::string& path, const std::string& query) {
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK) << path;
  sqlite3_stmt* statement = nullptr;
  EXPECT_EQ(sqlite3_prepare_v2(database, query.c_str(), -1, &statement, nullptr), SQLITE_OK) << query;
  const std::int64_t answer = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return answer;
}

/// Runs the small study and hands each run's folder to `look`.
template <class Look>
void with_runs(const std::vector<std::string>& sets, Look look) {
  const TemporaryFolder folder;
  const Scenario scenario = test::small_scenario(sets);
  const StudySettings settings = test::settings_for(scenario, folder.path());
  const StudyOutcome outcome = run_study(scenario, settings);
  ASSERT_EQ(outcome.exit_code, 0);
  for (const auto& entry : std::filesystem::directory_iterator(outcome.directory + "/runs")) {
    look(read_run(entry.path().string()), entry.path().string() + "/workspace.sqlite");
  }
}

// store: all keeps every observation that reached the pipeline, and every alert.
TEST(RunWorkspace, holds_as_many_rows_as_the_run_counted_over_either_wire) {
  for (const char* wire : {"exact", "sized"}) {
    with_runs({"store=all", std::string("wire=") + wire}, [&](const LaneResult& lane, const std::string& path) {
      SCOPED_TRACE(lane.policy + ", " + wire);
      if (lane.replication > 0) {
        EXPECT_FALSE(std::filesystem::exists(path));
        return;
      }
      const std::int64_t rows = ask(path, "select count(*) from SecurityIoTRawEvent") + ask(path, "select count(*) from DefenderIoTRawEvent");
      EXPECT_EQ(rows, lane.observations);
      EXPECT_EQ(ask(path, "select count(*) from SecurityAlert"), lane.alerts);
      EXPECT_EQ(lane.rows_over_limit, 0);
      // The reverse shell and the miner are found by rules with ATT&CK tags; models have none.
      if (lane.policy == "raw") {
        EXPECT_GT(ask(path, "select count(*) from SecurityAlert where Techniques like '[\"T1%\"]'"), 0);
      }
    });
  }
}

TEST(RunWorkspace, keeps_only_attacked_devices_and_counts_what_its_limit_leaves_out) {
  with_runs({"store=attack_windows", "store_row_limit=20"}, [&](const LaneResult& lane, const std::string& path) {
    if (lane.replication > 0 || lane.policy != "raw") return;
    const std::int64_t rows = ask(path, "select count(*) from DefenderIoTRawEvent") + ask(path, "select count(*) from SecurityAlert") +
                              ask(path, "select count(*) from AzureDiagnostics");
    EXPECT_EQ(rows, 20);
    EXPECT_GT(lane.rows_over_limit, 0);
    EXPECT_LT(rows + lane.rows_over_limit, lane.observations);
  });
}

}  // namespace
}  // namespace picket::sim
