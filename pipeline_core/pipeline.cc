#include "pipeline_core/pipeline.h"

#include <algorithm>
#include <iterator>

#include "agent_core/base/check.h"
#include "pipeline_core/fleet_interval.h"
#include "pipeline_core/fleet_stage.h"
#include "pipeline_core/hub_watch/fleet_watch.h"
#include "pipeline_core/shard.h"

namespace picket {

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::kInformational:
      return "Informational";
    case Severity::kLow:
      return "Low";
    case Severity::kMedium:
      return "Medium";
    case Severity::kHigh:
      return "High";
  }
  return "";
}

struct PipelineCore::Impl {
  Impl(std::shared_ptr<const PipelineContent> given_content, const PipelineSettings& given_settings,
       const TextTable& vocabulary)
      : content(std::move(given_content)),
        settings(given_settings),
        fleet(*content, settings),
        fleet_watch(*content, settings.hub_watch, settings.fleet_interval),
        suppression(settings.suppression) {
    for (unsigned i = 0; i < kShards; ++i) shards.push_back(std::make_unique<Shard>(i, *content, settings, vocabulary));
  }

  void run_until(Time watermark, FindingSink& sink, PipelineCore& core) {
    for (unsigned i = 0; i < kShards; ++i) {
      if (!shards[i]->inbox().empty() || shards[i]->next_due() <= watermark) core.run_shard(i, watermark);
    }
    core.run_fleet(watermark, sink);
  }

  /// Everything before `now` is analysed.
  void reach(Time now, FindingSink& sink, PipelineCore& core);
  void deliver(std::vector<Candidate>& found, FindingSink& sink);

  std::shared_ptr<const PipelineContent> content;
  PipelineSettings settings;
  std::vector<std::unique_ptr<Shard>> shards;
  FleetStage fleet;
  FleetWatch fleet_watch;
  Suppression suppression;
  std::vector<FleetEvent> events;
  std::vector<FleetNote> notes;
  std::vector<Candidate> candidates;
  std::vector<Candidate> raised;   ///< by stage two, in this call
  std::vector<Candidate> pending;  ///< by stage two, until the next multiple of fleet_interval
  Time clock = Time::min();
  std::uint64_t findings = 0;
  std::uint64_t suppressed = 0;
  mutable PipelineCounts total;
};

PipelineCore::PipelineCore(std::shared_ptr<const PipelineContent> content, const PipelineSettings& settings,
                           const TextTable& vocabulary) {
  PICKET_CHECK(content != nullptr && vocabulary.frozen());
  impl_ = std::make_unique<Impl>(std::move(content), settings, vocabulary);
}

PipelineCore::~PipelineCore() = default;

void PipelineCore::register_device(DeviceId device, ClassId device_class, Duration silence_interval, Time since) {
  Shard& shard = *impl_->shards[shard_of(device)];
  DeviceModel& model = *shard.model(device, true);
  if (!model.registered) {
    model.registered = true;
    model.device_class = device_class;
    impl_->fleet.add_device(device_class);
    impl_->fleet_watch.add_device(device_class);
  }
  PICKET_CHECK(model.device_class == device_class, "a device's class is fixed");
  if (!impl_->settings.silence) return;
  model.silence.start(since, Duration::from_seconds(silence_interval.to_seconds() * impl_->settings.silence_intervals));
  shard.expect_by(model.silence.due());
}

void PipelineCore::set_learning(bool learning) {
  impl_->settings.learning = learning;
}

void PipelineCore::set_dictionary(std::shared_ptr<const CompressionDictionary> dictionary) {
  for (auto& shard : impl_->shards) shard->set_dictionary(dictionary);
}

void PipelineCore::submit(const DeviceMessage& message) {
  Shard& shard = *impl_->shards[shard_of(message.device)];
  shard.count_submitted();
  shard.inbox().add(message);
}

void PipelineCore::submit(const OperationRecord& record) {
  impl_->shards[shard_of(record.device)]->inbox().add(record);
}

void PipelineCore::submit(const IdentityRecord& identity) {
  impl_->shards[shard_of(identity.device)]->inbox().add(identity);
}

void PipelineCore::submit(const EdgeManifest& manifest) {
  impl_->shards[shard_of(manifest.device)]->inbox().add(manifest);
}

void PipelineCore::submit(const HubConfiguration& configuration) {
  impl_->fleet_watch.add(configuration);
}

void PipelineCore::run_shard(unsigned shard, Time watermark) {
  PICKET_CHECK(shard < kShards, "shard", shard);
  impl_->shards[shard]->run(watermark, impl_->settings.learning);
}

