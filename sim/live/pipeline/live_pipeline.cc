#include "sim/live/pipeline/live_pipeline.h"

#include <algorithm>
#include <array>
#include <utility>

#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"

namespace picket::sim {
namespace {

/// No event is of the future; a clock of ours that is behind by less than this is not the event's fault.
constexpr Duration kMostAhead = Duration::hours(1);
/// Of kept records, so many are looked at for their age with each commit.
constexpr std::int64_t kForgottenAtOnce = 20'000;
constexpr ClassId kOneClass{0};

}  // namespace

struct LivePipeline::Device {
  std::string name;
  Time first_seen;
  std::uint32_t sequence = 0;
  Encoding generation = Encoding::kG2FlatBuffers;
  std::array<std::uint64_t, 64> keys{};  ///< of its last messages, in a ring
  std::uint32_t next_key = 0;
};

LivePipeline::LivePipeline(LiveStore& store, std::shared_ptr<const PipelineContent> content, LivePipelineSettings settings)
    : store_(store), settings_(std::move(settings)), checkpoints_(store.checkpoints()), learning_until_(store.learning_until()), has_learnt_(learning_until_) {
  vocabulary_.freeze();
  core_ = std::make_unique<PipelineCore>(content, settings_.pipeline, vocabulary_);
  LiveNames names;
  names.hub_name = settings_.hub_name;
  names.device_name = [this](DeviceId device) { return device.value() < devices_.size() ? devices_[device.value()].name : std::string(); };
  names.generation = [this](DeviceId device) { return device.value() < devices_.size() ? devices_[device.value()].generation : Encoding::kG2FlatBuffers; };
  raw_rows_ = std::make_unique<RawRows>(store_, settings_.raw, names);
  log_ = std::make_unique<FindingLog>(store_, *content, std::move(names), settings_.format);
}

LivePipeline::~LivePipeline() = default;

std::uint64_t LivePipeline::read_back() {
  for (LiveDevice& device : store_.devices()) {
    numbers_.emplace(device.name, static_cast<std::uint32_t>(devices_.size()));
    devices_.emplace_back();
    devices_.back().name = std::move(device.name);
    devices_.back().first_seen = device.first_seen;
  }
  known_.assign(devices_.size(), false);
  const std::optional<Time> watermark = store_.watermark();
  kept_ = store_.inputs();
  log_->set_silent(true);
  if (learning_until_) core_->set_learning(true);
  bool first = true;
  store_.for_each_input([&](KeptInput input) {
    if (input.device.value() >= devices_.size()) return;  // a file that somebody wrote to
    Device& device = devices_[input.device.value()];
    device.sequence = std::max(device.sequence, input.sequence + 1);
    if (input.record.kind == HubRecord::Kind::kMessage) device.generation = input.record.encoding;
    if (input.message_key != 0) is_repeated(device, input.message_key);
    if (first) {
      // Those of whom nothing is kept from their beginning are known before, and missed where they are silent.
      for (std::uint32_t d = 0; d < devices_.size(); ++d) {
        if (devices_[d].first_seen < input.record.time) make_known(DeviceId(d), devices_[d].first_seen);
      }
      first = false;
    }
    ++counts_.read_back;
    // In parts, so that memory does not hold all of them. The first of a later moment ends a part.
    constexpr std::size_t kPart = 100'000;
    const Time before = input.record.time - Duration::microseconds(1);
    if (waiting_.size() >= kPart && waiting_.back().record.time <= before && watermark && before < *watermark) run_to(before);
    waiting_.push_back(std::move(input));
  });
  if (watermark) run_to(*watermark);
  log_->set_silent(false);
  return counts_.read_back;
}

std::optional<DeviceId> LivePipeline::device_of(const std::string& name, Time time) {
  const auto found = numbers_.find(name);
  if (found != numbers_.end()) return DeviceId(found->second);
  if (devices_.size() >= std::min(settings_.max_devices, kFirstHubIdentity)) return std::nullopt;
  const DeviceId device(static_cast<std::uint32_t>(devices_.size()));
  numbers_.emplace(name, device.value());
  devices_.emplace_back();
  devices_.back().name = name;
  devices_.back().first_seen = time;
  known_.push_back(false);
  store_.add_device(device, {name, time});
  return device;
}

bool LivePipeline::is_repeated(Device& device, std::uint64_t key) {
  if (std::find(device.keys.begin(), device.keys.end(), key) != device.keys.end()) return true;
  device.keys[device.next_key++ % device.keys.size()] = key;
  return false;
}

void LivePipeline::begin_at(std::uint16_t partition, const StartPosition& position) {
  if (position.kind == StartPosition::Kind::kAfter) checkpoints_.emplace(partition, position);
}

void LivePipeline::take(const EventRead& read, Time now) {
  ++counts_.received;
  const ReceivedEvent& event = read.event;
  if (event.sequence_number >= 0) checkpoints_[event.partition] = {StartPosition::Kind::kAfter, {}, event.offset, event.sequence_number};
  if (read.fault) {
    ++counts_.faulty[*read.fault];
    if (store_.set_aside(event, *read.fault, now)) ++counts_.set_aside;
    return;
  }
  const HubRecordRead found = hub_record_of(event);
  if (!found.record) {
    ++counts_.not_analysed[found.reason];
    return;
  }
  KeptInput input;
  input.record = *found.record;
  if (input.record.time > now + kMostAhead) {
    input.record.time = now;
    ++counts_.ahead;
  }
  if (reached_ && input.record.time <= *reached_) {
    input.record.time = *reached_ + Duration::microseconds(1);
    ++counts_.late;
  }
  const std::optional<DeviceId> device = device_of(event.device, input.record.time);
  if (!device) {
    ++counts_.not_analysed[NotAnalysed::kTooManyDevices];
    return;
  }
  Device& known = devices_[device->value()];
  if (!event.message_id.empty() && input.record.kind == HubRecord::Kind::kMessage) {
    input.message_key = std::max<std::uint64_t>(1, hash_combine(fnv1a(event.message_id), fnv1a(event.module)));
    if (is_repeated(known, input.message_key)) {
      ++counts_.not_analysed[NotAnalysed::kRepeated];
      return;
    }
  }
  if (input.record.kind == HubRecord::Kind::kMessage) known.generation = input.record.encoding;
  input.device = *device;
  input.sequence = known.sequence++;
  input.body = event.body;
  if (!has_learnt_ && settings_.learn > Duration()) {
    has_learnt_ = true;
    learning_until_ = input.record.time + settings_.learn;
    store_.set_learning_until(*learning_until_);
    core_->set_learning(true);
  }
  store_.add(input);
  ++kept_;
  waiting_.push_back(std::move(input));
}

void LivePipeline::advance(Time reached) {
  if (reached_ && reached <= *reached_) return;
  // Before the first event there is no time to speak of.
  if (!reached_ && waiting_.empty()) return;
  run_to(reached);
  store_.set_watermark(reached);
}

void LivePipeline::run_to(Time reached) {
  if (learning_until_ && (!reached_ || *reached_ < *learning_until_) && *learning_until_ <= reached) {
    const Time end = *learning_until_;
    learning_until_.reset();
    run_to(end);
    core_->set_learning(false);
    if (end == reached) return;
  }
  const auto later = std::stable_partition(waiting_.begin(), waiting_.end(), [&](const KeptInput& i) { return i.record.time <= reached; });
  std::stable_sort(waiting_.begin(), later, [](const KeptInput& a, const KeptInput& b) { return a.record.time < b.record.time; });
  for (auto it = waiting_.begin(); it != later; ++it) give(*it);
  waiting_.erase(waiting_.begin(), later);
  core_->advance(reached, *log_);
  log_->write_incidents();
  reached_ = reached;
}

void LivePipeline::make_known(DeviceId device, Time since) {
  core_->register_device(device, kOneClass, settings_.silence, since);
  known_[device.value()] = true;
}

void LivePipeline::give(const KeptInput& input) {
  if (!known_[input.device.value()]) {
    // At one and the same moment of the stream in every life, so that what is compared with all devices stays the same.
    const Time before = input.record.time - Duration::microseconds(1);
    if (!reached_ || before > *reached_) {
      core_->advance(before, *log_);
      reached_ = before;
    }
    make_known(input.device, input.record.time);
  }
  const HubRecord& record = input.record;
  if (!input.read_back) ++(record.kind == HubRecord::Kind::kMessage ? counts_.analysed : counts_.connections);
  if (record.kind == HubRecord::Kind::kMessage) {
    // Before the watermark an earlier life wrote them.
    if (!log_->is_silent()) raw_rows_->add(input);
    core_->submit(DeviceMessage{.device = input.device, .sequence = input.sequence, .enqueued_time = record.time, .encoding = record.encoding,
                                .bytes = input.body, .observations = {}, .compression = record.compression});
    return;
  }
  OperationRecord operation;
  operation.time = record.time;
  operation.device = input.device;
  operation.operation = record.kind == HubRecord::Kind::kConnect ? OperationName::kDeviceConnect : OperationName::kDeviceDisconnect;
  operation.module = record.module;
  core_->submit(operation);
  log_->add(operation);
}

Result<std::vector<std::string>, WriteError> LivePipeline::commit() {
  if (reached_) {
    const std::int64_t gone = store_.forget_before(*reached_ - settings_.keep, kForgottenAtOnce);
    kept_ -= gone;
    if (kept_ > settings_.max_inputs) {
      const std::int64_t early = store_.forget_before(*reached_, std::min(kept_ - settings_.max_inputs, kForgottenAtOnce));
      kept_ -= early;
      counts_.forgotten_early += static_cast<std::uint64_t>(early);
    }
  }
  for (const auto& [partition, position] : checkpoints_) store_.set_checkpoint(partition, position);
  if (auto error = store_.commit()) return *error;
  return store_.untold();
}

std::optional<WriteError> LivePipeline::told() {
  store_.told();
  return store_.commit();
}

LiveCounts LivePipeline::counts() const {
  LiveCounts counts = counts_;
  counts.waiting = static_cast<std::uint64_t>(std::count_if(waiting_.begin(), waiting_.end(), [](const KeptInput& i) { return !i.read_back; }));
  return counts;
}

}  // namespace picket::sim
