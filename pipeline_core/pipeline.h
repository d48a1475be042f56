#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/counts.h"
#include "agent_core/base/ids.h"
#include "agent_core/message/compression.h"
#include "agent_core/message/message.h"
#include "pipeline_core/hub_watch/hub_configuration.h"
#include "pipeline_core/hub_watch/identity_record.h"
#include "pipeline_core/hub_watch/operation_record.h"
#include "pipeline_core/hub_watch/settings.h"
#include "pipeline_core/learn/egress_volume.h"
#include "pipeline_core/learn/novelty.h"

namespace picket {

/// Rules, indicators, alert catalogue: loaded once, immutable, shared by threads and forks.
class PipelineContent;  // pipeline_core/content/content.h

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

enum class Severity : std::uint8_t { kInformational, kLow, kMedium, kHigh };
std::string_view to_string(Severity severity);

/// A message's observation that a finding rests on.
struct Evidence {
  DeviceId device;
  std::uint32_t sequence = 0;
  std::uint32_t observation = 0;  ///< index inside the message
  bool operator==(const Evidence&) const = default;
};

/// An alert, or a change of a recommendation. `alert` indexes PipelineContent's catalogue of alert types.
struct Finding {
  Time time;  ///< when the alert is raised, pipeline delay included
  std::uint32_t alert = 0;
  DeviceId device;    ///< or `hub_identity`, for what is found about a hub
  Time window_start;  ///< what it looked at; for an absence finding the silent interval
  Time window_end;
  bool absence = false;                ///< rests on what did not come
  std::uint32_t rule = 0;              ///< index of the rule or model that raised it
  std::span<const Evidence> evidence;  ///< valid during the call; at most kMaxEvidence, first ones kept
  bool resolved = false;               ///< a recommendation that held and no longer does
};
inline constexpr std::size_t kMaxEvidence = 64;

class FindingSink {
 public:
  virtual ~FindingSink() = default;
  virtual void on_finding(const Finding& finding) = 0;
};

/// Why input did not become an analysed observation.
enum class IngestDrop : std::uint8_t {
  kUndecodable,    ///< DecodeError or CompressionError, per message
  kDuplicate,      ///< (device, sequence) seen before, per message
  kTooLate,        ///< older than the bounded lateness, per observation: not used by windows, still matched
  kUnknownDevice,  ///< not registered, per message
  kCount_,
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
  NoveltySettings novelty_model;
  EgressSettings egress_model;
  HubWatchSettings hub_watch;
  std::size_t max_texts = 1U << 20;   ///< unknown texts a decoder may add, per shard
  std::size_t max_groups = 1U << 20;  ///< correlation groups kept, per shard
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
  std::uint64_t suppressed = 0;
  std::uint64_t unknown_events = 0;             ///< well-formed events of kinds that `decode` skips
  std::uint64_t operation_records_dropped = 0;  ///< of unknown devices
  std::uint64_t groups_refused = 0;             ///< correlation groups beyond max_groups
  std::uint64_t group_entries_dropped = 0;      ///< oldest entries of over-full groups
  std::uint64_t egress_too_old = 0;             ///< observations older than the hours the egress model keeps open
  std::uint64_t prior_keys_refused = 0;         ///< keys beyond the class prior's bound
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

  void submit(const DeviceMessage& message);
  void submit(const OperationRecord& record);
  void submit(const IdentityRecord& identity);
  void submit(const EdgeManifest& manifest);
  void submit(const HubConfiguration& configuration);
  static unsigned shard_of(DeviceId device) { return device.value() % kShards; }
  void run_shard(unsigned shard, Time watermark);
  void run_fleet(Time watermark, FindingSink& sink);

  /// Input in time order (operation records: of their arrival). Findings come when time moves past a record's, or with `advance`.
  void ingest(const DeviceMessage& message, FindingSink& sink);
  void ingest(const OperationRecord& record, FindingSink& sink);
  void ingest(const IdentityRecord& identity, FindingSink& sink);
  void ingest(const EdgeManifest& manifest, FindingSink& sink);
  void ingest(const HubConfiguration& configuration, FindingSink& sink);
  void advance(Time now, FindingSink& sink);

  const PipelineCounts& counts() const;
  /// Bytes of model state per registered device, for the memory table.
  std::size_t model_bytes_per_device() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace picket
