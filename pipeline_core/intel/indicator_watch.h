#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "agent_core/base/text.h"
#include "agent_core/message/record.h"
#include "pipeline_core/intel/indicator_set.h"
#include "pipeline_core/intel/observed_value.h"
#include "pipeline_core/intel/sightings.h"

namespace picket {

/// Looks observations up in a set of indicators that may be replaced while it runs, and searches what was seen
/// when a new set comes. One per shard.
///
/// Model:  a value counts as listed if an entry is valid when the hub accepted the message. A new set holds from
///         its time on; then each sighting that no indicator has matched yet is looked up in it, by what is valid
///         at that time, and is reported at most once.
/// Limits: a search sees what the policy kept and the bound of sightings still holds; an entry whose `valid_from`
///         comes after its set is not searched for when it begins.
class IndicatorWatch {
 public:
  struct Match {
    ObservedValue::Place place;
    IndicatorSet::Entry entry;
  };
  /// What a new set lists of what was seen.
  struct LateMatch {
    ValueSighting sighting;
    IndicatorSet::Entry entry;
  };

  IndicatorWatch(std::shared_ptr<const IndicatorSet> set, const SightingSettings& settings)
      : set_(std::move(set)), sightings_(settings) {}

  const IndicatorSet& set() const { return *set_; }
  /// Whether the texts of a kind of event may matter under this set.
  bool reads_texts(EventKind kind) const;
  /// Whether the observation's texts name something that the set may list at some time, or anything at all if
  /// sightings are kept. Depends on the texts and the set alone, so the answer can be cached until the next set.
  bool names_something(const Observation& observation, const TextTable& texts);
  /// The listed values of an observation; valid until the next call. `texts_matter`: what `names_something` said.
  std::span<const Match> look_up(const Observation& observation, const TextTable& texts, bool texts_matter,
                                 const SightingPlace& place);

  /// Replaces the set at a time; times may not go back.
  void schedule(Time at, std::shared_ptr<const IndicatorSet> set);
  /// When the next set comes; Time::max() if none waits.
  Time next_reload() const { return waiting_.empty() ? Time::max() : waiting_.front().at; }
  /// Takes the next set and searches the sightings, in the order (device, place, sequence, observation).
  std::vector<LateMatch> reload();

  const ValueSightings& sightings() const { return sightings_; }
  /// Texts that were not read to their end.
  std::uint64_t scans_cut() const { return scans_cut_; }

 private:
  void match(const ObservedValue& value, const SightingPlace& place);

  struct Waiting {
    Time at;
    std::shared_ptr<const IndicatorSet> set;
  };
  std::shared_ptr<const IndicatorSet> set_;
  std::deque<Waiting> waiting_;
  ValueSightings sightings_;
  ObservedValue peer_;
  std::vector<ObservedValue> values_;
  std::vector<Match> matches_;
  std::uint64_t scans_cut_ = 0;
};

}  // namespace picket
