#include "sim/explain/unit_evidence.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "sim/explain/words.h"
#include "sim/results/workspace_rows.h"

namespace picket::sim {
namespace {

template <class Enum>
void add_losses(std::string_view stage, const Counts<Enum, std::uint64_t>& counts, std::vector<LossText>& out) {
  for (std::size_t i = 0; i < Counts<Enum, std::uint64_t>::kSize; ++i) {
    const auto reason = static_cast<Enum>(i);
    if (counts[reason] != 0) out.push_back({std::string(stage), std::string(to_string(reason)), counts[reason]});
  }
}

}  // namespace

UnitEvidence::UnitEvidence(const Rerun& rerun, std::uint32_t unit, std::optional<std::uint16_t> step)
    : rerun_(rerun), unit_(unit) {
  for (const auto& [key, message] : rerun.record().messages()) {
    if (message.enqueued > rerun.world().end()) continue;
    for (const MessageLabel& label : message.labels) {
      if (label.label.unit != unit || label.observation >= message.observations.size()) continue;
      if (step && label.label.step != *step) continue;
      const bool known = std::any_of(observations_.begin(), observations_.end(), [&, &key = key](const UnitObservation& o) {
        return o.message == key && o.observation == label.observation;
      });
      if (known) continue;
      observations_.push_back({key, label.observation, message.enqueued, message.encoding,
                               &message.observations[label.observation], label.label.step, label.attributed});
    }
  }
  std::sort(observations_.begin(), observations_.end(), [](const UnitObservation& a, const UnitObservation& b) {
    return std::tie(a.accepted, a.message, a.observation) < std::tie(b.accepted, b.message, b.observation);
  });
  for (std::uint32_t number = 1; number <= rerun.trace()->acts().size(); ++number) {
    if (act(number).unit == unit && (!step || act(number).step == *step)) acts_.push_back(number);
  }
  std::stable_sort(acts_.begin(), acts_.end(), [this](std::uint32_t a, std::uint32_t b) {
    return std::tuple(act(a).step, act(a).first) < std::tuple(act(b).step, act(b).first);
  });
}

bool UnitEvidence::holds(const Evidence& evidence) const {
  return std::any_of(observations_.begin(), observations_.end(), [&](const UnitObservation& o) {
    return o.message == MessageKey{evidence.device.value(), evidence.sequence} && o.observation == evidence.observation;
  });
}

bool UnitEvidence::is_told_by(const RecordedFinding& finding) const {
  // What rests on counts names no observations.
  if (!finding.finding.absence && !finding.evidence.empty())
    return std::any_of(finding.evidence.begin(), finding.evidence.end(), [this](const Evidence& e) { return holds(e); });
  const AttackUnit& unit = rerun_.world().attacks().units()[unit_];
  const bool taken = finding.judgement == Judgement::kDetection || finding.judgement == Judgement::kRelated;
  return taken && finding.finding.device == unit.device && unit.start <= finding.finding.window_end;
}

std::uint64_t UnitEvidence::events_in(const UnitObservation& observation, std::uint32_t act) const {
  std::uint64_t events = 0;
  for (const MessageLabel& label : rerun_.record().messages().at(observation.message).labels) {
    if (label.observation == observation.observation && label.label.act == act) events += label.label.events;
  }
  return events;
}

const UnitObservation* UnitEvidence::observation_of(std::uint32_t act) const {
  const auto found = std::find_if(observations_.begin(), observations_.end(),
                                  [&](const UnitObservation& o) { return events_in(o, act) != 0; });
  return found == observations_.end() ? nullptr : &*found;
}

std::vector<ReachedText> UnitEvidence::reached_of(std::uint32_t act) const {
  std::vector<ReachedText> out;
  for (const UnitObservation& o : observations_) {
    const std::uint64_t events = events_in(o, act);
    if (events == 0) continue;
    const std::uint64_t hits = o.seen->hit_count;
    out.push_back({place_of(rerun_.world(), {DeviceId(o.message.first), o.message.second, o.observation}), events,
                   hits > events ? hits - events : 0, o.accepted,
                   o.seen->last_time + rerun_.pipeline().lateness < o.accepted, o.attributed});
  }
  return out;
}

std::vector<LossText> UnitEvidence::losses_of(std::uint32_t number) const {
  const Act& a = act(number);
  std::vector<LossText> out;
  add_losses("sensor", a.sensor_lost, out);
  if (a.no_agent != 0) out.push_back({"agent", "no_agent", a.no_agent});
  add_losses("agent", a.agent_lost, out);
  add_losses("gateway", a.gateway_lost, out);
  for (const auto& [key, events] : rerun_.record().dropped()) {
    if (key.first == number) out.push_back({"queue", std::string(to_string(key.second)), events});
  }
  const auto& lost = rerun_.record().past_retention();
  if (const auto found = lost.find(number); found != lost.end()) out.push_back({"hub", std::string(kPastRetention), found->second});
  std::uint64_t accounted = 0;
  for (const LossText& loss : out) accounted += loss.events;
  for (const ReachedText& reached : reached_of(number)) accounted += reached.events;
  if (accounted < a.events) out.push_back({"horizon", "still_held_or_on_the_way", a.events - accounted});
  return out;
}

std::string UnitEvidence::main_loss_of(std::uint32_t number) const {
  const std::vector<LossText> losses = losses_of(number);
  if (losses.empty()) return {};
  const auto most = std::max_element(losses.begin(), losses.end(),
                                     [](const LossText& a, const LossText& b) { return a.events < b.events; });
  return fmt::format("{} at stage {} ({} of {} events)", most->reason, most->stage, most->events, act(number).events);
}

std::vector<HubActText> UnitEvidence::hub_acts_of(std::uint16_t step) const {
  std::vector<HubActText> out;
  for (const HubEvidence& record : rerun_.record().hub_records()) {
    if (record.step != step || record.twin_change) continue;  // the event of a change is no operation of its own
    std::string what(operation_word(record.operation));
    if (record.result_type != 0) what += fmt::format(", {} {}", record.result_type, result_description(record.result_type));
    auto found = std::find_if(out.begin(), out.end(), [&](const HubActText& act) { return act.what == what; });
    if (found == out.end()) found = out.insert(out.end(), {what, record.time, record.time, 0, 0, true});
    found->last = std::max(found->last, record.time);
    found->operations += record.operations;
    if (record.available <= rerun_.world().end()) found->read += record.operations;
  }
  if (const auto silent = rerun_.record().not_logged().find(step); silent != rerun_.record().not_logged().end()) {
    out.push_back({"messages", {}, {}, silent->second, 0, false});
  }
  return out;
}

std::vector<StepText> UnitEvidence::steps() const {
  const World& world = rerun_.world();
  const AttackInstance& attack = world.scenario().attacks[world.attacks().units()[unit_].attack.value()];
  const auto& phases = world.scenario().attack_templates.at(attack.use).phases;
  std::vector<StepText> out;
  for (std::uint16_t step = 0; step < phases.size(); ++step) {
    StepText text{phases[step].id, phases[step].techniques, {}, hub_acts_of(step), {}, {}};
    for (const StepOutcome& outcome : rerun_.result().units[unit_].steps) {
      if (outcome.step != step) continue;
      text.fate = outcome.fate;
      text.ended_at = outcome.stage + " " + outcome.reason;
    }
    for (const std::uint32_t number : acts_) {
      const Act& a = act(number);
      if (a.step != step) continue;
      std::string what = event_text(a.record, world.texts());
      if (a.wrong_clock) what = "wrong times in what is sent, first with: " + what;
      if (a.vary != VaryingField::kNone) what += fmt::format(" ({} differs)", to_string(a.vary));
      text.acts.push_back({std::move(what), a.first, a.last, a.events, losses_of(number), reached_of(number)});
    }
    out.push_back(std::move(text));
  }
  return out;
}

}  // namespace picket::sim
