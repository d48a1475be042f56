#pragma once

#include <cstdint>
#include <span>

namespace picket::sim {

/// Never asks for more than this; a larger answer means "not by replication".
inline constexpr std::uint32_t kMostRunsNeeded = 1'000'000;

/// How many further replications until an interval is no wider than +-`half_width`, if the spread
/// seen so far is the true one. 0: it is narrow enough already.
///
/// Output: at least what is missing to kMinReplicationsForInterval; with fewer than two
///         replications only that, since there is no spread to plan with.
/// Limits: a plan, not a promise; and no stopping rule: looking after every run until a bound
///         passes has a false-pass rate of 22 % instead of 5 %.
std::uint32_t runs_needed_for_mean(std::span<const double> per_replication, double half_width, double level = 0.95);

/// The same for `clustered_proportion_of_rates`, on the scale of the probability.
std::uint32_t runs_needed_for_proportion(std::span<const double> rates, double half_width, double level = 0.95);

}  // namespace picket::sim
