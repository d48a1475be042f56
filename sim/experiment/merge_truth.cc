#include "sim/experiment/merge_truth.h"

#include <algorithm>
#include <map>
#include <utility>

#include "sim/experiment/estimate.h"
#include "sim/experiment/step_fate.h"
#include "sim/statistics/pooled_proportion.h"
#include "sim/statistics/ratio_estimate.h"
#include "sim/statistics/replication_bootstrap.h"

namespace picket::sim {
namespace {

/// Ends of an interval of a median are far from the ends of the resamples: fewer do than for a quantile in the tail. Our choice.
constexpr std::uint32_t kMedianResamples = 1000;

/// `of(parts)`: the microseconds of one unit that are looked at.
template <class Of>
DelayResult delay_of(std::string_view name, const std::vector<DetectedDelays>& replications, const Of& of) {
  std::vector<double> sums;
  std::vector<double> units;
  std::vector<std::vector<double>> each;
  for (const DetectedDelays& delays : replications) {
    std::int64_t sum = 0;
    std::vector<double> seconds;
    for (const DelayParts& parts : delays) {
      sum += of(parts);
      seconds.push_back(static_cast<double>(of(parts)) * 1e-6);
    }
    sums.push_back(static_cast<double>(sum) * 1e-6);
    units.push_back(static_cast<double>(delays.size()));
    each.push_back(std::move(seconds));
  }
  DelayResult out;
  out.part = name;
  out.mean_seconds = estimate_of(cut_to(kNotNegative, ratio_estimate(sums, units)));
  if (const auto median = bootstrap_quantile_interval(each, 0.5, {.resamples = kMedianResamples})) out.median_seconds = estimate_of(*median);
  return out;
}

/// Steps whose evidence ended at one place.
struct End {
  std::uint64_t count = 0;
  std::string example;
  std::uint32_t example_replication = 0;
};

/// Steps of one phase that were missed for one reason.
struct Reason {
  std::uint64_t count = 0;
  std::map<std::string, End> ended_at;
  std::vector<std::uint64_t> per_replication;
};

/// One phase: its steps and reasons, by replication.
struct Phase {
  std::uint64_t steps = 0;
  std::vector<std::uint64_t> per_replication;
  std::map<std::string, Reason> missed;
};

MissedSteps row_of(const std::string& step, const std::string& reason, const Phase& phase, const Reason& from) {
  MissedSteps out;
  out.step = step;
  out.reason = reason;
  const auto most = std::max_element(from.ended_at.begin(), from.ended_at.end(),
                                     [](const auto& a, const auto& b) { return a.second.count < b.second.count; });
  out.ended_at = most->first;
  out.count = from.count;
  out.steps = phase.steps;
  std::vector<ClusterCount> counts;
  for (std::size_t r = 0; r < phase.per_replication.size(); ++r) counts.push_back({from.per_replication[r], phase.per_replication[r]});
  out.share = estimate_of(pooled_proportion(counts));
  out.example = most->second.example;
  out.example_replication = most->second.example_replication;
  return out;
}

}  // namespace

void merge_delays(const std::vector<DetectedDelays>& replications, DetectionResult& out) {
  for (const DetectedDelays& delays : replications) out.parts.detected += static_cast<std::uint32_t>(delays.size());
  if (out.parts.detected == 0) return;
  using Parts = DetectionResult::Parts;
  constexpr std::array<double Parts::*, kDelayParts.size()> kMeans{
      &Parts::attack_seconds,  &Parts::agent_seconds,   &Parts::queue_seconds, &Parts::reconnect_seconds,
      &Parts::network_seconds, &Parts::shaping_seconds, &Parts::hub_seconds,   &Parts::pipeline_seconds};
  for (std::size_t i = 0; i < kDelayParts.size(); ++i) {
    const auto microseconds = kDelayParts[i].microseconds;
    out.delays.push_back(delay_of(kDelayParts[i].name, replications, [&](const DelayParts& p) { return p.*microseconds; }));
    out.parts.*kMeans[i] = out.delays.back().mean_seconds.value;
  }
  out.delays.push_back(delay_of("total", replications, [](const DelayParts& p) { return p.total(); }));
}

void merge_missed_steps(const AttackTemplate& attack, std::uint32_t index, const PolicyLanes& lanes, DetectionResult& out) {
  std::vector<Phase> phases(attack.phases.size());
  for (Phase& phase : phases) phase.per_replication.resize(lanes.size());
  for (std::size_t r = 0; r < lanes.size(); ++r) {
    for (const StepTotal& total : lanes[r]->step_totals) {
      if (total.attack != index) continue;
      Phase& phase = phases.at(total.step);
      out.steps += total.steps;
      phase.steps += total.steps;
      phase.per_replication[r] += total.steps;
      if (total.fate == to_string(StepFate::kDetected)) {
        out.steps_detected += total.steps;
        continue;
      }
      Reason& reason = phase.missed[total.fate];
      reason.per_replication.resize(lanes.size());
      reason.count += total.steps;
      End& end = reason.ended_at[total.stage + " " + total.reason];
      if (end.count == 0) {
        end.example = total.example;
        end.example_replication = lanes[r]->replication;
      }
      end.count += total.steps;
      reason.per_replication[r] += total.steps;
    }
  }
  for (std::size_t p = 0; p < phases.size(); ++p) {
    const std::size_t first = out.missed_steps.size();
    for (const auto& [reason, from] : phases[p].missed) out.missed_steps.push_back(row_of(attack.phases[p].id, reason, phases[p], from));
    std::stable_sort(out.missed_steps.begin() + static_cast<std::ptrdiff_t>(first), out.missed_steps.end(),
                     [](const MissedSteps& a, const MissedSteps& b) { return a.count > b.count; });
  }
}

}  // namespace picket::sim
