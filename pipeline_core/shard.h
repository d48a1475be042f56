#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "pipeline_core/content/content.h"
#include "pipeline_core/findings/candidate.h"
#include "pipeline_core/findings/suppression.h"
#include "pipeline_core/hub_watch/device_watch.h"
#include "pipeline_core/hub_watch/silence.h"
#include "pipeline_core/ingest/inbox.h"
#include "pipeline_core/ingest/sequence_window.h"
#include "pipeline_core/learn/egress_volume.h"
#include "pipeline_core/learn/novelty.h"
#include "pipeline_core/rules/correlation_table.h"
#include "pipeline_core/rules/verdict_cache.h"

namespace picket {

/// All that is kept for a device, at most 1 KiB.
struct DeviceModel {
  bool registered = false;
  ClassId device_class;
  SequenceWindow sequences;
  SilenceWatch silence;
  NoveltyState novelty;
  EgressVolume egress;
};
static_assert(sizeof(DeviceModel) <= 1024);

/// Stage one of the pipeline for the devices of one shard: decode, match, models by device. Touches
/// nothing outside itself but the immutable content, so shards run on any thread in any order.
class Shard {
 public:
  Shard(unsigned number, const PipelineContent& content, const PipelineSettings& settings, const TextTable& vocabulary);

  /// Where a device's model lies; grows on demand. Null if not registered and `create` is false.
  DeviceModel* model(DeviceId device, bool create);
  Inbox& inbox() { return inbox_; }
  void count_submitted() { ++counts_.submitted; }
  void set_dictionary(std::shared_ptr<const CompressionDictionary> dictionary) { dictionary_ = std::move(dictionary); }
  /// Something may become due at this time or later.
  Time next_due() const { return std::min(next_due_, hub_watch_.next_due()); }
  void expect_by(Time due) { next_due_ = std::min(next_due_, due); }

  /// Analyses everything up to `watermark`; results wait in `candidates`, `fleet_events` and
  /// `fleet_notes`.
  void run(Time watermark, bool learning);

  std::vector<Candidate>& candidates() { return candidates_; }
  std::vector<FleetEvent>& fleet_events() { return fleet_events_; }
  std::vector<FleetNote>& fleet_notes() { return hub_watch_.notes(); }
  PipelineCounts counts() const;

 private:
  struct Context {
    DeviceModel* model;
    DeviceId device;
    std::uint32_t sequence;
    Time time;
    std::int32_t hour;
  };
  /// What one message raised, by alert; evidence of several observations joins.
  struct Hit {
    std::uint32_t alert;
    std::uint32_t rule;
    Time start;
    Time end;
    std::vector<Evidence> evidence;
  };

  void run_operation(const OperationRecord& record);
  void run_identity(const Inbox::Item& item);
  void run_message(const Inbox::Item& item);
  bool decode_message(const Inbox::Item& item);
  /// The bytes before they were compressed; empty, which no decoder takes, if they cannot be read.
  std::string_view decompressed(const Inbox::Item& item);
  void run_observation(const Context& context, const Observation& observation, std::uint32_t index);
  /// Rules and listed domains; returns the novelty key of a process, else 0.
  std::uint64_t apply_rules(const Context& context, const Observation& observation, std::uint32_t index);
  void look_up_addresses(const Context& context, const Observation& observation, std::uint32_t index);
  const VerdictCache::Entry& verdict_of(const Observation& observation);
  void on_match(const Context& context, std::uint32_t rule, const Observation& observation, std::uint32_t index);
  void feed(const Context& context, std::uint32_t correlation, std::uint32_t source, CorrelationMember member,
            const Observation& observation);
  std::uint64_t group_of(const Correlation& correlation, const Context& context, const Observation& observation);
  void look_up_address(const Context& context, const IpAddress& address, const Observation& o, std::uint32_t index);
  void learn(const Context& context, const Observation& observation, std::uint32_t index, std::uint64_t process_key);
  void learn_key(const Context& context, NoveltyFamily family, std::uint64_t key, std::uint32_t points, Time event_time,
                 std::uint32_t index);
  void learn_bytes(const Context& context, const Observation& observation, std::uint64_t bytes, std::uint32_t index);
  Hit* hit_for(const Context& context, std::uint32_t alert, std::uint32_t rule, Time start, Time end);
  void add_hit(const Context& context, std::uint32_t alert, std::uint32_t rule, const Observation& o,
               std::uint32_t index);
  void flush_hits(const Context& context);
  void raise_silence(DeviceId device, DeviceModel& model, Time now);
  void scan_silence(Time watermark);
  void renew_texts();

  unsigned number_;
  const PipelineContent& content_;
  const PipelineSettings& settings_;
  const TextTable& vocabulary_;
  bool learning_ = false;

  std::vector<DeviceModel> models_;  ///< by device / kShards
  Inbox inbox_;
  std::unique_ptr<TextTable> texts_;
  DecodedMessage decoded_;
  std::unique_ptr<Decompressor> decompressor_;  ///< made by the first message that needs it
  std::shared_ptr<const CompressionDictionary> dictionary_;
  std::string plain_;  ///< a message after decompression
  RuleMatcher matcher_;
  VerdictCache cache_;
  std::vector<std::uint32_t> key_fields_;  ///< by kind: fields that make up the cache key; 0: no rules
  std::vector<std::uint32_t> matched_;
  CorrelationTable correlations_;
  std::vector<CorrelationMember> fired_;
  std::uint64_t reader_of_ = 0;  ///< which observation the matcher's field reader stands on
  std::uint64_t observation_number_ = 0;
  Suppression suppression_;
  std::vector<Hit> hits_;
  std::size_t hit_count_ = 0;
  Time next_due_ = Time::max();

  std::vector<Candidate> candidates_;
  std::vector<FleetEvent> fleet_events_;
  DeviceWatch hub_watch_;
  PipelineCounts counts_;
};

}  // namespace picket
