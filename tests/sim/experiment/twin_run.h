#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/generate/device_stage.h"
#include "tests/sim/experiment/feed_in_windows.h"
#include "tests/sim/experiment/small_study.h"

namespace picket::sim::test {

/// One policy's agents taken through the measured period, and what each device sent.
struct TwinRun {
  struct Sent {
    Time at;
    std::uint32_t sequence = 0;
    std::map<EventKind, std::size_t> kinds;  ///< observations of each
    std::vector<Observation> observations;
  };
  TwinRun(const Scenario& scenario, std::size_t use, Duration window)
      : world(scenario, 0),
        stage(world, scenario.policy_templates.at(scenario.policies[use].use),
              world.rollout_of(scenario.policies[use].name)),
        sent(world.fleet().size()) {
    feed_in_windows(world, stage, window, [this](const ShardOutput& out, std::uint32_t device) { take(out, device); });
  }

  bool balanced() const {
    const DeviceCounts c = stage.counts();
    return c.produced == c.observed + c.sensor_lost.total() &&
           c.observed + c.snapshots + stage.carried_in() == c.emitted_hits + stage.held() + c.agent_dropped.total();
  }

  World world;
  DeviceStage stage;
  std::vector<std::vector<Sent>> sent;  ///< by device
  std::map<std::uint32_t, std::uint64_t> emitted_labels;
  std::vector<TwinReport> twin_reports;

 private:
  void take(const ShardOutput& out, std::uint32_t device) {
    for (const CarriedMessage& message : out.messages) {
      Sent one{message.created, message.sequence, {}, {}};
      for (std::uint32_t i = 0; message.holds_observations && i < message.observations; ++i) {
        one.observations.push_back(out.batch->observations[message.first_observation + i]);
        ++one.kinds[kind_of(one.observations.back().record)];
      }
      sent[device].push_back(std::move(one));
    }
    twin_reports.insert(twin_reports.end(), out.twin_reports.begin(), out.twin_reports.end());
    for (const MessageLabel& label : out.labels) emitted_labels[label.label.unit] += label.label.events;
  }
};

inline Scenario twin_scenario(const std::vector<std::string>& sets = {}) {
  Diagnostics diagnostics;
  LoadResult loaded = load_scenario(library() + "/smoke/twin_change.yaml", sets, "", diagnostics);
  EXPECT_TRUE(loaded.ok()) << diagnostics.text();
  if (!loaded.ok()) throw std::runtime_error("the scenario of the test is wrong");
  return std::move(*loaded.scenario);
}

}  // namespace picket::sim::test
