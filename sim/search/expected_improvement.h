#pragma once

#include <span>
#include <utility>
#include <vector>

namespace picket::sim {

/// A normal distribution, or one of positive values whose logarithm is normal; sd may be 0.
struct Normal {
  double mean = 0;            ///< of the logarithm, if that is normal; as is sd
  double sd = 0;
  bool of_logarithm = false;

  /// The value that lies so many standard deviations above the middle.
  double at(double deviations) const;
  double median() const { return at(0); }
};

/// Distribution function of the standard normal.
double normal_cdf(double u);

/// E[max(0, t - X)]: by how much X is expected to fall below t. (t - m) Phi(u) + s phi(u), u = (t - m) / s; of a
/// normal logarithm t Phi(u) - e^(m + s^2 / 2) Phi(u - s), u = (ln t - m) / s, and 0 for t <= 0.
double expected_shortfall_below(double t, const Normal& x);

/// Expected improvement of a minimum. Source: Mockus 1978; Jones, Schonlau and Welch 1998.
inline double expected_improvement(const Normal& value, double best) {
  return expected_shortfall_below(best, value);
}

/// The hypervolume that a point with two independent objectives is expected to add to a front; exact.
///
/// With the front sorted by the first objective, (a_1, b_1) .. (a_n, b_n), reference (r1, r2), a_0 = -infinity,
/// a_{n+1} = r1, b_0 = r2 and G the expected shortfall below:
///   EHVI = sum_{i=0..n} (G(a_{i+1}; X1) - G(a_i; X1)) G(b_i; X2).
/// Source: Emmerich, Deutz and Klinkenberg 2011; the strips as in Yang et al. 2019.
class ExpectedHypervolumeImprovement {
 public:
  /// The points may be any: those beyond the reference and dominated ones are dropped.
  ExpectedHypervolumeImprovement(std::span<const std::vector<double>> points, double reference_1, double reference_2);
  double operator()(const Normal& first, const Normal& second) const;

 private:
  std::vector<std::pair<double, double>> steps_;  ///< (a_{i+1}, b_i), i = 0..n
};

}  // namespace picket::sim
