#include "sim/live/fit/stream_fit.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "agent_core/base/hash.h"

namespace picket::sim {
namespace {

/// No event is of the future; a clock of ours that is behind by less than this is not the event's fault.
constexpr Duration kFitMostAhead = Duration::hours(1);
/// Ports from here on are the ends of clients. Source: Linux, net.ipv4.ip_local_port_range.
constexpr std::uint16_t kFirstEphemeralPort = 32'768;
constexpr std::size_t kMostListening = 32;
constexpr std::size_t kMostUsers = 16;

/// Names of modules and forms that agents have. Source: defender.md 3.1, 3.4, 4.2; policies of the library.
AgentGuess guess_of(const ReceivedEvent& event, Encoding encoding) {
  if (event.module == "picketagent") return AgentGuess::kPicket;
  if (encoding == Encoding::kG1Json) {
    // Only the C# agent writes times without a zone.
    constexpr std::string_view kKey = R"("TimestampUTC":")";
    const std::size_t at = event.body.find(kKey);
    const std::size_t end = at == std::string::npos ? at : event.body.find('"', at + kKey.size());
    return end != std::string::npos && event.body[end - 1] != 'Z' ? AgentGuess::kG1Csharp : AgentGuess::kG1C;
  }
  // "2.3-1-0-0": the third part says who encoded it.
  if (event.type_information.ends_with("-0-0") || event.module == "defender-iot-micro-agent") return AgentGuess::kG2Rtos;
  if (event.type_information.ends_with("-1-0") || event.module == "DefenderIotMicroAgent") return AgentGuess::kG2Linux;
  return AgentGuess::kUnknown;
}

std::uint32_t address_number(const IpAddress& address) { return static_cast<std::uint32_t>(hash_combine(address.high(), address.low()) >> 32); }

FlowVariant variant_of(const NetworkRecord& flow) {
  std::uint16_t port = flow.direction == Direction::kOutbound ? flow.remote_port : flow.local_port;
  if (port >= kFirstEphemeralPort) port = 0;
  return {port, flow.protocol, flow.remote_address.is_private()};
}

}  // namespace

StreamFit::StreamFit(StreamFitSettings settings) : settings_(settings), texts_(settings.max_texts, settings.max_text_bytes) {}

void StreamFit::complete_until(Time time) {
  for (auto& [partition, span] : spans_) span.end = std::max(span.end, time);
}

ObservedDevice* StreamFit::device_of(const ReceivedEvent& event) {
  const auto found = by_name_.find(event.device);
  if (found != by_name_.end()) return found->second;
  if (devices_.size() >= settings_.max_devices) return nullptr;
  ObservedDevice& device = devices_.emplace_back();
  device.partition = event.partition;
  by_name_.emplace(event.device, &device);
  return &device;
}

void StreamFit::take(const EventRead& read, Time now) {
  ++counts_.received;
  const ReceivedEvent& event = read.event;
  if (read.fault) {
    ++counts_.faulty[*read.fault];
    return;
  }
  const Time at = event.enqueued_time > now + kFitMostAhead ? now : event.enqueued_time;
  ObservedSpan& span = spans_.try_emplace(event.partition, ObservedSpan{at, at}).first->second;
  span.end = std::max(span.end, at);

  const HubRecordRead found = hub_record_of(event);
  if (!found.record) {
    ++counts_.not_analysed[found.reason];
    return;
  }
  ObservedDevice* const device = device_of(event);
  if (device == nullptr) {
    ++counts_.not_analysed[NotAnalysed::kTooManyDevices];
    return;
  }
  if (found.record->kind != HubRecord::Kind::kMessage) {
    ++counts_.connections;
    ++(found.record->kind == HubRecord::Kind::kConnect ? device->connects : device->disconnects);
    return;
  }
  if (!event.message_id.empty()) {
    const std::uint64_t key = std::max<std::uint64_t>(1, hash_combine(fnv1a(event.message_id), fnv1a(event.module)));
    if (std::ranges::find(device->message_keys, key) != device->message_keys.end()) {
      ++counts_.not_analysed[NotAnalysed::kRepeated];
      return;
    }
    device->message_keys[device->next_key++ % device->message_keys.size()] = key;
  }
  TextTable texts(2 * DecodeLimits{}.max_observations);
  if (!decoded(*found.record, event.body, texts)) return;
  ++counts_.messages;
  device->encoding = found.record->encoding;
  device->x509 = found.record->auth_type == AuthType::kX509;
  take_message(*device, event, at, texts);
}

