#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline_core/rules/expression.h"
#include "pipeline_core/rules/predicate.h"

namespace picket {

/// More of a literal would tell no more events apart, and costs a state of the automaton a byte.
inline constexpr std::size_t kMaxWitnessBytes = 64;

/// A literal that a field must hold, folded, for a predicate to be true; of long ones kMaxWitnessBytes.
struct WitnessLiteral {
  Field field = Field::kImage;
  std::string text;
  bool at_start = false;
  bool at_end = false;
  std::uint32_t predicate = 0;
  bool decides = false;  ///< the predicate is true where the literal stands so, and only there
  bool operator==(const WitnessLiteral&) const = default;
};

/// Literals of which an event must hold at least one for an expression to be true: without them the
/// expression need not be looked at.
struct Witness {
  std::vector<WitnessLiteral> literals;
  double rate = 0;  ///< estimated share of events that hold one
};

/// Share of events that hold a literal where the witness wants it: estimated_rate of its text, less where it is
/// anchored. Our own estimates.
double estimated_rate(const WitnessLiteral& literal);

/// The cheapest positive cover of an expression: of an `and` its cheapest part, of an `or` all parts
/// together; `not` has one only where it negates another `not`. Nothing if there is none: such an expression
/// must be tried on every event.
/// Source: detection engines' "positive witness"; the cover is the textbook one for and-or trees.
std::optional<Witness> find_witness(const Expression& expression, const std::vector<Predicate>& predicates);

}  // namespace picket
