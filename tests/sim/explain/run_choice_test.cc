#include "sim/explain/run_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "sim/experiment/rule_content.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

/// A study whose runs have a manifest and the smallest measures.
class RunChoice : public ::testing::Test {
 protected:
  void add_run(const std::string& policy, std::uint32_t replication, bool fixed_hub = false, const std::string& version = this_build().version,
               const std::string& status = "completed") {
    Manifest manifest;
    manifest.build = this_build();
    manifest.build.version = version;
    manifest.policy = policy;
    manifest.replication = replication;
    manifest.run_key = policy + (fixed_hub ? "-fixed" : "") + "-r" + std::to_string(replication) + "-0";
    manifest.status = status;
    const std::string run = folder_.file("runs/" + manifest.run_key);
    std::filesystem::create_directories(run);
    std::ofstream(run + "/manifest.json") << manifest_json(manifest);
    LaneResult result;
    result.policy = policy;
    result.replication = replication;
    result.fixed_hub = fixed_hub;
    std::ofstream(run + "/measures.json") << to_json(result);
  }
  std::string study() const { return folder_.path(); }
  std::string refusal(const RunWish& wish) const {
    try {
      choose_run(wish);
    } catch (const WrongInput& error) {
      return error.what();
    }
    return "";
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(RunChoice, finds_the_run_that_is_meant_and_its_first_replication) {
  add_run("picket", 1);
  add_run("picket", 0);
  add_run("raw", 0);
  add_run("picket", 0, true);
  EXPECT_EQ(choose_run({study(), "picket", 1}).result.replication, 1U);
  EXPECT_EQ(choose_run({study(), "picket", std::nullopt}).manifest.replication, 0U);
  EXPECT_FALSE(choose_run({study(), "picket", std::nullopt}).result.fixed_hub);
  EXPECT_EQ(choose_run({study() + "/runs/raw-r0-0", "", std::nullopt}).manifest.policy, "raw");
  EXPECT_TRUE(choose_run({study() + "/runs/picket-fixed-r0-0", "", std::nullopt}).result.fixed_hub);
}

TEST_F(RunChoice, lists_what_there_is_where_none_or_several_are_meant) {
  add_run("picket", 0);
  add_run("raw", 0);
  EXPECT_THAT(refusal({study(), "", std::nullopt}), HasSubstr("holds 2 runs; choose one\n  --policy picket --replication 0\n  --policy raw --replication 0\n"));
  EXPECT_THAT(refusal({study(), "pickt", std::nullopt}), HasSubstr("did you mean --policy picket?"));
  EXPECT_THAT(refusal({study(), "picket", 7}), HasSubstr("no run is of that policy and replication; there are\n"));
  EXPECT_THAT(refusal({study() + "/runs/raw-r0-0", "picket", std::nullopt}), HasSubstr("is a run of policy 'raw', not 'picket'"));
  EXPECT_THAT(refusal({study() + "/runs/raw-r0-0", "", 2}), HasSubstr("is replication 0, not 2"));
  EXPECT_THAT(refusal({study() + "/nowhere", "", std::nullopt}), HasSubstr("holds no run"));
}

TEST_F(RunChoice, says_of_a_damaged_manifest_that_it_is) {
  add_run("raw", 0);
  add_run("picket", 0);
  add_run("picket", 1);
  const std::string run = study() + "/runs/picket-r0-0";
  const std::string manifest = run + "/manifest.json";
  std::ifstream in(manifest);
  const std::string whole{std::istreambuf_iterator<char>(in), {}};
  const std::pair<std::string, std::string> damages[] = {{whole.substr(0, whole.size() / 2), "it is no JSON from byte "},
                                                         {"{}", "it lacks what a manifest holds"},
                                                         {"\x7f\x01 random", "it is no JSON from byte 1 on"},
                                                         {"", "it is empty"},
                                                         {"{\"schema_version\": 99}", "it has schema version 99, and this program reads 1"}};
  for (const auto& [text, says] : damages) {
    std::ofstream(manifest, std::ios::trunc) << text;
    const std::string told = "manifest.json of " + run + " is damaged: " + says;
    EXPECT_THAT(refusal({study(), "picket", 0}), HasSubstr(told));
    EXPECT_THAT(refusal({run, "", std::nullopt}), HasSubstr(told));
    // Without a wish the first is meant, not the first that can be read.
    EXPECT_THAT(refusal({study(), "picket", std::nullopt}), HasSubstr(told));
  }
  std::filesystem::remove(manifest);
  EXPECT_THAT(refusal({study(), "picket", 0}), HasSubstr("manifest.json of " + run + " is missing: the run is not complete"));
  EXPECT_THAT(refusal({run, "", std::nullopt}), HasSubstr("is missing: the run is not complete"));
  // The others are as they were.
  EXPECT_EQ(choose_run({study(), "picket", 1}).manifest.replication, 1U);
  EXPECT_EQ(choose_run({study(), "raw", std::nullopt}).manifest.policy, "raw");
}

// A manifest from outside may claim any number; only runs that are there are looked at.
TEST_F(RunChoice, says_of_damaged_measures_which_file_it_is) {
  add_run("picket", 0);
  const std::string run = study() + "/runs/picket-r0-0";
  const std::string path = run + "/measures.json";
  for (const char* text : {"", "[]", "{\"units\": 7}", "{", "{\"devices\": \"many\"}"}) {
    std::ofstream(path) << text;
    EXPECT_THAT(refusal({study(), "picket", 0}), HasSubstr("measures.json of " + run + " is damaged: it is not a lane result")) << text;
  }
  std::filesystem::remove(path);
  EXPECT_THAT(refusal({study(), "picket", 0}), HasSubstr("measures.json of " + run + " is missing: the run is not complete"));
  std::filesystem::create_directory(path);
  EXPECT_THAT(refusal({study(), "picket", 0}), HasSubstr("measures.json of " + run + " is damaged: it is no regular file"));
}

TEST_F(RunChoice, takes_no_longer_for_a_high_replication) {
  add_run("picket", 4'294'967'294U);
  EXPECT_EQ(choose_run({study(), "picket", std::nullopt}).manifest.replication, 4'294'967'294U);
  add_run("picket", 3);
  std::ofstream(study() + "/runs/picket-r3-0/manifest.json", std::ios::trunc) << "{}";
  EXPECT_THAT(refusal({study(), "picket", std::nullopt}), HasSubstr("picket-r3-0 is damaged"));
}

TEST_F(RunChoice, refuses_what_another_version_ran_and_what_is_not_complete) {
  add_run("old", 0, false, "0.0.1");
  add_run("half", 0, false, this_build().version, "partial");
  EXPECT_THAT(refusal({study(), "old", std::nullopt}), HasSubstr("was run by picket 0.0.1, and this is " + this_build().version));
  EXPECT_THAT(refusal({study(), "half", std::nullopt}), HasSubstr("not complete (status 'partial')"));
}

}  // namespace
}  // namespace picket::sim