bool StreamFit::decoded(const HubRecord& record, const std::string& body, TextTable& texts) {
  std::string_view bytes = body;
  if (record.compression != Compression::kNone) {
    if (!decompressor_.decompress(body, nullptr, DecodeLimits{}.max_bytes, decompressed_).ok()) {
      ++counts_.not_decompressed;
      return false;
    }
    bytes = decompressed_;
  }
  const auto result = decode(record.encoding, bytes, DecodeLimits{}, texts, message_);
  if (!result.ok()) ++counts_.undecodable[result.error()];
  return result.ok();
}

void StreamFit::take_message(ObservedDevice& device, const ReceivedEvent& event, Time at, const TextTable& texts) {
  if (device.messages == 0) {
    device.first = device.last = at;
  } else {
    device.longest_gap = std::max(device.longest_gap, at - device.last);
    device.first = std::min(device.first, at);
    device.last = std::max(device.last, at);
  }
  ++device.messages;
  const auto size = static_cast<double>(event.body.size());
  device.bytes += size;
  device.bytes_squared += size * size;
  device.bytes_largest = std::max(device.bytes_largest, static_cast<std::uint32_t>(event.body.size()));
  device.guess = guess_of(event, device.encoding);
  device.module = texts_.number_of(event.module);
  counts_.unknown_events += message_.unknown_events;
  counts_.observations += message_.observations.size();

  const Time begin = spans_.at(event.partition).begin;
  std::uint32_t packages = 0;
  std::uint32_t checks = 0;
  std::uint32_t failed = 0;
  bool ports_anew = true;
  bool users_anew = true;
  for (const Observation& observation : message_.observations) {
    const Record& record = observation.record;
    if (!is_report(kind_of(record))) {
      take_observation(device, observation, at, begin, texts);
      continue;
    }
    if (is_empty_report(record)) continue;
    // A list report says all that there is.
    if (kind_of(record) == EventKind::kListeningPorts && std::exchange(ports_anew, false)) device.reports.listening.clear();
    if (kind_of(record) == EventKind::kLocalUsers && std::exchange(users_anew, false)) device.reports.users.clear();
    packages += kind_of(record) == EventKind::kSbom ? 1U : 0U;
    if (const auto* check = std::get_if<BaselineCheckRecord>(&record)) {
      ++checks;
      failed += check->result == BaselineResult::kFail ? 1U : 0U;
    }
    take_report(device, record, texts);
  }
  device.reports.packages = std::max(device.reports.packages, packages);
  if (checks >= device.reports.baseline_checks && checks > 0) {
    device.reports.baseline_checks = checks;
    device.reports.baseline_failed = failed;
  }
}

void StreamFit::take_observation(ObservedDevice& device, const Observation& observation, Time at, Time begin, const TextTable& texts) {
  const auto which = sort_of(observation.record);
  if (!which) return;
  const HitTimes times = hit_times_of(observation, at);
  counts_.clock_ahead += times.clock_ahead ? 1U : 0U;
  counts_.clock_behind += times.clock_behind ? 1U : 0U;
  hits_[static_cast<std::size_t>(*which)] += times.hits;
  ObservedSort& sort = device.sort(*which);
  ++sort.observations;
  sort.hits += times.hits;
  if (observation.hit_count > 1) sort.merged += times.hits;
  sort.longest_age = std::max(sort.longest_age, at - times.first);
  sort.before += sort.bins.add(times, begin);
  const bool flow = *which == EventSort::kOutbound || *which == EventSort::kInbound;
  if (flow && observation.aggregated && device.encoding == Encoding::kG2FlatBuffers && device.guess != AgentGuess::kPicket) sort.uncounted += 1;
  take_values(sort, observation, texts);
}

