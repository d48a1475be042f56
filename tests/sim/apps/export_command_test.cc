// `picket export` as a user calls it: where files go, what is said, what is refused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;

class Export : public Program {
 protected:
  Export() {
    const Said ran = picket("run " + scenario("smoke/why.yaml") + " --quiet");
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
  }
  Said exported(const std::string& arguments) const { return picket("export " + arguments + " --quiet"); }
  std::string refused(const std::string& arguments) const {
    const Said said = exported(arguments);
    EXPECT_EQ(said.exit_code, 2) << arguments;
    EXPECT_EQ(said.out, "") << arguments;
    return said.err;
  }
};

TEST_F(Export, writes_a_folder_and_says_what_is_in_it) {
  const Said said = exported("--policy picket -o stream --route deviceConnectionStateEvents");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("why, policy picket, replication 0; digest "));
  EXPECT_THAT(said.out, HasSubstr("eventhubs/hub.jsonl"));
  EXPECT_THAT(said.out, HasSubstr("stream/manifest.json\n"));
  const nlohmann::json manifest = nlohmann::json::parse(content_of(file("stream/manifest.json")));
  EXPECT_EQ(manifest["routes"], nlohmann::json({"Telemetry", "deviceConnectionStateEvents"}));
  EXPECT_THAT(said.out, HasSubstr("; " + std::to_string(manifest["counts"]["messages_written"].get<int>()) + " messages\n"));
}

TEST_F(Export, goes_into_the_study_and_is_not_overwritten_unasked) {
  EXPECT_EQ(exported("out/latest --policy folded --format log-analytics").exit_code, 0);
  const std::filesystem::path exports = file("out/latest/exports");
  ASSERT_EQ(files_in(exports.string()), 1U);
  const std::string one = std::filesystem::directory_iterator(exports)->path().string();
  EXPECT_FALSE(std::filesystem::exists(one + "/eventhubs"));
  EXPECT_THAT(refused("out/latest --policy folded"), HasSubstr("holds an export already\n  --force replaces it"));
  EXPECT_EQ(exported("out/latest --policy folded --format eventhubs --force").exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(one + "/eventhubs/hub.jsonl"));
  EXPECT_FALSE(std::filesystem::exists(one + "/log-analytics"));
  // The study is still read as one.
  EXPECT_EQ(picket("report out/latest").exit_code, 0);
}

TEST_F(Export, answers_wrong_words_with_exit_code_2_and_what_there_is) {
  EXPECT_THAT(refused("nowhere"), HasSubstr("nowhere: holds no run"));
  EXPECT_THAT(refused(""), HasSubstr("holds 2 runs; choose one\n  --policy folded --replication 0\n  --policy picket --replication 0"));
  EXPECT_THAT(refused("--policy pikcet"), HasSubstr("did you mean --policy picket?"));
  EXPECT_THAT(refused("--policy picket --route everything"), HasSubstr("--route"));
  EXPECT_THAT(refused("--policy picket --format xml"), HasSubstr("--format"));
  EXPECT_THAT(refused("--policy picket --format log-analytics --route twinChangeEvents"), HasSubstr("without eventhubs there is none"));
  EXPECT_THAT(refused("--policy picket -o ''"), HasSubstr("the word is empty"));
  std::filesystem::create_directory(file("mine"));
  write("mine/cat.txt", "cat");
  EXPECT_THAT(refused("--policy picket -o mine --force"), HasSubstr("mine: is there and is no export of a run; it is not overwritten"));
  EXPECT_EQ(content_of(file("mine/cat.txt")), "cat");
}

}  // namespace
}  // namespace picket::sim
