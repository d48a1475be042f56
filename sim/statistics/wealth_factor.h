#pragma once

namespace picket::sim {

/// What a value in [0, 1] multiplies the wealth of a gambler by who stakes on the mean being `alternative` when it is
/// `hypothesis`. Its mean is 1 if that is the mean, so the wealth grows without bound only if it is not.
///
/// Model:  1 + l (x - h) with l = (a - h) / (h (1 - h)); for x of 0 or 1, Wald's likelihood ratio of a against h.
/// Input:  value in [0, 1]; hypothesis and alternative in (0, 1), as the caller checks.
/// Source: Waudby-Smith and Ramdas, Journal of the Royal Statistical Society B 86 (2024).
constexpr double wealth_factor(double value, double hypothesis, double alternative) {
  return 1 + (alternative - hypothesis) / (hypothesis * (1 - hypothesis)) * (value - hypothesis);
}

}  // namespace picket::sim
