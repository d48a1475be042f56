#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/compare/value_comparison.h"
#include "sim/experiment/lane_result.h"
#include "sim/statistics/mcnemar.h"

namespace picket::sim {

/// The units of one attack in one replication: attack on a device, each.
using UnitsOfRun = std::vector<UnitOutcome>;

/// One attack on two sides.
struct UnitComparison {
  /// Share of attacked devices detected within the deadline, of the replications that say something on both sides
  /// (unpaired: each side's own).
  std::vector<std::size_t> runs_before;  ///< indices of these replications
  std::vector<std::size_t> runs_after;
  std::vector<double> detected_before;
  std::vector<double> detected_after;
  /// Restricted mean time to detect of the same replications, in seconds, up to `horizon_seconds`.
  std::vector<double> seconds_before;
  std::vector<double> seconds_after;
  ValueComparison time;        ///< of these means; n is 0 if the horizon is
  /// Whether the two curves of "not yet detected" differ anywhere up to `horizon_seconds`; missing below
  /// kMinReplicationsForInterval, and where nothing was detected. Not corrected.
  std::optional<double> log_rank_p;
  double horizon_seconds = 0;  ///< the longest time that a unit was watched on both sides
  std::optional<double> median_before;  ///< over all units; missing: fewer than half were detected
  std::optional<double> median_after;
  /// The same units on both sides: attack, device and replication; `first` is before. Missing: unpaired.
  /// Limits: devices of a replication are attacked by one draw and often fall together, so that `mcnemar_p` of several is
  ///         too small; the comparison over replications is the one to rest on, and this stands beside it.
  std::optional<PairedDetections> pairs;
  std::uint32_t units_before = 0;
  std::uint32_t units_after = 0;
};

/// Compares the units of an attack by replication.
///
/// Input:  replications in the same order on both sides if `paired`; `deadline_seconds` after a unit's start;
///         `duration_seconds` of the measured period on each side.
/// Model:  a unit in which nothing malicious happened says nothing and is left out. An undetected one is censored at the
///         end of the measured period. The restricted mean of a replication is the area under its Kaplan-Meier curve; the means
///         are compared by Student's t over replications, paired or Welch's. The log-rank test adds up the scores of a
///         replication; of unpaired sides with one unit in each replication it is the plain one.
/// Source: restricted_mean_difference.h, log_rank.h.
UnitComparison compare_units(const std::vector<UnitsOfRun>& before, const std::vector<UnitsOfRun>& after, bool paired,
                             double deadline_seconds, double duration_before_seconds, double duration_after_seconds);

}  // namespace picket::sim
