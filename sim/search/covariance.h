#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace picket::sim {

/// Adds the logarithm of a normal density without its constant, and its slope.
void add_log_normal_prior(double x, double mean, double sd, double& sum, double& slope);

/// How alike a function's values at two points are, before anything is measured: the kernel of a Gaussian process.
///
/// Model:  the function is a sum of functions of one dimension each, and of one of all dimensions together that says
///         what the sum cannot:
///           k(a, b) = s_whole M(sum_k u_k / stretch^2) + s_sum / d sum_k M(u_k),  u_k = (a_k - b_k)^2 / length_k^2,
///         M Matern 5/2 of a squared distance; two levels of a category are one apart. Settings of a policy mostly act
///         for themselves: the sum is known after few measurements, however many dimensions there are, and may bend
///         often along one of them without making the others unknown. Of one dimension both are the same, and only the
///         whole is there.
/// Input:  logarithms of d lengths, s_whole, s_sum, stretch (of one dimension: length and s_whole), for points of the
///         unit cube and outputs of variance 1.
/// Priors: on the logarithms: lengths N(0, 1.2); s_whole and s_sum N(-0.7, 2), about a half each (of one dimension
///         s_whole N(0, 1.5)); stretch N(ln sqrt(d), 0.7), as distances grow with the root of d.
/// Cost:   d + 1 exponentials.
/// Source: Duvenaud, Nickisch and Rasmussen 2011 (sums of one dimension, with weights by order); Rasmussen and Williams
///         2006, equation 4.17 (Matern); Hvarfner, Hellsten and Nardi 2024 (lengths by the root of d). That lengths are
///         shared, and the priors' widths: own choice, measured in sim/search/README.md.
class Covariance {
 public:
  /// Refers to `categorical`, for each dimension whether it is; at least one dimension.
  Covariance(const std::vector<bool>& categorical, std::span<const double> log_parameters);

  static std::size_t parameters(std::size_t dimensions) { return dimensions == 1 ? 2 : dimensions + 3; }
  /// The priors' means, but all lengths as given: where a fit starts.
  static std::vector<double> start(std::size_t dimensions, double length);
  /// Logarithm of the priors' density, without constants; its slopes are added to the gradient.
  static double log_prior(std::size_t dimensions, std::span<const double> log_parameters, std::span<double> gradient);

  double at(std::span<const double> a, std::span<const double> b) const;
  /// The same; also writes the derivatives by the logarithms of the parameters.
  double at(std::span<const double> a, std::span<const double> b, std::span<double> derivatives) const;
  /// Of a point with itself; by the logarithms of the two variances it has them as derivatives, by all else 0.
  double variance() const { return whole_ + sum_; }
  double whole() const { return whole_; }
  double sum() const { return sum_; }

 private:
  double scaled_square(std::size_t k, double a, double b) const {
    const double apart = categorical_[k] ? (a == b ? 0.0 : 1.0) : a - b;
    return apart * apart * inverse_squared_lengths_[k];
  }
  bool has_sum() const { return inverse_squared_lengths_.size() > 1; }

  const std::vector<bool>& categorical_;
  std::vector<double> inverse_squared_lengths_{};
  double whole_ = 0;
  double sum_ = 0;
  double inverse_squared_stretch_ = 1;
};

}  // namespace picket::sim
