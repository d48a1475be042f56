#include "pipeline_core/shard.h"

#include <algorithm>
#include <utility>

#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"
#include "pipeline_core/rules/cache_key.h"

namespace picket {
namespace {

constexpr std::int64_t kMicrosecondsPerHour = 3'600'000'000;

}  // namespace

Shard::Shard(unsigned number, const PipelineContent& content, const PipelineSettings& settings,
             const SuppressionRules& suppression_rules, const TextTable& vocabulary)
    : number_(number),
      content_(content),
      settings_(settings),
      suppression_rules_(suppression_rules),
      vocabulary_(vocabulary),
      matcher_(content.rules()),
      key_fields_(kEventKinds),
      correlations_(content.rules(), settings, CorrelationCascade::Stage::kDevice),
      watch_(content.indicators(), settings.sightings),
      suppression_(settings.suppression),
      device_detectors_(settings.detectors, content.approved_packages()),
      recommendation_watch_(settings.recommendations),
      hub_watch_(PipelineCore::kShards, content, settings.hub_watch) {
  choose_key_fields();
  renew_texts();
}

void Shard::renew_texts() {
  texts_ = std::make_unique<TextTable>(settings_.max_texts, &vocabulary_);
  cache_.clear();
}

DeviceModel* Shard::model(DeviceId device, bool create) {
  const std::size_t at = device.value() / PipelineCore::kShards;
  if (at >= models_.size()) {
    if (!create) return nullptr;
    models_.resize(at + 1);
  }
  DeviceModel& found = models_[at];
  return found.registered || create ? &found : nullptr;
}

PipelineCounts Shard::counts() const {
  PipelineCounts counts = counts_;
  correlations_.add_counts(counts);
  counts.sightings_dropped += watch_.sightings().dropped();
  counts.sightings_expired += watch_.sightings().expired();
  counts.scans_cut += watch_.scans_cut();
  counts.baseline_groups_refused += recommendation_watch_.groups_refused();
  counts.hub_watch += hub_watch_.counts();
  return counts;
}

std::size_t Shard::registered() const {
  return static_cast<std::size_t>(
      std::count_if(models_.begin(), models_.end(), [](const DeviceModel& model) { return model.registered; }));
}

void Shard::run(Time watermark, bool learning) {
  learning_ = learning;
  if (!inbox_.empty()) {
    constexpr std::size_t kAhead = 2;
    const std::span<const Inbox::Item> items = inbox_.take(watermark);
    for (std::size_t i = 0; i < items.size(); ++i) {
      const Inbox::Item& item = items[i];
      if (i + kAhead < items.size()) {
        const std::size_t next = items[i + kAhead].device.value() / PipelineCore::kShards;
        if (next < models_.size()) models_[next].prefetch();
      }
      come_to(item.time);
      if (item.kind == Inbox::Item::Kind::kOperation)
        run_operation(inbox_.operation(item));
      else if (item.kind < Inbox::Item::Kind::kOperation)
        run_identity(item);
      else
        run_message(item);
      take_hub_findings();
    }
    inbox_.drop_taken();
  }
  come_to(watermark);
  close_windows(watermark + Duration::microseconds(1));
  analysed_until_ = watermark;
  if (next_due_ <= watermark) scan_silence(watermark);
  if (device_detectors_.next_due() <= watermark) raise_long_silences(watermark);
  judge_whole_lists(watermark);
  hub_watch_.run_due(watermark, learning);
  take_hub_findings();
}

void Shard::come_to(Time time) {
  for (Time reload = watch_.next_reload(); reload <= time; reload = watch_.next_reload()) {
    close_windows(reload);
    take_reloads(reload);
  }
  close_windows(time);
  if (!freezes_.empty()) take_freezes(time);
}

void Shard::raise_silence(DeviceId device, DeviceModel& model, Time now) {
  const auto alarm = model.silence.take(now, learning_);
  if (!alarm) return;
  hub_watch_.on_silence(device, model.device_class, alarm->since, alarm->at, learning_);
  if (learning_) return;
  raise({alarm->at, content_.alert_of(Model::kDeviceSilent), content_.rule_index(Model::kDeviceSilent), device, 0,
         alarm->since, alarm->at, true, {}, {},
         value_reason((alarm->at - alarm->since).to_seconds(),
                      (alarm->by_message ? model.silence.allowed : settings_.disconnect_grace).to_seconds())});
}

void Shard::scan_silence(Time watermark) {
  next_due_ = Time::max();
  for (std::size_t i = 0; i < models_.size(); ++i) {
    DeviceModel& model = models_[i];
    if (!model.registered) continue;
    if (model.silence.due() <= watermark) {
      raise_silence(DeviceId(static_cast<std::uint32_t>(i * PipelineCore::kShards + number_)), model, watermark);
    }
    next_due_ = std::min(next_due_, model.silence.due());
  }
}

void Shard::run_operation(const OperationRecord& record) {
  if (hub_of_identity(record.device)) {
    ++counts_.operation_records;
    return hub_watch_.on_hub_operation(record, learning_);
  }
  DeviceModel* model = this->model(record.device, false);
  if (model == nullptr) {
    ++counts_.operation_records_dropped;
    return;
  }
  ++counts_.operation_records;
  const Time now = record.arrival();
  if (settings_.silence) {
    raise_silence(record.device, *model, now - Duration::microseconds(1));
    if (record.module && record.operation == OperationName::kDeviceDisconnect) {
      model->silence.on_disconnect(record.time, now, settings_.disconnect_grace);
      expect_by(model->silence.due());
    } else if (record.module && record.operation == OperationName::kDeviceConnect) {
      model->silence.on_connect(record.time);
    }
  }
  hub_watch_.on_operation(model->device_class, record, learning_);
}

void Shard::run_identity(const Inbox::Item& item) {
  DeviceModel* model = this->model(item.device, false);
  if (model == nullptr) return hub_watch_.on_unknown_device();
  // What became due before must come before, or its order would depend on the caller's windows.
  if (settings_.silence) raise_silence(item.device, *model, item.time - Duration::microseconds(1));
  if (item.kind == Inbox::Item::Kind::kIdentity)
    return hub_watch_.on_identity(model->device_class, inbox_.identity(item), learning_);
  if (item.kind == Inbox::Item::Kind::kAgentConfiguration)
    return hub_watch_.on_agent_configuration(model->device_class, inbox_.agent_configuration(item), learning_);
  hub_watch_.on_manifest(item.device, item.time, inbox_.manifest(item).recommendations, inbox_.manifest(item).settings);
}

std::string_view Shard::decompressed(const Inbox::Item& item) {
  if (item.compression == Compression::kNone) return inbox_.bytes(item);
  if (decompressor_ == nullptr) decompressor_ = std::make_unique<Decompressor>();
  const CompressionDictionary* dictionary =
      item.compression == Compression::kZstdDictionary ? dictionary_.get() : nullptr;
  const auto size = decompressor_->decompress(inbox_.bytes(item), dictionary, DecodeLimits{}.max_bytes, plain_);
  return size.ok() ? std::string_view(plain_) : std::string_view();
}

bool Shard::decode_message(const Inbox::Item& item) {
  // Renewing early keeps "too many texts" from ever refusing a message of ordinary size.
  if (texts_->size() - vocabulary_.size() > settings_.max_texts / 8 * 7) renew_texts();
  const auto result = decode(item.encoding, decompressed(item), DecodeLimits{}, *texts_, decoded_);
  if (!result) {
    ++counts_.dropped[IngestDrop::kUndecodable];
    return false;
  }
  counts_.unknown_events += decoded_.unknown_events;
  return true;
}

void Shard::run_message(const Inbox::Item& item) {
  DeviceModel* model = this->model(item.device, false);
  if (model == nullptr) {
    ++counts_.dropped[IngestDrop::kUnknownDevice];
    return;
  }
  if (settings_.silence) {
    raise_silence(item.device, *model, item.time - Duration::microseconds(1));
    model->silence.on_message(item.time);
    expect_by(model->silence.due());
  }
  judge_whole_lists(item.time - Duration::microseconds(1));
  const std::size_t slot = item.device.value() / PipelineCore::kShards;
  if (const auto silence = device_detectors_.silence(slot, item.time - Duration::microseconds(1))) {
    raise_long_silence(*silence);
  }
  hub_watch_.on_message(item.device, model->device_class, item.time, learning_);
  if (!model->sequences.accept(item.sequence)) {
    ++counts_.dropped[IngestDrop::kDuplicate];
    return;
  }
  std::span<const Observation> observations;
  if (item.kind == Inbox::Item::Kind::kBytes) {
    if (!decode_message(item)) return;
    observations = decoded_.observations;
  } else {
    observations = inbox_.observations(item);
  }
  ++counts_.messages;
  DeviceDetectors::Message message{slot, item.device, item.sequence, item.time, {}};
  observations = until_now(item.time, observations, message);
  message.observations = observations;
  const Context context{model, item.device, item.sequence, item.time,
                        static_cast<std::int32_t>(item.time.unix_microseconds() / kMicrosecondsPerHour),
                        item.encoding};
  for (std::uint32_t i = 0; i < observations.size(); ++i) run_observation(context, observations[i], i);
  run_detectors(context, message);
  if (settings_.behaviour) raise_shifts(context);
  if (settings_.beacon) judge_contacts(context);
  flush_hits(context);
}

const VerdictCache::Entry& Shard::verdict_of(const Observation& o) {
  const CacheKey key = cache_key(o, key_fields_[o.record.index()]);
  if (const VerdictCache::Entry* known = cache_.find(key)) {
    ++counts_.verdict_cache_hits;
    return *known;
  }
  matched_.clear();
  matcher_.match(o, *texts_, matched_);
  reader_of_ = observation_number_;
  std::uint64_t novelty = 0;
  const bool names_something = watch_.reads_texts(kind_of(o.record)) && watch_.names_something(o, *texts_);
  if (const auto* p = std::get_if<ProcessRecord>(&o.record)) {
    if (settings_.novelty && p->operation == ProcessOperation::kExec) {
      novelty = process_key(matcher_.reader().text(Field::kImage), matcher_.reader().text(Field::kCommandLine));
    }
  }
  return cache_.store(key, matched_, novelty, names_something);
}

void Shard::run_observation(const Context& context, const Observation& o, std::uint32_t index) {
  ++counts_.observations;
  counts_.hits += o.hit_count;
  ++observation_number_;
  if (o.last_time + settings_.lateness < context.time) ++counts_.dropped[IngestDrop::kTooLate];
  Reading reading;
  if (context.time >= settings_.rules_from || std::holds_alternative<ProcessRecord>(o.record)) {
    reading = apply_rules(context, o, index);
  }
  if (!learning_) look_up_indicators(context, o, index, reading.names_something);
  if (hub_watch_.watches_observations()) {
    if (const auto rule = hub_watch_.on_observation(context.device, o, *texts_, context.time, learning_))
      add_hit(context, content_.alert_of(detection_of(*rule)), content_.rule_index(detection_of(*rule)), o, index);
  }
  learn(context, o, index, reading.novelty);
}

Shard::Reading Shard::apply_rules(const Context& context, const Observation& o, std::uint32_t index) {
  if (key_fields_[o.record.index()] == 0) return {};
  const VerdictCache::Entry& entry = verdict_of(o);
  const Reading reading{entry.novelty, entry.names_something};
  if (context.time < settings_.rules_from) return reading;
  if (entry.verdict != 0) {
    // A correlation that fires may look up nothing else, so the span stays valid.
    for (const std::uint32_t rule : cache_.rules(entry.verdict)) on_match(context, rule, o, index);
  }
  return reading;
}

void Shard::on_match(const Context& context, std::uint32_t rule_index, const Observation& o, std::uint32_t index) {
  const Rule& rule = content_.rules().rules()[rule_index];
  if (!rule.silent) add_hit(context, rule.alert, rule_index, o, index);
  if (rule.feeds.empty()) return;
  if (settings_.window_time == WindowTime::kEvent && o.last_time + settings_.lateness < context.time) return;
  for (const CorrelationFeed feed : rule.feeds) correlate(context, feed, o, index);
  take_correlations(&context);
}

void Shard::correlate(const Context& context, CorrelationFeed feed, const Observation& o, std::uint32_t index) {
  if (reader_of_ != observation_number_) {
    matcher_.reader().reset(o, *texts_);
    reader_of_ = observation_number_;
  }
  const bool by_event = settings_.window_time == WindowTime::kEvent;
  CorrelationMember member;
  member.time = by_event ? o.last_time : context.time;
  member.device = context.device;
  member.sequence = context.sequence;
  member.observation = index;
  const std::uint32_t events = events_of(o, context.encoding, settings_.weigh_packets);
  const MatchedObservation matched{o, events, by_event, context.device, settings_.hash_key};
  const Correlation& c = content_.rules().rules()[feed.correlation].correlation;
  if (!read_member(c, feed.reference, matched, matcher_.reader(), parts_, member)) {
    ++counts_.members_without_value;
    return;
  }
  correlations_.feed(feed.correlation, parts_, member, context.time);
}

void Shard::close_windows(Time before) {
  if (correlations_.next_close() >= before) return;
  correlations_.close_before(before);
  take_correlations(nullptr);
}

void Shard::take_correlations(const Context* context) {
  for (const CorrelationFiring& firing : correlations_.firings()) {
    if (learning_) continue;
    Candidate found = candidate_of(firing, content_.rules());
    if (context != nullptr) {
      Hit* hit = hit_for(*context, found.alert, found.rule, found.window_start, found.window_end, found.evidence);
      if (hit == nullptr) continue;
      if (hit->rule == found.rule) hit->reason = found.reason;
      const std::size_t room = std::min(kMaxEvidence - hit->evidence.size(), found.evidence.size());
      hit->evidence.insert(hit->evidence.end(), found.evidence.begin(),
                           found.evidence.begin() + static_cast<std::ptrdiff_t>(room));
    } else {
      raise(std::move(found));
    }
  }
  correlations_.firings().clear();
  for (PassedMember& passed : correlations_.passed()) {
    const CorrelationMember& m = passed.member;
    fleet_events_.push_back({passed.arrival, m.device, m.sequence, m.observation, false, false, passed.correlation,
                             m.reference, m.weight, m.value, m.amount, m.time, std::move(passed.parts)});
  }
  correlations_.passed().clear();
}

bool Shard::is_held(std::uint32_t alert, DeviceId device, Time time) const {
  return content_.is_local(alert) && suppression_.is_held(alert, device, time);
}

void Shard::hold(std::uint32_t alert, DeviceId device, Time time) {
  if (!content_.is_local(alert)) return;
  // What a rule keeps from being told must not keep the first one after it from being told.
  const DeviceModel* known = model(device, false);
  const std::optional<ClassId> device_class = known == nullptr ? std::nullopt : std::optional(known->device_class);
  if (suppression_rules_.match(alert, device, device_class, time)) return;
  suppression_.hold(alert, device, time);
}

void Shard::raise(Candidate&& found) {
  if (is_held(found.alert, found.device, found.trigger)) {
    note_repeat(found.trigger, found.device, found.alert, found.rule);
    if (keeps_withheld_) withhold(std::move(found));
    return;
  }
  hold(found.alert, found.device, found.trigger);
  candidates_.push_back(std::move(found));
}

void Shard::take_hub_findings() {
  for (Candidate& found : hub_watch_.raised()) raise(std::move(found));
  hub_watch_.raised().clear();
}

void Shard::note_repeat(Time time, DeviceId device, std::uint32_t alert, std::uint32_t rule) {
  ++counts_.suppressed;
  if (!settings_.risk.enabled) return;
  // What one message says twice is said once, as with what it raises: by the first of the alert's rules.
  for (auto said = repeats_.rbegin(); said != repeats_.rend(); ++said) {
    if (said->time != time || said->device != device) break;
    if (said->alert != alert) continue;
    said->rule = std::min(said->rule, rule);
    return;
  }
  repeats_.push_back({time, device, alert, rule});
}

Shard::Hit* Shard::hit_for(const Context& context, std::uint32_t alert, std::uint32_t rule, Time start, Time end,
                           std::span<const Evidence> evidence) {
  for (std::size_t i = 0; i < hit_count_; ++i) {
    Hit& hit = hits_[i];
    if (hit.alert != alert) continue;
    if (rule < hit.rule) {
      hit.rule = rule;
      hit.reason = {};
    }
    hit.start = std::min(hit.start, start);
    hit.end = std::max(hit.end, end);
    return &hit;
  }
  if (is_held(alert, context.device, context.time)) {
    note_repeat(context.time, context.device, alert, rule);
    if (keeps_withheld_) {
      withhold({context.time, alert, rule, context.device, context.sequence, start, end, false,
                {evidence.begin(), evidence.end()}});
    }
    return nullptr;
  }
  if (hit_count_ == hits_.size()) hits_.emplace_back();
  Hit& hit = hits_[hit_count_++];
  hit.alert = alert;
  hit.rule = rule;
  hit.start = start;
  hit.end = end;
  hit.evidence.clear();
  hit.indicator.reset();
  hit.reason = {};
  return &hit;
}

Shard::Hit* Shard::add_hit(const Context& context, std::uint32_t alert, std::uint32_t rule, const Observation& o,
                           std::uint32_t index) {
  if (learning_) return nullptr;
  const Evidence evidence{context.device, context.sequence, index};
  Hit* hit = hit_for(context, alert, rule, o.first_time, o.last_time, {&evidence, 1});
  if (hit == nullptr) return nullptr;
  if (hit->rule == rule) add_reason(*hit, o);
  if (hit->evidence.size() == kMaxEvidence) return hit;
  if (hit->evidence.empty() || hit->evidence.back() != evidence) hit->evidence.push_back(evidence);
  return hit;
}

void Shard::flush_hits(const Context& context) {
  for (std::size_t i = 0; i < hit_count_; ++i) {
    const Hit& hit = hits_[i];
    hold(hit.alert, context.device, context.time);
    candidates_.push_back(
        {context.time, hit.alert, hit.rule, context.device, context.sequence, hit.start, hit.end, false, hit.evidence,
         hit.indicator, hit.reason});
  }
  hit_count_ = 0;
}

void Shard::learn(const Context& context, const Observation& o, std::uint32_t index, std::uint64_t known_process) {
  if (settings_.behaviour) learn_behaviour(context, o, index);
  if (settings_.beacon) note_contact(context, o, index);
  if (known_process != 0) {
    learn_key(context, NoveltyFamily::kProcess, known_process, 1, o.last_time, index);
  } else if (const auto* n = std::get_if<NetworkRecord>(&o.record)) {
    // Who calls from outside is endless and not the device's habit: inbound flows are left to rules.
    if (settings_.novelty && n->direction == Direction::kOutbound) {
      learn_key(context, NoveltyFamily::kPeer, service_key(*n), settings_.novelty_model.service_points, o.last_time,
                index);
      learn_key(context, NoveltyFamily::kPeer, network_key(*n), 1, o.last_time, index, true);
    }
    if (settings_.egress && n->bytes_out != 0) learn_bytes(context, o, n->bytes_out, index);
  } else if (const auto* l = std::get_if<LoginRecord>(&o.record)) {
    if (settings_.novelty && l->operation == LoginOperation::kLogin) {
      const std::uint64_t from =
          l->remote_address.is_v4() ? l->remote_address.v4_value() >> 8 : mix64(l->remote_address.high() >> 16);
      learn_key(context, NoveltyFamily::kLogin, hash_combine(texts_->hash(l->user_name), from) | 1, 1, o.last_time,
                index);
    }
  }
}

void Shard::learn_key(const Context& context, NoveltyFamily family, std::uint64_t key, std::uint32_t points,
                      Time event_time, std::uint32_t index, bool is_address) {
  NoveltyState& novelty = context.model->novelty;
  const bool frozen = context.model->is_frozen(context.time);
  if (!frozen && !frozen_keys_.empty()) frozen_keys_.forget(context.device);
  if (frozen && frozen_keys_.has(context.device, key)) return;
  if (!novelty.is_first_sighting(family, key, context.hour, learning_, frozen, settings_.novelty_model)) return;
  if (frozen) frozen_keys_.add(context.device, key);
  const auto which = static_cast<std::uint32_t>(family);
  fleet_events_.push_back({context.time, context.device, context.sequence, index, true, is_address, which,
                           frozen ? 1U : 0U, points, key, novelty.observed[which] - 1, event_time, {}});
}

void Shard::learn_bytes(const Context& context, const Observation& o, std::uint64_t bytes, std::uint32_t index) {
  EgressVolume& egress = context.model->egress;
  const auto added =
      egress.add(o.last_time, bytes, context.sequence, static_cast<std::uint16_t>(index), learning_,
                 context.model->is_frozen(context.time), settings_.egress_model);
  if (added == EgressVolume::Added::kTooOld) ++counts_.egress_too_old;
  if (probe_ != nullptr && context.device == probed_ && !learning_ && added != EgressVolume::Added::kTooOld)
    tell_egress(context, index, added == EgressVolume::Added::kAlert);
  if (scores_ != nullptr && !learning_ && added != EgressVolume::Added::kTooOld)
    scores_->add_egress(context.device, o.last_time, egress.ratio(settings_.egress_model));
  if (added != EgressVolume::Added::kAlert) return;
  const Time start = Time::from_unix_seconds(o.last_time.unix_seconds() / 3600 * 3600);
  std::vector<Evidence> largest;
  for (const EgressVolume::Part& part : egress.open[egress.last].largest) {
    if (part.bytes() != 0) largest.push_back({context.device, part.sequence, part.observation});
  }
  Hit* hit = hit_for(context, content_.alert_of(Model::kEgressVolume), content_.rule_index(Model::kEgressVolume), start,
                     o.last_time, largest);
  if (hit == nullptr) return;
  hit->reason = value_reason(static_cast<double>(egress.open[egress.last].bytes), egress.limit(settings_.egress_model));
  for (const Evidence& part : largest) {
    if (hit->evidence.size() < kMaxEvidence) hit->evidence.push_back(part);
  }
}

}  // namespace picket
