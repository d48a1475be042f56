#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/experiment/run_files.h"
#include "sim/experiment/study.h"
#include "sim/scenario/load.h"
#include "tests/sim/results/temporary_folder.h"
#include "tests/support/rule_files.h"

// A study that is small enough to run many times in a test: ninety devices of three classes, an hour of
// ordinary life, three hours with three attacks. Texts "path=value" change single values.

namespace picket::sim::test {

inline constexpr const char* kSmallScenario = R"(
name: small
title: Ninety devices, three attacks
seed: 11
replications: 1
warm_up: 1 h
duration: 3 h
window: 10 min
wire: sized
store: findings
reference_policy: g2_linux
policies:
  - {use: raw}
  - {use: g1_c}
  - {use: g2_linux}
  - {use: picket}
  - {use: agentless}
fleet:
  - {device_class: iot_gateway, count: 30, sites: 3, access: {lte: 1}, public_share: 0.2}
  - {device_class: kiosk, count: 30, sites: 2, access: {ethernet: 1}}
  - {device_class: ev_charger, count: 30, sites: 5, access: {lte_m: 1}}
hubs:
  - {name: hub}
attacks:
  - {name: miner, use: a09_miner, start: 20 min, start_jitter: 20 min, targets: {device_class: iot_gateway, count: 5}}
  - {name: shell, use: a15_reverse_shell, start: 30 min, start_jitter: 30 min, targets: {device_class: kiosk, count: 5}}
  - {name: kill, use: a37_agent_kill, start: 40 min, start_jitter: 20 min, targets: {device_class: ev_charger, count: 5}}
client: c_sdk
prices: us_2026_11
)";

inline std::string library() { return std::string(PICKET_SOURCE_DIR) + "/scenarios"; }

inline Scenario small_scenario(const std::vector<std::string>& sets = {}, const std::string& text = kSmallScenario) {
  Diagnostics diagnostics;
  LoadResult loaded = load_scenario_text(text, "small", sets, library(), diagnostics);
  EXPECT_TRUE(loaded.ok()) << diagnostics.text();
  if (!loaded.ok()) throw std::runtime_error("the scenario of the test is wrong");
  return std::move(*loaded.scenario);
}

/// How the program would run a scenario whose results go to `folder`.
inline StudySettings settings_for(const Scenario& scenario, const std::string& folder) {
  StudySettings settings;
  settings.out_directory = folder;
  settings.quiet = true;
  settings.resolved_scenario = write_scenario_yaml(scenario);
  picket::test::add_rules(settings.rules.texts, settings.rules.names);
  return settings;
}

/// What a study left behind.
struct SmallStudy {
  StudyOutcome outcome;
  std::vector<LaneResult> lanes;  ///< by policy, kind of hub, replication

  const LaneResult& lane(const std::string& policy, bool fixed_hub = false, std::uint32_t replication = 0) const {
    for (const LaneResult& lane : lanes) {
      if (lane.policy == policy && lane.fixed_hub == fixed_hub && lane.replication == replication) return lane;
    }
    throw std::runtime_error("no run of policy " + policy);
  }
};

/// Runs it in child processes, as the program does; the calling process must have no threads.
inline SmallStudy run_small(const std::vector<std::string>& sets = {}, unsigned threads = 1,
                            const std::string& text = kSmallScenario) {
  const TemporaryFolder folder;
  const Scenario scenario = small_scenario(sets, text);
  StudySettings settings = settings_for(scenario, folder.path());
  settings.threads = threads;
  SmallStudy study;
  study.outcome = run_study(scenario, settings);
  EXPECT_EQ(study.outcome.exit_code, 0);
  std::vector<std::string> runs;
  if (std::filesystem::exists(study.outcome.directory + "/runs")) {
    for (const auto& entry : std::filesystem::directory_iterator(study.outcome.directory + "/runs")) {
      if (std::filesystem::exists(entry.path() / "measures.json")) runs.push_back(entry.path().string());
    }
  }
  for (const std::string& run : runs) study.lanes.push_back(read_run(run));
  std::sort(study.lanes.begin(), study.lanes.end(), [](const LaneResult& a, const LaneResult& b) {
    return std::tie(a.policy, a.fixed_hub, a.replication) < std::tie(b.policy, b.fixed_hub, b.replication);
  });
  return study;
}

/// Raw events per device-day that one stage lost for one reason.
inline double dropped(const LaneResult& lane, const std::string& stage, const std::string& reason) {
  for (const DropRow& row : lane.drops) {
    if (row.stage == stage && row.reason == reason) return row.raw_events_per_device_day;
  }
  return 0;
}

}  // namespace picket::sim::test
