// The index of runs: what is written can be asked in SQL, and a second index replaces the first.

#include "sim/results/study_index.h"

#include <gtest/gtest.h>

#include <sqlite3.h>

#include <cmath>

#include "sim/results/sqlite_handle.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

/// The first column of the first row; "none" without one.
std::string answer(const std::string& path, const std::string& sql) {
  sqlite3* opened = nullptr;
  EXPECT_EQ(sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  const Database database(opened);
  sqlite3_stmt* prepared = nullptr;
  EXPECT_EQ(sqlite3_prepare_v2(opened, sql.c_str(), -1, &prepared, nullptr), SQLITE_OK) << sqlite3_errmsg(opened);
  const Statement statement(prepared);
  if (sqlite3_step(prepared) != SQLITE_ROW) return "none";
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(prepared, 0));
  return text == nullptr ? "null" : text;
}

StudyIndexRows sample_rows() {
  StudyIndexRows rows;
  rows.runs = {{"raw-r0-aa", "quick-s1", "quick", "raw", false, 1, 0, "d0", "0.1.0", "abc", 1.5},
               {"raw-r1-bb", "quick-s1", "quick", "raw", false, 1, 1, "d1", "0.1.0", "abc", 2.5}};
  rows.measures = {{"quick-s1", "raw", false, 0, "cost_per_month", "USD/month", 10},
                   {"quick-s1", "raw", false, 1, "cost_per_month", "USD/month", 12},
                   {"quick-s1", "raw", false, 1, "delay_seconds", "s", std::nan("")}};
  rows.verdicts = {{"quick-s1", 0, "raw costs 'more'"}};
  return rows;
}

TEST(StudyIndex, holds_runs_measures_and_verdicts) {
  const TemporaryFolder folder;
  const std::string path = folder.file("index.sqlite");
  ASSERT_FALSE(write_study_index(path, sample_rows()));
  EXPECT_EQ(files_in(folder.path()), 1U);
  EXPECT_EQ(answer(path, "SELECT count(*) FROM runs"), "2");
  EXPECT_EQ(answer(path, "SELECT digest FROM runs WHERE replication = 1"), "d1");
  EXPECT_EQ(answer(path, "SELECT avg(value) FROM measures WHERE measure = 'cost_per_month'"), "11.0");
  EXPECT_EQ(answer(path, "SELECT value FROM measures WHERE measure = 'delay_seconds'"), "null");
  EXPECT_EQ(answer(path, "SELECT says FROM verdicts"), "raw costs 'more'");
}

TEST(StudyIndex, is_replaced_as_a_whole) {
  const TemporaryFolder folder;
  const std::string path = folder.file("index.sqlite");
  ASSERT_FALSE(write_study_index(path, sample_rows()));
  ASSERT_FALSE(write_study_index(path, {}));
  EXPECT_EQ(answer(path, "SELECT count(*) FROM runs"), "0");
}

TEST(StudyIndex, says_where_it_cannot_be_written_or_a_row_is_there_twice) {
  EXPECT_TRUE(write_study_index("/proc/nowhere/index.sqlite", {}));
  const TemporaryFolder folder;
  StudyIndexRows twice = sample_rows();
  twice.runs.push_back(twice.runs.front());
  const auto error = write_study_index(folder.file("index.sqlite"), twice);
  ASSERT_TRUE(error);
  EXPECT_NE(error.value().reason.find("UNIQUE"), std::string::npos) << error.value().reason;
  EXPECT_EQ(files_in(folder.path()), 0U);
}

}  // namespace
}  // namespace picket::sim
