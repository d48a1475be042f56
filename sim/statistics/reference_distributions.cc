#include "sim/statistics/reference_distributions.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "agent_core/base/check.h"

namespace picket::sim {

double student_t_quantile(double p, double degrees_of_freedom) {
  PICKET_CHECK(p > 0 && p < 1 && degrees_of_freedom > 0, "p", p, "degrees of freedom", degrees_of_freedom);
  return boost::math::quantile(boost::math::students_t(degrees_of_freedom), p);
}

double beta_quantile(double p, double a, double b) {
  PICKET_CHECK(p > 0 && p < 1 && a > 0 && b > 0, "p", p, "a", a, "b", b);
  return boost::math::ibeta_inv(a, b, p);
}

double chi_squared_quantile(double p, double degrees_of_freedom) {
  PICKET_CHECK(p > 0 && p < 1 && degrees_of_freedom > 0, "p", p, "degrees of freedom", degrees_of_freedom);
  return boost::math::quantile(boost::math::chi_squared(degrees_of_freedom), p);
}

double poisson_cdf(double events, double mean) {
  PICKET_CHECK(mean >= 0, "mean", mean);
  if (events < 0) return 0;
  return mean == 0 ? 1 : boost::math::gamma_q(std::floor(events) + 1, mean);
}

double student_t_two_sided_p(double t, double degrees_of_freedom) {
  PICKET_CHECK(degrees_of_freedom > 0, "degrees of freedom", degrees_of_freedom);
  if (!std::isfinite(t)) return 0;
  return 2 * boost::math::cdf(boost::math::complement(boost::math::students_t(degrees_of_freedom), std::fabs(t)));
}

double normal_two_sided_p(double z) {
  return std::erfc(std::fabs(z) / std::sqrt(2.0));
}

double chi_squared_upper_p(double x, double degrees_of_freedom) {
  PICKET_CHECK(x >= 0 && degrees_of_freedom > 0, "x", x, "degrees of freedom", degrees_of_freedom);
  return boost::math::gamma_q(degrees_of_freedom / 2, x / 2);
}

double binomial_cdf(double successes, double trials, double p) {
  PICKET_CHECK(p > 0 && p < 1 && trials >= 0, "p", p, "trials", trials);
  if (successes < 0) return 0;
  if (successes >= trials) return 1;
  return boost::math::ibetac(std::floor(successes) + 1, trials - std::floor(successes), p);
}

double student_t_power(double non_centrality, double degrees_of_freedom, double level) {
  const double critical = student_t_factor(level, degrees_of_freedom);
  const boost::math::non_central_t distribution(degrees_of_freedom, non_centrality);
  return boost::math::cdf(boost::math::complement(distribution, critical));
}

double student_t_factor(double level, double degrees_of_freedom) {
  return student_t_quantile((1 + level) / 2, degrees_of_freedom);
}

}  // namespace picket::sim
