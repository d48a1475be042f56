#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/experiment/feed_content.h"
#include "sim/experiment/lane_result.h"
#include "sim/experiment/replication.h"
#include "sim/experiment/rule_content.h"
#include "sim/experiment/shard.h"
#include "sim/results/study_result.h"
#include "sim/sweep/point.h"

namespace picket::sim {

/// How points are run, and where their runs go: `<out>/<study-id>/runs/`.
struct PointRunSettings {
  unsigned threads = 1;
  std::string out_directory = "out";
  std::string study_id;
  std::string title;                 ///< of progress
  std::string scenario_path;
  std::vector<std::string> argv{};
  RuleTexts rules{};
  std::vector<FeedText> feeds{};
  Shard shard{};                     ///< only its part is run
  double timeout_seconds = 0;        ///< of a simulation; 0: none
  bool quiet = false;
  /// Called with the runs of each point, in order, before they are forgotten; may be empty.
  std::function<void(std::size_t point, const std::vector<LaneResult>& lanes)> on_lanes{};
};

/// How the runs of one scenario of the study are run.
ReplicationSettings replication_settings(const std::string& resolved, const PointRunSettings& settings);

/// What came of one point.
struct PointRuns {
  std::uint32_t replications = 0;    ///< from the first on, without a gap: those that the result rests on
  std::string failure{};             ///< why there are not more; empty: all that were wanted
  StudyResult result{};              ///< empty without a replication
  std::vector<std::pair<std::string, std::vector<Measure>>> measures{};  ///< by policy, see point_measures.h
};

struct PointRunsOutcome {
  int exit_code = 0;                 ///< 0; 2: no folder for results; 3: a simulation failed; 130: interrupted
  std::uint32_t simulations = 0;     ///< that ran now
  std::uint32_t found = 0;           ///< of our part, complete before
  std::uint32_t wanted = 0;          ///< of our part: points x replications, points that are the same scenario once
  double wall_seconds = 0;
  std::vector<PointRuns> points{};   ///< by point; empty after an interruption, and of a shard
};

/// Runs replications `first_replication` and the following of every point, and merges them.
///
/// Model:  first replication of every point, then the second of every point, and so on, so that what is there after an interruption
///         is balanced. All points have the same seed, so a replication has the same fleet and attacks at each, as far as the point does
///         not change them. A shard takes every n-th of this list.
/// Output: the same at any number of threads and after any interruption. Runs that are there are not repeated.
/// Errors: what broke is said of its point, which then rests on the replications before; the other points go on.
PointRunsOutcome run_points(const std::vector<SweepPoint>& points, std::uint32_t first_replication, std::uint32_t replications,
                            const PointRunSettings& settings);

/// Of our part, which (point, replication) are to be run, in order: points that are the same scenario once. For forecasts.
std::vector<std::pair<std::size_t, std::uint32_t>> runs_of(const std::vector<SweepPoint>& points, std::uint32_t first_replication,
                                                           std::uint32_t replications, const Shard& shard);

/// What one replication of a point left, by policy; nothing if it is not there.
std::optional<std::vector<LaneResult>> read_run_of(const SweepPoint& point, std::uint32_t replication, const PointRunSettings& settings);

}  // namespace picket::sim
