#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace picket {

/// Where the benign life came from that a false-alert figure rests on.
enum class BenignLife : std::uint8_t { kRecorded, kGenerated };

/// Confidence of the bounds below, one-sided.
inline constexpr double kBoundConfidence = 0.95;

/// The largest rate that is compatible with `events` in `exposure`, at kBoundConfidence: events / exposure would
/// then be seen with 5 %. For none it is 2.996 / exposure: the rule of three.
/// Source: Garwood 1936, exact interval of a Poisson mean; Hanley and Lippman-Hand 1983 for none.
double poisson_upper_bound(std::uint64_t events, double exposure);

/// Scores of a model on benign device-days: one for each (device, hold period) in which it could alert, its
/// maximum there, so that suppression within the period is already in it.
struct BenignScores {
  std::vector<double> maxima;
  double device_days = 0;
  BenignLife life = BenignLife::kGenerated;
};

/// A false-alert figure with the exposure that it rests on.
///
/// Below 3 / rate device-days a rate cannot be told from none: `rate_supported` is false, and only `upper_bound` may be
/// printed.
struct FalseAlerts {
  std::uint64_t alerts = 0;
  double device_days = 0;
  BenignLife life = BenignLife::kGenerated;
  double rate() const { return static_cast<double>(alerts) / device_days; }
  double upper_bound() const { return poisson_upper_bound(alerts, device_days); }
  /// Whether the exposure can carry a statement about a rate of `rate` alerts a device-day.
  bool supports(double rate) const { return device_days * rate >= 3; }
};

/// What a score alerts above, and what that costs on the benign life it was taken from.
struct CalibratedThreshold {
  double alert_above = 0;
  double budget = 0;  ///< alerts a device-day
  FalseAlerts calibration;
  bool rate_supported = false;  ///< exposure >= 3 / budget
};

/// The lowest threshold that keeps the alerts on benign life within the budget.
///
/// Model:  with k = floor(budget * device_days), the (k + 1)-th largest maximum; alerts are scores strictly
///         above it. Ties make fewer alerts than the budget allows, never more.
/// Limits: the realised rate on new benign life is random; judge it on separate replications
///         (`false_alerts`). Without support (k < 3) the threshold is an order statistic of few values, and
///         says so; `tail_threshold` reaches further by an assumption.
CalibratedThreshold calibrate(const BenignScores& benign, double budget);

/// The same beyond the exposure: the quantile of a generalised Pareto tail fitted to the largest `tail_share` of
/// the maxima, at budget / (maxima a device-day).
/// Limits: an extrapolation; its rate stays unsupported until an exposure of 3 / budget confirms it. Needs
///         at least 10 maxima in the tail, else as `calibrate`.
/// Source: `peaks_over_threshold.h`.
CalibratedThreshold tail_threshold(const BenignScores& benign, double budget, double tail_share = 0.1);

/// Alerts of a threshold on benign life, best a separate one.
FalseAlerts false_alerts(const BenignScores& benign, double alert_above);

/// Share of `attacks` (largest score of each attacked unit) above the threshold.
double true_positive_rate(std::span<const double> attacks, double alert_above);

/// Probability that an attack scores above benign life, ties half: the area under the ROC curve.
/// Source: Mann and Whitney 1947; Hanley and McNeil 1982.
double area_under_curve(std::span<const double> benign, std::span<const double> attacks);

}  // namespace picket
