#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/tune/tune_section.h"

namespace picket::sim {

/// What the replications of one policy gave for one measure.
struct MeasureSample {
  std::vector<double> values{};   ///< in replication order
  /// What each value rests on: attacked devices of a share, device-days of a rate; 0: that replication says nothing and is
  /// left out. Empty: the measure has no such number, and every replication counts.
  std::vector<double> weights{};

  bool says_something(std::size_t i) const { return weights.empty() || weights[i] > 0; }
};

/// One policy's measures, in the order of the plan.
using PointSample = std::vector<MeasureSample>;

/// On which scale a measure behaves well for a model with normal noise.
enum class MeasureScale : std::uint8_t {
  kPlain,
  kLog,    ///< cost, bytes, delays: positive, spread grows with the value
  kLogit,  ///< shares
  kRate,   ///< counts by exposure: log, defined at none as well
};

/// The values that say something, in order.
std::vector<double> usable_values(const MeasureSample& sample);
double mean_of(const MeasureSample& sample);

/// A mean on its scale, with the variance that replications give it.
struct ScaledMean {
  double value = 0;
  std::optional<double> variance;  ///< missing: one replication, and no count to judge by
};

/// Model:  plain: mean, s^2 / n. log: ln of the mean, s^2 / (n mean^2) by the delta method. logit: ln((k + 1/2) / (N - k + 1/2))
///         with k the number among N units, so that 0 and 1 have a value; variance the larger of s^2 / n and p (1 - p) / N, over
///         (p (1 - p))^2. rate: ln((k + 1/2) / T) with k events in an exposure of T; variance the larger of 1 / (k + 1/2) and
///         s^2 / (n mean^2).
/// Limits: a log of 0 or less is taken at 1e-9 of a unit.
///         `toward`: of a share or rate that is held against a bound, the bound. The correction then adds one unit, or half an event, as
///         the bound has them, in place of half a unit of each sort: five of five are above a bound of 0.95 and zero events are
///         below any rate, where one half would put both on the wrong side whatever the truth, as long as there are few.
/// Source: continuity correction: Haldane (1955), Anscombe (1956); towards the bound: own choice, a prior centred on it.
ScaledMean scaled_mean(const MeasureSample& sample, MeasureScale scale, std::optional<double> toward = std::nullopt);

/// A bound on the same scale.
double scaled_bound(double bound, MeasureScale scale);

/// Pairs of two policies' values in replications in which both say something: x, then y, of equal length.
struct PairedValues {
  std::vector<double> x;
  std::vector<double> y;
};
PairedValues paired_values(const MeasureSample& x, const MeasureSample& y);

/// Appends further replications.
void extend(PointSample& sample, const PointSample& more);

}  // namespace picket::sim
