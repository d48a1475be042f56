#include "sim/experiment/lane.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

// What the presets promise: the first generation a snapshot at its slowest interval, the second and ours a
// heartbeat at the interval of its priority; a stream and a fleet without agents nothing.
TEST(Lane, knows_how_long_a_policy_may_be_silent) {
  const Scenario scenario = test::small_scenario();
  const auto of = [&](const char* name) { return silence_interval_of(scenario.policy_templates.at(name)); };
  EXPECT_EQ(of("agentless"), Duration());
  EXPECT_EQ(of("raw"), Duration());
  const Policy& first = scenario.policy_templates.at("g1_c");
  EXPECT_EQ(of("g1_c"), std::max(first.snapshot_interval, first.intervals[static_cast<std::size_t>(Priority::kLow)]));
  for (const char* name : {"g2_linux", "picket"}) {
    const Policy& policy = scenario.policy_templates.at(name);
    const Priority priority = policy.of(EventKind::kHeartbeat).priority;
    EXPECT_EQ(of(name), policy.intervals[static_cast<std::size_t>(priority)]) << name;
    EXPECT_GT(of(name), Duration()) << name;
  }
  Policy mute = scenario.policy_templates.at("g2_linux");
  mute.of(EventKind::kHeartbeat).collect = false;
  EXPECT_EQ(silence_interval_of(mute), Duration());
}

// The warm-up is what the models learn from: without it, ordinary processes are new.
TEST(Lane, learns_ordinary_life_in_the_warm_up) {
  std::vector<std::string> none{"warm_up=0 s"};
  std::vector<std::string> hours{"warm_up=6 h"};
  const auto alerts = [](const std::vector<std::string>& sets) {
    const test::SmallStudy study = test::run_small(sets);
    const LaneResult& raw = study.lane("raw");
    return raw.alerts_false + raw.alerts_notice;
  };
  EXPECT_LT(3 * alerts(hours), 2 * alerts(none));
}

}  // namespace
}  // namespace picket::sim
