#pragma once

#include <string>
#include <vector>

#include "sim/experiment/lane_result.h"
#include "sim/suite/suite_result.h"

namespace picket::sim {

/// The runs of a case whose fleet is of one class.
struct ClassRuns {
  std::string device_class;
  const std::vector<LaneResult>* lanes = nullptr;
};

/// False alerts of each policy on each class of devices, with their rates and causes.
/// Output: by policy in the order given, then by class.
std::vector<FalseAlerts> count_false_alerts(const std::vector<std::string>& policies, const std::vector<ClassRuns>& cases);

}  // namespace picket::sim
