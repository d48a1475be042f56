#pragma once

#include <string>

#include "sim/suite/suite_result.h"

namespace picket::sim {

/// suite.json: every check with its verdict, n, estimate and interval, values by replication; every case with its detections
/// by policy, the parts of their delays, and where the evidence of each missed step ended. Numbers that are no numbers are
/// null. What each member says: scenarios/suites/README.md.
std::string suite_result_json(const SuiteResult& result);

}  // namespace picket::sim
