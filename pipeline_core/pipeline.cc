#include "pipeline_core/pipeline.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "agent_core/base/check.h"
#include "pipeline_core/fleet_interval.h"
#include "pipeline_core/fleet_stage.h"
#include "pipeline_core/hub_watch/fleet_watch.h"
#include "pipeline_core/risk/risk_stage.h"
#include "pipeline_core/risk/source_tactics.h"
#include "pipeline_core/shard.h"

namespace picket {

struct PipelineCore::Impl {
  Impl(std::shared_ptr<const PipelineContent> given_content, const PipelineSettings& given_settings,
       const TextTable& vocabulary)
      : content(std::move(given_content)),
        settings(given_settings),
        fleet(*content, settings),
        fleet_watch(*content, settings.hub_watch, settings.recommendations, settings.fleet_interval),
        suppression(settings.suppression),
        risk(settings.risk),
        freeze(settings.freeze),
        tactics(tactics_of_sources(*content)) {
    PICKET_CHECK(settings.freeze.interval > Duration());
    for (const SuppressionRule& rule : settings.suppression_rules) {
      const auto alert = content->find_alert(rule.alert_type);
      PICKET_CHECK(alert.has_value(), "alert", rule.alert_type);
      suppression_rules.add(rule, *alert);
    }
    for (unsigned i = 0; i < kShards; ++i) {
      shards.push_back(std::make_unique<Shard>(i, *content, settings, suppression_rules, vocabulary));
    }
  }

  void run_until(Time watermark, FindingSink& sink, PipelineCore& core) {
    for (Time stop = next_stop(); stop < watermark; stop = next_stop()) step(stop, sink, core);
    step(watermark, sink, core);
  }

  void step(Time watermark, FindingSink& sink, PipelineCore& core) {
    for (unsigned i = 0; i < kShards; ++i) {
      if (!shards[i]->inbox().empty() || shards[i]->next_due() <= watermark) core.run_shard(i, watermark);
    }
    core.run_fleet(watermark, sink);
  }

  Time next_stop() const {
    const Time reached = std::max(analysed, begin);
    if (settings.learning || !settings.risk.enabled || !settings.freeze.enabled || reached == Time::max()) {
      return Time::max();
    }
    return next_multiple(reached + Duration::microseconds(1), settings.freeze.interval);
  }
  /// Everything before `now` is analysed.
  void reach(Time now, FindingSink& sink, PipelineCore& core);
  /// Null for what stands for a hub.
  const DeviceModel* model_of(DeviceId device) const { return shards[shard_of(device)]->model(device, false); }
  void note_risk(Time time, DeviceId device, std::uint32_t alert, std::uint32_t rule);
  void note_repeats();
  Finding finding_of(const Candidate& c) const {
    return {c.trigger + settings.processing_delay, c.alert, c.device, c.window_start, c.window_end, c.absence,
            c.rule, c.evidence, c.indicator.get(), c.reason};
  }
  void deliver_withheld(FindingSink& sink);
  void accrue(Time watermark, FindingSink& sink);
  void deliver(std::vector<Candidate>& found, FindingSink& sink);
  void deliver_recommendations(FindingSink& sink);

