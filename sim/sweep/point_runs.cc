#include "sim/sweep/point_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <string_view>

#include "agent_core/base/utf8.h"
#include "sim/experiment/process_pool.h"
#include "sim/experiment/progress.h"
#include "sim/experiment/simulation_jobs.h"
#include "sim/experiment/study.h"
#include "sim/results/run_directory.h"
#include "sim/sweep/point_measures.h"

namespace picket::sim {
namespace {

using Run = std::pair<std::size_t, std::uint32_t>;

/// Points that are the same scenario, by the first of them.
std::vector<std::size_t> first_alike(const std::vector<SweepPoint>& points) {
  std::map<std::string_view, std::size_t> seen;
  std::vector<std::size_t> first;
  for (std::size_t i = 0; i < points.size(); ++i) first.push_back(seen.try_emplace(points[i].resolved, i).first->second);
  return first;
}

/// The runs that are there, without a gap from the first on, merged.
PointRuns merged(const SweepPoint& point, std::size_t index, std::uint32_t first, std::uint32_t replications, const ReplicationSettings& each,
                 const PointRunSettings& settings) {
  PointRuns out;
  std::vector<LaneResult> lanes;
  for (; out.replications < replications; ++out.replications) {
    std::optional<std::vector<LaneResult>> more = read_replication(point.scenario, each, first + out.replications);
    if (!more) break;
    lanes.insert(lanes.end(), std::make_move_iterator(more->begin()), std::make_move_iterator(more->end()));
  }
  if (out.replications == 0) return out;
  Scenario scenario = point.scenario;
  scenario.replications = out.replications;
  out.result = merge_study(scenario, lanes);
  for (const PolicyUse& policy : scenario.policies) {
    out.measures.emplace_back(policy.name, point_measures(scenario, policy.name, out.result, lanes));
  }
  if (settings.on_lanes) settings.on_lanes(index, lanes);
  return out;
}

}  // namespace

ReplicationSettings replication_settings(const std::string& resolved, const PointRunSettings& settings) {
  ReplicationSettings each;
  each.rules = settings.rules;
  each.feeds = settings.feeds;
  each.warnings = feed_remarks(settings.feeds);
  each.out_directory = settings.out_directory;
  each.study_id = settings.study_id;
  each.scenario_path = settings.scenario_path;
  each.resolved_scenario = resolved;
  each.argv = settings.argv;
  return each;
}

std::vector<Run> runs_of(const std::vector<SweepPoint>& points, std::uint32_t first_replication, std::uint32_t replications, const Shard& shard) {
  const std::vector<std::size_t> first = first_alike(points);
  std::vector<Run> runs;
  std::size_t number = 0;
  for (std::uint32_t r = first_replication; r < first_replication + replications; ++r) {
    for (std::size_t p = 0; p < points.size(); ++p) {
      if (first[p] == p && shard.has(number++)) runs.emplace_back(p, r);
    }
  }
  return runs;
}

std::optional<std::vector<LaneResult>> read_run_of(const SweepPoint& point, std::uint32_t replication, const PointRunSettings& settings) {
  const ReplicationSettings each = replication_settings(point.resolved, settings);
  if (!is_complete(point.scenario, each, replication)) return std::nullopt;
  return read_replication(point.scenario, each, replication);
}

PointRunsOutcome run_points(const std::vector<SweepPoint>& points, std::uint32_t first_replication, std::uint32_t replications,
                            const PointRunSettings& settings) {
  PointRunsOutcome outcome;
  const double began = wall_clock_seconds();
  if (const auto study = StudyDirectory::create(settings.out_directory, settings.study_id); !study.ok()) {
    std::fprintf(stderr, "error: cannot write %s\n1 error; nothing was run.\n", printable(study.error().text()).c_str());
    outcome.exit_code = 2;
    return outcome;
  }
  std::vector<ReplicationSettings> each;
  for (const SweepPoint& point : points) each.push_back(replication_settings(point.resolved, settings));
  std::vector<SimulationJob> jobs;
  for (const auto& [p, r] : runs_of(points, first_replication, replications, settings.shard)) {
    ++outcome.wanted;
    if (is_complete(points[p].scenario, each[p], r)) {
      ++outcome.found;
    } else {
      jobs.push_back({p, &points[p].scenario, &each[p], r, false});
    }
  }
  std::map<std::size_t, std::string> broken;
  if (!jobs.empty()) {
    SimulationSettings how;
    how.threads = settings.threads;
    how.timeout_seconds = settings.timeout_seconds;
    if (!settings.quiet) how.title = settings.title;
    const std::vector<JobResult> results = run_simulations(jobs, how);
    if (was_interrupted()) {
      outcome.exit_code = 130;
      return outcome;
    }
    for (std::size_t j = 0; j < results.size(); ++j) {
      outcome.simulations += results[j].end == JobEnd::kRan ? 1 : 0;
      if (results[j].end == JobEnd::kBroken) broken.try_emplace(jobs[j].of, results[j].says);
    }
  }
  outcome.wall_seconds = wall_clock_seconds() - began;
  if (!broken.empty()) outcome.exit_code = 3;
  for (const auto& [p, says] : broken) {
    std::fprintf(stderr, "error: point %s (%s): %s\n", points[p].id.c_str(), printable(point_words(points[p])).c_str(), printable(says).c_str());
  }
  if (!settings.shard.is_whole()) return outcome;
  const std::vector<std::size_t> first = first_alike(points);
  for (std::size_t p = 0; p < points.size(); ++p) {
    PointRuns runs = merged(points[p], p, first_replication, replications, each[p], settings);
    if (const auto found = broken.find(first[p]); found != broken.end()) {
      runs.failure = found->second;
    } else if (runs.replications < replications) {
      runs.failure = fmt::format("replication {} ended well, and left no run that can be read", first_replication + runs.replications);
      outcome.exit_code = 3;
      std::fprintf(stderr, "error: point %s: %s\n", points[p].id.c_str(), runs.failure.c_str());
    }
    outcome.points.push_back(std::move(runs));
  }
  return outcome;
}

}  // namespace picket::sim
