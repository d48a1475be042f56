// compare and reproduce, from the command line to their exit codes, on a study that the program made.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
namespace fs = std::filesystem;

/// scenarios/smoke/why.yaml under two policies.
class Compare : public Program {
 protected:
  Compare() { study_ = run("out"); }
  /// The folder of a study of it.
  std::string run(const std::string& out, const std::string& more = "") const {
    const Said ran = picket("run " + scenario("smoke/why.yaml") + " --quiet --out " + out + " " + more);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return out + "/" + fs::read_symlink(file(out + "/latest")).filename().string();
  }
  std::string study_;
};

TEST_F(Compare, policies_of_a_study) {
  const Said said = picket("compare " + study_ + " --policies picket,folded");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("why: folded against picket; 1 replication in pairs with common random numbers, seed 1"));
  EXPECT_THAT(said.out, HasSubstr("detected by deadline, shell"));
  EXPECT_THAT(said.out, HasSubstr("no intervals"));
  EXPECT_THAT(said.err, IsEmpty());
  const auto json = nlohmann::json::parse(picket("compare " + study_ + " --policies picket,folded --format json").out);
  EXPECT_EQ(json.at("schema"), "picket.comparison");
  EXPECT_THAT(picket("compare " + study_ + " --policies picket,folded --format csv").out, StartsWith("name,before_policy"));
  EXPECT_THAT(picket("compare " + study_ + " --policies picket,folded --format markdown").out, HasSubstr("| measure | picket | folded |"));
}

TEST_F(Compare, a_repeated_study_is_identical_and_another_setting_is_named) {
  const std::string again = run("again");
  const Said same = picket("compare " + study_ + " " + again);
  EXPECT_EQ(same.exit_code, 0) << same.err;
  EXPECT_THAT(same.out, HasSubstr("why: picket; identical: all 1 runs have the same digest"));
  const std::string other = run("other", "--set 'window=20 min'");
  EXPECT_THAT(picket("compare " + study_ + " " + other).out, HasSubstr("  window: "));
  EXPECT_EQ(picket("compare " + study_ + " " + again + " --fail-on worse").exit_code, 0);
}

TEST_F(Compare, wrong_words_are_exit_code_2) {
  const Said unknown = picket("compare " + study_ + " --policies picket,fulded");
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("has no policy 'fulded'; did you mean 'folded'?"));
  for (const std::string arguments : {"compare", "compare nowhere", "compare a b c", "reproduce nowhere"}) {
    EXPECT_EQ(picket(arguments).exit_code, 2) << arguments;
  }
  EXPECT_EQ(picket("compare " + study_ + " --threshold much").exit_code, 2);
  EXPECT_EQ(picket("compare " + study_ + " --correction bonferroni").exit_code, 2);
}

TEST_F(Compare, a_study_is_reproduced_and_a_changed_digit_is_found) {
  const Said same = picket("reproduce " + study_ + " --quiet");
  EXPECT_EQ(same.exit_code, 0) << same.out << same.err;
  EXPECT_THAT(same.out, StartsWith("reproduced: digest "));
  const Said run = picket("reproduce " + study_ + " --policy folded --quiet");
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  EXPECT_THAT(run.out, HasSubstr("policy folded, replication 0"));
  std::string text = content_of(file(study_ + "/result.json"));
  const std::string key = "\"steps_detected\": ";
  text.replace(text.find(key), key.size(), key + "9");
  std::ofstream(file(study_ + "/result.json")) << text;
  const Said changed = picket("reproduce " + study_ + " --quiet --format json");
  EXPECT_EQ(changed.exit_code, 1);
  EXPECT_EQ(nlohmann::json::parse(changed.out).at("differing"), 1);
}

}  // namespace
}  // namespace picket::sim
