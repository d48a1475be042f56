#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace picket::sim {

/// A value that two resolved scenarios do not have in common.
struct ValueDifference {
  std::string path;    ///< "policy_templates.g2_linux.medium"
  std::string before;  ///< as written, with its unit; empty: not there
  std::string after;
  bool operator==(const ValueDifference&) const = default;
};

struct ScenarioDifference {
  std::vector<ValueDifference> values;  ///< in the order of the first scenario, then what only the second has
  bool readable = true;                 ///< false: one of the texts is no YAML, and only equality was looked at
  bool same_fleet = true;               ///< the groups of devices are the same
};

/// The value decides which devices there are: the fleet alone does. What only changes how they behave leaves the pairs what they are.
bool is_of_fleet(std::string_view path);

/// What two resolved scenarios (`write_scenario_yaml`) differ in, value by value. Lists are compared by position.
ScenarioDifference scenario_difference(std::string_view before, std::string_view after);

}  // namespace picket::sim