std::uint32_t StreamFit::number_of(Text text, const TextTable& texts) { return text.empty() ? 0 : texts_.number_of(texts.literal(text)); }

void StreamFit::take_values(ObservedSort& into, const Observation& o, const TextTable& texts) {
  const double hits = std::max<std::uint32_t>(1, o.hit_count);
  const auto value = [&](Text text, std::uint32_t variant) {
    const std::uint32_t number = number_of(text, texts);
    if (number == 0) into.values.add_rest(hits);
    else into.values.add(number, variant, hits);
  };
  const auto owner = [&](Text text) {
    const std::uint32_t number = number_of(text, texts);
    if (number == 0) into.owners.add_rest(hits);
    else into.owners.add(number, 0, hits);
  };
  if (const auto* process = std::get_if<ProcessRecord>(&o.record)) {
    value(process->commandline.empty() ? process->executable : process->commandline, 0);
  } else if (const auto* flow = std::get_if<NetworkRecord>(&o.record)) {
    const FlowVariant variant = variant_of(*flow);
    into.values.add(0, variant.packed(), hits);
    into.peers.add(address_number(flow->remote_address), flow->remote_address.is_private() ? 1 : 0, hits);
    owner(flow->commandline);
    into.bytes.resize(2 * FlowVariant::kSides);
    into.bytes[variant.side()].add(static_cast<double>(flow->bytes_out) / hits, hits);
    into.bytes[variant.side() + 1].add(static_cast<double>(flow->bytes_in) / hits, hits);
  } else if (const auto* query = std::get_if<DnsRecord>(&o.record)) {
    value(query->name, 0);
    if (query->failed) into.failed += hits;
  } else if (const auto* login = std::get_if<LoginRecord>(&o.record)) {
    value(login->user_name, 0);
    owner(login->executable);
    if (!login->remote_address.is_unspecified()) into.peers.add(address_number(login->remote_address), login->remote_address.is_private() ? 1 : 0, hits);
  } else if (const auto* file = std::get_if<FileRecord>(&o.record)) {
    value(file->path, static_cast<std::uint32_t>(file->operation));
  } else if (const auto* peripheral = std::get_if<PeripheralRecord>(&o.record)) {
    value(peripheral->name, (peripheral->connected ? 1U : 0U) | (peripheral->usb ? 2U : 0U));
  }
}

void StreamFit::take_report(ObservedDevice& device, const Record& record, const TextTable& texts) {
  ObservedReports& reports = device.reports;
  if (const auto* information = std::get_if<SystemInformationRecord>(&record)) {
    reports.has_information = true;
    reports.os_name = number_of(information->os_name, texts);
    reports.os_version = number_of(information->os_version, texts);
    reports.hardware_vendor = number_of(information->hardware_vendor, texts);
    reports.hardware_model = number_of(information->hardware_model, texts);
    reports.firmware_version = number_of(information->firmware_version, texts);
  } else if (const auto* port = std::get_if<ListeningPortRecord>(&record)) {
    const std::uint32_t packed = std::uint32_t{port->local_port} | static_cast<std::uint32_t>(port->protocol) << 16;
    if (reports.listening.size() < kMostListening && std::ranges::find(reports.listening, packed) == reports.listening.end()) reports.listening.push_back(packed);
  } else if (const auto* user = std::get_if<LocalUserRecord>(&record)) {
    const std::uint32_t number = number_of(user->user_name, texts);
    if (number != 0 && reports.users.size() < kMostUsers) reports.users.push_back(number);
  } else if (const auto* dropped = std::get_if<DroppedEventsRecord>(&record)) {
    device.agent_lost += dropped->dropped_events;
  } else if (const auto* statistics = std::get_if<StatisticsRecord>(&record)) {
    if (statistics->event != StatisticsEvent::kSent) device.agent_lost += statistics->count;
  }
}

}  // namespace picket::sim
