#pragma once

#include <string>

#include "agent_core/base/random.h"
#include "agent_core/policy/policy.h"
#include "agent_core/twin/g1_twin.h"

// Twin documents and policies for the tests of agent_core/twin.

namespace picket::test {

/// `members` inside the configuration object of generation 1, as a patch of the desired properties.
inline std::string g1_patch(const std::string& members) {
  return "{\"" + std::string(kG1ConfigurationObject) + "\":{" + members + "}}";
}
/// The same as the answer to a request for the twin.
inline std::string g1_whole(const std::string& members) {
  return "{\"desired\":" + g1_patch(members) + "}";
}
/// "name":{"value":json}
inline std::string g1_member(const std::string& name, const std::string& json) {
  return "\"" + name + "\":{\"value\":" + json + "}";
}

inline Priority random_priority(RandomStream& random) {
  return static_cast<Priority>(random.below(kPriorities));
}

}  // namespace picket::test
