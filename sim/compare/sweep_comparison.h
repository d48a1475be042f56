#pragma once

#include <string>
#include <vector>

#include "sim/compare/comparison.h"

namespace picket::sim {

/// A point of a sweep on both sides.
struct PointPair {
  const SweepPointRow* before = nullptr;
  const SweepPointRow* after = nullptr;
};

/// Points of two sweeps or tunings with the same values of the same parameters, in the order of the first. Numbers are the same
/// in base units up to rounding (60 min is 1 h), words as written. Of several with the same values each has one partner.
/// Output: `remarks` name the points without a partner, the first of them.
/// Errors: throws WrongInput if a parameter varies on one side only, or no point has a partner.
std::vector<PointPair> matched_points(const StoredResults& before, const StoredResults& after, std::vector<std::string>& remarks);

/// The point of that id.
/// Errors: throws WrongInput if there is none, with a hint.
const SweepPointRow& point_of(const StoredResults& results, const std::string& id);

/// "p0003 (30 min, 5)": id and values.
std::string point_words(const SweepPointRow& point);

/// Compares two policies, or one on two sides, at pairs of points: a row for each pair and measure. All rows are one family.
///
/// Model:  paired by replication where scenario name, seed and fleet are the same: replication 3 has the same devices, lives and
///         attacks at every point. Else Welch. Of a tuning the replications are those of the search.
/// Input:  `show_points`: rows name their point; else the sides are two points, one pair.
/// Output: of a sweep its headline measures, detection and delay over all attacks, unless others are asked for; of a tuning those
///         that it was about. A measure that no replication of a pair has on both sides is '-'.
ComparisonTable compare_points(const StoredResults& before, const ComparedSide& before_side, const StoredResults& after, const ComparedSide& after_side,
                               const std::vector<PointPair>& points, bool show_points, const ScenarioDifference& difference,
                               const ComparisonSettings& settings);

}  // namespace picket::sim
