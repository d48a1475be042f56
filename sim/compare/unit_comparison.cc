#include "sim/compare/unit_comparison.h"

#include <algorithm>
#include <map>

#include "agent_core/base/check.h"
#include "sim/statistics/clustered_survival.h"
#include "sim/statistics/kaplan_meier.h"
#include "sim/statistics/log_rank.h"
#include "sim/statistics/restricted_mean_difference.h"

namespace picket::sim {
namespace {

double seconds_of(std::int64_t microseconds) { return static_cast<double>(microseconds) * 1e-6; }

bool says_something(const UnitOutcome& unit) { return unit.events > 0; }

double watched_seconds(const UnitOutcome& unit, double duration) { return std::max(0.0, duration - seconds_of(unit.start_us)); }

bool in_time(const UnitOutcome& unit, double deadline) { return unit.detected && seconds_of(unit.detected_us) <= deadline; }

SurvivalTime time_of(const UnitOutcome& unit, double duration) {
  return {unit.detected ? seconds_of(unit.detected_us) : watched_seconds(unit, duration), unit.detected};
}

/// What the replications of one side say.
class Side {
 public:
  Side(const std::vector<UnitsOfRun>& replications, double duration) : duration_(duration) {
    for (const UnitsOfRun& units : replications) {
      UnitsOfRun kept;
      std::copy_if(units.begin(), units.end(), std::back_inserter(kept), says_something);
      kept_.push_back(std::move(kept));
    }
  }
  const UnitsOfRun& units(std::size_t replication) const { return kept_[replication]; }
  std::size_t size() const { return kept_.size(); }

  double longest_watch() const {
    double longest = 0;
    for (const UnitsOfRun& units : kept_) {
      for (const UnitOutcome& unit : units) longest = std::max(longest, watched_seconds(unit, duration_));
    }
    return longest;
  }
  double share(std::size_t replication, double deadline) const {
    const UnitsOfRun& units = kept_[replication];
    const auto seen = std::count_if(units.begin(), units.end(), [deadline](const UnitOutcome& u) { return in_time(u, deadline); });
    return static_cast<double>(seen) / static_cast<double>(units.size());
  }
  double restricted_mean(std::size_t replication, double horizon) const {
    return KaplanMeier(times(kept_[replication])).restricted_mean(horizon).seconds;
  }
  /// The units of those replications; what lies beyond the horizon is censored at it.
  std::vector<SurvivalCluster> clusters(const std::vector<std::size_t>& replications, double horizon) const {
    std::vector<SurvivalCluster> out;
    for (const std::size_t r : replications) {
      SurvivalCluster units = times(kept_[r]);
      for (SurvivalTime& unit : units) {
        if (unit.seconds > horizon) unit = {horizon, false};
      }
      out.push_back(std::move(units));
    }
    return out;
  }
  std::optional<double> median(const std::vector<std::size_t>& replications) const {
    std::vector<SurvivalTime> all;
    for (const std::size_t r : replications) {
      for (const UnitOutcome& unit : kept_[r]) all.push_back(time_of(unit, duration_));
    }
    const auto half = KaplanMeier(all).quantile(0.5);
    return half ? std::optional<double>(half->seconds) : std::nullopt;
  }

 private:
  std::vector<SurvivalTime> times(const UnitsOfRun& units) const {
    std::vector<SurvivalTime> out;
    for (const UnitOutcome& unit : units) out.push_back(time_of(unit, duration_));
    return out;
  }

