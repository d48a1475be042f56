#include <cstdint>
#include <cstring>
#include <optional>
#include <vector>

#include "agent_core/message/g2_flatbuffers.h"
#include "agent_core/message/security_message_generated.h"
#include "agent_core/message/text_reader.h"

namespace picket::g2_flatbuffers {
namespace {

constexpr std::uint32_t byte_swapped(std::uint32_t v) {
  return v >> 24 | (v >> 8 & 0xff00) | (v << 8 & 0xff0000) | v << 24;
}

IpAddress read_ipv4(std::uint32_t network_order) {
  return network_order == 0 ? IpAddress() : IpAddress::v4(byte_swapped(network_order));
}

IpAddress read_ipv6(const flatbuffers::Array<std::uint32_t, 4>& words) {
  const auto half = [&](std::uint16_t i) {
    return static_cast<std::uint64_t>(byte_swapped(words.Get(i))) << 32 | byte_swapped(words.Get(i + 1U));
  };
  const IpAddress address = IpAddress::v6(half(0), half(2));
  return address == IpAddress::v4(0) ? IpAddress() : address;
}

class MessageReader {
 public:
  MessageReader(const DecodeLimits& limits, TextTable& texts, DecodedMessage& out, std::size_t text_budget)
      : limits_(limits), texts_(texts), out_(out), text_budget_(text_budget) {}

  std::optional<DecodeError> read(const wire::Message& message) {
    if (message.events() == nullptr) return DecodeError::kSchemaViolation;
    for (const wire::Event* event : *message.events()) {
      if (event == nullptr) return DecodeError::kSchemaViolation;
      read_event(*event);
      if (error_) return error_;
      if (out_.observations.size() + out_.unknown_events > limits_.max_observations) return DecodeError::kTooManyEvents;
    }
    return std::nullopt;
  }

 private:
  /// Trailing fields and payloads of our own are there for tolerant readers only.
  bool extensions() const { return limits_.tolerant; }
  void fail(DecodeError error) {
    if (!error_) error_ = error;
  }

  void read_event(const wire::Event& event) {
    event_ = &event;
    // The verifier lets a type without a payload pass.
    if (event.payload() == nullptr) return fail(DecodeError::kSchemaViolation);
    switch (event.payload_type()) {
      case wire::Payload::NetworkActivity:
        return read_network(*event.payload_as_NetworkActivity());
      case wire::Payload::Process:
        return read_process(*event.payload_as_Process());
      case wire::Payload::SystemInformation:
        return read_information(*event.payload_as_SystemInformation());
      case wire::Payload::Heartbeat:
        add(HeartbeatRecord{}, 1, 0, 0);
        return;
      default:
        break;
    }
    if (!extensions()) {
      ++out_.unknown_events;
      return;
    }
    switch (event.payload_type()) {
      case wire::Payload::Login:
        return read_login(*event.payload_as_Login());
      case wire::Payload::Dns:
        return read_dns(*event.payload_as_Dns());
      case wire::Payload::FileSystem:
        return read_file(*event.payload_as_FileSystem());
      case wire::Payload::Peripheral:
        return read_peripheral(*event.payload_as_Peripheral());
      default:  // listening ports, baseline, log, and what newer agents may send
        ++out_.unknown_events;
    }
  }

  std::string_view text(const flatbuffers::String* string) {
    if (string == nullptr) return {};
    // Many tables may share one string; without a budget a small message could cost much work.
    if (string->size() > text_budget_) {
      fail(DecodeError::kTooManyTexts);
      return {};
    }
    text_budget_ -= string->size();
    return {string->c_str(), string->size()};
  }
  Text read_text(const flatbuffers::String* string) {
    const Text read = texts_.read(text(string));
    if (texts_.refused_any()) fail(DecodeError::kTooManyTexts);
    return read;
  }

  void add(const Record& record, std::uint32_t hit_count, std::uint32_t first_before, std::uint32_t last_before) {
    if (error_) return;
    if (out_.observations.size() >= limits_.max_observations) return fail(DecodeError::kTooManyEvents);
    const std::uint32_t seconds = event_->time();
    const std::uint32_t interval = event_->collection_interval();
    if (!extensions()) first_before = last_before = 0;
    const auto before = [seconds](std::uint32_t s) { return Time::from_unix_seconds(seconds - std::min(s, seconds)); };
    Observation& o = out_.observations.emplace_back();
    o.record = record;
    o.hit_count = hit_count;
    // A last time before the first would be nonsense: an interval must not be negative.
    o.first_time = before(std::max(first_before, last_before));
    o.last_time = before(last_before);
    o.window_start = interval != 0 ? before(interval) : o.first_time;
    o.window_end = interval != 0 ? before(0) : o.last_time;
    o.aggregated = interval != 0 || hit_count != 1;
  }

  void read_network(const wire::NetworkActivity& activity) {
    if (activity.ipv4_activity() != nullptr) {
      for (const wire::V4Activity* flow : *activity.ipv4_activity()) {
        if (flow == nullptr || flow->addresses() == nullptr) return fail(DecodeError::kSchemaViolation);
        read_flow(read_ipv4(flow->addresses()->local_address()), read_ipv4(flow->addresses()->remote_address()),
                  flow->common());
        if (error_) return;
      }
    }
    if (activity.ipv6_activity() != nullptr) {
      for (const wire::V6Activity* flow : *activity.ipv6_activity()) {
        if (flow == nullptr || flow->addresses() == nullptr) return fail(DecodeError::kSchemaViolation);
        read_flow(read_ipv6(*flow->addresses()->local_address()), read_ipv6(*flow->addresses()->remote_address()),
                  flow->common());
        if (error_) return;
      }
    }
  }

