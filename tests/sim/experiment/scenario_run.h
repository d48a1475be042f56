#pragma once

#include <gmock/gmock.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim::test {

/// One replication of a scenario of the project, named from the library's folder on, with overrides; the lane of its policy
/// `processes`, whose books balance.
inline LaneResult run_of_processes(const std::string& file, const std::vector<std::string>& sets) {
  Diagnostics diagnostics;
  LoadResult loaded = load_scenario(library() + "/" + file, sets, library(), diagnostics);
  EXPECT_TRUE(loaded.ok()) << diagnostics.text();
  if (!loaded.ok()) throw std::runtime_error("wrong scenario");
  const SmallStudy study = run_small({}, 1, write_scenario_yaml(*loaded.scenario));
  const LaneResult& lane = study.lane("processes");
  EXPECT_THAT(lane.imbalances, ::testing::IsEmpty());
  return lane;
}

}  // namespace picket::sim::test
