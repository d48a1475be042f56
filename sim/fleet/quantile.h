#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "sim/scenario/distribution.h"

namespace picket::sim {

/// The value of `distribution` that a share `u` of its draws does not exceed; u in (0, 1).
/// Negative binomial: the smallest count whose cumulated probability reaches u.
double quantile_of(const Distribution& distribution, double u);

/// A distribution made ready for very many draws: a table of its quantiles.
///
/// Model:  256 equal steps of u, linear between them; the six outermost steps at either end are
///         computed exactly, so that heavy tails keep their weight.
/// Cost:   about 3 ns a draw (constants 1 ns), some 50 ns in the outermost steps (1 of 21 draws).
/// Limits: within the table the error is that of linear interpolation: below 2 % of the value for a
///         log-normal of sigma 2 (tested).
class QuantileTable {
 public:
  QuantileTable() : QuantileTable(Distribution::constant(0)) {}
  explicit QuantileTable(const Distribution& distribution);

  bool is_constant() const { return table_.empty(); }
  double operator()(double u) const {
    if (table_.empty()) return constant_;
    const double x = u * kSteps;
    const auto i = static_cast<std::uint32_t>(x);
    if (i < kExactSteps || i >= kSteps - kExactSteps) [[unlikely]]
      return quantile_of(distribution_, u);
    return table_[i] + (table_[i + 1] - table_[i]) * (x - i);
  }

 private:
  static constexpr std::uint32_t kSteps = 256;
  static constexpr std::uint32_t kExactSteps = 6;  ///< at either end
  Distribution distribution_;
  double constant_ = 0;
  std::vector<double> table_;
};

}  // namespace picket::sim
