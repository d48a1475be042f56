#pragma once

namespace picket::sim {

/// Quantiles of the distributions behind the intervals of this room. They wrap Boost.Math so that
/// its heavy headers are compiled once.
///
/// Input:  p in (0, 1); degrees of freedom, shapes > 0 (anything else is a caller's bug).
/// Source: Boost.Math 1.74, `students_t`, `non_central_t`, `ibeta_inv`, `ibetac`, `chi_squared`, `gamma_q`.
double student_t_quantile(double p, double degrees_of_freedom);
double beta_quantile(double p, double a, double b);
double chi_squared_quantile(double p, double degrees_of_freedom);

/// P(N <= events) for a Poisson count with this mean >= 0; exact for large means, where a sum of terms would underflow.
double poisson_cdf(double events, double mean);

/// P(|T| >= |t|) for Student's t.
double student_t_two_sided_p(double t, double degrees_of_freedom);

/// P(|Z| >= |z|) for a standard normal Z.
double normal_two_sided_p(double z);
/// P(X >= x) for chi-squared, x >= 0.
double chi_squared_upper_p(double x, double degrees_of_freedom);
/// P(X <= successes) for a binomial count; 0 below 0 and 1 from `trials` on. p in (0, 1).
double binomial_cdf(double successes, double trials, double p);

/// Chance that a two-sided t test at `level` rejects when t has this non-centrality: its power. What the far tail adds is
/// left out, as R's power.t.test does: to reject on the wrong side is no success.
double student_t_power(double non_centrality, double degrees_of_freedom, double level);

/// The factor of a two-sided interval: the (1 + level) / 2 quantile of Student's t.
double student_t_factor(double level, double degrees_of_freedom);

}  // namespace picket::sim
