#include "sim/experiment/weakness_score.h"

#include <algorithm>
#include <optional>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

constexpr double kDay = 86'400;

std::int64_t microseconds_from(Time from, Time to) { return (to - from).count_microseconds(); }

}  // namespace

std::string_view to_string(WeaknessMiss miss) {
  switch (miss) {
    case WeaknessMiss::kNotAttributed: return "not_attributed";
    case WeaknessMiss::kAlreadyActive: return "already_active";
    case WeaknessMiss::kNotCollected: return "not_collected";
    case WeaknessMiss::kNotDue: return "not_due";
    case WeaknessMiss::kNotReached: return "not_reached";
    case WeaknessMiss::kNoRule: return "no_rule";
    case WeaknessMiss::kCount_: break;
  }
  return "";
}

WeaknessScore::WeaknessScore(const WeaknessPlan& plan, const StandingRecommendations& standing, std::size_t devices,
                             Time start, Time end)
    : plan_(plan), devices_(devices), start_(start), end_(end), told_(plan.units().size(), false) {
  for (const WeakUnit& unit : plan.units()) history_.try_emplace({unit.device, unit.type});
  for (const auto& [key, recommendation] : standing.active()) {
    const auto kind = kind_of(recommendation.type);
    if (!kind || hub_of_identity(recommendation.device)) continue;
    ++stood_before_[static_cast<std::size_t>(*kind)];
    const auto found = history_.find({recommendation.device, recommendation.type});
    if (found != history_.end()) found->second.stood = true;
  }
}

void WeaknessScore::on_recommendation(const Recommendation& change) {
  const auto kind = kind_of(change.type);
  if (!kind || hub_of_identity(change.device) || change.time > end_ || plan_.empty()) return;
  const bool active = change.state == RecommendationState::kActive;
  const auto history = history_.find({change.device, change.type});
  if (history != history_.end()) history->second.changes.push_back({change.time, active});
  if (!active) return;
  const auto [first, last] = plan_.units_on(change.device);
  bool excused = false;
  std::optional<std::uint32_t> late;
  for (std::uint32_t u = first; u < last; ++u) {
    const WeakUnit& unit = plan_.units()[u];
    if (unit.kind != *kind) continue;
    if (unit.holds_at(change.time)) {
      excused = true;
      if (unit.type == change.type) told_[u] = true;
    } else if (unit.type == change.type && unit.mend <= change.time && change.time < next_after(u) && !told_[u]) {
      late = u;
    }
  }
  if (excused) return;
  if (late) {
    told_[*late] = true;
  } else {
    ++wrong_[static_cast<std::size_t>(*kind)];
  }
}

bool WeaknessScore::History::active_before(Time time) const {
  bool active = stood;
  for (const Change& change : changes) {
    if (change.time >= time) break;
    active = change.active;
  }
  return active;
}

Time WeaknessScore::next_after(std::uint32_t u) const {
  const WeakUnit& unit = plan_.units()[u];
  Time next = Time::max();
  const auto [first, last] = plan_.units_on(unit.device);
  for (std::uint32_t other = first; other < last; ++other) {
    const WeakUnit& also = plan_.units()[other];
    if (other != u && also.type == unit.type && also.start >= unit.mend) next = std::min(next, also.start);
  }
  return next;
}

WeaknessOutcome WeaknessScore::outcome_of(std::uint32_t u) const {
  const WeakUnit& unit = plan_.units()[u];
  const History& history = history_.at({unit.device, unit.type});
  const Time next = next_after(u);
  WeaknessOutcome out;
  out.weakness = unit.weakness;
  out.kind = to_string(unit.kind);
  out.device = unit.device.value();
  out.start_us = microseconds_from(start_, unit.start);
  out.mended = unit.mend < end_;
  const auto appears = std::find_if(history.changes.begin(), history.changes.end(), [&](const Change& change) {
    return change.active && change.time >= unit.start && change.time < next;
  });
  if (appears != history.changes.end()) {
    out.found = true;
    out.late = appears->time >= unit.mend;
    out.found_us = microseconds_from(unit.start, appears->time);
  }
  if (!out.mended) return out;
  out.mend_us = microseconds_from(start_, unit.mend);
  out.to_resolve = out.found && (out.late || history.active_before(unit.mend));
  if (!out.to_resolve) return out;
  const Time watched = std::min(end_, next);
  const Time from = std::max(unit.mend, appears->time);
  const auto ends = std::find_if(history.changes.begin(), history.changes.end(),
                                 [&](const Change& change) { return !change.active && change.time >= from; });
  out.resolved = ends != history.changes.end() && ends->time <= watched;
  out.resolved_us = microseconds_from(unit.mend, out.resolved ? ends->time : watched);
  return out;
}

