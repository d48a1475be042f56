#include "sim/experiment/study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/results/study_result_json.h"
#include "tests/sim/experiment/lane_samples.h"

namespace picket::sim {
namespace {

using test::run_small;
using test::sample_lane;
using test::SmallStudy;
namespace fs = std::filesystem;

std::vector<LaneResult> all_lanes(const Scenario& scenario) {
  std::vector<LaneResult> lanes;
  for (const PolicyUse& use : scenario.policies) {
    for (std::uint32_t r = 0; r < 3; ++r) {
      LaneResult lane = sample_lane(use.name, r, 1'000 * (r + 1));
      lane.units = {test::detected_unit(0, 0, {1'000'000 * (r + 1), 0, 0, 0, 0, 0})};
      lanes.push_back(std::move(lane));
    }
  }
  return lanes;
}

TEST(Study, merges_runs_in_any_order_to_the_same_result) {
  const Scenario scenario = test::small_scenario({"replications=3"});
  std::vector<LaneResult> lanes = all_lanes(scenario);
  const std::string once = study_result_json(merge_study(scenario, lanes));
  std::reverse(lanes.begin(), lanes.end());
  EXPECT_EQ(study_result_json(merge_study(scenario, lanes)), once);
  std::rotate(lanes.begin(), lanes.begin() + 4, lanes.end());
  EXPECT_EQ(study_result_json(merge_study(scenario, lanes)), once);
}

TEST(Study, keeps_the_policies_in_the_scenario_s_order_and_counts_the_fleet) {
  const Scenario scenario = test::small_scenario({"replications=3"});
  const StudyResult result = merge_study(scenario, all_lanes(scenario));
  ASSERT_EQ(result.policies.size(), scenario.policies.size());
  for (std::size_t i = 0; i < result.policies.size(); ++i) EXPECT_EQ(result.policies[i].policy, scenario.policies[i].name);
  EXPECT_EQ(result.devices, 90U);
  EXPECT_EQ(result.sites, 10U);
  EXPECT_TRUE(result.fixed_hub.empty());
  EXPECT_EQ(result.detections.size(), 15U);
}

TEST(Study, says_that_a_hub_is_not_sized_and_whose_messages_met_its_limits) {
  const Scenario scenario = test::small_scenario({"replications=3", "hubs[0].units=1"});
  std::vector<LaneResult> lanes = all_lanes(scenario);
  for (LaneResult& lane : lanes) lane.hub_usage.assign(1, Usage{.blocks_busiest_day = lane.policy == "raw" ? 400'001.0 : 400'000.0});
  const StudyResult result = merge_study(scenario, lanes);
  EXPECT_FALSE(result.hubs_sized);
  EXPECT_THAT(result.warnings, ::testing::Contains(::testing::HasSubstr("messages of raw met a limit")));
  EXPECT_TRUE(merge_study(test::small_scenario({"replications=3"}), lanes).hubs_sized);
}

/// The sentences about hubs that are too small for the devices' own business, of lanes that all have these hubs.
std::vector<std::string> too_small(const Scenario& scenario, const std::vector<HubSize>& hubs, const Usage& usage, bool fixed_hub = false) {
  std::vector<LaneResult> lanes = all_lanes(scenario);
  if (fixed_hub) {
    std::vector<LaneResult> more = lanes;
    for (LaneResult& lane : more) lane.fixed_hub = true;
    lanes.insert(lanes.end(), more.begin(), more.end());
  }
  for (LaneResult& lane : lanes) {
    const bool plain = fixed_hub && !lane.fixed_hub;  // large enough, so that the second table alone is told
    lane.hubs = plain ? std::vector<HubSize>(hubs.size(), HubSize{Sku::kS3, 10}) : hubs;
    lane.hub_usage.assign(hubs.size(), usage);
  }
  std::vector<std::string> out;
  for (std::string& warning : merge_study(scenario, lanes).warnings) {
    if (warning.find("own business") != std::string::npos) out.push_back(std::move(warning));
  }
  return out;
}

// 90 devices with 40 messages of 1,024 bytes a day: 3,600 blocks of 4 KB, and 7,200 of the 512 bytes in which F1 counts, of
// its 8,000 a day. With 1,000 of security that is too much; counted in 4 KB, it would be 4,600.
TEST(Study, business_on_the_free_tier_is_counted_in_its_small_blocks) {
  const Scenario scenario = test::small_scenario({"replications=3", "prices.business_messages_device_day=40", "prices.business_message_bytes=1024 B"});
  EXPECT_THAT(too_small(scenario, {HubSize{Sku::kF1, 1}}, Usage{.devices = 90, .blocks_busiest_day = 800}), ::testing::IsEmpty());
  const auto told = too_small(scenario, {HubSize{Sku::kF1, 1}}, Usage{.devices = 90, .blocks_busiest_day = 1'000});
  EXPECT_EQ(told.size(), scenario.policies.size());
  EXPECT_THAT(told, ::testing::Contains("Hub 'hub' under raw is too small for the devices' own business beside security: the bill is of units "
                                        "that could not carry both."));
}

// S1: 400,000 blocks a day. 90 devices with 4,000 messages are 360,000.
TEST(Study, a_unit_of_s1_is_too_small_for_business_beside_security) {
  const Scenario scenario = test::small_scenario({"replications=3", "prices.business_messages_device_day=4000"});
  EXPECT_THAT(too_small(scenario, {HubSize{Sku::kS1, 1}}, Usage{.devices = 90, .blocks_busiest_day = 40'000}), ::testing::IsEmpty());
  EXPECT_THAT(too_small(scenario, {HubSize{Sku::kS1, 1}}, Usage{.devices = 90, .blocks_busiest_day = 40'001}),
              ::testing::Contains(::testing::HasSubstr("Hub 'hub' under raw is too small")));
  EXPECT_THAT(too_small(scenario, {HubSize{Sku::kS1, 2}}, Usage{.devices = 90, .blocks_busiest_day = 40'001}), ::testing::IsEmpty());
}

TEST(Study, a_fixed_hub_that_is_too_small_is_called_by_its_own_name) {
  const Scenario scenario = test::small_scenario(
      {"replications=3", "prices.business_messages_device_day=4000", "fixed_hub={name: equal, sku: S1, units: 1}"});
  const auto told = too_small(scenario, {HubSize{Sku::kS1, 1}}, Usage{.devices = 90, .blocks_busiest_day = 40'001}, true);
  EXPECT_EQ(told.size(), scenario.policies.size());
  EXPECT_THAT(told, ::testing::Each(::testing::HasSubstr("Hub 'equal' under ")));
}

TEST(Study, without_business_no_hub_is_too_small_for_it) {
  const Scenario scenario = test::small_scenario({"replications=3"});
  EXPECT_THAT(too_small(scenario, {HubSize{Sku::kS1, 1}}, Usage{.devices = 90, .blocks_busiest_day = 400'001}), ::testing::IsEmpty());
}

TEST(Study, warns_where_replications_or_the_horizon_do_not_carry_a_conclusion) {
  const Scenario scenario = test::small_scenario({"replications=3"});
  std::string all;
  for (const std::string& warning : merge_study(scenario, all_lanes(scenario)).warnings) all += warning + "\n";
  EXPECT_THAT(all, ::testing::HasSubstr("Fewer than 5 replications"));
  EXPECT_THAT(all, ::testing::HasSubstr("Attack 'kill' is not measurable"));
}

TEST(Study, leaves_a_folder_with_everything_that_a_reader_needs) {
  const TemporaryFolder folder;
  const Scenario scenario = test::small_scenario();
  const StudySettings settings = test::settings_for(scenario, folder.path());
  const StudyOutcome outcome = run_study(scenario, settings);
  ASSERT_EQ(outcome.exit_code, 0);
  for (const char* name : {"scenario.yaml", "result.json", "measures.csv", "detections.csv", "misses.csv", "delays.csv", "bill.csv", "usage.csv", "prices.csv"}) {
    EXPECT_TRUE(fs::exists(fs::path(outcome.directory) / name)) << name;
    EXPECT_GT(fs::file_size(fs::path(outcome.directory) / name), 100U) << name;
  }
  std::size_t runs = 0;
  for (const auto& run : fs::directory_iterator(fs::path(outcome.directory) / "runs")) {
    ++runs;
    for (const char* name : {"manifest.json", "measures.json", "series.csv"}) EXPECT_TRUE(fs::exists(run.path() / name)) << run.path() << name;
  }
  EXPECT_EQ(runs, 5U);
  EXPECT_TRUE(fs::equivalent(fs::path(folder.path()) / "latest", outcome.directory));
  // The scenario that it keeps is the one that ran.
  Diagnostics diagnostics;
  const LoadResult again = load_scenario((fs::path(outcome.directory) / "scenario.yaml").string(), {}, "", diagnostics);
  ASSERT_TRUE(again.ok()) << diagnostics.text();
  EXPECT_EQ(write_scenario_yaml(*again.scenario), settings.resolved_scenario);
}

TEST(Study, that_fails_says_so_and_leaves_no_result) {
  const TemporaryFolder folder;
  const Scenario scenario = test::small_scenario();
  StudySettings settings;
  settings.out_directory = folder.path();
  settings.quiet = true;
  settings.rules.texts = {"title: broken\n"};
  settings.rules.names = {"broken.yml"};
  const StudyOutcome outcome = run_study(scenario, settings);
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_FALSE(fs::exists(fs::path(outcome.directory) / "result.json"));
  settings.out_directory = "/proc/nowhere";
  EXPECT_EQ(run_study(scenario, settings).exit_code, 2);
}

// A study of four replications: one of them is lost, as after a kill; then a part of it, and the rest from elsewhere.
TEST(Study, goes_on_from_the_runs_that_are_there_and_equals_one_that_was_never_stopped) {
  const TemporaryFolder folder;
  const Scenario scenario = test::small_scenario({"replications=4", "policies=[{use: agentless}, {use: raw}]", "reference_policy=agentless",
                                                  "warm_up=0 s", "duration=30 min", "fleet=[{device_class: kiosk, count: 2, sites: 1, access: {ethernet: 1}}]",
                                                  "attacks=[]"});
  StudySettings settings = test::settings_for(scenario, folder.file("whole"));
  const StudyOutcome whole = run_study(scenario, settings);
  ASSERT_EQ(whole.exit_code, 0);
  std::map<std::string, fs::file_time_type> written;
  for (const auto& run : fs::directory_iterator(fs::path(whole.directory) / "runs")) {
    written[run.path().string()] = fs::last_write_time(run.path() / "measures.json");
  }
  ASSERT_EQ(written.size(), 8U);
  fs::remove(written.begin()->first + "/measures.json");
  const StudyOutcome resumed = run_study(scenario, settings);
  EXPECT_EQ(resumed.exit_code, 0);
  EXPECT_EQ(resumed.result.digest, whole.result.digest);
  std::size_t again = 0;
  for (const auto& [run, when] : written) again += fs::last_write_time(run + "/measures.json") == when ? 0 : 1;
  EXPECT_EQ(again, 2U);  // both policies of that replication

  settings.out_directory = folder.file("parts");
  for (const std::uint32_t index : {1U, 0U}) {
    settings.shard = {index, 2};
    const StudyOutcome part = run_study(scenario, settings);
    EXPECT_EQ(part.exit_code, 0);
    EXPECT_TRUE(fs::exists(fs::path(part.directory) / "partial"));
    EXPECT_FALSE(fs::exists(fs::path(part.directory) / "result.json"));
    EXPECT_EQ(files_in(part.directory + "/runs"), index == 1 ? 4U : 8U);
  }
  settings.shard = {};
  const StudyOutcome merged = run_study(scenario, settings);
  EXPECT_EQ(merged.exit_code, 0);
  EXPECT_EQ(merged.result.digest, whole.result.digest);
  EXPECT_FALSE(fs::exists(fs::path(merged.directory) / "partial"));
}

}  // namespace
}  // namespace picket::sim
