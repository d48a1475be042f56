#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/counts.h"
#include "agent_core/base/ids.h"
#include "agent_core/base/keyed_hash.h"
#include "agent_core/message/compression.h"
#include "agent_core/message/message.h"
#include "pipeline_core/detectors/detector.h"
#include "pipeline_core/findings/reason.h"
#include "pipeline_core/findings/recommendation_settings.h"
#include "pipeline_core/findings/severity.h"
#include "pipeline_core/findings/suppression_rule.h"
#include "pipeline_core/hub_watch/hub_configuration.h"
#include "pipeline_core/hub_watch/identity_record.h"
#include "pipeline_core/hub_watch/operation_record.h"
#include "pipeline_core/hub_watch/settings.h"
#include "pipeline_core/intel/sightings.h"
#include "pipeline_core/learn/beacon.h"
#include "pipeline_core/learn/behaviour.h"
#include "pipeline_core/learn/egress_volume.h"
#include "pipeline_core/learn/novelty.h"
#include "pipeline_core/learn/peer_shift.h"
#include "pipeline_core/learn/rare_sequence.h"
#include "pipeline_core/learn/score_record.h"
#include "pipeline_core/risk/baseline_freeze.h"
#include "pipeline_core/risk/incident.h"
#include "pipeline_core/risk/risk_counts.h"
#include "pipeline_core/risk/risk_settings.h"

namespace picket {

/// Rules, indicators, alert catalogue: loaded once, immutable, shared by threads and forks.
class PipelineContent;  // pipeline_core/content/content.h
class ModelProbe;       // pipeline_core/explain/model_probe.h

/// What the hub hands to the pipeline: an accepted security message.
struct DeviceMessage {
  DeviceId device;
  std::uint32_t sequence = 0;  ///< the agent's message number; (device, sequence) de-duplicates
  Time enqueued_time;          ///< when the hub accepted it
  Encoding encoding = Encoding::kG2FlatBuffers;
  std::string_view bytes;  ///< `wire: exact`: the encoded message
  /// `wire: sized`: used when `bytes` is empty. As the receiver would get them (`as_received`) and in
  /// `wire_order`, so that both wires give the same findings; texts refer to the vocabulary.
  std::span<const Observation> observations;
  Compression compression = Compression::kNone;  ///< of `bytes`
};


/// A message's observation that a finding rests on.
struct Evidence {
  DeviceId device;
  std::uint32_t sequence = 0;
  std::uint32_t observation = 0;  ///< index inside the message
  bool operator==(const Evidence&) const = default;
};

/// An alert. `alert` indexes PipelineContent's catalogue of alert types.
struct Finding {
  Time time;  ///< when the alert is raised, pipeline delay included
  std::uint32_t alert = 0;
  DeviceId device;    ///< or `hub_identity`, for what is found about a hub
  Time window_start;  ///< what it looked at; for an absence finding the silent interval
  Time window_end;
  bool absence = false;                ///< rests on what did not come
  std::uint32_t rule = 0;              ///< index of the rule or model that raised it
  std::span<const Evidence> evidence;  ///< valid during the call; at most kMaxEvidence, first ones kept
  const IndicatorReason* indicator = nullptr;  ///< the first listed value that it rests on; valid during the call
  Reason reason{};                     ///< `reason_text` says it in words
};
struct Recommendation;  // findings/recommendation.h
inline constexpr std::size_t kMaxEvidence = 64;
/// What stage one suppresses and `on_suppressed` is told of, at most, by shard and hour of the findings' own times (not by
/// run, so that the caller's windows reach no result). Our estimate: some 250 bytes each, so 2 MB a shard and hour of a
/// flood; in a shard of 1,000 devices each repeats itself eight times an hour before any is left out.
inline constexpr std::uint32_t kMaxWithheld = 8192;

class FindingSink : public IncidentSink {
 public:
  virtual void on_finding(const Finding& finding) = 0;
  /// Not told as an alert: the same one was raised a short while ago, or a suppression rule keeps it back. In no order
  /// among each other; only after PipelineCore::tell_suppressed.
  virtual void on_suppressed(const Finding&) {}
  /// Incidents come in time order, and in one call before the findings; most callers have no use for them.
  void on_incident(const Incident&) override {}
  /// A recommendation became active or was resolved. Sinks that keep alerts only need not listen.
  virtual void on_recommendation(const Recommendation&) {}
};

/// Why input did not become an analysed observation.
enum class IngestDrop : std::uint8_t {
  kUndecodable,    ///< DecodeError or CompressionError, per message
  kDuplicate,      ///< (device, sequence) seen before, per message
  kTooLate,        ///< older than the bounded lateness, per observation: not used by windows, still matched
  kUnknownDevice,  ///< not registered, per message
  kCount_,
};

/// Which time the windows of correlations run on.
enum class WindowTime : std::uint8_t {
  kEvent,    ///< when it happened; late members find their window
  kArrival,  ///< when the hub accepted it; all of an observation at once, nothing is late
};

struct PipelineSettings {
  Duration lateness = Duration::hours(25);  ///< event-time windows wait this long for late observations
  Duration fleet_interval =
      Duration::seconds(60);  ///< findings on shared state (correlations over devices, priors) come at multiples of it
  Duration processing_delay = Duration::seconds(20);  ///< from acceptance to alert, our estimate; see detection docs
  Duration suppression = Duration::hours(1);          ///< same alert type and device: raised again only after this
  bool learning = false;                              ///< models learn, nothing is raised (warm-up)
  /// What arrives before is learnt from, but no rule sees it. While learning, rules matter only for the
  /// windows that they leave open: they may begin as late as `lateness` and the longest window before its end.
  Time rules_from = Time::min();
  bool novelty = true;
  bool silence = true;
  double silence_intervals = 3;  ///< missed intervals before sim.device_silent
  /// A security module that disconnects and stays away this long is silent too; zero: not looked at. Estimate.
  Duration disconnect_grace = Duration::minutes(10);
  bool egress = true;  ///< sim.egress_volume
  bool beacon = true;  ///< sim.beacon
  /// sim.activity_level, sim.fan_out_level, sim.egress_slow, sim.failure_level, sim.peer_shift
  bool behaviour = false;
  NoveltySettings novelty_model;
  RareSequenceSettings sequence_model;  ///< of what novelty finds: sim.rare_sequence
  EgressSettings egress_model;
  BeaconSettings beacon_model;
  BehaviourSettings behaviour_model;
  PeerShiftSettings peer_shift;
  DetectorSettings detectors;
  HubWatchSettings hub_watch;
  RecommendationSettings recommendations;
  RiskSettings risk;
  FreezeSettings freeze;  ///< of baselines, while a device has an incident
  std::vector<SuppressionRule> suppression_rules;  ///< of alert types that the content has
  SightingSettings sightings;                      ///< what indicators that come later can search
  std::size_t max_texts = 1U << 20;   ///< unknown texts a decoder may add, per shard
  std::size_t max_groups = 1U << 20;  ///< correlation groups kept, per shard
  std::size_t max_group_members = 1U << 20;  ///< their members in all, per shard
  WindowTime window_time = WindowTime::kEvent;
  bool weigh_packets = false;  ///< correlations weigh flows of generation 2 by their hit count: see events_of
  /// By which correlations hash the values that they group by and count. Changes no result; where devices may be
  /// hostile, one that they do not know.
  HashKey hash_key;

