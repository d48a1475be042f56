#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "agent_core/base/large_pages.h"
#include "pipeline_core/content/content.h"
#include "pipeline_core/detectors/device_detectors.h"
#include "pipeline_core/explain/model_probe.h"
#include "pipeline_core/findings/candidate.h"
#include "pipeline_core/findings/recommendation_watch.h"
#include "pipeline_core/findings/suppression.h"
#include "pipeline_core/hub_watch/device_watch.h"
#include "pipeline_core/hub_watch/silence.h"
#include "pipeline_core/ingest/inbox.h"
#include "pipeline_core/ingest/sequence_window.h"
#include "pipeline_core/intel/indicator_watch.h"
#include "pipeline_core/learn/beacon.h"
#include "pipeline_core/learn/behaviour.h"
#include "pipeline_core/learn/egress_volume.h"
#include "pipeline_core/learn/frozen_keys.h"
#include "pipeline_core/learn/novelty.h"
#include "pipeline_core/learn/score_record.h"
#include "pipeline_core/rules/correlation_cascade.h"
#include "pipeline_core/rules/rule_matcher.h"
#include "pipeline_core/rules/verdict_cache.h"

namespace picket {

/// All that is kept for a device, at most 1 KiB. Aligned, so that what every observation touches starts cache lines.
struct alignas(64) DeviceModel {
  NoveltyState novelty;
  Behaviour behaviour;
  std::uint32_t frozen_until = 0;  ///< seconds since 1970; nothing before becomes the device's habit
  EgressVolume egress;
  SequenceWindow sequences;
  SilenceWatch silence;
  bool registered = false;
  ClassId device_class;

  /// Asks for the cache lines that a message of a device with known habits touches.
  void prefetch() const {
    const auto* bytes = reinterpret_cast<const char*>(this);
    for (const std::size_t line : {0, 1, 2, 6, 8, 9, 11, 12}) __builtin_prefetch(bytes + line * 64, 1);
  }
  void freeze(Time until);
  bool is_frozen(Time now) const { return now.unix_seconds() < static_cast<std::int64_t>(frozen_until); }
};
static_assert(sizeof(DeviceModel) <= 1024);

/// Stage one of the pipeline for the devices of one shard: decode, match, models by device. Touches
/// nothing outside itself but the immutable content, so shards run on any thread in any order.
class Shard {
 public:
  Shard(unsigned number, const PipelineContent& content, const PipelineSettings& settings,
        const SuppressionRules& suppression_rules, const TextTable& vocabulary);

  /// Where a device's model lies; grows on demand. Null if not registered and `create` is false.
  DeviceModel* model(DeviceId device, bool create);
  Inbox& inbox() { return inbox_; }
  void count_submitted() { ++counts_.submitted; }
  void set_dictionary(std::shared_ptr<const CompressionDictionary> dictionary) { dictionary_ = std::move(dictionary); }
  /// Something may become due at this time or later.
  Time next_due() const {
    return std::min({next_due_, correlations_.next_close(), watch_.next_reload(), device_detectors_.next_due(),
                     recommendation_watch_.next_due(), hub_watch_.next_due()});
  }
  void expect_by(Time due) { next_due_ = std::min(next_due_, due); }

  void reload_indicators(Time at, std::shared_ptr<const IndicatorSet> set);
  void set_probe(DeviceId device, ModelProbe* probe) {
    probed_ = device;
    probe_ = probe;
  }

  /// Null: nothing is recorded.
  void set_scores(ScoreRecord* scores) { scores_ = scores; }

  /// Holds once messages after its time come.
  void freeze(const FreezeChange& change) { freezes_.push_back(change); }

  /// Analyses everything up to `watermark`; results wait in `candidates`, `fleet_events`, `fleet_notes` and the
  /// other lists below.
  void run(Time watermark, bool learning);

