#pragma once

#include <string>

namespace picket::sim {

/// Who decided the value of an estimate.
namespace estimate_origin {
inline constexpr const char* kDefault = "default";    ///< the program's value
inline constexpr const char* kScenario = "set";       ///< another than the program's: a file of the scenario or --set has it
inline constexpr const char* kBuiltIn = "built in";   ///< a constant of the program, which no key sets
}  // namespace estimate_origin

/// A number that nobody publishes and that results rest on: our own estimate, or what was set in its place.
struct OwnEstimate {
  std::string name{};       ///< the key, as in --set, `*` for any name and `[*]` for any element: "networks.*.loss_ratio"; a word if built in
  std::string value{};      ///< "90", "30 min"; where several objects of a scenario differ "0.1, 0.3", or the first three and how many there are
  std::string unit{};       ///< of a value that is a bare number; empty: none, or the value says it
  std::string plausible{};  ///< what it may be as well: "60 to 120"; empty: no range is known
  std::string says{};       ///< what it is
  std::string source{};     ///< why this value; empty: nothing but our judgement
  std::string origin{};     ///< of estimate_origin
  bool operator==(const OwnEstimate&) const = default;
};

}  // namespace picket::sim
