#include "pipeline_core/shard.h"

#include <algorithm>

#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"
#include "pipeline_core/rules/cache_key.h"

namespace picket {
namespace {

constexpr std::int64_t kMicrosecondsPerHour = 3'600'000'000;

}  // namespace

Shard::Shard(unsigned number, const PipelineContent& content, const PipelineSettings& settings,
             const TextTable& vocabulary)
    : number_(number),
      content_(content),
      settings_(settings),
      vocabulary_(vocabulary),
      matcher_(content.rules()),
      key_fields_(kEventKinds),
      correlations_(content.rules(), settings.max_groups, settings.lateness),
      suppression_(settings.suppression),
      hub_watch_(PipelineCore::kShards, content, settings.hub_watch, suppression_, candidates_) {
  for (std::size_t kind = 0; kind < kEventKinds; ++kind)
    key_fields_[kind] = content.rules().fields_of(static_cast<EventKind>(kind));
  if (settings.novelty) {
    key_fields_[static_cast<std::size_t>(EventKind::kProcess)] |=
        bit(Field::kImage) | bit(Field::kCommandLine) | bit(Field::kOperation);
  }
  if (content.indicators().has_domains())
    key_fields_[static_cast<std::size_t>(EventKind::kDns)] |= bit(Field::kQueryName);
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
  counts.groups_refused += correlations_.groups_refused();
  counts.group_entries_dropped += correlations_.entries_dropped();
  counts.hub_watch += hub_watch_.counts();
  counts.suppressed += hub_watch_.suppressed();
  return counts;
}

void Shard::run(Time watermark, bool learning) {
  learning_ = learning;
  if (!inbox_.empty()) {
    for (const Inbox::Item& item : inbox_.take(watermark)) {
      if (item.kind == Inbox::Item::Kind::kOperation)
        run_operation(inbox_.operation(item));
      else if (item.kind < Inbox::Item::Kind::kOperation)
        run_identity(item);
      else
        run_message(item);
    }
    inbox_.drop_taken();
  }
  if (next_due_ <= watermark) scan_silence(watermark);
  hub_watch_.run_due(watermark, learning);
}

void Shard::raise_silence(DeviceId device, DeviceModel& model, Time now) {
  const auto alarm = model.silence.take(now, learning_);
  if (!alarm || learning_) return;
  hub_watch_.on_silence(device, model.device_class, alarm->since, alarm->at);
  const std::uint32_t alert = content_.alert_of(Model::kDeviceSilent);
  if (suppression_.is_held(alert, device, alarm->at)) {
    ++counts_.suppressed;
    return;
  }
  if (content_.is_local(alert)) suppression_.hold(alert, device, alarm->at);
  candidates_.push_back(
      {alarm->at, alert, content_.rule_index(Model::kDeviceSilent), device, 0, alarm->since, alarm->at, true, {}});
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
  const Context context{model, item.device, item.sequence, item.time,
                        static_cast<std::int32_t>(item.time.unix_microseconds() / kMicrosecondsPerHour)};
  for (std::uint32_t i = 0; i < observations.size(); ++i) run_observation(context, observations[i], i);
  flush_hits(context);
}

const VerdictCache::Entry& Shard::verdict_of(const Observation& o) {
  const std::uint64_t key = cache_key(o, key_fields_[o.record.index()]);
  if (const VerdictCache::Entry* known = cache_.find(key)) {
    ++counts_.verdict_cache_hits;
    return *known;
  }
  matched_.clear();
  matcher_.match(o, *texts_, matched_);
  reader_of_ = observation_number_;
  std::uint64_t novelty = 0;
  bool listed = false;
  if (const auto* p = std::get_if<ProcessRecord>(&o.record)) {
    if (settings_.novelty && p->operation == ProcessOperation::kExec) {
      novelty = process_key(matcher_.reader().text(Field::kImage), matcher_.reader().text(Field::kCommandLine));
    }
  } else if (std::holds_alternative<DnsRecord>(o.record) && content_.indicators().has_domains()) {
    listed = content_.indicators().may_match_domain(matcher_.reader().text(Field::kQueryName));
  }
  return cache_.store(key, matched_, novelty, listed);
}

void Shard::run_observation(const Context& context, const Observation& o, std::uint32_t index) {
  ++counts_.observations;
  counts_.hits += o.hit_count;
  ++observation_number_;
  if (o.last_time + settings_.lateness < context.time) ++counts_.dropped[IngestDrop::kTooLate];
  std::uint64_t known_process = 0;
  if (context.time >= settings_.rules_from || std::holds_alternative<ProcessRecord>(o.record)) {
    known_process = apply_rules(context, o, index);
  }
  if (!learning_) look_up_addresses(context, o, index);
  if (hub_watch_.watches_observations()) {
    if (const auto rule = hub_watch_.on_observation(context.device, o, *texts_, context.time, learning_))
      add_hit(context, content_.alert_of(detection_of(*rule)), content_.rule_index(detection_of(*rule)), o, index);
  }
  learn(context, o, index, known_process);
}

std::uint64_t Shard::apply_rules(const Context& context, const Observation& o, std::uint32_t index) {
  if (key_fields_[o.record.index()] == 0) return 0;
  const VerdictCache::Entry& entry = verdict_of(o);
  if (context.time < settings_.rules_from) return entry.novelty;
  if (entry.verdict != 0) {
    // A correlation that fires may look up nothing else, so the span stays valid.
    for (const std::uint32_t rule : cache_.rules(entry.verdict)) on_match(context, rule, o, index);
  }
  if (entry.listed_domain && !learning_) {
    matcher_.reader().reset(o, *texts_);
    reader_of_ = observation_number_;
    if (content_.indicators().match_domain(matcher_.reader().text(Field::kQueryName), context.time) != nullptr) {
      add_hit(context, content_.alert_of(Model::kListedDomain), content_.rule_index(Model::kListedDomain), o, index);
    }
  }
  return entry.novelty;
}

void Shard::look_up_addresses(const Context& context, const Observation& o, std::uint32_t index) {
  if (!content_.indicators().has_addresses()) return;
  if (const auto* n = std::get_if<NetworkRecord>(&o.record)) {
    look_up_address(context, n->remote_address, o, index);
  } else if (const auto* l = std::get_if<LoginRecord>(&o.record); l != nullptr && !l->remote_address.is_unspecified()) {
    look_up_address(context, l->remote_address, o, index);
  }
}

void Shard::look_up_address(const Context& context, const IpAddress& address, const Observation& o,
                            std::uint32_t index) {
  if (content_.indicators().match(address, context.time) == nullptr) return;
  add_hit(context, content_.alert_of(Model::kListedAddress), content_.rule_index(Model::kListedAddress), o, index);
}

void Shard::on_match(const Context& context, std::uint32_t rule_index, const Observation& o, std::uint32_t index) {
  const Rule& rule = content_.rules().rules()[rule_index];
  if (!rule.silent) add_hit(context, rule.alert, rule_index, o, index);
  if (rule.feeds.empty() || o.last_time + settings_.lateness < context.time) return;
  for (const std::uint32_t correlation : rule.feeds) {
    feed(context, correlation, rule_index, {o.last_time, 0, 0, context.device, context.sequence, index, 0}, o);
  }
}

std::uint64_t Shard::group_of(const Correlation& c, const Context& context, const Observation& o) {
  std::uint64_t group = kFnvOffset;
  for (const Field field : c.group_by) {
    if (field == Field::kDevice) {
      group = hash_combine(group, context.device.value());
      continue;
    }
    if (reader_of_ != observation_number_) {
      matcher_.reader().reset(o, *texts_);
      reader_of_ = observation_number_;
    }
    group = hash_combine(group, matcher_.reader().hash(field));
  }
  return group;
}

void Shard::feed(const Context& context, std::uint32_t correlation, std::uint32_t source, CorrelationMember member,
                 const Observation& o) {
  const Rule& rule = content_.rules().rules()[correlation];
  const Correlation& c = rule.correlation;
  const std::uint64_t group = group_of(c, context, o);
  if (c.type == CorrelationType::kValueCount) {
    if (c.value_field == Field::kDevice) {
      member.value = context.device.value();
    } else {
      if (reader_of_ != observation_number_) {
        matcher_.reader().reset(o, *texts_);
        reader_of_ = observation_number_;
      }
      member.value = matcher_.reader().hash(c.value_field);
    }
  }
  if (member.weight == 0) member.weight = weight_within(o, c.timespan);
  for (std::uint32_t reference = 0; reference < c.references.size(); ++reference) {
    if (c.references[reference] != source) continue;
    member.reference = reference;
    if (!c.by_device) {
      fleet_events_.push_back({context.time, context.device, context.sequence, member.observation, false, correlation,
                               reference, member.weight, group, member.value, member.time});
      continue;
    }
    if (!correlations_.add(correlation, group, member, context.time, fired_)) continue;
    const CorrelationMember last = fired_.back();
    if (!rule.silent && !learning_) {
      if (Hit* hit = hit_for(context, rule.alert, correlation, fired_.front().time, last.time)) {
        for (const CorrelationMember& m : fired_) {
          if (hit->evidence.size() == kMaxEvidence) break;
          hit->evidence.push_back({m.device, m.sequence, m.observation});
        }
      }
    }
    for (const std::uint32_t next : rule.feeds) {
      feed(context, next, correlation, {last.time, 0, 1, context.device, context.sequence, member.observation, 0}, o);
    }
  }
}

Shard::Hit* Shard::hit_for(const Context& context, std::uint32_t alert, std::uint32_t rule, Time start, Time end) {
  for (std::size_t i = 0; i < hit_count_; ++i) {
    Hit& hit = hits_[i];
    if (hit.alert != alert) continue;
    hit.rule = std::min(hit.rule, rule);
    hit.start = std::min(hit.start, start);
    hit.end = std::max(hit.end, end);
    return &hit;
  }
  if (content_.is_local(alert) && suppression_.is_held(alert, context.device, context.time)) {
    ++counts_.suppressed;
    return nullptr;
  }
  if (hit_count_ == hits_.size()) hits_.emplace_back();
  Hit& hit = hits_[hit_count_++];
  hit.alert = alert;
  hit.rule = rule;
  hit.start = start;
  hit.end = end;
  hit.evidence.clear();
  return &hit;
}

void Shard::add_hit(const Context& context, std::uint32_t alert, std::uint32_t rule, const Observation& o,
                    std::uint32_t index) {
  if (learning_) return;
  Hit* hit = hit_for(context, alert, rule, o.first_time, o.last_time);
  if (hit == nullptr || hit->evidence.size() == kMaxEvidence) return;
  const Evidence evidence{context.device, context.sequence, index};
  if (hit->evidence.empty() || hit->evidence.back() != evidence) hit->evidence.push_back(evidence);
}

void Shard::flush_hits(const Context& context) {
  for (std::size_t i = 0; i < hit_count_; ++i) {
    const Hit& hit = hits_[i];
    if (content_.is_local(hit.alert)) suppression_.hold(hit.alert, context.device, context.time);
    candidates_.push_back(
        {context.time, hit.alert, hit.rule, context.device, context.sequence, hit.start, hit.end, false, hit.evidence});
  }
  hit_count_ = 0;
}

void Shard::learn(const Context& context, const Observation& o, std::uint32_t index, std::uint64_t known_process) {
  if (known_process != 0) {
    learn_key(context, NoveltyFamily::kProcess, known_process, 1, o.last_time, index);
  } else if (const auto* n = std::get_if<NetworkRecord>(&o.record)) {
    // Who calls from outside is endless and not the device's habit: inbound flows are left to rules.
    if (settings_.novelty && n->direction == Direction::kOutbound) {
      learn_key(context, NoveltyFamily::kPeer, service_key(*n), settings_.novelty_model.service_points, o.last_time,
                index);
      learn_key(context, NoveltyFamily::kPeer, network_key(*n), 1, o.last_time, index);
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
                      Time event_time, std::uint32_t index) {
  if (!context.model->novelty.is_first_sighting(family, key, context.hour, learning_, settings_.novelty_model)) return;
  fleet_events_.push_back({context.time, context.device, context.sequence, index, true,
                           static_cast<std::uint32_t>(family), 0, points, 0, key, event_time});
}

void Shard::learn_bytes(const Context& context, const Observation& o, std::uint64_t bytes, std::uint32_t index) {
  EgressVolume& egress = context.model->egress;
  const auto added = egress.add(o.last_time, bytes, context.sequence, index, learning_, settings_.egress_model);
  if (added == EgressVolume::Added::kTooOld) ++counts_.egress_too_old;
  if (added != EgressVolume::Added::kAlert) return;
  const Time start = Time::from_unix_seconds(o.last_time.unix_seconds() / 3600 * 3600);
  Hit* hit = hit_for(context, content_.alert_of(Model::kEgressVolume), content_.rule_index(Model::kEgressVolume), start,
                     o.last_time);
  if (hit == nullptr) return;
  for (const EgressVolume::Part& part : egress.open[egress.last].largest) {
    if (part.bytes != 0 && hit->evidence.size() < kMaxEvidence)
      hit->evidence.push_back({context.device, part.sequence, part.observation});
  }
}

}  // namespace picket
