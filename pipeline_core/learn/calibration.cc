#include "pipeline_core/learn/calibration.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"
#include "pipeline_core/learn/peaks_over_threshold.h"

namespace picket {
namespace {

/// P(X <= events) of a Poisson variable; terms by logarithms, so that a large mean does not underflow.
double poisson_cdf(std::uint64_t events, double mean) {
  double sum = 0;
  for (std::uint64_t k = 0; k <= events; ++k) {
    const auto n = static_cast<double>(k);
    sum += std::exp(n * std::log(mean) - mean - std::lgamma(n + 1));
  }
  return sum;
}

CalibratedThreshold with_figures(const BenignScores& benign, double budget, double alert_above) {
  CalibratedThreshold result{alert_above, budget, false_alerts(benign, alert_above), false};
  result.rate_supported = result.calibration.supports(budget);
  return result;
}

}  // namespace

double poisson_upper_bound(std::uint64_t events, double exposure) {
  PICKET_CHECK(exposure > 0, "exposure", exposure);
  double low = static_cast<double>(events);
  double high = low + 4 + 4 * std::sqrt(low + 1);
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    (poisson_cdf(events, middle) > 1 - kBoundConfidence ? low : high) = middle;
  }
  return high / exposure;
}

CalibratedThreshold calibrate(const BenignScores& benign, double budget) {
  PICKET_CHECK(budget > 0 && benign.device_days > 0 && !benign.maxima.empty(), "budget", budget, "device_days",
               benign.device_days, "maxima", benign.maxima.size());
  std::vector<double> sorted = benign.maxima;
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  const auto allowed = static_cast<std::size_t>(budget * benign.device_days);
  // A budget for more alerts than there are chances: everything may alert.
  const double above = allowed < sorted.size() ? sorted[allowed] : std::nextafter(sorted.back(), -1e300);
  return with_figures(benign, budget, above);
}

CalibratedThreshold tail_threshold(const BenignScores& benign, double budget, double tail_share) {
  constexpr std::size_t kFewest = 10;
  PICKET_CHECK(tail_share > 0 && tail_share < 1, "tail_share", tail_share);
  const auto in_tail = static_cast<std::size_t>(tail_share * static_cast<double>(benign.maxima.size()));
  if (in_tail < kFewest) return calibrate(benign, budget);
  std::vector<double> sorted = benign.maxima;
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  const double threshold = sorted[in_tail];
  std::vector<double> excesses;
  for (const double score : sorted) {
    if (score > threshold) excesses.push_back(score - threshold);
  }
  const double n = static_cast<double>(sorted.size());
  const double q = budget * benign.device_days / n;
  if (excesses.size() < kFewest || q * n >= static_cast<double>(excesses.size())) return calibrate(benign, budget);
  const GeneralisedPareto tail = fit_by_likelihood(excesses);
  return with_figures(benign, budget, tail_quantile(tail, threshold, q, n, static_cast<double>(excesses.size())));
}

FalseAlerts false_alerts(const BenignScores& benign, double alert_above) {
  const auto alerts =
      std::count_if(benign.maxima.begin(), benign.maxima.end(), [&](double score) { return score > alert_above; });
  return {static_cast<std::uint64_t>(alerts), benign.device_days, benign.life};
}

double true_positive_rate(std::span<const double> attacks, double alert_above) {
  PICKET_CHECK(!attacks.empty());
  const auto found = std::count_if(attacks.begin(), attacks.end(), [&](double score) { return score > alert_above; });
  return static_cast<double>(found) / static_cast<double>(attacks.size());
}

double area_under_curve(std::span<const double> benign, std::span<const double> attacks) {
  PICKET_CHECK(!benign.empty() && !attacks.empty());
  std::vector<double> sorted(benign.begin(), benign.end());
  std::sort(sorted.begin(), sorted.end());
  double wins = 0;
  for (const double score : attacks) {
    const auto [below, not_above] = std::equal_range(sorted.begin(), sorted.end(), score);
    wins += static_cast<double>(below - sorted.begin()) + 0.5 * static_cast<double>(not_above - below);
  }
  return wins / (static_cast<double>(benign.size()) * static_cast<double>(attacks.size()));
}

}  // namespace picket
