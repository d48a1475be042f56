#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/experiment/feed_content.h"
#include "sim/scenario/diagnostics.h"
#include "sim/sweep/design.h"
#include "sim/sweep/point.h"
#include "sim/sweep/study_file.h"

namespace picket::sim {

/// What all points have in common beside the study.
struct PointInput {
  std::vector<FeedText> feeds{};        ///< of the scenario
  std::vector<std::string> packs{};     ///< of rules, folders as absolute paths; empty: the scenario's
  std::function<void()> loaded{};       ///< called after each point, for progress; may be empty
};

/// Loads the scenario of every design point, with everything that a scenario is checked for.
///
/// Model:  a point's scenario has no second hub and stores no workspace. `resolved` says one replication, whatever the study
///         has, so that more replications of a study find the runs of fewer.
/// Input:  `diagnostics` is the one that `read_study` had, or a copy: places point into its texts.
/// Output: nothing if there was an error; else the points in the design's order.
/// Errors: the problems of all points at once, at the place of the levels that they come from. Those that differ in nothing but
///         their numbers (and of warnings, in what they quote) are one, told as the first point has it, with the number of points.
///         Warnings that the scenario gives without levels are not repeated.
/// Cost:   a few ms a point: the library's files are read once (`Study::read_files`), and each point is read and checked as a whole,
///         since a level may change what anything else means. After kMostBadPoints points with errors the rest is not looked at.
std::optional<std::vector<SweepPoint>> load_points(const Study& study, const std::vector<DesignPoint>& design, const PointInput& input,
                                                   Diagnostics& diagnostics);
inline constexpr std::size_t kMostBadPoints = 200;

/// Loads one point, called `id`; its problems go to `diagnostics`, grouped as one.
std::optional<SweepPoint> load_point(const Study& study, const DesignPoint& design, const std::string& id, const PointInput& input,
                                     Diagnostics& diagnostics);

/// The scenario as YAML with every value, its feeds beside it, of one replication.
std::string resolved_of_one(Scenario scenario, const std::vector<FeedText>& feeds);

/// Sentences about points that are the same scenario, and about parameters of which two levels make no difference.
std::vector<std::string> equal_point_warnings(const Study& study, const std::vector<SweepPoint>& points);

/// Sentences about policies that no parameter touches: all parameters are of other policies, so their runs are the same at every point.
std::vector<std::string> untouched_policy_warnings(const Study& study);

}  // namespace picket::sim
