#pragma once

#include <cstdint>

namespace picket::sim {

/// One-sided p of the sign test when all n values lie on one side of a bound: 2^-n. Twice that is two-sided.
///
/// For values that do not differ at all. Their spread of 0 would give Student's t a p of 0, after two runs as after two
/// hundred; but a measure that moves in steps (a price, a tier of a hub, a peak) often repeats itself before it moves. If the
/// other side held half of the distribution, n values in a row on this side had a chance of 2^-n. That asks for less than
/// Student's t does: that mean and median lie on the same side of the bound.
/// Source: Arbuthnott 1710; Conover, Practical Nonparametric Statistics, 3rd ed., section 3.4.
double sign_test_of_one_side(std::uint32_t n);

/// What is below 1e-12 of the size of the values it was computed from is rounding: their spread, or their difference.
bool is_rounding(double amount, double size);

}  // namespace picket::sim
