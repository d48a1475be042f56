// Runs of studies that are written by hand, as the program leaves them.

#include "sim/compare/kept_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "sim/compare/stored_text.h"
#include "sim/experiment/lane_result.h"
#include "sim/results/manifest.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
namespace fs = std::filesystem;

class KeptRuns : public ::testing::Test {
 protected:
  static void put(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
  void put_run(const std::string& study, const std::string& key, std::uint32_t replication, const std::string& digest) const {
    Manifest manifest;
    manifest.policy = "picket";
    manifest.run_key = key;
    manifest.replication = replication;
    manifest.digest = digest;
    put(fs::path(at(study)) / "runs" / key / "manifest.json", manifest_json(manifest));
    put(fs::path(at(study)) / "runs" / key / "measures.json", to_json(LaneResult{}));
  }
  std::string at(const std::string& name) const { return folder_.path() + "/" + name; }

 private:
  TemporaryFolder folder_;
};

TEST_F(KeptRuns, are_those_that_are_complete_and_damage_is_told) {
  put_run("s", "picket-r0-aa", 0, "d0");
  put_run("s", "picket-r1-aa", 1, "d1");
  put_run("s", "picket-r2-aa", 2, "d2");
  put(at("s/runs/picket-r1-aa/manifest.json"), "{");
  put(at("s/runs/picket-r2-aa/measures.json"), "[]");
  fs::create_directories(at("s/runs/picket-r3-aa"));
  put(at("s/runs/picket-r4-aa/measures.json"), "{}");
  std::vector<std::string> faults;
  const auto runs = kept_runs(at("s"), faults);
  EXPECT_THAT(runs, ElementsAre(Key("picket-r0-aa")));
  EXPECT_EQ(runs.at("picket-r0-aa").digest, "d0");
  EXPECT_THAT(faults, ElementsAre(HasSubstr("picket-r1-aa: manifest.json is damaged: it is no JSON"), HasSubstr("picket-r2-aa: measures.json is damaged"),
                                  HasSubstr("picket-r4-aa: manifest.json is missing")));
}

TEST_F(KeptRuns, another_digest_and_a_missing_run_are_differences) {
  for (const char* study : {"a", "b"}) put_run(study, "picket-r0-aa", 0, "d0");
  put_run("a", "picket-r1-aa", 1, "other");
  put_run("b", "picket-r1-aa", 1, "d1");
  put_run("b", "picket-r2-aa", 2, "d2");
  Reproduction out;
  compare_runs(at("a"), at("b"), out);
  EXPECT_THAT(out.differences, ElementsAre(DigitDifference{"runs/picket-r1-aa digest", "other", "d1"}));
  EXPECT_THAT(out.faults, ElementsAre(HasSubstr("runs/picket-r2-aa: is missing, or not complete")));
  EXPECT_FALSE(out.same());
}

TEST_F(KeptRuns, a_damaged_run_is_told_once) {
  for (const char* study : {"a", "b"}) {
    put_run(study, "picket-r0-aa", 0, "d0");
    put_run(study, "picket-r1-aa", 1, "d1");
  }
  put(at("a/runs/picket-r1-aa/manifest.json"), "");
  Reproduction out;
  compare_runs(at("a"), at("b"), out);
  EXPECT_THAT(out.faults, ElementsAre(HasSubstr("manifest.json is damaged: it is empty")));
}

// Of another commit: then "picket-r1" is looked for, which "picket-r10-aa" begins with.
TEST_F(KeptRuns, a_missing_run_is_told_beside_a_damaged_one_whose_name_begins_alike) {
  put_run("a", "picket-r0-aa", 0, "d0");
  put_run("a", "picket-r10-aa", 10, "d10");
  for (const std::uint32_t replication : {0U, 1U, 10U}) {
    put_run("b", "picket-r" + std::to_string(replication) + "-bb", replication, "d" + std::to_string(replication));
  }
  put(at("a/runs/picket-r10-aa/manifest.json"), "");
  Reproduction out;
  compare_runs(at("a"), at("b"), out);
  EXPECT_THAT(out.faults, ElementsAre(HasSubstr("runs/picket-r10-aa: manifest.json is damaged"), HasSubstr("runs/picket-r1: is missing, or not complete")));
}

// The file has a length and no blocks.
TEST_F(KeptRuns, a_manifest_over_the_limit_is_damaged) {
  put_run("a", "picket-r0-aa", 0, "d0");
  fs::resize_file(at("a/runs/picket-r0-aa/manifest.json"), kMostStoredBytes + 1);
  std::vector<std::string> faults;
  EXPECT_THAT(kept_runs(at("a"), faults), IsEmpty());
  EXPECT_THAT(faults, ElementsAre(HasSubstr("picket-r0-aa: manifest.json is damaged: it cannot be read")));
}

// The commit is in the fingerprint that a key ends in.
TEST_F(KeptRuns, of_another_commit_are_compared_by_policy_and_replication_as_far_as_these_tell_them_apart) {
  put_run("a", "picket-r0-aa", 0, "d0");
  put_run("b", "picket-r0-bb", 0, "d0");
  Reproduction same;
  compare_runs(at("a"), at("b"), same);
  EXPECT_THAT(same.faults, IsEmpty());
  EXPECT_THAT(same.causes, IsEmpty());
  // Two points have a replication 0 each.
  put_run("a", "picket-r0-cc", 0, "d1");
  put_run("b", "picket-r0-dd", 0, "d1");
  Reproduction points;
  compare_runs(at("a"), at("b"), points);
  EXPECT_THAT(points.faults, IsEmpty());
  EXPECT_THAT(points.causes, ElementsAre(HasSubstr("of another commit")));
}

TEST_F(KeptRuns, a_study_without_any_is_a_note) {
  put_run("b", "picket-r0-aa", 0, "d0");
  fs::create_directories(at("a"));
  Reproduction out;
  out.digest_stored = out.digest_now = "00";
  compare_runs(at("a"), at("b"), out);
  EXPECT_TRUE(out.same());
  EXPECT_THAT(out.causes, ElementsAre(HasSubstr("keeps no runs")));
}

TEST_F(KeptRuns, wanted_ones_are_copied) {
  put_run("a", "picket-r0-aa", 0, "d0");
  put_run("a", "picket-r1000000-aa", 1'000'000, "d1");
  EXPECT_EQ(copy_runs(at("a"), at("b"), [](const KeptRun& run) { return run.replication < 1'000'000; }), 1U);
  std::vector<std::string> faults;
  EXPECT_THAT(kept_runs(at("b"), faults), ElementsAre(Key("picket-r0-aa")));
}

}  // namespace
}  // namespace picket::sim
