#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "agent_core/base/result.h"
#include "sim/scenario/diagnostics.h"
#include "sim/sweep/parameter_range.h"

namespace picket::sim {

enum class Relation : std::uint8_t { kLessOrEqual, kLess, kMoreOrEqual, kMore, kEqual, kNotEqual };

/// One side of a constraint: a value, or the path of one.
struct ConstraintSide {
  std::string path;  ///< empty: `value` stands there itself
  Level value;
  std::size_t at = 0;  ///< offset in the constraint's text
};

/// What must hold between values of a point.
struct Constraint {
  std::string text;
  Where where{};  ///< of the text; set by who reads the study
  ConstraintSide left;
  Relation relation = Relation::kEqual;
  ConstraintSide right;

  /// Whether it holds; `value_at` gives the value of a path.
  /// Output: nothing if a path has no value, or if the sides cannot be compared: numbers of different dimensions, or words by size.
  std::optional<bool> holds(const std::function<std::optional<Level>(const std::string&)>& value_at) const;
};

struct ConstraintError {
  std::size_t at = 0;  ///< offset in the text
  std::string message;
};

/// Reads "LEFT <= RIGHT" with <=, <, >=, >, == or !=. A side that begins with a letter and has a dot or a bracket is a path, as
/// is a key alone that `is_path` knows; others are values ("30 min", "true").
Result<Constraint, ConstraintError> read_constraint(std::string_view text, const std::function<bool(const std::string&)>& is_path);

}  // namespace picket::sim
