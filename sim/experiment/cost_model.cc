#include "sim/experiment/cost_model.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {

void CostModel::add(double work, double seconds) {
  PICKET_CHECK(std::isfinite(work) && std::isfinite(seconds) && work >= 0 && seconds >= 0, work, seconds);
  works_.push_back(work);
  seconds_.push_back(seconds);
}

CostModel::Line CostModel::fit() const {
  const auto n = static_cast<double>(works_.size());
  double mean_x = 0;
  double mean_y = 0;
  for (std::size_t i = 0; i < works_.size(); ++i) {
    mean_x += works_[i] / n;
    mean_y += seconds_[i] / n;
  }
  double sxx = 0;
  double sxy = 0;
  double sum_xx = 0;
  double sum_xy = 0;
  for (std::size_t i = 0; i < works_.size(); ++i) {
    sxx += (works_[i] - mean_x) * (works_[i] - mean_x);
    sxy += (works_[i] - mean_x) * (seconds_[i] - mean_y);
    sum_xx += works_[i] * works_[i];
    sum_xy += works_[i] * seconds_[i];
  }
  const auto residual_variance = [&](double a, double b, double degrees) {
    double sum = 0;
    for (std::size_t i = 0; i < works_.size(); ++i) {
      const double r = seconds_[i] - a - b * works_[i];
      sum += r * r;
    }
    return sum / degrees;
  };
  Line line;
  // Works that differ by less than a thousandth carry no slope.
  const double b = sxx > 1e-6 * n * mean_x * mean_x ? sxy / sxx : 0;
  const double a = mean_y - b * mean_x;
  if (b > 0 && a >= 0) {
    line = {a, b, residual_variance(a, b, n - 2), n - 2, 0, 0, 0};
    line.var_b = line.variance / sxx;
    line.var_a = line.variance * (1 / n + mean_x * mean_x / sxx);
    line.cov_ab = -mean_x * line.var_b;
  } else if (b > 0) {
    const double through = sum_xy / sum_xx;
    line = {0, through, residual_variance(0, through, n - 1), n - 1, 0, 0, 0};
    line.var_b = line.variance / sum_xx;
  } else {
    line = {mean_y, 0, residual_variance(mean_y, 0, n - 1), n - 1, 0, 0, 0};
    line.var_a = line.variance / n;
  }
  return line;
}

std::optional<double> CostModel::seconds_of(double work) const {
  if (runs() < kLeastRuns) return std::nullopt;
  const Line line = fit();
  return line.a + line.b * work;
}

std::optional<TimeLeft> CostModel::time_left(const std::vector<Started>& running, const std::vector<double>& waiting, unsigned workers) const {
  if (runs() < kLeastRuns) return std::nullopt;
  const Line line = fit();
  const std::size_t slots = std::max<std::size_t>(std::max(1U, workers), running.size());
  std::vector<double> free_at(slots, 0);
  double count = 0;
  double works = 0;
  const auto take = [&](double& slot, double work, double seconds) {
    slot += seconds;
    count += 1;
    works += work;
  };
  for (std::size_t i = 0; i < running.size(); ++i) {
    // One that is over its time may end at any moment.
    const double expected = line.a + line.b * running[i].work;
    take(free_at[i], running[i].work, std::max(0.0, expected - running[i].elapsed_seconds));
  }
  for (const double work : waiting) take(*std::min_element(free_at.begin(), free_at.end()), work, line.a + line.b * work);
  TimeLeft left;
  if (count == 0) return left;
  left.seconds = *std::max_element(free_at.begin(), free_at.end());
  const double variance = count * line.variance + count * count * line.var_a + works * works * line.var_b + 2 * count * works * line.cov_ab;
  const double busy = std::min(static_cast<double>(slots), count);
  const double half = student_t_quantile(0.9, line.degrees_of_freedom) * std::sqrt(std::max(0.0, variance)) / busy;
  left.low = std::max(0.0, left.seconds - half);
  left.high = left.seconds + half;
  return left;
}

}  // namespace picket::sim
