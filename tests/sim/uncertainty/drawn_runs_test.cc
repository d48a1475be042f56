#include "sim/uncertainty/drawn_runs.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "sim/results/manifest.h"
#include "tests/sim/experiment/small_study.h"
#include "tests/sim/uncertainty/small_inputs.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

const MeasureUncertainty* measure_of(const UncertaintyResult& result, const std::string& policy, std::string_view part) {
  for (const MeasureUncertainty& m : result.measures) {
    if (m.policy == policy && m.measure.find(part) != std::string::npos) return &m;
  }
  return nullptr;
}

// The price of ingestion moves the bill of the policy that sends, and nothing else.
TEST(DrawnRuns, set_stated_and_drawn_values_side_by_side) {
  const TemporaryFolder folder;
  std::vector<std::string> sets = test::few_kiosks();
  sets.emplace_back("replications=5");
  const Scenario scenario = test::small_scenario(sets);
  StudySettings study;
  study.out_directory = folder.file("out");
  study.quiet = true;
  study.resolved_scenario = write_scenario_yaml(scenario);
  picket::test::add_rules(study.rules.texts, study.rules.names);
  const StudyOutcome outcome = run_study(scenario, study);
  ASSERT_EQ(outcome.exit_code, 0);

  const auto read = test::read_inputs(
      "inputs: [{path: prices.log_analytics_ingest_gigabyte, factor: 0.5..20}, {path: prices.log_analytics_free_gigabytes_month, range: 0..0.000001}]",
      study.resolved_scenario);
  ASSERT_TRUE(read.inputs) << read.told;
  PointRunSettings settings;
  settings.out_directory = study.out_directory;
  settings.study_id = outcome.result.study_id;
  settings.rules = study.rules;
  settings.quiet = true;
  const DrawnRunsOutcome drawn = run_drawn(scenario, study.resolved_scenario, *read.inputs, settings);
  ASSERT_EQ(drawn.exit_code, 0);
  EXPECT_EQ(drawn.result.draws, 5U);
  EXPECT_EQ(drawn.result.commit, this_build().commit);
  EXPECT_EQ(drawn.result.inputs.at(0).from, "file");
  EXPECT_FALSE(drawn.result.warnings.empty());
  const MeasureUncertainty* bill = measure_of(drawn.result, "raw", "usd");
  ASSERT_NE(bill, nullptr);
  EXPECT_GT(bill->input_sd, 0);
  ASSERT_TRUE(bill->input_share.has_value());
  EXPECT_GT(bill->input_share->value, 0.5);
  ASSERT_FALSE(bill->influences.empty());
  EXPECT_EQ(drawn.result.inputs[bill->influences[0].input].path, "prices.log_analytics_ingest_gigabyte");
  EXPECT_GT(bill->influences[0].rank_correlation, 0.8);
  const MeasureUncertainty* bytes = measure_of(drawn.result, "raw", "uplink");
  ASSERT_NE(bytes, nullptr);
  EXPECT_EQ(bytes->stated.value, bytes->drawn.value);
  EXPECT_EQ(bytes->influences[0].share, 0);

  // Found again, and apart from the study's own runs.
  const std::string runs = outcome.directory + "/drawn/runs";
  std::size_t before = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(runs)) ++before;
  EXPECT_EQ(before, 10U);
  const DrawnRunsOutcome again = run_drawn(scenario, study.resolved_scenario, *read.inputs, settings);
  EXPECT_EQ(measure_of(again.result, "raw", "usd")->drawn.value, bill->drawn.value);

  // One that another commit left is run again.
  const fs::path first = fs::directory_iterator(runs)->path();
  std::ifstream in(first / "manifest.json");
  std::string manifest{std::istreambuf_iterator<char>(in), {}};
  const std::string commit = "\"commit\": \"" + this_build().commit + "\"";
  ASSERT_NE(manifest.find(commit), std::string::npos);
  manifest.replace(manifest.find(commit), commit.size(), "\"commit\": \"another\"");
  std::ofstream(first / "manifest.json") << manifest;
  ASSERT_EQ(run_drawn(scenario, study.resolved_scenario, *read.inputs, settings).exit_code, 0);
  std::ifstream now(first / "manifest.json");
  EXPECT_NE((std::string{std::istreambuf_iterator<char>(now), {}}).find(commit), std::string::npos);
}

}  // namespace
}  // namespace picket::sim
