#include <algorithm>
#include <tuple>

#include "agent_core/base/check.h"
#include "pipeline_core/shard.h"

namespace picket {
namespace {

Model model_of(ObservedValue::Place place) {
  switch (place) {
    case ObservedValue::Place::kQuery:
      return Model::kListedDomain;
    case ObservedValue::Place::kDownload:
      return Model::kListedDownload;
    case ObservedValue::Place::kFile:
      return Model::kListedFileHash;
    default:
      return Model::kListedAddress;
  }
}

}  // namespace

void Shard::choose_key_fields() {
  for (std::size_t kind = 0; kind < kEventKinds; ++kind) {
    key_fields_[kind] = content_.rules().fields_of(static_cast<EventKind>(kind));
  }
  const auto need = [&](EventKind kind, FieldMask fields) { key_fields_[static_cast<std::size_t>(kind)] |= fields; };
  if (settings_.novelty) need(EventKind::kProcess, bit(Field::kImage) | bit(Field::kCommandLine) | bit(Field::kOperation));
  if (watch_.reads_texts(EventKind::kProcess)) need(EventKind::kProcess, bit(Field::kCommandLine));
  if (watch_.reads_texts(EventKind::kDns)) need(EventKind::kDns, bit(Field::kQueryName));
  if (watch_.reads_texts(EventKind::kFile)) need(EventKind::kFile, bit(Field::kTargetFilename));
}

void Shard::look_up_indicators(const Context& context, const Observation& o, std::uint32_t index, bool texts_matter) {
  const SightingPlace place{context.device, context.sequence, index, context.time, o.first_time, o.last_time};
  for (const IndicatorWatch::Match& match : watch_.look_up(o, *texts_, texts_matter, place)) {
    const Model model = model_of(match.place);
    Hit* hit = hit_for(context, content_.alert_of(model), content_.rule_index(model), o.first_time, o.last_time);
    if (hit == nullptr) continue;
    if (hit->indicator == nullptr) {
      hit->indicator = std::make_shared<const IndicatorReason>(watch_.set().reason(match.entry, context.time));
    }
    const Evidence evidence{context.device, context.sequence, index};
    if (hit->evidence.size() < kMaxEvidence && (hit->evidence.empty() || hit->evidence.back() != evidence)) {
      hit->evidence.push_back(evidence);
    }
  }
}

void Shard::reload_indicators(Time at, std::shared_ptr<const IndicatorSet> set) {
  PICKET_CHECK(at > analysed_until_, "input of that time has been analysed");
  watch_.schedule(at, std::move(set));
}

void Shard::take_reloads(Time until) {
  while (watch_.next_reload() <= until) {
    const Time at = watch_.next_reload();
    const std::vector<IndicatorWatch::LateMatch> matches = watch_.reload();
    choose_key_fields();
    cache_.clear();
    if (!learning_) raise_late(at, matches);
  }
}

void Shard::raise_late(Time at, std::span<const IndicatorWatch::LateMatch> matches) {
  for (std::size_t i = 0; i < matches.size();) {
    const SightingPlace& first = matches[i].sighting.first;
    const ObservedValue::Place place = matches[i].sighting.value.place;
    const Model model = model_of(place);
    Candidate candidate{at, content_.alert_of(model), content_.rule_index(model), first.device, first.sequence,
                        first.first_time, first.last_time, false, {}, {}};
    candidate.indicator = std::make_shared<const IndicatorReason>(watch_.set().reason(matches[i].entry, at));
    for (; i < matches.size(); ++i) {
      const ValueSighting& sighting = matches[i].sighting;
      if (sighting.first.device != candidate.device || sighting.value.place != place) break;
      for (const SightingPlace* seen : {&sighting.first, &sighting.last}) {
        candidate.window_start = std::min(candidate.window_start, seen->first_time);
        candidate.window_end = std::max(candidate.window_end, seen->last_time);
        candidate.evidence.push_back({seen->device, seen->sequence, seen->observation});
      }
    }
    std::sort(candidate.evidence.begin(), candidate.evidence.end(), [](const Evidence& a, const Evidence& b) {
      return std::tie(a.sequence, a.observation) < std::tie(b.sequence, b.observation);
    });
    candidate.evidence.erase(std::unique(candidate.evidence.begin(), candidate.evidence.end()), candidate.evidence.end());
    if (candidate.evidence.size() > kMaxEvidence) candidate.evidence.resize(kMaxEvidence);
    if (content_.is_local(candidate.alert) && suppression_.is_held(candidate.alert, candidate.device, at)) {
      note_repeat(at, candidate.device, candidate.alert, candidate.rule);
      continue;
    }
    if (content_.is_local(candidate.alert)) suppression_.hold(candidate.alert, candidate.device, at);
    candidates_.push_back(std::move(candidate));
  }
}

}  // namespace picket
