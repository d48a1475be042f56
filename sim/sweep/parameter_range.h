#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/result.h"
#include "sim/scenario/quantity_text.h"

namespace picket::sim {

/// One level of a parameter: what is written into the scenario, and where it stands on an axis.
struct Level {
  std::string text;        ///< "30 min", "true", "[user, name]": as YAML
  bool is_number = false;
  double number = 0;       ///< in the base unit of `dimension`
  Dimension dimension = Dimension::kNone;
};
/// Reads a single value. What does not begin with a number, or has no unit that we know, is a word.
Level read_level(std::string_view text);

/// "s", "B", "bit/s", "USD"; empty for plain numbers.
std::string_view base_unit(Dimension dimension);

/// The levels of a parameter, or a continuous interval.
struct ParameterRange {
  std::string text;            ///< as written
  std::vector<Level> levels;   ///< empty: continuous
  bool is_number = true;       ///< all levels are numbers of one dimension
  bool logarithmic = false;
  Dimension dimension = Dimension::kNone;
  // Of numbers:
  double low = 0;              ///< in the base unit
  double high = 0;
  std::string unit;            ///< that values are written in: "min"; empty: none
  bool whole = false;          ///< both ends are whole in that unit, and so is every value between that has no step

  bool is_continuous() const { return levels.empty(); }
  /// The value at a share of the way, in [0, 1]: the level of that equal part, or of a continuous range the number, with six
  /// significant digits.
  Level at(double share) const;
};

struct RangeError {
  std::size_t at = 0;  ///< offset in the text
  std::string message;
  std::string hint;
};

/// Levels of one parameter at most.
inline constexpr std::size_t kMostLevels = 10'000;

/// Whether the value of a `path=value` is meant as a range: `low..high`, `log(`, `linear(`, or a list of scalars. A single
/// value is a list of scalars in a list: `[[a, b]]`.
bool looks_like_range(std::string_view text);

/// Reads `low..high:step`, `low..high`, `log(low..high:n)`, `log(low..high)`, `linear(low..high:n)` or `[a, b, c]`.
///
/// Model:  a number without a unit takes that of `high`. Values are written in the unit of `low`. The last step does not go
///         beyond `high`. Levels of `log` and `linear` include both ends; between them `log` has four significant digits,
///         and both are rounded to whole numbers where both ends are whole (so "1..100"; "1.0..100.0" are decimals), equal
///         ones once.
/// Errors: the first problem, with its place.
/// Limits: kMostLevels levels.
Result<ParameterRange, RangeError> read_parameter_range(std::string_view text);

/// The range of levels that are given one by one; at least one.
ParameterRange range_of_values(const std::vector<std::string>& values);

}  // namespace picket::sim
