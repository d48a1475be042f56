#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "agent_core/base/result.h"
#include "sim/suite/suite_result.h"

namespace picket::sim {

/// What an earlier suite found, for comparison: values by replication of each check.
struct SuiteBaseline {
  using Key = std::tuple<std::string, std::string, std::string>;  ///< case, policy, expectation
  std::string suite_id;
  std::string commit;
  std::uint64_t seed = 0;
  std::map<Key, std::vector<double>> values;
};

/// Reads suite.json.
/// Errors: a sentence about what is no suite's result.
Result<SuiteBaseline, std::string> read_suite_baseline(std::string_view suite_json);

/// Compares every check that the baseline has too, replication by replication: both ran the same worlds, as their seed is
/// the same. A check that got worse fails.
///
/// Model:  paired_difference, one-sided, Holm over the checks compared; so nothing is judged below five common
///         replications, and the change is shown from one on.
/// Output: `change` and `p_worse` of the checks; verdicts and reasons of those that got worse.
/// Limits: the seeds must be equal (a caller's bug otherwise).
void compare_with_baseline(const SuiteBaseline& baseline, SuiteResult& result);

}  // namespace picket::sim
