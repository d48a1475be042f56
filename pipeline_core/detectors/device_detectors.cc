#include "pipeline_core/detectors/device_detectors.h"

#include <algorithm>
#include <string>

#include "agent_core/base/text.h"

namespace picket {

DeviceDetectors::State& DeviceDetectors::state(std::size_t slot) {
  if (slot >= states_.size()) states_.resize(slot + 1);
  return states_[slot];
}

void DeviceDetectors::expect(std::size_t slot, Time since) {
  State& device = state(slot);
  device.silence.hear(since, settings_.long_silence);
  next_due_ = std::min(next_due_, device.silence.due);
}

void DeviceDetectors::expect_nothing(std::size_t slot) {
  if (slot < states_.size()) states_[slot].silence = {};
}

std::optional<DeviceDetectors::Silence> DeviceDetectors::silence(std::size_t slot, Time now) {
  if (slot >= states_.size()) return std::nullopt;
  const auto at = states_[slot].silence.take(now);
  if (!at) return std::nullopt;
  return Silence{slot, states_[slot].silence.heard, *at};
}

std::span<const DeviceDetectors::Silence> DeviceDetectors::silences(Time now) {
  silences_.clear();
  if (next_due_ > now) return silences_;
  next_due_ = Time::max();
  for (std::size_t slot = 0; slot < states_.size(); ++slot) {
    LongSilence& silence = states_[slot].silence;
    if (const auto at = silence.take(now)) silences_.push_back({slot, silence.heard, *at});
    next_due_ = std::min(next_due_, silence.due);
  }
  return silences_;
}

std::span<const Detection> DeviceDetectors::observe(const Message& message, const TextTable& texts, bool learning) {
  State& device = state(message.slot);
  found_.clear();
  if (device.silence.heard != Time::max()) device.silence.hear(message.time, settings_.long_silence);
  if (device.silence.due < next_due_) next_due_ = device.silence.due;
  bool lists_users = false;
  if (message.jump) {
    found_.push_back({Detector::kClockJump, message.jump->first, message.jump->second.to_seconds(),
                      settings_.clock_ahead.to_seconds()});
  }
  for (std::uint32_t i = 0; i < message.observations.size(); ++i) {
    lists_users = lists_users || std::holds_alternative<LocalUserRecord>(message.observations[i].record);
    observe_one(device, message, i, texts, learning);
  }
  if (lists_users) observe_users(device, message, texts, learning);
  device.learned = device.learned || learning;
  if (learning) found_.clear();
  return found_;
}

void DeviceDetectors::observe_users(State& device, const Message& message, const TextTable& texts, bool learning) {
  if (device.users == nullptr) device.users = std::make_unique<LocalUsers>();
  const Time before = device.users->due();
  device.users->observe({message.sequence, message.time, message.observations}, texts, settings_, found_, judged_);
  take_missing(message.slot, learning);
  if (device.users->due() != before && device.users->due() != Time::max()) {
    lists_.push_back({device.users->due(), message.slot});
  }
}

void DeviceDetectors::judge_lists(Time now, bool learning) {
  while (!lists_.empty() && lists_.front().due <= now) {
    const OpenList whole = lists_.front();
    lists_.pop_front();
    LocalUsers& users = *states_[whole.slot].users;
    if (users.due() != whole.due) continue;
    users.judge(whole.due, judged_);
    take_missing(whole.slot, learning);
  }
}

void DeviceDetectors::take_missing(std::size_t slot, bool learning) {
  for (const MissingUsers& list : judged_) {
    if (!learning) missing_.push_back({slot, list});
  }
  judged_.clear();
}

void DeviceDetectors::observe_one(State& device, const Message& message, std::uint32_t index, const TextTable& texts,
                              bool learning) {
  const Observation& o = message.observations[index];
  switch (kind_of(o.record)) {
    case EventKind::kNetwork:
      if (const auto found = device.unanswered.observe(o, index, learning, settings_)) found_.push_back(*found);
      if (const std::uint64_t peer = control_peer(o); peer != 0) {
        if (device.controllers == nullptr) device.controllers = std::make_unique<ControlPeers>();
        if (device.controllers->meet(peer) && device.learned) found_.push_back({Detector::kOtMaster, index, 1, 0});
      }
      break;
    case EventKind::kLogin:
      observe_login(device, o, index, learning);
      break;
    case EventKind::kPeripheral:
      if (const auto& plug = std::get<PeripheralRecord>(o.record); plug.connected && (device.learned || learning)) {
        sightings_.push_back(
            {message.time, message.device, message.sequence, index, texts.hash(plug.name), o.last_time});
      }
      break;
    case EventKind::kSystemInformation:
      observe_system(device, std::get<SystemInformationRecord>(o.record), index, texts);
      break;
    case EventKind::kSbom:
      if (!approved_.is_approved(std::get<PackageRecord>(o.record), texts)) {
        found_.push_back({Detector::kUnapprovedPackage, index, 1, 0});
      }
      break;
    case EventKind::kConfigurationError:
      if (std::get<ConfigurationErrorRecord>(o.record).type == ConfigurationErrorType::kTypeMismatch &&
          !is_empty_report(o.record)) {
        found_.push_back({Detector::kTwinNotParsed, index, 1, 0});
      }
      break;
    default:
      break;
  }
}

void DeviceDetectors::observe_login(State& device, const Observation& o, std::uint32_t index, bool learning) {
  if (const std::uint64_t peer = login_peer(o); peer != 0 && device.logins.meet(peer) && device.learned) {
    found_.push_back({Detector::kPeerLogin, index, 1, 0});
  }
  if (std::get<LoginRecord>(o.record).operation != LoginOperation::kLogin) return;
  if (device.hours.observe(o.last_time, o.hit_count, learning, settings_.login_hours_learned)) {
    found_.push_back({Detector::kOffhoursLogin, index, static_cast<double>(o.last_time.unix_seconds() / 3600 % 24), 0});
  }
}

void DeviceDetectors::observe_system(State& device, const SystemInformationRecord& system, std::uint32_t index,
                                 const TextTable& texts) {
  const bool older_system = device.system.falls(version_rank(texts.render(system.os_version)));
  const bool older_firmware = device.firmware.falls(version_rank(texts.render(system.firmware_version)));
  if (older_system || older_firmware) found_.push_back({Detector::kVersionDecrease, index, 1, 0});
}

}  // namespace picket
