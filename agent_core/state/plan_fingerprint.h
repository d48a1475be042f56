#pragma once

#include <cstdint>

#include "agent_core/policy/agent_plan.h"

namespace picket {

/// A hash over the rules that give an agent's state its form and its meaning: generation, encoding, what of
/// each kind is collected and merged by which key, the sizes and limits of tables and queues, and all times
/// that a due time in the state was worked out from. Equal for plans that differ in nothing but their name,
/// sensors, texts, agent version and module name, or how long an unsent message is kept.
///
/// Made of the policy's own fields in their order here and not of what the plan derives from them, so that it
/// keeps from release to release: this is the fingerprint of version 1 of saved agents, and stays as it is.
std::uint64_t plan_fingerprint(const AgentPlan& plan);

}  // namespace picket