  std::vector<Candidate>& candidates() { return candidates_; }
  std::vector<FleetEvent>& fleet_events() { return fleet_events_; }
  std::vector<FleetNote>& fleet_notes() { return hub_watch_.notes(); }
  std::vector<Repeat>& repeats() { return repeats_; }
  /// From now on repeats are kept with their evidence too.
  void keep_withheld() { keeps_withheld_ = true; }
  std::vector<Candidate>& withheld() { return withheld_; }
  std::vector<PeripheralSighting>& sightings() { return device_detectors_.sightings(); }
  std::vector<Recommendation>& recommendations() { return recommendations_; }
  /// The device is known from `since` on: its long silence counts.
  void expect_device(DeviceId device, Time since);
  void expect_nothing(DeviceId device);
  PipelineCounts counts() const;
  /// Of what is kept about the peers that devices call.
  std::size_t beacon_bytes() const;
  std::size_t registered() const;

 private:
  struct Context {
    DeviceModel* model;
    DeviceId device;
    std::uint32_t sequence;
    Time time;
    std::int32_t hour;
    Encoding encoding;
  };
  /// What one message raised, by alert; evidence of several observations joins.
  struct Hit {
    std::uint32_t alert;
    std::uint32_t rule;
    Time start;
    Time end;
    std::vector<Evidence> evidence;
    std::shared_ptr<const IndicatorReason> indicator;
    Reason reason;
  };

  void run_operation(const OperationRecord& record);
  void run_identity(const Inbox::Item& item);
  void run_message(const Inbox::Item& item);
  bool decode_message(const Inbox::Item& item);
  /// The bytes before they were compressed; empty, which no decoder takes, if they cannot be read.
  std::string_view decompressed(const Inbox::Item& item);
  void run_observation(const Context& context, const Observation& observation, std::uint32_t index);
  struct Reading {
    std::uint64_t novelty = 0;     ///< key of a process, else 0
    bool names_something = false;  ///< that indicators may be about
  };
  Reading apply_rules(const Context& context, const Observation& observation, std::uint32_t index);
  const VerdictCache::Entry& verdict_of(const Observation& observation);
  void on_match(const Context& context, std::uint32_t rule, const Observation& observation, std::uint32_t index);
  void correlate(const Context& context, CorrelationFeed feed, const Observation& observation, std::uint32_t index);
  /// Raises what fired; `context`: the message that is being analysed, null if windows ran out without one.
  void take_correlations(const Context* context);
  void close_windows(Time before);
  /// Everything that is due before the input of that time: windows that ran out and new indicators, in time order.
  void come_to(Time time);
  void take_freezes(Time until);

  // In shard_indicators.cc:
  void choose_key_fields();
  void look_up_indicators(const Context& context, const Observation& o, std::uint32_t index, bool texts_matter);
  void take_reloads(Time until);
  void raise_late(Time at, std::span<const IndicatorWatch::LateMatch> matches);

