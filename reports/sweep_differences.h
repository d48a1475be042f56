#pragma once

#include <optional>
#include <vector>

#include "reports/sweep_view.h"
#include "sim/statistics/paired_difference.h"

namespace picket {

/// How an alternative differs from its reference in one measure.
struct SweepDifference {
  std::size_t alternative = 0;
  std::size_t reference = 0;
  const SweepMeasure* measure = nullptr;
  double reference_value = 0;
  sim::PairedDifference paired;               ///< its own 95 % interval
  std::optional<sim::Interval> simultaneous;  ///< holds for all differences of the study at once with 95 %
  std::optional<double> p_adjusted;           ///< after Holm over all of them
};

/// Paired differences of every alternative, in all headlines.
///
/// Model:  replications share their random numbers, so x_i - y_i of the same replication are compared (paired t). The reference is the
///         reference policy at the same point, if it is there and another policy; else the reference policy at the first point that has
///         it; without a reference policy, the first alternative. p values are adjusted after Holm over all differences here;
///         simultaneous intervals are those of Bonferroni, at 1 - 0.05 / m.
/// Output: by measure, then alternative; replications that say nothing on one side are left out of both. The reference policy at points
///         where it gives the very same is left out.
/// Limits: Holm may reject where a simultaneous interval still holds 0: it is the sharper of the two.
std::vector<SweepDifference> sweep_differences(const SweepStudy& study, const std::vector<Alternative>& alternatives);

}  // namespace picket