  std::shared_ptr<const PipelineContent> content;
  PipelineSettings settings;
  std::vector<std::unique_ptr<Shard>> shards;
  FleetStage fleet;
  FleetWatch fleet_watch;
  Suppression suppression;
  SuppressionRules suppression_rules;
  RiskStage risk;
  BaselineFreeze freeze;
  std::vector<TacticSet> tactics;  ///< by rule
  std::vector<RiskEvent> risk_events;
  std::vector<Repeat> repeats;
  std::vector<Candidate> withheld;  ///< of the shards, if they are to be told
  bool tells_suppressed = false;
  std::vector<FleetEvent> events;
  std::vector<Candidate> candidates;
  std::vector<Candidate> raised;   ///< by stage two, in this call
  std::vector<PeripheralSighting> sightings;
  std::vector<Recommendation> recommendations;
  std::vector<Candidate> pending;  ///< by stage two, until the next multiple of fleet_interval
  Time clock = Time::min();
  Time analysed = Time::min();  ///< the last watermark of stage two
  Time begin = Time::max();     ///< the first device is known from then on
  std::uint64_t findings = 0;
  std::vector<std::unique_ptr<ScoreRecord>> scores;  ///< by shard, then stage two; empty: none are recorded
  std::uint64_t recommended = 0;
  std::uint64_t suppressed = 0;
  std::uint64_t suppressed_by_rule = 0;
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
  impl_->begin = std::min(impl_->begin, since);
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
  if (silence_interval > Duration()) {
    shard.expect_device(device, since);
  } else {
    shard.expect_nothing(device);
  }
}

void PipelineCore::set_learning(bool learning) {
  impl_->settings.learning = learning;
}

void PipelineCore::set_dictionary(std::shared_ptr<const CompressionDictionary> dictionary) {
  for (auto& shard : impl_->shards) shard->set_dictionary(dictionary);
}

void PipelineCore::set_probe(DeviceId device, ModelProbe* probe) {
  for (unsigned i = 0; i < kShards; ++i) impl_->shards[i]->set_probe(device, i == shard_of(device) ? probe : nullptr);
  impl_->fleet.set_probe(device, probe);
}

void PipelineCore::tell_suppressed() {
  impl_->tells_suppressed = true;
  for (auto& shard : impl_->shards) shard->keep_withheld();
}

void PipelineCore::record_scores() {
  const PipelineSettings& settings = impl_->settings;
  impl_->scores.clear();
  for (unsigned i = 0; i <= kShards; ++i) {
    impl_->scores.push_back(
        std::make_unique<ScoreRecord>(settings.novelty_model, settings.behaviour_model, settings.suppression));
  }
  for (unsigned i = 0; i < kShards; ++i) impl_->shards[i]->set_scores(impl_->scores[i].get());
  impl_->fleet.set_scores(impl_->scores[kShards].get());
}

std::array<std::vector<double>, kScoredModels> PipelineCore::take_scores() {
  for (auto& shard : impl_->shards) shard->set_scores(nullptr);
  impl_->fleet.set_scores(nullptr);
  std::array<std::vector<double>, kScoredModels> all;
  for (const auto& record : impl_->scores) {
    record->finish();
    for (std::size_t m = 0; m < kScoredModels; ++m) {
      const std::span<const double> scores = record->scores(static_cast<ScoredModel>(m));
      all[m].insert(all[m].end(), scores.begin(), scores.end());
    }
  }
  impl_->scores.clear();
  return all;
}

void PipelineCore::reload_indicators(Time at, std::shared_ptr<const IndicatorSet> set) {
  PICKET_CHECK(at >= impl_->clock, "time went backwards");
  for (auto& shard : impl_->shards) shard->reload_indicators(at, set);
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

void PipelineCore::submit(const AgentConfiguration& configuration) {
  impl_->shards[shard_of(configuration.device)]->inbox().add(configuration);
}

Time PipelineCore::next_stop() const {
  return impl_->next_stop();
}

void PipelineCore::run_shard(unsigned shard, Time watermark) {
  PICKET_CHECK(shard < kShards, "shard", shard);
  impl_->shards[shard]->run(watermark, impl_->settings.learning);
}

void PipelineCore::run_fleet(Time watermark, FindingSink& sink) {
  Impl& impl = *impl_;
  PICKET_CHECK(watermark <= impl.next_stop(), "a stop was passed over", watermark.unix_microseconds());
  impl.analysed = watermark;
  impl.events.clear();
  impl.risk_events.clear();
  impl.candidates.clear();
  impl.raised.clear();
  std::vector<FleetNote> notes;  // an export makes many of them, once a day: their room is not kept
  for (const auto& shard : impl.shards) {
    std::vector<FleetEvent>& events = shard->fleet_events();
    impl.events.insert(impl.events.end(), events.begin(), events.end());
    events.clear();
    std::vector<FleetNote>& of_shard = shard->fleet_notes();
    notes.insert(notes.end(), of_shard.begin(), of_shard.end());
    std::vector<FleetNote>().swap(of_shard);
    std::vector<Candidate>& candidates = shard->candidates();
    impl.candidates.insert(impl.candidates.end(), std::make_move_iterator(candidates.begin()),
                           std::make_move_iterator(candidates.end()));
    candidates.clear();
    impl.repeats.insert(impl.repeats.end(), shard->repeats().begin(), shard->repeats().end());
    shard->repeats().clear();
    std::vector<Candidate>& kept_back = shard->withheld();
    impl.withheld.insert(impl.withheld.end(), std::make_move_iterator(kept_back.begin()),
                         std::make_move_iterator(kept_back.end()));
    kept_back.clear();
  }
  impl.fleet.run(impl.events, watermark, impl.settings.learning, impl.shards, impl.raised);
  impl.sightings.clear();
  impl.recommendations.clear();
  for (const auto& shard : impl.shards) {
    impl.sightings.insert(impl.sightings.end(), shard->sightings().begin(), shard->sightings().end());
    shard->sightings().clear();
    std::vector<Recommendation>& changes = shard->recommendations();
    impl.recommendations.insert(impl.recommendations.end(), std::make_move_iterator(changes.begin()),
                                std::make_move_iterator(changes.end()));
    changes.clear();
  }
  impl.fleet.run(impl.sightings, impl.settings.learning, impl.shards, impl.raised);
  impl.fleet_watch.run(notes, watermark, impl.settings.learning, impl.raised, impl.recommendations);
  for (Candidate& candidate : impl.raised) {
    candidate.trigger = next_multiple(candidate.trigger, impl.settings.fleet_interval);
    impl.pending.push_back(std::move(candidate));
  }
  const auto later = std::stable_partition(impl.pending.begin(), impl.pending.end(),
                                           [&](const Candidate& c) { return c.trigger > watermark; });
  impl.candidates.insert(impl.candidates.end(), std::make_move_iterator(later),
                         std::make_move_iterator(impl.pending.end()));
  impl.pending.erase(later, impl.pending.end());
  std::erase_if(impl.candidates, [&](const Candidate& c) { return !impl.content->is_chosen(c.rule); });
  impl.note_repeats();
  impl.accrue(watermark, sink);
  impl.deliver(impl.candidates, sink);
  impl.deliver_withheld(sink);
  impl.deliver_recommendations(sink);
}

void PipelineCore::Impl::deliver_recommendations(FindingSink& sink) {
  // Changes of one message keep their order.
  std::stable_sort(recommendations.begin(), recommendations.end(), [](const Recommendation& a, const Recommendation& b) {
    return std::tie(a.time, a.device) < std::tie(b.time, b.device);
  });
  for (Recommendation& change : recommendations) {
    change.time = change.time + settings.processing_delay;
    ++recommended;
    sink.on_recommendation(change);
  }
}

void PipelineCore::Impl::note_risk(Time time, DeviceId device, std::uint32_t alert, std::uint32_t rule) {
  const DeviceModel* model = model_of(device);
  // What is said of a hub is no device's risk.
  if (model == nullptr) return;
  const AlertType& type = content->alert(alert);
  risk_events.push_back({time + settings.processing_delay, device, model->device_class, alert, rule, type.severity,
                         type.is_notice, tactics[rule]});
}

/// What is said twice at one time is said once, by the first of the alert's rules.
void PipelineCore::Impl::note_repeats() {
  std::erase_if(repeats, [this](const Repeat& r) { return !content->is_chosen(r.rule); });
  std::sort(repeats.begin(), repeats.end(), [](const Repeat& a, const Repeat& b) { return a.order() < b.order(); });
  const auto said = [](const Repeat& a, const Repeat& b) { return a.said() == b.said(); };
  repeats.erase(std::unique(repeats.begin(), repeats.end(), said), repeats.end());
  for (const Repeat& r : repeats) note_risk(r.time, r.device, r.alert, r.rule);
  repeats.clear();
}

/// Risk is what was said, suppressed or not.
void PipelineCore::Impl::accrue(Time watermark, FindingSink& sink) {
  if (!settings.risk.enabled) return;
  freeze.pass_to(sink);
  for (const Candidate& c : candidates) note_risk(c.trigger, c.device, c.alert, c.rule);
  std::sort(risk_events.begin(), risk_events.end(),
            [](const RiskEvent& a, const RiskEvent& b) { return a.order() < b.order(); });
  for (const RiskEvent& event : risk_events) risk.add(event, freeze);
  risk.advance(watermark + settings.processing_delay, freeze);
  for (const FreezeChange& change : freeze.changes()) shards[shard_of(change.device)]->freeze(change);
  freeze.changes().clear();
}

void PipelineCore::Impl::deliver(std::vector<Candidate>& found, FindingSink& sink) {
  std::stable_sort(found.begin(), found.end(),
                   [](const Candidate& a, const Candidate& b) { return a.order() < b.order(); });
  for (const Candidate& c : found) {
    if (suppression.is_held(c.alert, c.device, c.trigger)) {
      ++suppressed;
      if (tells_suppressed) sink.on_suppressed(finding_of(c));
      continue;
    }
    const DeviceModel* model = model_of(c.device);
    const std::optional<ClassId> device_class = model == nullptr ? std::nullopt : std::optional(model->device_class);
    if (suppression_rules.match(c.alert, c.device, device_class, c.trigger)) {
      ++suppressed_by_rule;
      if (tells_suppressed) sink.on_suppressed(finding_of(c));
      continue;
    }
    suppression.hold(c.alert, c.device, c.trigger);
    ++findings;
    sink.on_finding(finding_of(c));
  }
}

/// What stage one did not raise again.
void PipelineCore::Impl::deliver_withheld(FindingSink& sink) {
  for (const Candidate& c : withheld) {
    if (content->is_chosen(c.rule)) sink.on_suppressed(finding_of(c));
  }
  withheld.clear();
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

void PipelineCore::ingest(const AgentConfiguration& configuration, FindingSink& sink) {
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
    total.withheld_dropped += c.withheld_dropped;
    total.unknown_events += c.unknown_events;
    total.operation_records_dropped += c.operation_records_dropped;
    total.groups_refused += c.groups_refused;
    total.group_entries_dropped += c.group_entries_dropped;
    total.group_entries_merged += c.group_entries_merged;
    total.members_without_value += c.members_without_value;
    total.event_times_ahead += c.event_times_ahead;
    total.egress_too_old += c.egress_too_old;
    total.sightings_dropped += c.sightings_dropped;
    total.sightings_expired += c.sightings_expired;
    total.scans_cut += c.scans_cut;
    total.behaviour_untimely += c.behaviour_untimely;
    total.baseline_groups_refused += c.baseline_groups_refused;
    total.beacon_peers_evicted += c.beacon_peers_evicted;
    total.beacon_peers_returned += c.beacon_peers_returned;
    total.beacon_peers_forgotten += c.beacon_peers_forgotten;
    total.beacon_peers_refused += c.beacon_peers_refused;
    total.beacon_untimely += c.beacon_untimely;
    total.dropped += c.dropped;
    total.hub_watch += c.hub_watch;
  }
  total.risk = impl_->risk.counts();
  total.hub_watch += impl_->fleet_watch.counts();
  total.findings = impl_->findings;
  total.recommendations = impl_->recommended;
  total.suppressed += impl_->suppressed;
  total.suppressed_by_rule = impl_->suppressed_by_rule;
  impl_->fleet.add_counts(total);
  return total;
}

std::size_t PipelineCore::model_bytes_per_device() const {
  std::size_t devices = 0;
  std::size_t of_beacons = 0;
  for (const auto& shard : impl_->shards) {
    devices += shard->registered();
    of_beacons += shard->beacon_bytes();
  }
  return sizeof(DeviceModel) + DeviceDetectors::bytes_per_device() + RecommendationWatch::bytes_per_device() +
         DeviceWatch::bytes_per_device() + (devices == 0 ? 0 : (of_beacons + devices - 1) / devices);
}

}  // namespace picket