  Duration window_lateness() const { return window_time == WindowTime::kEvent ? lateness : Duration(); }
};

/// Law, once everything submitted is analysed: submitted = messages + dropped by each per-message reason.
struct PipelineCounts {
  std::uint64_t submitted = 0;     ///< messages
  std::uint64_t messages = 0;      ///< analysed
  std::uint64_t observations = 0;  ///< analysed
  std::uint64_t hits = 0;          ///< raw events they stand for
  std::uint64_t operation_records = 0;
  std::uint64_t verdict_cache_hits = 0;
  std::uint64_t findings = 0;
  std::uint64_t recommendations = 0;  ///< changes: became active, or resolved
  std::uint64_t suppressed = 0;          ///< said again within `suppression`
  std::uint64_t suppressed_by_rule = 0;  ///< by `suppression_rules`
  std::uint64_t withheld_dropped = 0;    ///< of the suppressed: not told by `on_suppressed`, beyond kMaxWithheld
  std::uint64_t unknown_events = 0;             ///< well-formed events of kinds that `decode` skips
  std::uint64_t operation_records_dropped = 0;  ///< of unknown devices
  std::uint64_t groups_refused = 0;             ///< correlation groups beyond max_groups
  std::uint64_t group_entries_dropped = 0;      ///< correlation members that over-full groups left out
  std::uint64_t group_entries_merged = 0;       ///< correlation members that were joined with another
  std::uint64_t members_without_value = 0;      ///< matches that lack the field that a correlation measures
  std::uint64_t event_times_ahead = 0;          ///< observations later than their arrival: taken to be of that time
  std::uint64_t egress_too_old = 0;             ///< observations older than the hours the egress model keeps open
  std::uint64_t behaviour_untimely = 0;         ///< observations outside the windows the behaviour model keeps open
  std::uint64_t baseline_groups_refused = 0;    ///< groups of CIS checks in reports beyond the names that a shard keeps
  std::uint64_t shifts_of_class = 0;            ///< shifts of devices that were not raised, since their class shifted
  std::uint64_t beacons_of_class = 0;           ///< regular contact that was not raised, since the peer is the class's
  std::uint64_t beacon_peers_evicted = 0;       ///< candidates that made room for later ones
  std::uint64_t beacon_peers_returned = 0;      ///< of those, candidates anew since they were called again
  std::uint64_t beacon_peers_forgotten = 0;     ///< of those, not looked at again: more had to go than a device remembers
  std::uint64_t beacon_peers_refused = 0;       ///< contacts with new or returning peers beyond what is looked at in an hour
  std::uint64_t beacon_untimely = 0;            ///< contacts older than later ones of the same peer
  std::uint64_t contact_keys_refused = 0;       ///< peers that a class calls, beyond its bound: they stay rare to it
  std::uint64_t prior_keys_refused = 0;         ///< keys beyond the class prior's bound
  std::uint64_t fleet_keys_refused = 0;         ///< peers and peripherals beyond the bound of FleetDetectors
  RiskCounts risk;
  std::uint64_t sightings_dropped = 0;          ///< seen values that made room for later ones
  std::uint64_t sightings_expired = 0;          ///< seen values older than their bound when a set of indicators came
  std::uint64_t scans_cut = 0;                  ///< texts not read to their end for values that indicators list
  Counts<IngestDrop, std::uint64_t> dropped;
  HubWatchCounts hub_watch;
};

/// The analytics core: decode, rules, indicators, behaviour, absence.
///
/// Two ways to drive it with equal results. Simple: `ingest` records in time order, `advance` now
/// and then. Parallel: `submit` records in any order within a window, then `run_shard` for every
/// shard (each from any thread, one thread a shard), then `run_fleet` on one thread.
/// The number of shards is fixed (64), so the thread count cannot reach a result.
/// Pure: time comes in, findings go to the sink in (time, device, rule) order.
/// An alert type that a sink sees for a device is not raised for it again within `suppression`; of
/// recommendations every change is told.
/// Everything lives in plain memory, so a fork continues independently.
class PipelineCore {
 public:
  static constexpr unsigned kShards = 64;

