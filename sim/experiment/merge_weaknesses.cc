#include <algorithm>
#include <map>
#include <set>

#include "sim/experiment/estimate.h"
#include "sim/experiment/merge.h"
#include "sim/statistics/clustered_proportion.h"
#include "sim/statistics/event_rate.h"

namespace picket::sim {
namespace {

double seconds(std::int64_t microseconds) { return static_cast<double>(microseconds) * 1e-6; }

/// Times of one replication's units of a kind.
struct Times {
  SurvivalCluster appear;
  SurvivalCluster resolve;
};

/// Units that a result counts only.
void add_rest(const WeaknessRest& rest, Times& times, WeaknessResult& out, std::map<std::string, std::uint32_t>& missed) {
  const auto add = [](const std::vector<WeaknessTime>& from, SurvivalCluster& to) {
    for (const WeaknessTime& time : from) {
      to.insert(to.end(), static_cast<std::size_t>(std::max<std::int64_t>(0, time.units)), {seconds(time.us), time.happened});
    }
  };
  add(rest.appear, times.appear);
  add(rest.resolve, times.resolve);
  out.units += static_cast<std::uint32_t>(rest.units);
  out.found += static_cast<std::uint32_t>(rest.found);
  out.found_late += static_cast<std::uint32_t>(rest.found_late);
  out.mended += static_cast<std::uint32_t>(rest.mended);
  for (const DropCount& reason : rest.missed) {
    missed[reason.reason] += static_cast<std::uint32_t>(reason.count);
    out.missed += static_cast<std::uint32_t>(reason.count);
  }
}

Times times_of(const LaneResult& lane, const std::string& kind, double horizon, WeaknessResult& out,
               std::map<std::string, std::uint32_t>& missed) {
  Times times;
  for (const WeaknessOutcome& unit : lane.weaknesses) {
    if (unit.kind != kind) continue;
    ++out.units;
    const double censored_at = horizon - seconds(unit.start_us);
    times.appear.push_back({unit.found ? seconds(unit.found_us) : censored_at, unit.found});
    if (!unit.found) {
      ++out.missed;
      ++missed[unit.missed_because];
    } else {
      ++(unit.late ? out.found_late : out.found);
    }
    out.mended += unit.mended ? 1 : 0;
    if (unit.to_resolve) times.resolve.push_back({seconds(unit.resolved_us), unit.resolved});
  }
  for (const WeaknessRest& rest : lane.weakness_rest) {
    if (rest.kind == kind) add_rest(rest, times, out, missed);
  }
  return times;
}

/// The longest that a unit of the kind can be watched for, from its start or from its mending.
double longest(const Scenario& scenario, const std::string& kind, bool from_mend) {
  double most = 0;
  for (const Weakness& weakness : scenario.weaknesses) {
    if (to_string(weakness.kind) != kind) continue;
    if (from_mend && !weakness.mend) continue;
    const Duration from = from_mend ? *weakness.mend : weakness.start;
    most = std::max(most, (scenario.duration - from).to_seconds());
  }
  return most;
}

/// Without its curve, which no table shows.
SurvivalResult summary_of(const std::vector<SurvivalCluster>& clusters, double horizon) {
  SurvivalResult out = survival_of(clusters, horizon);
  out.curve.clear();
  return out;
}

WeaknessResult merge_kind_of_weakness(const Scenario& scenario, const std::string& policy, const std::string& kind,
                                      const PolicyLanes& lanes) {
  WeaknessResult out;
  out.policy = policy;
  out.kind = kind;
  std::vector<SurvivalCluster> appear;
  std::vector<SurvivalCluster> resolve;
  std::vector<ClusterCount> in_time;
  std::vector<RateCount> wrong;
  std::map<std::string, std::uint32_t> missed;
  double stood = 0;
  for (const LaneResult* lane : lanes) {
    const std::uint32_t found_before = out.found;
    Times times = times_of(*lane, kind, scenario.duration.to_seconds(), out, missed);
    if (!times.appear.empty()) {
      in_time.push_back({out.found - found_before, times.appear.size()});
      appear.push_back(std::move(times.appear));
    }
    if (!times.resolve.empty()) resolve.push_back(std::move(times.resolve));
    for (const WeaknessNoise& noise : lane->weakness_noise) {
      if (noise.kind != kind) continue;
      out.wrong += static_cast<std::uint32_t>(noise.wrong);
      out.exposure_device_days += noise.exposure_device_days;
      stood += static_cast<double>(noise.stood_before);
      if (noise.exposure_device_days > 0) wrong.push_back({static_cast<std::uint64_t>(noise.wrong), noise.exposure_device_days});
    }
  }
  out.missed_because = counted_words(missed);
  out.stood_before = stood / static_cast<double>(lanes.size());
  if (!in_time.empty()) out.found_share = estimate_of(clustered_proportion(in_time));
  if (!appear.empty()) out.time_to_appear = summary_of(appear, longest(scenario, kind, false));
  if (!resolve.empty()) out.time_to_resolve = summary_of(resolve, longest(scenario, kind, true));
  if (!wrong.empty()) out.wrong_per_device_day = estimate_of(replicated_rate(wrong));
  return out;
}

}  // namespace

std::vector<WeaknessResult> merge_weaknesses(const Scenario& scenario, const std::string& policy, const PolicyLanes& lanes) {
  std::vector<WeaknessResult> out;
  for (std::size_t k = 0; k < kWeaknessKinds; ++k) {
    const std::string kind(to_string(static_cast<WeaknessKind>(k)));
    const bool has = std::ranges::any_of(lanes, [&](const LaneResult* lane) {
      return std::ranges::any_of(lane->weaknesses, [&](const WeaknessOutcome& unit) { return unit.kind == kind; }) ||
             std::ranges::any_of(lane->weakness_rest, [&](const WeaknessRest& rest) { return rest.kind == kind; });
    });
    if (has) out.push_back(merge_kind_of_weakness(scenario, policy, kind, lanes));
  }
  return out;
}

}  // namespace picket::sim
