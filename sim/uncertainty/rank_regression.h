#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// Standardised rank regression coefficient of one input.
struct RankCoefficient {
  double value = 0;
  Interval interval;   ///< 95 %
  double p_value = 1;  ///< of "no effect beside the other inputs": Student's t, not adjusted for many inputs
};

/// A measure's change on the draws of all inputs at once.
struct RankRegression {
  std::vector<RankCoefficient> coefficients;  ///< by input
  double r_squared = 0;                       ///< share of the variance of the change's ranks that the inputs account for
  double adjusted_r_squared = 0;              ///< the same less what as many inputs without any effect get by chance; may be below 0
  std::size_t draws = 0;
};

/// Draws that a regression on so many inputs needs: two for each, and a few more. Our choice: with fewer the coefficients are mostly
/// noise, and with as many draws as inputs any change is "explained".
constexpr std::size_t draws_for_regression(std::size_t inputs) { return 2 * inputs + 5; }

/// Ordinary least squares of the ranks of `changes` on the ranks of the draws, both standardised: by how many standard deviations the
/// rank of the measure moves when that of one input does and all others stay.
///
/// Model:  least squares by QR; interval and p by Student's t with n - inputs - 1 degrees of freedom. Of independent inputs that act
///         monotonely and without interaction, the squared coefficients are their shares of the variance of ranks.
/// Input:  `draws[d][i]` of draw d and input i; draws whose change is NaN are left out.
/// Output: nothing with fewer draws than `draws_for_regression`, without inputs, when nothing changes, or when an input goes with others so
///         closely that their effects cannot be told apart.
/// Limits: an effect that turns round, or that is there only together with another input, has no coefficient: then R squared is low.
///         Ranks are not normal; measured coverage and level are in the tests.
/// Source: Iman and Conover, Technometrics 21 (1979), regression on ranks; Saltelli et al., Sensitivity Analysis in Practice (2004).
std::optional<RankRegression> rank_regression(const std::vector<std::vector<double>>& draws, std::span<const double> changes);

}  // namespace picket::sim
