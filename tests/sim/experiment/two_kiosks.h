#pragma once

#include <string>

#include "tests/sim/experiment/small_study.h"

// The smallest study that is one: two kiosks, half an hour, two policies, two replications; a few dozen milliseconds.

namespace picket::sim::test {

inline Scenario two_kiosks(const std::string& seed = "1") {
  return small_scenario({"name=kiosks", "seed=" + seed, "replications=2", "policies=[{use: agentless}, {use: raw}]", "reference_policy=agentless",
                         "warm_up=0 s", "duration=30 min", "fleet=[{device_class: kiosk, count: 2, sites: 1, access: {ethernet: 1}}]", "attacks=[]"});
}

/// Runs it, or a part, into `out`; the folder of the study.
inline std::string run_two_kiosks(const std::string& out, Shard shard = {}, const std::string& seed = "1") {
  const Scenario scenario = two_kiosks(seed);
  StudySettings settings = settings_for(scenario, out);
  settings.shard = shard;
  const StudyOutcome outcome = run_study(scenario, settings);
  EXPECT_EQ(outcome.exit_code, 0);
  return outcome.directory;
}

}  // namespace picket::sim::test
