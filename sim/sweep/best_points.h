#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/sweep/sweep_result.h"

namespace picket::sim {

/// The best point of one policy in one measure, and those that are not shown to be worse.
struct BestPoints {
  std::size_t best = 0;             ///< index of the point with the best mean
  std::vector<std::size_t> tied;    ///< others that the replications do not show to be worse, in order
  bool decided = false;             ///< false: too few replications to tell any two points apart
};

/// Model:  the best mean; each other point is compared with it in pairs of replications (same random numbers) by Student's t, and all
///         these p values are adjusted after Holm: tied is what stays above 1 - 0.95.
/// Output: nothing if the measure has no better side, or fewer than two points have it.
/// Limits: the best point is chosen by the same data, so the mean of it is somewhat too good: confirm on fresh seeds. The family are
///         the comparisons with the chosen best and not all pairs: that a truly best point is neither `best` nor `tied` is as
///         rare as the level says, but of many points that are equal in truth one is called worse more often than that.
std::optional<BestPoints> best_points(const SweepResult& result, const std::string& policy, std::string_view measure);

/// A measure of a policy at a point; null if there is none.
const Measure* measure_of(const ResultPoint& point, const std::string& policy, std::string_view measure);

/// One sentence for each policy and headline measure.
std::vector<std::string> best_point_sentences(const SweepResult& result);

/// "30 min, 5 min": the values of a point.
std::string value_words(const ResultPoint& point);

}  // namespace picket::sim
