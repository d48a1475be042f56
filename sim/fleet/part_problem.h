#pragma once

#include <compare>
#include <string>

namespace picket::sim {

/// One thing that is wrong with a class of devices or an attack beyond the ranges of its fields.
struct PartProblem {
  std::string path;  ///< of the value, from the part on: "phases[1].emit[0].remote"
  std::string says;
  auto operator<=>(const PartProblem&) const = default;
};

/// "phases[1].after[0]: 'x' is not an earlier phase".
inline std::string to_string(const PartProblem& problem) { return problem.path + ": " + problem.says; }

}  // namespace picket::sim
