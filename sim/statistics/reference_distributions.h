#pragma once

namespace picket::sim {

/// Quantiles of the distributions behind the intervals of this room. They wrap Boost.Math so that
/// its heavy headers are compiled once.
///
/// Input:  p in (0, 1); degrees of freedom, shapes > 0 (anything else is a caller's bug).
/// Source: Boost.Math 1.74, `students_t`, `ibeta_inv`, `chi_squared`, `gamma_q`.
double student_t_quantile(double p, double degrees_of_freedom);
double beta_quantile(double p, double a, double b);
double chi_squared_quantile(double p, double degrees_of_freedom);

/// P(N <= events) for a Poisson count with this mean >= 0; exact for large means, where a sum of terms would underflow.
double poisson_cdf(double events, double mean);

/// P(|T| >= |t|) for Student's t.
double student_t_two_sided_p(double t, double degrees_of_freedom);

/// The factor of a two-sided interval: the (1 + level) / 2 quantile of Student's t.
double student_t_factor(double level, double degrees_of_freedom);

}  // namespace picket::sim
