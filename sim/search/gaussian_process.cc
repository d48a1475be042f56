#include "sim/search/gaussian_process.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>

#include "agent_core/base/check.h"
#include "sim/search/covariance.h"
#include "sim/search/quasi_newton.h"

namespace picket::sim {
namespace {

constexpr double kJitter = 1e-6;
constexpr double kLogNoiseMean = -6.907755278982137;  // ln 1e-3
constexpr double kLogNoiseSd = 3;

}  // namespace

struct GaussianProcess::Impl {
  std::vector<bool> categorical;
  std::vector<std::vector<double>> inputs{};
  Eigen::VectorXd outputs{};    ///< standardised
  Eigen::VectorXd variances{};  ///< in units of the standardised output; empty if estimated
  std::size_t believed = 0;     ///< how many points at the end are a believer's
  double centre = 0;
  double scale = 1;
  std::vector<double> log_parameters{};
  Eigen::LLT<Eigen::MatrixXd> cholesky{};
  Eigen::VectorXd weights{};

  std::size_t dimensions() const { return categorical.size(); }
  bool noise_known() const { return variances.size() > 0; }
  std::size_t parameters() const { return Covariance::parameters(dimensions()) + (noise_known() ? 0 : 1); }
  std::vector<double> start(double length) const {
    std::vector<double> values = Covariance::start(dimensions(), length);
    if (!noise_known()) values.push_back(kLogNoiseMean);
    return values;
  }
  double noise_at(Eigen::Index i, const std::vector<double>& parameters) const {
    if (i >= outputs.size() - static_cast<Eigen::Index>(believed)) return 0;
    return noise_known() ? variances[i] : std::exp(parameters.back());
  }
};

GaussianProcess::GaussianProcess(std::vector<bool> categorical) : impl_(std::make_unique<Impl>()) {
  impl_->categorical = std::move(categorical);
}
GaussianProcess::GaussianProcess(GaussianProcess&&) noexcept = default;
GaussianProcess& GaussianProcess::operator=(GaussianProcess&&) noexcept = default;
GaussianProcess::~GaussianProcess() = default;

void GaussianProcess::set_data(const GaussianProcessData& data) {
  const std::size_t n = data.outputs.size();
  PICKET_CHECK(n > 0 && data.inputs.size() == n, "inputs", data.inputs.size(), "outputs", n);
  PICKET_CHECK(data.variances.empty() || data.variances.size() == n, "variances", data.variances.size(), "outputs", n);
  Impl& me = *impl_;
  me.inputs = data.inputs;
  me.believed = 0;
  me.outputs = Eigen::Map<const Eigen::VectorXd>(data.outputs.data(), static_cast<Eigen::Index>(n));
  me.centre = me.outputs.mean();
  me.outputs.array() -= me.centre;
  const double sd = std::sqrt(me.outputs.squaredNorm() / static_cast<double>(n));
  // All values equal: there is nothing to scale, and the prediction is that value.
  me.scale = sd > 1e-12 * (1 + std::abs(me.centre)) ? sd : 1;
  me.outputs /= me.scale;
  me.variances.resize(0);
  if (!data.variances.empty()) {
    me.variances = Eigen::Map<const Eigen::VectorXd>(data.variances.data(), static_cast<Eigen::Index>(n));
    me.variances /= me.scale * me.scale;
    me.variances = (0.5 * (me.variances.array() + me.variances.mean())).matrix().eval();
  }
  if (me.log_parameters.size() != me.parameters()) me.log_parameters = me.start(1);
}

double GaussianProcess::log_posterior(const std::vector<double>& parameters, std::vector<double>& gradient) const {
  const Impl& me = *impl_;
  const Eigen::Index n = me.outputs.size();
  const std::size_t d = me.dimensions();
  const Covariance kernel(me.categorical, parameters);
  const std::size_t count = Covariance::parameters(d);
  Eigen::MatrixXd covariance(n, n);
  std::vector<double> derivatives(static_cast<std::size_t>(n * (n - 1) / 2) * count);
  std::size_t at = 0;
  for (Eigen::Index j = 0; j < n; ++j) {
    for (Eigen::Index i = j + 1; i < n; ++i, at += count) {
      covariance(i, j) = kernel.at(me.inputs[static_cast<std::size_t>(i)], me.inputs[static_cast<std::size_t>(j)],
                                   std::span(derivatives).subspan(at, count));
    }
    covariance(j, j) = kernel.variance() + me.noise_at(j, parameters) + kJitter;
  }
  const Eigen::LLT<Eigen::MatrixXd> cholesky(covariance);
  gradient.assign(parameters.size(), 0);
  if (cholesky.info() != Eigen::Success) return -std::numeric_limits<double>::infinity();
  const Eigen::VectorXd weights = cholesky.solve(me.outputs);
  double sum = -0.5 * me.outputs.dot(weights);
  for (Eigen::Index i = 0; i < n; ++i) sum -= std::log(cholesky.matrixLLT()(i, i));

  // The derivative by a parameter is tr((w w' - K^-1) dK) / 2; both factors are symmetric.
  Eigen::MatrixXd factor = cholesky.solve(Eigen::MatrixXd::Identity(n, n));
  factor = weights * weights.transpose() - factor;
  at = 0;
  for (Eigen::Index j = 0; j < n; ++j) {
    for (Eigen::Index i = j + 1; i < n; ++i, at += count) {
      for (std::size_t k = 0; k < count; ++k) gradient[k] += factor(i, j) * derivatives[at + k];
    }
    gradient[d] += 0.5 * factor(j, j) * kernel.whole();
    if (d > 1) gradient[d + 1] += 0.5 * factor(j, j) * kernel.sum();
    if (!me.noise_known()) gradient.back() += 0.5 * factor(j, j) * me.noise_at(j, parameters);
  }
  sum += Covariance::log_prior(d, parameters, gradient);
  if (!me.noise_known()) add_log_normal_prior(parameters.back(), kLogNoiseMean, kLogNoiseSd, sum, gradient.back());
  return sum;
}

void GaussianProcess::fit() {
  Impl& me = *impl_;
  const auto loss = [this](const std::vector<double>& at, std::vector<double>& gradient) {
    const double value = log_posterior(at, gradient);
    for (double& slope : gradient) slope = -slope;
    return -value;
  };
  // A smooth world, and a rugged one: from far away the one does not see the other.
  constexpr std::size_t kProbe = 12;
  constexpr std::size_t kFinish = 60;
  Minimum best;
  best.value = std::numeric_limits<double>::infinity();
  for (const double length : {0.7, 0.2}) {
    Minimum found = minimise(loss, me.start(length), kProbe);
    if (found.value < best.value) best = std::move(found);
  }
  me.log_parameters = minimise(loss, best.at, kFinish).at;
}

void GaussianProcess::condition() {
  Impl& me = *impl_;
  const Eigen::Index n = me.outputs.size();
  const Covariance kernel(me.categorical, me.log_parameters);
  const double signal = kernel.variance();
  Eigen::MatrixXd covariance(n, n);
  for (Eigen::Index j = 0; j < n; ++j) {
    for (Eigen::Index i = j + 1; i < n; ++i) {
      covariance(i, j) = kernel.at(me.inputs[static_cast<std::size_t>(i)], me.inputs[static_cast<std::size_t>(j)]);
    }
    covariance(j, j) = signal + me.noise_at(j, me.log_parameters) + kJitter;
  }
  // More jitter until the factorisation holds: points may lie within rounding of one another.
  for (double jitter = kJitter; jitter < 1; jitter *= 10) {
    me.cholesky.compute(covariance);
    if (me.cholesky.info() == Eigen::Success) break;
    covariance.diagonal().array() += 10 * jitter * signal;
  }
  PICKET_CHECK(me.cholesky.info() == Eigen::Success, "points", n, "signal", signal);
  me.weights = me.cholesky.solve(me.outputs);
}

void GaussianProcess::believe(std::span<const double> input, double output) {
  Impl& me = *impl_;
  me.inputs.emplace_back(input.begin(), input.end());
  me.outputs.conservativeResize(me.outputs.size() + 1);
  me.outputs[me.outputs.size() - 1] = (output - me.centre) / me.scale;
  ++me.believed;
  condition();
}

std::vector<Normal> GaussianProcess::predict(const std::vector<std::vector<double>>& inputs) const {
  const Impl& me = *impl_;
  const Eigen::Index n = me.outputs.size();
  const auto m = static_cast<Eigen::Index>(inputs.size());
  const Covariance kernel(me.categorical, me.log_parameters);
  const double signal = kernel.variance();
  Eigen::MatrixXd cross(n, m);
  for (Eigen::Index j = 0; j < m; ++j) {
    for (Eigen::Index i = 0; i < n; ++i) {
      cross(i, j) = kernel.at(me.inputs[static_cast<std::size_t>(i)], inputs[static_cast<std::size_t>(j)]);
    }
  }
  const Eigen::VectorXd means = cross.transpose() * me.weights;
  me.cholesky.matrixL().solveInPlace(cross);
  std::vector<Normal> predictions(inputs.size());
  for (Eigen::Index j = 0; j < m; ++j) {
    const double variance = std::max(0.0, signal - cross.col(j).squaredNorm());
    predictions[static_cast<std::size_t>(j)] = {me.centre + me.scale * means[j], me.scale * std::sqrt(variance)};
  }
  return predictions;
}

const std::vector<double>& GaussianProcess::log_parameters() const {
  return impl_->log_parameters;
}

double GaussianProcess::log_density() const {
  std::vector<double> gradient;
  return log_posterior(impl_->log_parameters, gradient) - static_cast<double>(impl_->outputs.size()) * std::log(impl_->scale);
}

const std::vector<bool>& GaussianProcess::categorical() const {
  return impl_->categorical;
}

void GaussianProcess::set_log_parameters(std::vector<double> parameters) {
  PICKET_CHECK(parameters.size() == impl_->parameters(), "parameters",
               parameters.size());
  impl_->log_parameters = std::move(parameters);
}

}  // namespace picket::sim
