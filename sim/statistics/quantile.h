#pragma once

#include <vector>

namespace picket::sim {

/// Sample quantile, Hyndman and Fan's type 8: approximately median-unbiased whatever the
/// distribution. For complete samples; with censored ones use KaplanMeier::quantile.
///
/// Input:  at least one finite value, any order; p in [0, 1].
/// Source: Hyndman and Fan, The American Statistician 50 (1996), definition 8.
double sample_quantile(std::vector<double> values, double p);

}  // namespace picket::sim