  void learn(const Context& context, const Observation& observation, std::uint32_t index, std::uint64_t process_key);
  void learn_key(const Context& context, NoveltyFamily family, std::uint64_t key, std::uint32_t points, Time event_time,
                 std::uint32_t index, bool is_address = false);
  void learn_behaviour(const Context& context, const Observation& observation, std::uint32_t index);
  Behaviour::When when_of(const Context& context);
  /// Hands to stage two what the device's behaviour raised.
  void raise_shifts(const Context& context);
  // In shard_beacons.cc:
  void note_contact(const Context& context, const Observation& observation, std::uint32_t index);
  /// The message's contacts, in the order of their times.
  void judge_contacts(const Context& context);
  void learn_bytes(const Context& context, const Observation& observation, std::uint64_t bytes, std::uint32_t index);
  void tell_egress(const Context& context, std::uint32_t index, bool raised) const;
  /// The hit of the message at hand, new or joined; null for a repeat, which rests on `evidence`.
  Hit* hit_for(const Context& context, std::uint32_t alert, std::uint32_t rule, Time start, Time end,
               std::span<const Evidence> evidence);
  /// The hit, new or joined; null while learning, and for a repeat.
  Hit* add_hit(const Context& context, std::uint32_t alert, std::uint32_t rule, const Observation& o,
               std::uint32_t index);
  void flush_hits(const Context& context);
  /// Only alerts that are raised in stage one alone are suppressed here.
  bool is_held(std::uint32_t alert, DeviceId device, Time time) const;
  void hold(std::uint32_t alert, DeviceId device, Time time);
  /// A finding that no message has at hand: it is a candidate, or a repeat.
  void raise(Candidate&& found);
  void take_hub_findings();
  void note_repeat(Time time, DeviceId device, std::uint32_t alert, std::uint32_t rule);
  // In shard_detectors.cc.
  /// Detectors and recommendations, which look at a message as a whole.
  void run_detectors(const Context& context, const DeviceDetectors::Message& message);
  /// Judges lists and reports that are whole by `now`.
  void judge_whole_lists(Time now);
  void raise_missing_users();
  /// Keeps a repeat for whoever asked, up to kMaxWithheld an hour.
  void withhold(Candidate&& repeat);
  void raise_long_silence(const DeviceDetectors::Silence& silence);
  void raise_long_silences(Time now);
  /// No model looks into the future: event times after a message's acceptance are taken to be of then, and the first
  /// clock that was too far ahead is noted. Valid until the next call.
  std::span<const Observation> until_now(Time now, std::span<const Observation> observations,
                                         DeviceDetectors::Message& message);
  void add_reason(Hit& hit, const Observation& observation);
  void raise_silence(DeviceId device, DeviceModel& model, Time now);
  void scan_silence(Time watermark);
  void renew_texts();

  unsigned number_;
  const PipelineContent& content_;
  const PipelineSettings& settings_;
  const SuppressionRules& suppression_rules_;
  const TextTable& vocabulary_;
  bool learning_ = false;

  LargePageVector<DeviceModel> models_;  ///< by device / kShards
  Inbox inbox_;
  std::unique_ptr<TextTable> texts_;
  DecodedMessage decoded_;
  std::unique_ptr<Decompressor> decompressor_;  ///< made by the first message that needs it
  std::shared_ptr<const CompressionDictionary> dictionary_;
  std::string plain_;  ///< a message after decompression
  RuleMatcher matcher_;
  VerdictCache cache_;
  std::vector<FieldMask> key_fields_;  ///< by kind: fields that make up the cache key; 0: nothing reads its texts
  std::vector<std::uint32_t> matched_;
  CorrelationCascade correlations_;
  std::vector<std::uint64_t> parts_;
  std::uint64_t reader_of_ = 0;  ///< which observation the matcher's field reader stands on
  std::uint64_t observation_number_ = 0;
  std::vector<FreezeChange> freezes_;  ///< that do not hold yet, as they were told
  IndicatorWatch watch_;
  Time analysed_until_ = Time::min();
  Suppression suppression_;
  std::vector<Hit> hits_;
  std::size_t hit_count_ = 0;
  Time next_due_ = Time::max();
  DeviceDetectors device_detectors_;
  std::vector<Observation> timely_;  ///< a message whose times were ahead
  FrozenKeys frozen_keys_;
  RecommendationWatch recommendation_watch_;
  std::vector<Recommendation> recommendations_;
  DeviceWatch hub_watch_;

  std::vector<BehaviourShift> shifts_;  ///< of the message at hand
  std::vector<PeerContact> contacts_;   ///< the same
  std::vector<std::unique_ptr<BeaconPeers>> beacons_;  ///< by device / kShards; null: has called nobody
  DeviceId probed_;
  ModelProbe* probe_ = nullptr;  ///< of that device
  ScoreRecord* scores_ = nullptr;
  std::vector<WindowScore> window_scores_;  ///< of the message at hand
  std::vector<Candidate> candidates_;
  std::vector<FleetEvent> fleet_events_;
  std::vector<Repeat> repeats_;
  std::vector<Candidate> withheld_;  ///< repeats with their evidence, if somebody asks
  bool keeps_withheld_ = false;
  std::int64_t withheld_hour_ = 0;      ///< the latest of what was withheld, since 1970
  std::uint32_t withheld_in_hour_ = 0;  ///< those that were kept
  PipelineCounts counts_;
};

}  // namespace picket