WeaknessMiss WeaknessScore::miss_of(std::uint32_t u, const WeaknessEvidence& evidence, const Sight& sight) const {
  const WeakUnit& unit = plan_.units()[u];
  if (report_of(unit.kind) && !sight.merged.empty() && sight.merged[u]) return WeaknessMiss::kNotAttributed;
  if (history_.at({unit.device, unit.type}).active_before(unit.start)) return WeaknessMiss::kAlreadyActive;
  if (!sight.collected[static_cast<std::size_t>(unit.kind)]) return WeaknessMiss::kNotCollected;
  if (!evidence.was_reported(u)) return WeaknessMiss::kNotDue;
  return evidence.reached(u) > end_ ? WeaknessMiss::kNotReached : WeaknessMiss::kNoRule;
}

std::vector<WeaknessOutcome> WeaknessScore::outcomes(const WeaknessEvidence& evidence, const Sight& sight) const {
  std::vector<WeaknessOutcome> out;
  for (std::uint32_t u = 0; u < plan_.units().size(); ++u) {
    out.push_back(outcome_of(u));
    if (!out.back().found) out.back().missed_because = to_string(miss_of(u, evidence, sight));
  }
  return out;
}

double WeaknessScore::exposure_days(WeaknessKind kind) const {
  double weak = 0;
  std::vector<std::pair<Time, Time>> spans;  // of one device
  const auto add_spans = [&] {
    std::sort(spans.begin(), spans.end());
    Time covered = start_;
    for (const auto& [from, until] : spans) {
      const Time begin = std::max(from, covered);
      const Time end = std::min(until, end_);
      if (end <= begin) continue;
      weak += (end - begin).to_seconds();
      covered = end;
    }
    spans.clear();
  };
  DeviceId device{};
  for (const WeakUnit& unit : plan_.units()) {
    if (unit.kind != kind) continue;
    if (!(unit.device == device)) add_spans();
    device = unit.device;
    spans.emplace_back(unit.start, unit.mend);
  }
  add_spans();
  return static_cast<double>(devices_) * (end_ - start_).to_seconds() / kDay - weak / kDay;
}

std::vector<WeaknessNoise> WeaknessScore::noise() const {
  std::vector<WeaknessNoise> out;
  for (std::size_t k = 0; k < kWeaknessKinds; ++k) {
    const auto kind = static_cast<WeaknessKind>(k);
    const auto is_of = [kind](const WeakUnit& unit) { return unit.kind == kind; };
    if (std::none_of(plan_.units().begin(), plan_.units().end(), is_of)) continue;
    out.push_back({std::string(to_string(kind)), wrong_[k], exposure_days(kind), stood_before_[k]});
  }
  return out;
}

ConservationLedger weakness_ledger(const WeaknessPlan& plan, const std::vector<WeaknessOutcome>& outcomes) {
  ConservationLedger ledger("weak devices");
  StageBalance& stage = ledger.stage("recommendations");
  stage.produced = static_cast<std::int64_t>(plan.units().size());
  for (std::size_t m = 0; m < static_cast<std::size_t>(WeaknessMiss::kCount_); ++m) {
    const std::string_view reason = to_string(static_cast<WeaknessMiss>(m));
    const auto missed = std::count_if(outcomes.begin(), outcomes.end(), [&](const WeaknessOutcome& outcome) {
      return !outcome.found && outcome.missed_because == reason;
    });
    stage.drop(reason, missed);
  }
  stage.delivered = std::count_if(outcomes.begin(), outcomes.end(), [](const WeaknessOutcome& o) { return o.found; });
  return ledger;
}

}  // namespace picket::sim
