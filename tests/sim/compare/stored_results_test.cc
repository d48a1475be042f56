// Reads folders that the writers of results wrote.

#include "sim/compare/stored_results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "sim/experiment/rule_content.h"
#include "sim/results/manifest.h"
#include "sim/results/study_result_json.h"
#include "tests/sim/compare/made_results.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
namespace fs = std::filesystem;

class StoredResultsTest : public ::testing::Test {
 protected:
  static void put(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
  static void put_run(const fs::path& study, const std::string& policy, std::uint32_t replication, const std::string& hub = "") {
    Manifest manifest;
    manifest.policy = policy;
    manifest.run_key = policy + hub + "-r" + std::to_string(replication) + "-00";
    manifest.replication = replication;
    manifest.digest = policy + std::to_string(replication) + hub;
    manifest.resolved_scenario = "name: x\n";
    LaneResult lane;
    lane.policy = policy;
    lane.replication = replication;
    lane.units.push_back({});
    lane.units.back().device = 3;
    put(study / "runs" / manifest.run_key / "manifest.json", manifest_json(manifest));
    put(study / "runs" / manifest.run_key / "measures.json", to_json(lane));
  }
  /// A study of two policies and eight replications with all its runs.
  static void put_study(const fs::path& folder, const std::string& name = "x") {
    StudyResult study = test::made_study(name, test::two_policies()).result;
    study.study_id = folder.filename().string();
    study.commit = "abc";
    put(folder / "result.json", study_result_json(study));
    for (const char* policy : {"old", "new"}) {
      for (std::uint32_t r = 0; r < 8; ++r) put_run(folder, policy, r);
    }
  }
  static std::string refusal(const std::string& path) {
    try {
      read_results(path);
    } catch (const WrongInput& error) {
      return error.what();
    }
    return "nothing was refused";
  }

  const fs::path& root() const { return root_; }

 private:
  TemporaryFolder folder_;
  fs::path root_ = folder_.path();
};

TEST_F(StoredResultsTest, reads_a_study_with_its_runs) {
  put_study(root() / "s");
  put_run(root() / "s", "old", 0, "-fixed");
  const StoredResults results = read_results((root() / "s").string());
  EXPECT_EQ(results.kind, StoredKind::kStudy);
  EXPECT_EQ(results.commit, "abc");
  EXPECT_EQ(results.reference_policy, "old");
  EXPECT_THAT(results.policies, ElementsAre("old", "new"));
  const StoredStudy& study = results.studies.at(0);
  EXPECT_EQ(study.resolved_scenario, "name: x\n");
  EXPECT_THAT(study.replications, SizeIs(8));
  EXPECT_EQ(study.runs.at("old").at(0).digest, "old0");
  EXPECT_EQ(study.runs.at("new").at(7).units.at(0).device, 3U);
  EXPECT_THAT(results.remarks, IsEmpty());
}

TEST_F(StoredResultsTest, reads_one_run_of_a_study) {
  put_study(root() / "s");
  const StoredResults results = read_results((root() / "s/runs/new-r3-00").string());
  EXPECT_EQ(results.kind, StoredKind::kRun);
  EXPECT_THAT(results.policies, ElementsAre("new"));
  EXPECT_THAT(results.studies.at(0).replications, ElementsAre(3U));
  EXPECT_EQ(results.studies.at(0).runs.at("new").at(0).digest, "new3");
  EXPECT_FALSE(results.studies.at(0).runs.contains("old"));
}

TEST_F(StoredResultsTest, reads_a_suite_case_by_case_wherever_it_was_moved) {
  put_study(root() / "suite/cases/a-1", "a-1");
  put(root() / "suite/suite.json", R"({"suite_id": "held-s1-0", "name": "held", "picket_version": "0.1.0", "commit": "abc", "seed": 1, "policies": ["old", "new"],
    "cases": [{"name": "a#1", "directory": "cases/a-1"}, {"name": "b", "directory": "cases/b"}]})");
  const StoredResults results = read_results((root() / "suite").string());
  EXPECT_EQ(results.kind, StoredKind::kSuite);
  ASSERT_THAT(results.studies, SizeIs(1));
  EXPECT_EQ(results.studies[0].name, "a#1");
  EXPECT_THAT(results.remarks, ElementsAre(HasSubstr("case b: has no result.json")));
}

TEST_F(StoredResultsTest, runs_that_are_not_there_or_damaged_are_remarked) {
  put_study(root() / "s");
  fs::remove_all(root() / "s/runs/new-r2-00");
  put(root() / "s/runs/old-r1-00/measures.json", "{");
  const StoredResults results = read_results((root() / "s").string());
  EXPECT_THAT(results.studies[0].runs, IsEmpty());
  EXPECT_THAT(results.remarks, ::testing::UnorderedElementsAre(HasSubstr("old-r1-00: cannot be read: not a lane result: line 1, column 2"),
                                                              HasSubstr("7 of 8 runs of new"), HasSubstr("7 of 8 runs of old")));
  put(root() / "s/runs/old-r3-00/manifest.json", "{\"run");
  EXPECT_THAT(read_results((root() / "s").string()).remarks, ::testing::Contains(HasSubstr("old-r3-00: manifest.json is damaged: it is no JSON from byte")));
}

