#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "pipeline_core/explain/rule_distance.h"

namespace picket {

/// A single-event rule and how far an observation is from it.
struct NearRule {
  std::uint32_t rule = 0;
  RuleDistance distance;
};

/// True if the rule is a single-event rule that observations with such a record are tried on.
bool is_tried_on(const Rule& rule, const Record& record);

/// The `most` rules nearest to an observation, of those that it is tried on: by RuleDistance, then by number. Left
/// out are rules that fire (distance 0), rules that no event can meet, and rules of which no test holds: whatever
/// happens is as near to them.
/// Input:  `reader` stands on the observation.
std::vector<NearRule> nearest_rules(const RuleSet& rules, const Observation& observation, FieldReader& reader,
                                    std::size_t most);

}  // namespace picket
