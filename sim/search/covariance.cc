#include "sim/search/covariance.h"

#include <cmath>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

constexpr double kLengthSd = 1.2;
constexpr double kOnlySd = 1.5;  ///< of the variance where there is but one dimension
constexpr double kShareMean = -0.7;
constexpr double kShareSd = 2;
constexpr double kStretchSd = 0.7;

double stretch_mean(std::size_t dimensions) { return 0.5 * std::log(static_cast<double>(dimensions)); }

struct Matern {
  double value;  ///< (1 + r + r^2 / 3) e^-r, r = sqrt(5) times the distance
  double slope;  ///< derivative by the squared distance, times -2
};
Matern matern(double squared_distance) {
  const double r = std::sqrt(5 * squared_distance);
  const double decay = std::exp(-r);
  return {(1 + r + r * r / 3) * decay, 5.0 / 3 * (1 + r) * decay};
}

}  // namespace

void add_log_normal_prior(double x, double mean, double sd, double& sum, double& slope) {
  const double u = (x - mean) / sd;
  sum -= 0.5 * u * u;
  slope -= u / sd;
}

Covariance::Covariance(const std::vector<bool>& categorical, std::span<const double> log_parameters)
    : categorical_(categorical) {
  const std::size_t d = categorical.size();
  PICKET_CHECK(d > 0 && log_parameters.size() >= parameters(d), "dimensions", d, "parameters", log_parameters.size());
  for (std::size_t k = 0; k < d; ++k) inverse_squared_lengths_.push_back(std::exp(-2 * log_parameters[k]));
  whole_ = std::exp(log_parameters[d]);
  if (!has_sum()) return;
  sum_ = std::exp(log_parameters[d + 1]);
  inverse_squared_stretch_ = std::exp(-2 * log_parameters[d + 2]);
}

std::vector<double> Covariance::start(std::size_t dimensions, double length) {
  std::vector<double> start(dimensions, std::log(length));
  if (dimensions == 1) {
    start.push_back(0);
  } else {
    start.insert(start.end(), {kShareMean, kShareMean, stretch_mean(dimensions)});
  }
  return start;
}

double Covariance::log_prior(std::size_t dimensions, std::span<const double> log_parameters,
                             std::span<double> gradient) {
  const std::size_t d = dimensions;
  double sum = 0;
  for (std::size_t k = 0; k < d; ++k) add_log_normal_prior(log_parameters[k], 0, kLengthSd, sum, gradient[k]);
  if (d == 1) {
    add_log_normal_prior(log_parameters[d], 0, kOnlySd, sum, gradient[d]);
    return sum;
  }
  add_log_normal_prior(log_parameters[d], kShareMean, kShareSd, sum, gradient[d]);
  add_log_normal_prior(log_parameters[d + 1], kShareMean, kShareSd, sum, gradient[d + 1]);
  add_log_normal_prior(log_parameters[d + 2], stretch_mean(d), kStretchSd, sum, gradient[d + 2]);
  return sum;
}

double Covariance::at(std::span<const double> a, std::span<const double> b) const {
  double distance = 0;
  double alone = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    const double u = scaled_square(k, a[k], b[k]);
    distance += u;
    if (has_sum()) alone += matern(u).value;
  }
  return whole_ * matern(distance * inverse_squared_stretch_).value + sum_ / static_cast<double>(a.size()) * alone;
}

double Covariance::at(std::span<const double> a, std::span<const double> b, std::span<double> derivatives) const {
  const std::size_t d = a.size();
  double distance = 0;
  for (std::size_t k = 0; k < d; ++k) distance += derivatives[k] = scaled_square(k, a[k], b[k]);
  const Matern together = matern(distance * inverse_squared_stretch_);
  const double slope = whole_ * together.slope * inverse_squared_stretch_;
  const double share = sum_ / static_cast<double>(d);
  double alone = 0;
  for (std::size_t k = 0; k < d; ++k) {
    const double u = derivatives[k];
    derivatives[k] = slope * u;
    if (!has_sum()) continue;
    const Matern one = matern(u);
    alone += one.value;
    derivatives[k] += share * one.slope * u;
  }
  derivatives[d] = whole_ * together.value;
  if (!has_sum()) return derivatives[d];
  derivatives[d + 1] = share * alone;
  derivatives[d + 2] = slope * distance;
  return derivatives[d] + derivatives[d + 1];
}

}  // namespace picket::sim
