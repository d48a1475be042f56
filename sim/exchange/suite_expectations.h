#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/suite/suite_check.h"
#include "sim/suite/suite_result.h"

namespace picket::sim {

/// What a suite expects of one policy in one of its cases.
struct SuiteExpectations {
  std::string suite;
  double confidence = 0.95;
  std::uint32_t max_replications = 0;
  std::vector<SuiteCheck> checks;        ///< that alerts can be judged by
  std::vector<std::string> not_judged;   ///< about what alerts do not decide: evidence, cost, bytes
};

/// Of the suite.json of the suite that a case's study belongs to. Alerts can be judged by detected, time_to_detect and
/// false_alerts_per_device_day.
/// Errors: nothing if the text is no such file, has no case of that name, or a confidence or bound of replications that no
///         suite has. A check with an impossible bound is not judged.
std::optional<SuiteExpectations> expectations_in(std::string_view suite_json, const std::string& case_name, const std::string& policy);

/// Judges the checks on replications, in their order, as `picket suite` does: PASS and FAIL only where the evidence carries
/// it, with Holm's adjustment of failures over the checks.
std::vector<CheckResult> judge_expectations(const SuiteExpectations& expected, const Scenario& scenario,
                                            const std::vector<const LaneResult*>& replications);

}  // namespace picket::sim
