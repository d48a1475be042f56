#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// How a measure differs between two sets of replications.
struct ValueComparison {
  IntervalEstimate before;  ///< mean over its replications
  IntervalEstimate after;
  std::uint32_t n = 0;      ///< pairs; unpaired: replications of the smaller side
  bool paired = true;
  bool relative = false;    ///< `effect` is a share of `before`: ratio of geometric means less 1. Else a difference of means
  bool constant = false;    ///< the differences do not vary: no interval can be given
  double effect = 0;        ///< of `after` against `before`
  std::optional<Interval> interval;  ///< of the effect, 95 %
  std::optional<double> p;           ///< two-sided, of "no difference"
  /// The same by ranks, which a few wild replications do not move: Wilcoxon's signed ranks, unpaired Mann and Whitney's. Not corrected.
  std::optional<double> rank_p;
  /// The smallest effect that would be found with probability 0.8 at this n and spread, in the unit of `effect`.
  std::optional<double> detectable;
  /// Variance of the difference if the sides were independent, over its paired one; below 1 pairing hurt.
  std::optional<double> variance_reduction;
  std::optional<double> correlation;

  /// The effect against `before`, for a threshold; infinite if something came where nothing was.
  double relative_effect() const;
};

/// What the values are.
enum class ValueKind : std::uint8_t {
  kAmount,  ///< compared as ratio where every value is > 0, else as difference
  kShare,   ///< compared as difference: points
  kTime,    ///< compared as difference: seconds
};

/// Model:  paired: Student's t over the differences of replications with common random numbers, of the logarithms for
///         amounts; where all differ by the same, a sign test: 2 / 2^n. Unpaired: Welch.
/// Input:  one value a replication, finite; paired: equal lengths, in the same order (else a caller's bug).
/// Output: intervals, p and the detectable effect from kMinReplicationsForInterval on. Values that are equal pair by pair
///         give p = 1.
/// Limits: the detectable effect takes the spread that was seen for the true one.
/// Source: as in paired_difference.h, detectable_effect.h.
ValueComparison compare_values(std::span<const double> before, std::span<const double> after, bool paired, ValueKind kind);

}  // namespace picket::sim
