#pragma once

#include <string>

#include "agent_core/policy/policy.h"
#include "sim/tune/tune_result.h"

namespace picket::sim {

/// certified_policy.yaml: a policy with every value, in the form of the library's files, with a head that says where it comes
/// from: the study, what it was certified for, and the command that repeats it.
/// Input: `result` has a cheapest certified point; `policy` is that point's.
std::string certified_policy_yaml(const TuneResult& result, Policy policy);

}  // namespace picket::sim
