#include "sim/search/quasi_newton.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// The inverse of the Hessian, estimated from the steps taken.
class InverseHessian {
 public:
  explicit InverseHessian(std::size_t size) : size_(size) { reset(1); }

  void reset(double scale) {
    h_.assign(size_ * size_, 0);
    for (std::size_t i = 0; i < size_; ++i) h_[i * size_ + i] = scale;
  }
  std::vector<double> times(const std::vector<double>& v) const {
    std::vector<double> product(size_, 0);
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::size_t j = 0; j < size_; ++j) product[i] += h_[i * size_ + j] * v[j];
    }
    return product;
  }
  /// step: how far it went; change: of the gradient. Ignored where the function curves down.
  void update(const std::vector<double>& step, const std::vector<double>& change, bool first) {
    const double curvature = dot(step, change);
    if (curvature <= 1e-12 * dot(step, step)) return;
    if (first) reset(curvature / dot(change, change));
    const std::vector<double> hy = times(change);
    const double factor = (1 + dot(change, hy) / curvature) / curvature;
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::size_t j = 0; j < size_; ++j) {
        h_[i * size_ + j] += factor * step[i] * step[j] - (hy[i] * step[j] + step[i] * hy[j]) / curvature;
      }
    }
  }

 private:
  std::size_t size_;
  std::vector<double> h_;
};

}  // namespace

Minimum minimise(const SmoothFunction& function, std::vector<double> start, std::size_t max_evaluations,
                 double max_step) {
  constexpr double kGain = 1e-6;
  constexpr double kArmijo = 1e-4;
  Minimum minimum{std::move(start), 0, 1};
  std::vector<double> gradient(minimum.at.size(), 0);
  minimum.value = function(minimum.at, gradient);
  PICKET_CHECK(std::isfinite(minimum.value));
  InverseHessian inverse(minimum.at.size());
  bool first = true;
  std::vector<double> trial_gradient(gradient.size(), 0);
  while (minimum.evaluations < max_evaluations) {
    std::vector<double> direction = inverse.times(gradient);
    double slope = -dot(gradient, direction);
    if (slope >= 0) {
      inverse.reset(1);
      direction = gradient;
      slope = -dot(gradient, gradient);
    }
    double longest = 0;
    for (const double x : direction) longest = std::max(longest, std::abs(x));
    if (longest == 0) break;
    double length = std::min(1.0, max_step / longest);
    const double value_before = minimum.value;
    bool moved = false;
    while (!moved && minimum.evaluations < max_evaluations && length * longest > 1e-10) {
      std::vector<double> trial = minimum.at;
      for (std::size_t i = 0; i < trial.size(); ++i) trial[i] -= length * direction[i];
      ++minimum.evaluations;
      const double value = function(trial, trial_gradient);
      if (!std::isfinite(value) || value > minimum.value + kArmijo * length * slope) {
        length *= 0.3;
        continue;
      }
      std::vector<double> step(trial.size());
      std::vector<double> change(trial.size());
      for (std::size_t i = 0; i < trial.size(); ++i) {
        step[i] = trial[i] - minimum.at[i];
        change[i] = trial_gradient[i] - gradient[i];
      }
      inverse.update(step, change, first);
      first = false;
      minimum.at = std::move(trial);
      minimum.value = value;
      gradient = trial_gradient;
      moved = true;
    }
    if (!moved || value_before - minimum.value < kGain * (1 + std::abs(minimum.value))) break;
  }
  return minimum;
}

}  // namespace picket::sim
