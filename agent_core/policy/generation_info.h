#pragma once

#include <span>
#include <string_view>

#include "agent_core/policy/policy.h"

namespace picket {

/// One thing that an agent is documented to do, its flaws included, and the test that shows it.
struct AgentBehaviour {
  std::string_view says;
  std::string_view test;  ///< "Suite.name"
};

/// A generation of agents in words: the one description from which the reference page is made.
struct GenerationInfo {
  Generation generation = Generation::kNone;
  std::string_view title;
  std::string_view source;
  std::span<const AgentBehaviour> behaviours;
};

/// By Generation.
std::span<const GenerationInfo> generation_infos();

}  // namespace picket
