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
/// Kernel: `Covariance`. Outputs are standardised first. Hyper-parameters are the posterior's mode; priors on logarithms:
/// those of the kernel and, where variances are unknown, noise N(ln 1e-3, 3), all in units of the standardised output.
/// Known variances come from few replications and are themselves noisy: each is averaged with the mean of all, half
/// and half, so that a point whose replications agreed by luck is not taken for exact (own estimate).
///
/// Limits: stationary; a function with cliffs or with a different roughness in different corners is smoothed. Cost:
/// n^3 to condition and for each of the about hundred steps of `fit`, and d n^2 exponentials; n^2 a prediction.
/// Source: Rasmussen and Williams 2006, algorithm 2.1, equation 5.9.
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

  /// Logarithms: the parameters of `Covariance` and, if estimated, the noise variance.
  const std::vector<double>& log_parameters() const;
  void set_log_parameters(std::vector<double> parameters);
  /// Logarithm of the density of the outputs in their own units and of the hyper-parameters, without constants that depend
  /// on the number of points and of parameters alone: compares scales on which the same points may be modelled.
  double log_density() const;
  const std::vector<bool>& categorical() const;
  /// Logarithm of the posterior density of hyper-parameters, without constants, and its gradient. -infinity where the
  /// covariance is not positive definite.
  double log_posterior(const std::vector<double>& log_parameters, std::vector<double>& gradient) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace picket::sim