  PipelineCore(std::shared_ptr<const PipelineContent> content, const PipelineSettings& settings,
               const TextTable& vocabulary);
  ~PipelineCore();
  PipelineCore(const PipelineCore&) = delete;
  PipelineCore& operator=(const PipelineCore&) = delete;

  /// Makes a device known. `silence_interval`: the longest gap between messages that its policy
  /// promises (heartbeat or coarsest interval); zero switches absence detection off for it.
  /// Registering again (another policy) renews the promise and keeps what the models learned.
  void register_device(DeviceId device, ClassId device_class, Duration silence_interval, Time since);
  void set_learning(bool learning);
  /// For messages compressed with kZstdDictionary that are submitted from now on; without one they count
  /// as undecodable.
  void set_dictionary(std::shared_ptr<const CompressionDictionary> dictionary);

  /// From now on `probe`, which must outlive the pipeline, is told what models measure of this device. Changes no
  /// result; one device at a time.
  void set_probe(DeviceId device, ModelProbe* probe);

  /// From now on sinks are told of findings that are suppressed, up to kMaxWithheld. Changes no result. Cost: the evidence
  /// of each is kept until the next run_fleet.
  void tell_suppressed();

  /// From now on what the models measure of benign life is kept, for calibration; see ScoreRecord. Changes no result.
  void record_scores();
  /// Ends that, and gives the largest scores by model, in no order.
  std::array<std::vector<double>, kScoredModels> take_scores();

  /// Replaces the indicators for messages accepted at `at` or later, and searches what was seen before (see
  /// PipelineSettings::sightings): what the new set lists is raised with this time and the evidence of then.
  /// `at` comes after all input analysed so far and not before that of an earlier call.
  void reload_indicators(Time at, std::shared_ptr<const IndicatorSet> set);

  void submit(const DeviceMessage& message);
  void submit(const OperationRecord& record);
  void submit(const IdentityRecord& identity);
  void submit(const EdgeManifest& manifest);
  void submit(const HubConfiguration& configuration);
  void submit(const AgentConfiguration& configuration);
  static unsigned shard_of(DeviceId device) { return device.value() % kShards; }
  void run_shard(unsigned shard, Time watermark);
  void run_fleet(Time watermark, FindingSink& sink);
  /// Watermarks may not pass over this time, the next at which baselines may freeze; Time::max() if there is none.
  Time next_stop() const;

  /// Input in time order (operation records: of their arrival). Findings come when time moves past a record's, or with `advance`.
  void ingest(const DeviceMessage& message, FindingSink& sink);
  void ingest(const OperationRecord& record, FindingSink& sink);
  void ingest(const IdentityRecord& identity, FindingSink& sink);
  void ingest(const EdgeManifest& manifest, FindingSink& sink);
  void ingest(const HubConfiguration& configuration, FindingSink& sink);
  void ingest(const AgentConfiguration& configuration, FindingSink& sink);
  void advance(Time now, FindingSink& sink);

  const PipelineCounts& counts() const;
  /// Bytes of model state per registered device, for the memory table: what each has, and the mean of what is kept about
  /// the peers that devices call. Without lists of users and other vectors that few devices have.
  std::size_t model_bytes_per_device() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace picket