TEST_F(StoredResultsTest, says_what_a_folder_is_not) {
  EXPECT_THAT(refusal((root() / "none").string()), HasSubstr("there is no such folder"));
  EXPECT_THAT(refusal(root().string()), HasSubstr("holds no study, run or suite"));
  put(root() / "file", "x");
  EXPECT_THAT(refusal((root() / "file").string()), HasSubstr("is no folder"));
  put(root() / "bad/result.json", "{");
  EXPECT_THAT(refusal((root() / "bad").string()),
              HasSubstr("bad: damaged, or of another version of the program: result.json: line 1, column 2: unexpected end of input; expected string literal"));
  put(root() / "wrong/suite.json", R"({"suite_id": 3})");
  EXPECT_THAT(refusal((root() / "wrong").string()), HasSubstr("wrong/suite.json: is no result of a suite: suite.json.suite_id: expected a text"));
  put(root() / "cut/suite.json", R"({"suite_id": "a")");
  EXPECT_THAT(refusal((root() / "cut").string()), HasSubstr("cut/suite.json: is no result of a suite: line 1, column 17: unexpected end of input; expected '}'"));
  put(root() / "tuned/tune.json", R"({"schema": "picket.sweep", "schema_version": 1})");
  EXPECT_THAT(refusal((root() / "tuned").string()), HasSubstr("tuned: damaged, or of another version of the program: tune.json.kind: expected this field, which is missing"));
  put(root() / "torn/manifest.json", "");
  EXPECT_THAT(refusal((root() / "torn").string()), HasSubstr("manifest.json is damaged: it is empty"));
}

TEST(ReplicationsOf, are_those_of_the_longest_measure) {
  StudyResult study;
  EXPECT_EQ(replications_of(study), 0U);
  study.policies.resize(2);
  study.policies[1].measures.resize(2);
  EXPECT_EQ(replications_of(study), 0U);
  study.policies[1].measures[0].per_replication = {1, 2};
  study.policies[1].measures[1].per_replication = {1, 2, 3};
  EXPECT_EQ(replications_of(study), 3U);
}

/// A sweep of one point, as its fields are read.
std::string sweep_json(const std::string& policies, const std::string& measures, const std::string& results, const std::string& failure = "") {
  return R"({"schema": "picket.sweep", "schema_version": 1, "kind": "sweep", "study_id": "s", "name": "s", "title": "", "scenario_name": "x",
    "scenario_path": "x.yaml", "created_utc": "", "commit": "c", "version": "1", "digest": "", "repeat_command": "", "seed": 1, "replications": 1,
    "devices": 4, "duration_seconds": 3600, "design": {"kind": "grid", "text": ""}, "parameters": [], "reference_policy": "", "verdict": [],
    "warnings": [], "policies": )" +
         policies + R"(, "measures": )" + measures + R"(, "points": [{"id": "p0000", "values": [], "numbers": [], "replications": 1, "failure": ")" + failure +
         R"(", "results": )" + results + "}]}";
}

// All fields are there, so that it may be read, and there is nothing in them to compare.
TEST_F(StoredResultsTest, a_sweep_that_lost_its_contents_is_refused_by_its_file) {
  const std::string measures = R"([{"name": "m", "unit": "", "says": "", "better": "less"}])";
  const std::string results =
      R"([{"policy": "raw", "measures": [{"name": "m", "value": 1, "ci_low": null, "ci_high": null, "per_replication": [1]}]}])";
  put(root() / "whole/sweep.json", sweep_json(R"(["raw"])", measures, results));
  EXPECT_EQ(read_results((root() / "whole").string()).policies, std::vector<std::string>{"raw"});
  const auto refused = [this](const std::string& text) {
    put(root() / "lost/sweep.json", text);
    return refusal((root() / "lost").string());
  };
  EXPECT_THAT(refused(sweep_json("[]", measures, results)), HasSubstr("lost: sweep.json names no policy: its contents are lost"));
  EXPECT_THAT(refused(sweep_json(R"(["raw"])", "[]", results)), HasSubstr("lost: sweep.json holds no measure of any of its 1 points: its contents"));
  EXPECT_THAT(refused(sweep_json(R"(["raw"])", measures, "[]")), HasSubstr("sweep.json holds no measure of any of its 1 points"));
  EXPECT_THAT(refused(sweep_json(R"(["raw"])", measures, R"([{"policy": "raw", "measures": []}])", "exit code 3")), HasSubstr("points; p0000: exit code 3"));
  EXPECT_THAT(refused(""), HasSubstr("lost: damaged, or of another version of the program: sweep.json"));
}

}  // namespace
}  // namespace picket::sim
