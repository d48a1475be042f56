#pragma once

#include <span>

namespace picket::sim {

/// Sum with Neumaier's correction, in the order given: pass values in replication order and the
/// last digit does not depend on how the work was split.
double exact_sum(std::span<const double> values);

/// Arithmetic mean; the span must not be empty.
double mean(std::span<const double> values);

/// Unbiased sample covariance (divisor n - 1), two passes. Same length, n >= 2.
double sample_covariance(std::span<const double> x, std::span<const double> y);

/// Unbiased sample variance (divisor n - 1), n >= 2.
double sample_variance(std::span<const double> values);

}  // namespace picket::sim
