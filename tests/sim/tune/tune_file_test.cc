#include "sim/tune/tune_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

using testing::HasSubstr;

const std::string kScenarios = std::string(PICKET_SOURCE_DIR) + "/scenarios";

/// Reads a study on quick.yaml with this part `tune`.
std::optional<LoadedTune> read_made(const std::string& tune, Diagnostics& diagnostics, const std::vector<std::string>& sets = {}) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/study.yaml";
  std::ofstream(path) << "scenario: " << kScenarios << "/smoke/quick.yaml\n"
                      << "policies: [g2_linux, picket]\nsweep:\n  parameters:\n"
                      << "    - {path: policy.picket.max_delay, range: log(1 s..30 min)}\n"
                      << "    - {path: policy.picket.intervals.low, range: \"[1 h, 6 h, 24 h]\"}\n"
                      << "tune:\n" << tune;
  TuneRequest request;
  request.study.path = path;
  request.study.library = kScenarios;
  request.study.sets = sets;
  return read_tune(request, diagnostics);
}

TEST(TuneFile, fills_in_what_follows_from_the_study) {
  Diagnostics diagnostics;
  const auto loaded = read_made("  objectives: [{measure: cost_usd_per_month}, {measure: p_miss, within: 60 min}]\n", diagnostics,
                                {"tune.evaluations=30"});
  ASSERT_TRUE(loaded.has_value()) << diagnostics.text();
  EXPECT_EQ(loaded->plan.policy, "picket");
  EXPECT_EQ(loaded->plan.reference, "g2_linux");
  EXPECT_EQ(loaded->plan.section.evaluations, 30U);
  ASSERT_EQ(loaded->plan.variables.size(), 2U);
  EXPECT_EQ(loaded->plan.variables[0].kind, SearchVariable::kContinuous);
  EXPECT_EQ(loaded->plan.variables[1].levels, 3U);
  EXPECT_EQ(loaded->plan.measures[1].column(), "p_miss_within_3600_seconds");
  // 5 s of 1 s..30 min on a logarithmic axis; 6 h is the middle level.
  ASSERT_EQ(loaded->plan.start.size(), 1U);
  EXPECT_NEAR(loaded->plan.start[0][0], 0.2147, 1e-3);
  EXPECT_DOUBLE_EQ(loaded->plan.start[0][1], 0.5);
}

TEST(TuneFile, says_every_problem_at_once) {
  Diagnostics diagnostics;
  EXPECT_FALSE(read_made("  reference: g2_linx\n"
                         "  objectives: [{measure: cost_usd_per_mont}, {measure: p_miss, attack: minr}]\n"
                         "  constraints:\n"
                         "    - {measure: detected_by_deadline, at_least: 1.5}\n"
                         "    - {measure: cost_usd_per_month}\n"
                         "    - {measure: p_miss, at_most: 0.1, within: 600 min}\n"
                         "    - {measure: messages_per_day, attack: miner, at_most: 5}\n"
                         "  start: [{policy.picket.max_delay: 2 h}]\n"
                         "  select: kim_nelson\n",
                         diagnostics));
  const std::string text = diagnostics.text();
  EXPECT_THAT(text, HasSubstr("did you mean 'g2_linux'?"));
  EXPECT_THAT(text, HasSubstr("did you mean 'cost_usd_per_month'?"));
  EXPECT_THAT(text, HasSubstr("did you mean 'miner'?"));
  EXPECT_THAT(text, HasSubstr("1.5 is no bound of a share"));
  EXPECT_THAT(text, HasSubstr("a constraint has one bound, and this has 0"));
  EXPECT_THAT(text, HasSubstr("may begin so late that this time has not passed"));
  EXPECT_THAT(text, HasSubstr("messages_per_day is not about attacks"));
  EXPECT_THAT(text, HasSubstr("'2 h' is not in log(1 s..30 min)"));
  EXPECT_THAT(text, HasSubstr("kim_nelson needs a difference"));
  EXPECT_THAT(text, HasSubstr("nothing was run"));
}

// The message shows the set as it was typed: its number, its text and the column of the value.
TEST(TuneFile, sets_of_the_part_are_shown_as_they_were_typed) {
  Diagnostics diagnostics;
  EXPECT_FALSE(read_made("  objectives: [{measure: cost_usd_per_month}]\n", diagnostics, {"seed=4", "tune.evaluations=many"}));
  const std::string text = diagnostics.text();
  EXPECT_THAT(text, HasSubstr("<--set #2>:1:18: error: tune.evaluations"));
  EXPECT_THAT(text, HasSubstr("tune.evaluations=many"));
}

TEST(TuneFile, of_a_scenario_it_says_how_to_write_a_study) {
  Diagnostics diagnostics;
  TuneRequest request;
  request.study.path = kScenarios + "/smoke/quick.yaml";
  EXPECT_FALSE(read_tune(request, diagnostics));
  const std::string text = diagnostics.text();
  EXPECT_THAT(text, HasSubstr("quick.yaml:"));
  EXPECT_THAT(text, HasSubstr("this is a scenario: it does not say what may change"));
  EXPECT_THAT(text, HasSubstr("sweep: {parameters: [{path: policy.picket.max_delay, range: log(1 s..30 min)}]}"));
  EXPECT_THAT(text, HasSubstr("1 error, 2 warnings; nothing was run"));
}

TEST(TuneFile, the_examples_are_studies_that_can_be_tuned) {
  for (const char* example : {"/studies/tune_picket.yaml", "/studies/tune_first_light.yaml"}) {
    Diagnostics diagnostics;
    TuneRequest request;
    request.study.path = kScenarios + example;
    const auto loaded = read_tune(request, diagnostics);
    ASSERT_TRUE(loaded.has_value()) << diagnostics.text();
    EXPECT_EQ(loaded->plan.constraints.size(), 4U) << example;
  }
}

TEST(TuneFile, its_keys_have_tables) {
  EXPECT_THAT(tune_reference_markdown(), HasSubstr("| `evaluations` | whole number | 1 to 10000 | `50` |"));
}

}  // namespace
}  // namespace picket::sim
