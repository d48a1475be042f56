#include "pipeline_core/learn/peaks_over_threshold.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "agent_core/base/check.h"

namespace picket {
namespace {

constexpr double kFewPeaks = 10;

/// Log-likelihood of excesses by the one variable left, per excess.
struct ProfileLikelihood {
  std::span<const double> excesses;
  double shape(double x) const {
    double sum = 0;
    for (const double y : excesses) sum += std::log1p(x * y);
    return sum / static_cast<double>(excesses.size());
  }
  double operator()(double x) const {
    const double g = shape(x);
    return -std::log(g / x) - g - 1;
  }
};

double maximum_between(const ProfileLikelihood& likelihood, double low, double high) {
  constexpr double kGolden = 0.6180339887498949;
  for (int i = 0; i < 40; ++i) {
    const double a = high - kGolden * (high - low);
    const double b = low + kGolden * (high - low);
    if (likelihood(a) < likelihood(b))
      low = a;
    else
      high = b;
  }
  return (low + high) / 2;
}

std::vector<double> above_running_mean(std::span<const double> scores, double weight, double& mean) {
  std::vector<double> above;
  above.reserve(scores.size());
  for (const double score : scores) {
    above.push_back(score - mean);
    mean += weight * (score - mean);
  }
  return above;
}

}  // namespace

GeneralisedPareto fit_by_moments(double mean, double variance) {
  if (mean <= 0) return {0, 0};
  if (variance <= 0) return {0, mean};
  const double ratio = mean * mean / variance;
  return {0.5 * (1 - ratio), 0.5 * mean * (ratio + 1)};
}

GeneralisedPareto fit_by_likelihood(std::span<const double> excesses) {
  PICKET_CHECK(!excesses.empty());
  const double mean = std::accumulate(excesses.begin(), excesses.end(), 0.0) / static_cast<double>(excesses.size());
  const double most = *std::max_element(excesses.begin(), excesses.end());
  const double least = *std::min_element(excesses.begin(), excesses.end());
  if (most <= least) return {0, mean};
  const ProfileLikelihood likelihood{excesses};
  // x = shape / scale runs from just above -1 / most, through the exponential at 0, to heavy tails.
  std::vector<double> grid;
  constexpr int kSteps = 32;
  for (int i = 1; i < kSteps; ++i) grid.push_back(-(1 - std::exp2(-20.0 * i / kSteps)) / most);
  std::reverse(grid.begin(), grid.end());
  for (int i = 0; i <= 2 * kSteps; ++i) grid.push_back(std::exp2(-16 + 32.0 * i / (2 * kSteps)) / mean);
  GeneralisedPareto best{0, mean};
  double best_value = -std::log(mean) - 1;
  std::size_t at = grid.size();
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const double shape = likelihood.shape(grid[i]);
    if (shape <= -1 || shape >= 5) continue;  // below -1 the likelihood is unbounded
    const double value = likelihood(grid[i]);
    if (value <= best_value) continue;
    best_value = value;
    at = i;
  }
  if (at == grid.size()) return best;
  const double low = grid[at == 0 ? 0 : at - 1];
  const double high = grid[std::min(at + 1, grid.size() - 1)];
  double x = maximum_between(likelihood, low, high);
  if (x == 0 || likelihood(x) < best_value) x = grid[at];
  const double shape = likelihood.shape(x);
  return {shape, shape / x};
}

double tail_quantile(const GeneralisedPareto& tail, double threshold, double q, double n, double peaks) {
  PICKET_CHECK(q > 0 && n > 0 && peaks > 0, "q", q, "n", n, "peaks", peaks);
  const double ratio = q * n / peaks;
  if (std::abs(tail.shape) < 1e-9) return threshold - tail.scale * std::log(ratio);
  return threshold + tail.scale / tail.shape * (std::pow(ratio, -tail.shape) - 1);
}

Spot::Spot(std::span<const double> benign, double q, double level) : q_(q) {
  PICKET_CHECK(benign.size() >= 2 && q > 0 && level > 0 && level < 1, "scores", benign.size(), "q", q);
  std::vector<double> sorted(benign.begin(), benign.end());
  std::sort(sorted.begin(), sorted.end());
  threshold_ = sorted[static_cast<std::size_t>(level * static_cast<double>(sorted.size() - 1))];
  n_ = static_cast<double>(sorted.size());
  alarm_above_ = threshold_;
  for (const double score : sorted) {
    if (score > threshold_) add_peak(score - threshold_, (score - threshold_) * (score - threshold_));
  }
}

void Spot::add_peak(double excess, double square) {
  ++peaks_;
  sum_ += excess;
  sum_of_squares_ += square;
  const double mean = sum_ / peaks_;
  const double variance = std::max(0.0, sum_of_squares_ / peaks_ - mean * mean);
  tail_ = peaks_ < kFewPeaks ? GeneralisedPareto{0, mean} : fit_by_moments(mean, variance);
  alarm_above_ = std::max(threshold_, tail_quantile(tail_, threshold_, q_, n_, peaks_));
}

Spot::Verdict Spot::step(double score) {
  if (score > alarm_above_) {
    if (imputed_ + 1 > q_ * n_) return Verdict::kAlarm;
    ++imputed_;
    ++n_;
    // Above u an excess is u plus a generalised Pareto of the same shape; its second moment needs shape < 1/2.
    const double u = alarm_above_ - threshold_;
    const double shape = std::min(tail_.shape, 0.45);
    const double scale = tail_.scale + shape * u;
    const double mean = scale / (1 - shape);
    add_peak(u + mean, u * u + 2 * u * mean + 2 * scale * scale / ((1 - shape) * (1 - 2 * shape)));
    return Verdict::kAlarm;
  }
  ++n_;
  if (score <= threshold_) return Verdict::kNormal;
  const double excess = score - threshold_;
  add_peak(excess, excess * excess);
  return Verdict::kPeak;
}

DriftSpot::DriftSpot(std::span<const double> benign, double q, double mean_weight, double level)
    : weight_(mean_weight),
      mean_(benign.empty() ? 0 : benign.front()),
      spot_(above_running_mean(benign, mean_weight, mean_), q, level) {}

Spot::Verdict DriftSpot::step(double score) {
  const Spot::Verdict verdict = spot_.step(score - mean_);
  if (verdict != Spot::Verdict::kAlarm) mean_ += weight_ * (score - mean_);
  return verdict;
}

}  // namespace picket