void PipelineCore::run_fleet(Time watermark, FindingSink& sink) {
  Impl& impl = *impl_;
  impl.events.clear();
  impl.notes.clear();
  impl.candidates.clear();
  impl.raised.clear();
  for (const auto& shard : impl.shards) {
    std::vector<FleetEvent>& events = shard->fleet_events();
    impl.events.insert(impl.events.end(), events.begin(), events.end());
    events.clear();
    std::vector<FleetNote>& notes = shard->fleet_notes();
    impl.notes.insert(impl.notes.end(), notes.begin(), notes.end());
    notes.clear();
    std::vector<Candidate>& candidates = shard->candidates();
    impl.candidates.insert(impl.candidates.end(), std::make_move_iterator(candidates.begin()),
                           std::make_move_iterator(candidates.end()));
    candidates.clear();
  }
  impl.fleet.run(impl.events, impl.settings.learning, impl.shards, impl.raised);
  impl.fleet_watch.run(impl.notes, watermark, impl.settings.learning, impl.raised);
  for (Candidate& candidate : impl.raised) {
    candidate.trigger = next_multiple(candidate.trigger, impl.settings.fleet_interval);
    impl.pending.push_back(std::move(candidate));
  }
  const auto later = std::stable_partition(impl.pending.begin(), impl.pending.end(),
                                           [&](const Candidate& c) { return c.trigger > watermark; });
  impl.candidates.insert(impl.candidates.end(), std::make_move_iterator(later),
                         std::make_move_iterator(impl.pending.end()));
  impl.pending.erase(later, impl.pending.end());
  impl.deliver(impl.candidates, sink);
}

void PipelineCore::Impl::deliver(std::vector<Candidate>& found, FindingSink& sink) {
  std::stable_sort(found.begin(), found.end(),
                   [](const Candidate& a, const Candidate& b) { return a.order() < b.order(); });
  for (const Candidate& c : found) {
    if (!content->alert(c.alert).is_recommendation) {
      if (suppression.is_held(c.alert, c.device, c.trigger)) {
        ++suppressed;
        continue;
      }
      suppression.hold(c.alert, c.device, c.trigger);
    }
    ++findings;
    sink.on_finding({c.trigger + settings.processing_delay, c.alert, c.device, c.window_start, c.window_end, c.absence,
                     c.rule, c.evidence, c.resolved});
  }
}

void PipelineCore::Impl::reach(Time now, FindingSink& sink, PipelineCore& core) {
  PICKET_CHECK(now >= clock, "time went backwards");
  if (now == clock) return;
  run_until(now - Duration::microseconds(1), sink, core);
  clock = now;
}

void PipelineCore::ingest(const DeviceMessage& message, FindingSink& sink) {
  impl_->reach(message.enqueued_time, sink, *this);
  submit(message);
}

void PipelineCore::ingest(const OperationRecord& record, FindingSink& sink) {
  impl_->reach(record.arrival(), sink, *this);
  submit(record);
}

void PipelineCore::ingest(const IdentityRecord& identity, FindingSink& sink) {
  impl_->reach(identity.time, sink, *this);
  submit(identity);
}

void PipelineCore::ingest(const EdgeManifest& manifest, FindingSink& sink) {
  impl_->reach(manifest.time, sink, *this);
  submit(manifest);
}

void PipelineCore::ingest(const HubConfiguration& configuration, FindingSink& sink) {
  impl_->reach(configuration.time, sink, *this);
  submit(configuration);
}

void PipelineCore::advance(Time now, FindingSink& sink) {
  impl_->run_until(now, sink, *this);
  impl_->clock = std::max(impl_->clock, now);
}

const PipelineCounts& PipelineCore::counts() const {
  PipelineCounts& total = impl_->total;
  total = {};
  for (const auto& shard : impl_->shards) {
    const PipelineCounts c = shard->counts();
    total.submitted += c.submitted;
    total.messages += c.messages;
    total.observations += c.observations;
    total.hits += c.hits;
    total.operation_records += c.operation_records;
    total.verdict_cache_hits += c.verdict_cache_hits;
    total.suppressed += c.suppressed;
    total.unknown_events += c.unknown_events;
    total.operation_records_dropped += c.operation_records_dropped;
    total.groups_refused += c.groups_refused;
    total.group_entries_dropped += c.group_entries_dropped;
    total.egress_too_old += c.egress_too_old;
    total.dropped += c.dropped;
    total.hub_watch += c.hub_watch;
  }
  total.hub_watch += impl_->fleet_watch.counts();
  total.findings = impl_->findings;
  total.suppressed += impl_->suppressed;
  impl_->fleet.add_counts(total);
  return total;
}

std::size_t PipelineCore::model_bytes_per_device() const {
  return sizeof(DeviceModel) + DeviceWatch::bytes_per_device();
}

}  // namespace picket
