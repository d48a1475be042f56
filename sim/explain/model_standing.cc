#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "pipeline_core/findings/reason.h"
#include "pipeline_core/intel/observed_value.h"
#include "sim/experiment/promised_silence.h"
#include "sim/explain/source_standing.h"
#include "sim/explain/words.h"
#include "sim/generate/gateway_routes.h"

// How near models came: their readings of the unit's observations, what indicators list of them, how long the device
// was silent.

namespace picket::sim {
namespace {

bool is_listed(Model model) {
  return model == Model::kListedAddress || model == Model::kListedDomain || model == Model::kListedDownload ||
         model == Model::kListedFileHash;
}

ObservedValue::Place place_of(Model model) {
  switch (model) {
    case Model::kListedDomain: return ObservedValue::Place::kQuery;
    case Model::kListedDownload: return ObservedValue::Place::kDownload;
    case Model::kListedFileHash: return ObservedValue::Place::kFile;
    default: return ObservedValue::Place::kPeer;
  }
}

/// When the value is first listed, looking ahead in doubling steps up to a year; nothing if it is not.
std::optional<IndicatorReason> listed_later(const IndicatorSet& set, const ObservedValue& value, Time from) {
  for (Duration ahead = Duration::hours(1); ahead <= Duration::days(366); ahead = ahead * 2) {
    const IndicatorSet::Entry entry = find(set, value, from + ahead);
    if (entry != IndicatorSet::kNone) return set.reason(entry, from + ahead);
  }
  return std::nullopt;
}

}  // namespace

void SourceStanding::stand_model(std::uint32_t source, StandingText& out) {
  if (source >= content_.rule_index(Model::kCount_)) {
    out.outcome = "no evidence";
    out.because = "it raised nothing about the unit; it tells its values only when it raises";
    return;
  }
  const auto model = static_cast<Model>(source - static_cast<std::uint32_t>(rules_.rules().size()));
  if (is_listed(model)) return stand_listed(source, out);
  if (model == Model::kDeviceSilent) return stand_silence(out);
  const ModelReading* best = nullptr;
  for (const ModelReading& reading : rerun_.record().readings()) {
    if (reading.rule != source || !evidence_.holds({reading.device, reading.sequence, reading.observation})) continue;
    const auto weight = [](const ModelReading& r) { return std::pair(r.outcome, r.value); };
    const auto nearer = [&] {
      // A reading under its limit says more than one of a thing that its peers do as well.
      const bool a = reading.outcome != ModelReading::Outcome::kCommon;
      const bool b = best->outcome != ModelReading::Outcome::kCommon;
      return a != b ? a : weight(reading) > weight(*best);
    };
    if (best == nullptr || nearer()) best = &reading;
  }
  if (best == nullptr) {
    out.outcome = "no evidence";
    const bool on = (model == Model::kNovelProcess || model == Model::kRarePeer || model == Model::kNovelLogin) ? rerun_.pipeline().novelty
                    : model == Model::kEgressVolume                                                            ? rerun_.pipeline().egress
                                                                                                               : rerun_.pipeline().behaviour;
    out.because = on ? "it saw nothing new in what arrived: seen on the device before, beyond its bound an hour, or of no kind that it looks at"
                     : "the model is switched off";
    return;
  }
  out.value = best->value;
  out.limit = best->limit;
  out.unit = to_string(best->quantity);
  const MessageKey key{best->device.value(), best->sequence};
  out.place = sim::place_of(rerun_.world(), {best->device, best->sequence, best->observation});
  out.what = event_text(rerun_.record().messages().at(key).observations[best->observation].record, rerun_.record().texts());
  switch (best->outcome) {
    case ModelReading::Outcome::kBelow:
      out.outcome = "below";
      out.because = fmt::format("it measured {} {}, limit {}", number_text(best->value), out.unit, number_text(best->limit));
      break;
    case ModelReading::Outcome::kCommon:
      out.outcome = "no evidence";
      out.because = fmt::format("not rare: a share of {} of the device's class does it, or too many began at once; rare is up to {}",
                                number_text(best->value), number_text(best->limit));
      break;
    case ModelReading::Outcome::kRaised:
      out.outcome = "matched";
      out.because = why_not_raised(source, content_.alert_of(model), best->time);
      break;
  }
}

void SourceStanding::stand_listed(std::uint32_t source, StandingText& out) {
  const auto model = static_cast<Model>(source - static_cast<std::uint32_t>(rules_.rules().size()));
  const IndicatorSet& set = *content_.indicators();
  out.outcome = "no evidence";
  std::size_t looked_up = 0;
  for (const UnitObservation& o : evidence_.observations()) {
    std::vector<ObservedValue> values;
    ObservedValue peer;
    if (observed_peer(*o.seen, peer)) values.push_back(peer);
    observed_texts(*o.seen, rerun_.record().texts(), values);
    for (const ObservedValue& value : values) {
      if (value.place != place_of(model)) continue;
      ++looked_up;
      if (find(set, value, o.accepted) != IndicatorSet::kNone) {
        out.outcome = "matched";
        out.because = why_not_raised(source, content_.alert_of(model), o.accepted);
      } else if (const auto later = listed_later(set, value, o.accepted); later && out.outcome == "no evidence") {
        out.outcome = "below";
        out.because = fmt::format("'{}' is listed by '{}' from {} on, {} after it was seen", later->value, later->source,
                                  time_text(later->valid_from), duration_text(later->valid_from - o.accepted));
      } else {
        continue;
      }
      out.place = sim::place_of(rerun_.world(), {DeviceId(o.message.first), o.message.second, o.observation});
      out.step = step_name(rerun_.world(), evidence_.unit(), o.step);
      out.what = event_text(o.seen->record, rerun_.record().texts());
      if (out.outcome == "matched") return;
    }
  }
  if (out.outcome == "no evidence")
    out.because = looked_up == 0 ? "nothing that arrived names such a value" : fmt::format("no indicator lists any of the {} values that arrived", looked_up);
}

void SourceStanding::stand_silence(StandingText& out) {
  const World& world = rerun_.world();
  const AttackUnit& unit = world.attacks().units()[evidence_.unit()];
  Duration longest;
  Time last = unit.start;
  std::vector<Time> heard;
  for (const auto& [key, message] : rerun_.record().messages()) {
    if (key.first == unit.device.value() && message.enqueued <= world.end()) heard.push_back(message.enqueued);
  }
  std::sort(heard.begin(), heard.end());
  heard.push_back(world.end());
  for (const Time at : heard) {
    if (at < unit.start) {
      last = at;
      continue;
    }
    longest = std::max(longest, at - last);
    last = at;
  }
  const auto& scenario = world.scenario();
  const auto use = std::find_if(scenario.policies.begin(), scenario.policies.end(),
                                [&](const PolicyUse& u) { return u.name == rerun_.run().manifest.policy; });
  const Policy& policy = scenario.policy_templates.at(use->use);
  if (GatewayRoutes(world, policy).is_child(unit.device)) {
    out.outcome = "no evidence";
    out.because = "the device speaks through a gateway, so its own silence is no finding";
    return;
  }
  const Duration promised = promised_silence(policy, world.rollout_of(use->name));
  const Duration allowed = Duration::from_seconds(promised.to_seconds() * rerun_.pipeline().silence_intervals);
  if (promised == Duration()) {
    out.outcome = "no evidence";
    out.because = "the policy promises no message in any time, so silence is no finding";
    return;
  }
  out.outcome = "below";
  out.value = longest.to_seconds();
  out.limit = allowed.to_seconds();
  out.unit = "s";
  out.because = fmt::format("the longest silence after the attack began was {}, allowed are {}; a module that disconnects may stay away {}",
                            duration_text(longest), duration_text(allowed), duration_text(rerun_.pipeline().disconnect_grace));
}

}  // namespace picket::sim
