#pragma once

#include <cstdint>
#include <limits>

#include "agent_core/base/random.h"

namespace picket::sim {

/// A number that is drawn. In YAML a bare quantity is a constant; otherwise
/// `{dist: lognormal, median: 12 s, sigma: 0.6, max: 120 s}`. Values are in the base unit of the
/// field that holds it (seconds for times, bytes for sizes, plain numbers otherwise).
struct Distribution {
  enum class Kind : std::uint8_t { kConstant, kUniform, kLognormal, kExponential, kPareto, kNegativeBinomial };
  Kind kind = Kind::kConstant;
  double a = 0;                                          ///< value | min | median | mean | min | mean
  double b = 0;                                          ///< -     | max | sigma  | -    | alpha | k
  double max = std::numeric_limits<double>::infinity();  ///< larger draws are cut to this

  static Distribution constant(double value) { return {Kind::kConstant, value, 0}; }
  double sample(RandomStream& random) const;
  /// Expected value, with `max` ignored; infinite for a Pareto with alpha <= 1.
  double mean() const;
  bool operator==(const Distribution&) const = default;
};

}  // namespace picket::sim
