#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "sim/search/expected_improvement.h"

namespace picket::sim {

/// Points and what was measured there.
struct GaussianProcessData {
  std::vector<std::vector<double>> inputs{};  ///< unit cube; categories as level numbers (see kernel_input)
  std::vector<double> outputs{};
  std::vector<double> variances{};  ///< of each output; empty: one unknown variance for all, which is estimated
};

/// Regression by a Gaussian process: what a smooth function may be at a point, given noisy values at others.
///
/// Kernel: Matern 5/2 with a length a dimension; two levels of a category are one length apart. Outputs are
/// standardised first. Hyper-parameters are the posterior's mode; priors on logarithms: lengths N(0, 1.2), signal
/// variance N(0, 1.5), and, where variances are unknown, noise N(ln 1e-3, 3), all in units of the standardised output.
/// Known variances come from few replications and are themselves noisy: each is averaged with the mean of all, half
/// and half, so that a point whose replications agreed by luck is not taken for exact (own estimate).
///
/// Limits: stationary; a function with cliffs or with a different roughness in different corners is smoothed. Cost:
/// n^3 to condition and for each of the about hundred steps of `fit`; n^2 a prediction.
/// Source: Rasmussen and Williams 2006, algorithm 2.1, equations 4.17 and 5.9.
class GaussianProcess {
 public:
  /// For each dimension, whether it is categorical.
  explicit GaussianProcess(std::vector<bool> categorical);
  GaussianProcess(GaussianProcess&&) noexcept;
  GaussianProcess& operator=(GaussianProcess&&) noexcept;
  ~GaussianProcess();

  /// Replaces the data; at least one point. Hyper-parameters stay. Call `condition` before predicting.
  void set_data(const GaussianProcessData& data);
  /// Finds hyper-parameters for the data, from fixed starts: they depend on the data alone.
  void fit();
  void condition();
  /// Adds a point as if its value had been measured without noise (a believer's point) and conditions on it.
  void believe(std::span<const double> input, double output);

  /// The function's value, without noise of measurement, at each point.
  std::vector<Normal> predict(const std::vector<std::vector<double>>& inputs) const;

  /// Logarithms: a length a dimension, signal variance and, if estimated, noise variance.
  const std::vector<double>& log_parameters() const;
  void set_log_parameters(std::vector<double> parameters);
  /// Logarithm of the posterior density of hyper-parameters, without constants, and its gradient. -infinity where the
  /// covariance is not positive definite.
  double log_posterior(const std::vector<double>& log_parameters, std::vector<double>& gradient) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace picket::sim
