#pragma once

#include <cstdint>

#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// Intervals for `successes` of `trials` independent trials, two-sided unless said otherwise.
/// Both want trials > 0 and successes <= trials. Wald's interval is left out on purpose: at
/// n = 20, p = 0.95 its nominal 95 % cover 64 %.

/// Exact interval: covers at least `level`, for gates.
Interval clopper_pearson(std::uint64_t successes, std::uint64_t trials, double level = 0.95);
/// Exact one-sided lower bound: P(bound <= p) >= confidence.
double clopper_pearson_lower_bound(std::uint64_t successes, std::uint64_t trials, double confidence = 0.95);
/// Wilson's score interval: covers `level` on average.
Interval wilson(std::uint64_t successes, std::uint64_t trials, double level = 0.95);
/// Wilson's formula for a proportion that is not a count, with the caller's factor (normal or t).
Interval wilson_with_factor(double proportion, double trials, double factor);

/// Trials needed so that the lower bound reaches `target` with no more than `misses` failures:
/// 59 without a miss for 0.95 at 95 %. target and confidence in (0, 1).
std::uint64_t trials_to_prove(double target, std::uint64_t misses, double confidence = 0.95);

}  // namespace picket::sim
