#pragma once

#include <string>

#include "sim/suite/suite_result.h"

namespace picket::sim {

/// suite.json: every check with its verdict, n, estimate and interval, values by replication; every case with its detections
/// by policy. Numbers that are no numbers are null.
std::string suite_result_json(const SuiteResult& result);

}  // namespace picket::sim
