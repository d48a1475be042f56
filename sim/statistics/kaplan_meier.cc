#include "sim/statistics/kaplan_meier.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "agent_core/base/check.h"
#include "agent_core/base/random.h"

namespace picket::sim {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// Products of (1 - d / r) miss round values like 0.5 by some 1e-16.
constexpr double kRounding = 1e-12;

Interval log_log_band(double survival, double log_variance, double factor) {
  const double spread = factor * std::sqrt(log_variance) / std::fabs(std::log(survival));
  return {std::pow(survival, std::exp(spread)), std::pow(survival, std::exp(-spread))};
}

}  // namespace

KaplanMeier::KaplanMeier(std::span<const SurvivalTime> units, double level) : units_(units.size()) {
  std::vector<SurvivalTime> sorted(units.begin(), units.end());
  for (const SurvivalTime& unit : sorted) {
    PICKET_CHECK(std::isfinite(unit.seconds) && unit.seconds >= 0, "seconds", unit.seconds);
  }
  std::sort(sorted.begin(), sorted.end(),
            [](const SurvivalTime& a, const SurvivalTime& b) { return a.seconds < b.seconds; });
  double survival = 1;
  double log_variance = 0;
  for (std::size_t i = 0; i < sorted.size();) {
    const std::size_t first = i;
    std::uint64_t happened = 0;
    for (; i < sorted.size() && sorted[i].seconds == sorted[first].seconds; ++i) happened += sorted[i].event ? 1 : 0;
    if (happened == 0) continue;
    const std::uint64_t at_risk = sorted.size() - first;
    const double d = static_cast<double>(happened);
    const double r = static_cast<double>(at_risk);
    survival *= 1 - d / r;
    log_variance = happened == at_risk ? kInfinity : log_variance + d / (r * (r - d));
    events_ += happened;
    steps_.push_back({sorted[first].seconds, at_risk, happened, survival, log_variance, {}});
  }
  fill_bands(inverse_normal_cdf((1 + level) / 2));
}

void KaplanMeier::fill_bands(double factor) {
  Interval previous{1, 1};
  for (SurvivalStep& step : steps_) {
    // Where nobody is left the log-log band has no value: keep the upper end of the step before.
    step.band = step.survival > 0 ? log_log_band(step.survival, step.log_variance, factor) : Interval{0, previous.high};
    previous = step.band;
  }
}

KaplanMeier KaplanMeier::with_log_variances(std::span<const double> log_variances, double factor) const {
  PICKET_CHECK(log_variances.size() == steps_.size(), "sizes", log_variances.size(), steps_.size());
  KaplanMeier other = *this;
  for (std::size_t i = 0; i < steps_.size(); ++i) other.steps_[i].log_variance = log_variances[i];
  other.fill_bands(factor);
  return other;
}

const SurvivalStep* KaplanMeier::step_at(double seconds) const {
  const auto after = std::upper_bound(steps_.begin(), steps_.end(), seconds,
                                      [](double t, const SurvivalStep& step) { return t < step.seconds; });
  return after == steps_.begin() ? nullptr : &*(after - 1);
}

double KaplanMeier::survival_at(double seconds) const {
  const SurvivalStep* step = step_at(seconds);
  return step ? step->survival : 1;
}

Interval KaplanMeier::band_at(double seconds) const {
  const SurvivalStep* step = step_at(seconds);
  return step ? step->band : Interval{1, 1};
}

std::optional<SurvivalQuantile> KaplanMeier::quantile(double p) const {
  PICKET_CHECK(p > 0 && p < 1, "p", p);
  const double level = 1 - p + kRounding;
  double value = kInfinity;
  Interval interval{kInfinity, kInfinity};
  for (const SurvivalStep& step : steps_) {
    if (step.survival <= level) value = std::min(value, step.seconds);
    if (step.band.low <= level) interval.low = std::min(interval.low, step.seconds);
    if (step.band.high <= level) interval.high = std::min(interval.high, step.seconds);
  }
  if (value == kInfinity) return std::nullopt;
  return SurvivalQuantile{value, interval};
}

RestrictedMean KaplanMeier::restricted_mean(double horizon) const {
  // Backwards: the area right of each event time is what Greenwood's terms are weighted with.
  double area = 0;
  double variance = 0;
  double until = horizon;
  for (std::size_t i = steps_.size(); i-- > 0;) {
    const SurvivalStep& step = steps_[i];
    if (step.seconds > horizon) continue;
    area += step.survival * (until - step.seconds);
    until = step.seconds;
    const double d = static_cast<double>(step.events);
    const double r = static_cast<double>(step.at_risk);
    // Nobody left: the area to the right is 0, and so is the term.
    if (step.events < step.at_risk) variance += area * area * d / (r * (r - d));
  }
  return {area + until, std::sqrt(variance)};
}

}  // namespace picket::sim
