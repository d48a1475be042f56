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
      case wire::Payload::ListeningPorts:
        return read_ports(*event.payload_as_ListeningPorts());
      case wire::Payload::Baseline:
        return each(event.payload_as_Baseline()->baseline_checks(), [this](const auto& i) { read_check(i); });
      case wire::Payload::Log:
        return each(event.payload_as_Log()->logs(), [this](const auto& i) { read_log(i); });
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
      case wire::Payload::LocalUsers:
        return each(event.payload_as_LocalUsers()->users(), [this](const auto& i) { read_user(i); });
      case wire::Payload::Firewall:
        return each(event.payload_as_Firewall()->rules(), [this](const auto& i) { read_rule(i); });
      case wire::Payload::Sbom:
        return each(event.payload_as_Sbom()->packages(), [this](const auto& i) { read_package(i); });
      case wire::Payload::Statistics:
        return each(event.payload_as_Statistics()->events(), [this](const auto& i) { read_statistic(i); });
      case wire::Payload::ConfigurationErrors:
        return each(event.payload_as_ConfigurationErrors()->errors(), [this](const auto& i) { read_error(i); });
      default:  // what newer agents may send
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

  /// Calls `read` for the items of a report; stops at the first error.
  template <class Vector, class Read>
  void each(const Vector* items, Read&& read) {
    if (items == nullptr) return;
    for (const auto* item : *items) {
      if (item == nullptr) return fail(DecodeError::kSchemaViolation);
      read(*item);
      if (error_) return;
    }
  }
  void add_report(const Record& record) { add(record, 1, 0, 0); }

  void read_ports(const wire::ListeningPorts& ports) {
    each(ports.ipv4_ports(), [this](const wire::V4Port& p) { read_port(read_ipv4(p.local_address()), p.common()); });
    each(ports.ipv6_ports(), [this](const wire::V6Port& p) {
      read_port(p.local_address() == nullptr ? IpAddress() : read_ipv6(*p.local_address()->address()), p.common());
    });
  }

  void read_port(const IpAddress& address, const wire::PortsCommon* common) {
    if (common == nullptr || common->protocol() > wire::Protocol::MAX) return fail(DecodeError::kSchemaViolation);
    add_report(ListeningPortRecord{address, common->local_port(), static_cast<TransportProtocol>(common->protocol()), 0});
  }

  void read_check(const wire::BaselineCheck& check) {
    const auto last = extensions() ? wire::BaselineResult::SKIP : wire::BaselineResult::ERROR;
    if (check.result() > last || check.severity() > wire::BaselineSeverity::MAX) {
      return fail(DecodeError::kSchemaViolation);
    }
    add_report(BaselineCheckRecord{read_text(check.id()), static_cast<BaselineResult>(check.result()),
                                   read_text(check.error()), read_text(check.description()),
                                   static_cast<BaselineSeverity>(check.severity()), read_text(check.remediation())});
  }

  void read_log(const wire::LogRecord& log) {
    if (log.level() > wire::LogLevel::MAX) return fail(DecodeError::kSchemaViolation);
    add_report(LogRecord{read_text(log.message()), static_cast<LogLevel>(log.level()), log.line(),
                         read_text(log.filename()), 0, 0});
  }

  void read_user(const wire::LocalUser& user) {
    add_report(LocalUserRecord{read_text(user.user_name()), read_text(user.group_names()), read_text(user.group_ids()),
                               user.user_id()});
  }

  void read_rule(const wire::FirewallRule& rule) {
    if (rule.action() > wire::FirewallAction::MAX || rule.direction() > wire::FirewallDirection::MAX ||
        rule.protocol() > wire::FirewallProtocol::MAX) {
      return fail(DecodeError::kSchemaViolation);
    }
    add_report(FirewallRuleRecord{read_text(rule.chain_name()), read_text(rule.source_address()),
                                  read_text(rule.destination_address()), read_text(rule.destination_port()),
                                  rule.priority(), static_cast<FirewallAction>(rule.action()),
                                  static_cast<FirewallDirection>(rule.direction()),
                                  static_cast<FirewallProtocol>(rule.protocol()), rule.enabled()});
  }

  void read_package(const wire::Package& package) {
    add_report(
        PackageRecord{read_text(package.name()), read_text(package.version()), read_text(package.vendor())});
  }

  /// A line about a collector or with a description that we do not know is skipped and counted.
  void read_statistic(const wire::Statistic& statistic) {
    StatisticsRecord record;
    const std::string_view name = text(statistic.name());
    const std::string_view description = text(statistic.description());
    bool known_collector = false;
    for (std::size_t k = 0; k < kEventKinds && !known_collector; ++k) {
      record.collector = static_cast<EventKind>(k);
      known_collector = to_string(record.collector) == name;
    }
    bool known_event = false;
    for (std::size_t i = 0; i < kStatisticsEventWords.size() && !known_event; ++i) {
      record.event = static_cast<StatisticsEvent>(i);
      known_event = kStatisticsEventWords[i] == description;
    }
    record.count = statistic.hit_count();
    if (known_collector && known_event) {
      add_report(record);
    } else {
      ++out_.unknown_events;
    }
  }

  void read_error(const wire::ConfigurationError& error) {
    if (error.type() > wire::ConfigurationErrorType::MAX) return fail(DecodeError::kSchemaViolation);
    add_report(ConfigurationErrorRecord{read_text(error.configuration_name()), read_text(error.used_configuration()),
                                        read_text(error.message()), static_cast<ConfigurationErrorType>(error.type())});
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
