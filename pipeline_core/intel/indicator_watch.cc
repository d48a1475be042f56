#include "pipeline_core/intel/indicator_watch.h"

#include <algorithm>
#include <tuple>

#include "agent_core/base/check.h"

namespace picket {

bool IndicatorWatch::reads_texts(EventKind kind) const {
  const bool any = sightings_.enabled();
  switch (kind) {
    case EventKind::kProcess:
      return any || set_->size() != 0;
    case EventKind::kDns:
      return any || set_->has(IndicatorKind::kDomain);
    case EventKind::kFile:
      return any || set_->has(IndicatorKind::kFileHash);
    default:
      return false;
  }
}

bool IndicatorWatch::names_something(const Observation& observation, const TextTable& texts) {
  values_.clear();
  if (!observed_texts(observation, texts, values_)) ++scans_cut_;
  if (sightings_.enabled()) return !values_.empty();
  return std::any_of(values_.begin(), values_.end(), [&](const ObservedValue& value) { return may_list(*set_, value); });
}

void IndicatorWatch::match(const ObservedValue& value, const SightingPlace& place) {
  const IndicatorSet::Entry entry = find(*set_, value, place.accepted);
  if (entry != IndicatorSet::kNone) matches_.push_back({value.place, entry});
  if (sightings_.enabled()) sightings_.note(value, place, entry != IndicatorSet::kNone);
}

std::span<const IndicatorWatch::Match> IndicatorWatch::look_up(const Observation& observation, const TextTable& texts,
                                                               bool texts_matter, const SightingPlace& place) {
  matches_.clear();
  if ((sightings_.enabled() || set_->has(IndicatorKind::kAddress)) && observed_peer(observation, peer_)) {
    match(peer_, place);
  }
  if (texts_matter) {
    values_.clear();
    observed_texts(observation, texts, values_);
    for (const ObservedValue& value : values_) match(value, place);
  }
  return matches_;
}

void IndicatorWatch::schedule(Time at, std::shared_ptr<const IndicatorSet> set) {
  PICKET_CHECK(set != nullptr);
  PICKET_CHECK(waiting_.empty() || waiting_.back().at <= at, "sets come in the order of their times");
  waiting_.push_back({at, std::move(set)});
}

std::vector<IndicatorWatch::LateMatch> IndicatorWatch::reload() {
  PICKET_CHECK(!waiting_.empty());
  const Time now = waiting_.front().at;
  set_ = std::move(waiting_.front().set);
  waiting_.pop_front();
  std::vector<LateMatch> found;
  sightings_.forget_old(now);
  sightings_.visit([&](ValueSighting& sighting) {
    if (sighting.reported) return;
    const IndicatorSet::Entry entry = find(*set_, sighting.value, now);
    if (entry == IndicatorSet::kNone) return;
    sighting.reported = true;
    found.push_back({sighting, entry});
  });
  const auto order = [](const LateMatch& m) {
    const SightingPlace& first = m.sighting.first;
    return std::tuple(first.device, m.sighting.value.place, first.sequence, first.observation);
  };
  std::stable_sort(found.begin(), found.end(), [&](const LateMatch& a, const LateMatch& b) { return order(a) < order(b); });
  return found;
}

}  // namespace picket
