#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// A unit followed until the event happened or until it was lost from sight (censored).
struct SurvivalTime {
  double seconds = 0;
  bool event = false;  ///< false: not yet at `seconds`
};

/// The survival curve from one event time on, up to the next.
struct SurvivalStep {
  double seconds = 0;
  std::uint64_t at_risk = 0;
  std::uint64_t events = 0;
  double survival = 1;      ///< P(not yet)
  double log_variance = 0;  ///< of ln survival; infinite when nobody survives
  Interval band{1, 1};      ///< of survival, pointwise
};

/// A quantile of a survival curve; `interval.high` is +infinity where the band never gets there.
struct SurvivalQuantile {
  double seconds = 0;
  Interval interval;
};

struct RestrictedMean {
  double seconds = 0;
  double standard_error = 0;
};

/// Kaplan-Meier estimate of "not yet detected" with censored units.
///
/// Model:  S = prod (1 - d / r) over event times, Greenwood's variance, pointwise log-log band
///         S^exp(+-z sqrt(G) / |ln S|). A unit censored at an event time counts as at risk there.
/// Input:  any order, seconds >= 0 and finite. Censoring must have nothing to do with the detector.
/// Cost:   n log n; afterwards every query is a search in the distinct event times.
/// Limits: the band takes units as independent. Several attacked devices of one replication are
///         not; see clustered_survival.h for their band.
/// Source: Klein and Moeschberger, Survival Analysis, 2nd ed., chapter 4; agrees with R's
///         survfit(conf.type = "log-log").
class KaplanMeier {
 public:
  KaplanMeier() = default;
  explicit KaplanMeier(std::span<const SurvivalTime> units, double level = 0.95);

  /// The same curve with another variance of ln S at each step and another factor than the
  /// normal one. One variance per step; a larger one widens the band.
  KaplanMeier with_log_variances(std::span<const double> log_variances, double factor) const;

  const std::vector<SurvivalStep>& steps() const { return steps_; }
  std::uint64_t units() const { return units_; }
  std::uint64_t events() const { return events_; }

  double survival_at(double seconds) const;
  Interval band_at(double seconds) const;
  /// First time at which a share p has had the event, with Brookmeyer and Crowley's interval
  /// from the band; missing when the curve does not get there. p in (0, 1).
  std::optional<SurvivalQuantile> quantile(double p) const;
  /// Area under the curve up to `horizon` and its standard error (independent units). Beyond the
  /// last unit the curve is taken as flat.
  RestrictedMean restricted_mean(double horizon) const;

 private:
  const SurvivalStep* step_at(double seconds) const;
  void fill_bands(double factor);

  std::vector<SurvivalStep> steps_;
  std::uint64_t units_ = 0;
  std::uint64_t events_ = 0;
};

}  // namespace picket::sim