  double duration_;
  std::vector<UnitsOfRun> kept_;
};

void count_pairs(const UnitsOfRun& before, const UnitsOfRun& after, double deadline, PairedDetections& out) {
  std::map<std::uint32_t, bool> seen_before;
  for (const UnitOutcome& unit : before) seen_before[unit.device] = in_time(unit, deadline);
  for (const UnitOutcome& unit : after) {
    const auto found = seen_before.find(unit.device);
    if (found != seen_before.end()) out.add(found->second, in_time(unit, deadline));
  }
}

/// Replications that say something, on both sides if they are pairs.
std::vector<std::size_t> telling(const Side& one, const Side* other) {
  std::vector<std::size_t> out;
  for (std::size_t r = 0; r < one.size(); ++r) {
    if (!one.units(r).empty() && (other == nullptr || !other->units(r).empty())) out.push_back(r);
  }
  return out;
}

using Clusters = std::vector<SurvivalCluster>;

bool has_event(const Clusters& clusters) {
  return std::any_of(clusters.begin(), clusters.end(), [](const SurvivalCluster& units) {
    return std::any_of(units.begin(), units.end(), [](const SurvivalTime& unit) { return unit.event; });
  });
}

bool are_single(const Clusters& clusters) {
  return std::all_of(clusters.begin(), clusters.end(), [](const SurvivalCluster& units) { return units.size() == 1; });
}

std::optional<double> log_rank_p(const Clusters& before, const Clusters& after, bool paired) {
  if (std::min(before.size(), after.size()) < kMinReplicationsForInterval || !(has_event(before) || has_event(after))) return std::nullopt;
  if (paired) return paired_log_rank(before, after).p_value;
  const auto flat = [](const Clusters& clusters) {
    SurvivalCluster all;
    for (const SurvivalCluster& units : clusters) all.insert(all.end(), units.begin(), units.end());
    return all;
  };
  if (are_single(before) && are_single(after)) return log_rank(flat(before), flat(after)).p_value;
  // Replications of independent sides are clusters without a partner.
  Clusters x = before;
  Clusters y(before.size());
  x.resize(before.size() + after.size());
  y.insert(y.end(), after.begin(), after.end());
  return paired_log_rank(x, y).p_value;
}

/// The means of both sides and their difference, which lies within the horizon.
void compare_times(const Clusters& before, const Clusters& after, bool paired, UnitComparison& out) {
  if (out.horizon_seconds <= 0 || before.empty() || after.empty()) return;
  out.time = compare_values(out.seconds_before, out.seconds_after, paired, ValueKind::kTime);
  const IntervalEstimate difference = paired ? paired_restricted_mean_difference(after, before, out.horizon_seconds).difference
                                             : restricted_mean_difference(after, before, out.horizon_seconds).difference;
  if (out.time.interval) out.time.interval = difference.interval;
  out.log_rank_p = log_rank_p(before, after, paired);
}

std::uint32_t count_units(const Side& side, const std::vector<std::size_t>& replications) {
  std::size_t n = 0;
  for (const std::size_t r : replications) n += side.units(r).size();
  return static_cast<std::uint32_t>(n);
}

}  // namespace

UnitComparison compare_units(const std::vector<UnitsOfRun>& before, const std::vector<UnitsOfRun>& after, bool paired,
                             double deadline_seconds, double duration_before_seconds, double duration_after_seconds) {
  PICKET_CHECK(!paired || before.size() == after.size(), "replications", before.size(), after.size());
  const Side old_side(before, duration_before_seconds);
  const Side new_side(after, duration_after_seconds);
  const std::vector<std::size_t> old_runs = telling(old_side, paired ? &new_side : nullptr);
  const std::vector<std::size_t> new_runs = telling(new_side, paired ? &old_side : nullptr);
  UnitComparison out;
  out.horizon_seconds = std::min(old_side.longest_watch(), new_side.longest_watch());
  for (const std::size_t r : old_runs) {
    out.detected_before.push_back(old_side.share(r, deadline_seconds));
    out.seconds_before.push_back(old_side.restricted_mean(r, out.horizon_seconds));
  }
  for (const std::size_t r : new_runs) {
    out.detected_after.push_back(new_side.share(r, deadline_seconds));
    out.seconds_after.push_back(new_side.restricted_mean(r, out.horizon_seconds));
  }
  out.runs_before = old_runs;
  out.runs_after = new_runs;
  out.units_before = count_units(old_side, old_runs);
  out.units_after = count_units(new_side, new_runs);
  compare_times(old_side.clusters(old_runs, out.horizon_seconds), new_side.clusters(new_runs, out.horizon_seconds), paired, out);
  if (!old_runs.empty()) out.median_before = old_side.median(old_runs);
  if (!new_runs.empty()) out.median_after = new_side.median(new_runs);
  if (!paired) return out;
  PairedDetections pairs;
  for (const std::size_t r : old_runs) count_pairs(old_side.units(r), new_side.units(r), deadline_seconds, pairs);
  out.pairs = pairs;
  return out;
}

}  // namespace picket::sim