  void read_flow(const IpAddress& local, const IpAddress& remote, const wire::NetworkActivityCommon* common) {
    if (common == nullptr || common->protocol() > wire::Protocol::MAX || common->direction() > wire::Direction::MAX) {
      return fail(DecodeError::kSchemaViolation);
    }
    NetworkRecord network;
    network.local_address = local;
    network.remote_address = remote;
    network.local_port = common->local_port();
    network.remote_port = common->remote_port();
    network.protocol = static_cast<TransportProtocol>(common->protocol());
    network.user_id = common->user_id();
    network.bytes_in = common->bytes_in();
    network.bytes_out = common->bytes_out();
    const bool known_direction = extensions() && common->direction() != wire::Direction::UNKNOWN;
    network.direction = !known_direction ? guessed_direction(network.local_port, network.remote_port)
                        : common->direction() == wire::Direction::OUTBOUND ? Direction::kOutbound
                                                                           : Direction::kInbound;
    network.commandline = texts_.read_commandline(text(common->commandline()), text(common->executable()));
    if (texts_.refused_any()) fail(DecodeError::kTooManyTexts);
    add(network, extensions() ? common->hit_count() : 1, common->first_before(), common->last_before());
  }

  void read_process(const wire::Process& process) {
    if (process.event_type() > wire::ProcessEventType::MAX) return fail(DecodeError::kSchemaViolation);
    add(ProcessRecord{read_text(process.commandline()), read_text(process.executable()), process.process_id(),
                      process.parent_process_id(), process.user_id(),
                      static_cast<ProcessOperation>(process.event_type())},
        process.hit_count(), process.first_before(), process.last_before());
  }

  void read_information(const wire::SystemInformation& information) {
    SystemInformationRecord record{read_text(information.os_info()), read_text(information.kernel_info()),
                                   read_text(information.hw_info()), {}, {}};
    if (extensions()) {
      record.hardware_model = read_text(information.hardware_model());
      record.firmware_version = read_text(information.firmware_version());
    }
    add(record, 1, 0, 0);
  }

  void read_login(const wire::Login& login) {
    if (login.operation() > wire::LoginOperation::MAX) return fail(DecodeError::kSchemaViolation);
    LoginRecord record;
    record.user_name = read_text(login.user_name());
    record.executable = read_text(login.executable());
    record.remote_address = login.remote_ipv6() != nullptr ? read_ipv6(*login.remote_ipv6()->address())
                                                           : read_ipv4(login.remote_ipv4());
    record.process_id = login.process_id();
    record.operation = static_cast<LoginOperation>(login.operation());
    add(record, login.hit_count(), login.first_before(), login.last_before());
  }

  void read_dns(const wire::Dns& dns) {
    add(DnsRecord{read_text(dns.name()), dns.failed()}, dns.hit_count(), dns.first_before(), dns.last_before());
  }

  void read_file(const wire::FileSystem& file) {
    if (file.operation() > wire::FileOperation::MAX) return fail(DecodeError::kSchemaViolation);
    add(FileRecord{read_text(file.path()), static_cast<FileOperation>(file.operation())}, file.hit_count(),
        file.first_before(), file.last_before());
  }

  void read_peripheral(const wire::Peripheral& device) {
    add(PeripheralRecord{read_text(device.name()), !device.disconnected(), !device.ethernet()}, device.hit_count(),
        device.first_before(), device.last_before());
  }

  const DecodeLimits& limits_;
  TextReader texts_;
  DecodedMessage& out_;
  std::size_t text_budget_;
  const wire::Event* event_ = nullptr;
  std::optional<DecodeError> error_;
};

}  // namespace

Result<std::size_t, DecodeError> decode(std::string_view bytes, const DecodeLimits& limits, TextTable& texts,
                                        DecodedMessage& out) {
  // Scalars are read in place, so the buffer must be aligned as FlatBuffers expects.
  std::vector<std::uint64_t> aligned;
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  if (reinterpret_cast<std::uintptr_t>(data) % alignof(std::uint64_t) != 0) {
    aligned.resize(bytes.size() / sizeof(std::uint64_t) + 1);
    std::memcpy(aligned.data(), data, bytes.size());
    data = reinterpret_cast<const std::uint8_t*>(aligned.data());
  }
  // A message is Message > Event > payload > vector entry > common: five deep. Tables an observation: three.
  constexpr flatbuffers::uoffset_t kMaxDepth = 8;
  const auto max_tables = static_cast<flatbuffers::uoffset_t>(3 * limits.max_observations + 16);
  flatbuffers::Verifier verifier(data, bytes.size(), kMaxDepth, max_tables);
  if (!wire::VerifyMessageBuffer(verifier)) return DecodeError::kNotParsable;
  // Honest messages hold each text once; a builder that shares strings stays within this, too.
  const std::size_t text_budget = 4 * bytes.size();
  const auto error = MessageReader(limits, texts, out, text_budget).read(*wire::GetMessage(data));
  if (error) return *error;
  return out.observations.size();
}

}  // namespace picket::g2_flatbuffers
