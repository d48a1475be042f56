#include <algorithm>
#include <limits>

#include "agent_core/base/check.h"
#include "agent_core/message/event_id.h"
#include "agent_core/message/g2_flatbuffers.h"
#include "agent_core/message/g2_report.h"
#include "agent_core/message/g2_tables.h"

namespace picket::g2_flatbuffers {
namespace {

using namespace g2_tables;

std::uint32_t held_in_u32(std::uint64_t value) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(value, std::numeric_limits<std::uint32_t>::max()));
}

constexpr std::uint32_t bit_if(bool present, std::uint32_t bit) { return present ? bit : 0; }

/// Hit count and trailing times of one observation, as far as they are written.
struct Extras {
  std::uint32_t hit_count = 1;
  std::uint32_t first_before = 0;
  std::uint32_t last_before = 0;
};

template <bool kWrite>
class MessageWriter {
 public:
  MessageWriter(char* out, const TextTable& texts, const AgentIdentity& identity, const SecurityMessage& message,
                bool count_vtables = true)
      : layout_(out, count_vtables), texts_(texts), identity_(identity), message_(message) {}

  std::uint32_t size() const { return layout_.position(); }

  void write_all() {
    const std::uint32_t events = count_events();
    const std::uint32_t root = layout_.root_offset();
    layout_.begin(kMessage, message::kModuleId | message::kVersion | message::kEvents, root);
    const std::uint32_t module_id = layout_.placeholder();
    layout_.put4(packed_version(identity_.agent_version));
    const std::uint32_t event_vector = layout_.placeholder();
    layout_.point_here(module_id);
    layout_.string(identity_.module_name);
    layout_.point_here(event_vector);
    entry_ = layout_.offset_vector(events);
    std::uint32_t done = 0;
    for (const Observation& o : message_.observations) {
      const EventKind kind = kind_of(o.record);
      if (!shares_an_event(kind)) {
        event(o);
      } else if ((done >> static_cast<unsigned>(kind) & 1) == 0) {
        done |= 1U << static_cast<unsigned>(kind);
        if (kind == EventKind::kNetwork) {
          network_event(o);
        } else {
          list_event(o, kind);
        }
      }
    }
  }

  /// The parts of the message that exist because of this observation.
  void write_one(const Observation& o) {
    event_seconds_ = event_seconds(message_, o);
    entry_ = layout_.offset_vector(1);
    not_charged_ = 4;  // the length of the vector, which the entry shares with others
    if (const auto* network = std::get_if<NetworkRecord>(&o.record)) {
      flow(o, *network, entry_);
    } else if (is_list(kind_of(o.record))) {
      list_item(o.record, entry_);
    } else {
      event(o);
    }
  }
  std::uint32_t charged() const { return size() - not_charged_; }

 private:
  static bool shares_an_event(EventKind kind) { return kind == EventKind::kNetwork || is_list(kind); }

  std::uint32_t count_events() {
    std::uint32_t events = 0;
    for (const Observation& o : message_.observations) {
      const EventKind kind = kind_of(o.record);
      std::uint32_t& of_kind = counts_[static_cast<std::size_t>(kind)];
      if (of_kind++ == 0 || !shares_an_event(kind)) ++events;
      if (const auto* network = std::get_if<NetworkRecord>(&o.record)) {
        ipv6_ += travels_as_ipv6(*network) ? 1 : 0;
      } else if (const auto* port = std::get_if<ListeningPortRecord>(&o.record)) {
        ipv6_ports_ += travels_as_ipv6(*port) ? 1 : 0;
      }
    }
    ipv4_ = counts_[static_cast<std::size_t>(EventKind::kNetwork)] - ipv6_;
    return events;
  }

  /// Writes the event table; returns where the offset of its payload belongs.
  std::uint32_t event_table(const Observation& o, PayloadType type) {
    const std::uint32_t interval = interval_seconds(message_, o);
    event_seconds_ = event_seconds(message_, o);
    layout_.begin(kEvent,
                  event::kId | bit_if(event_seconds_ != 0, event::kTime) | bit_if(interval != 0, event::kInterval) |
                      event::kPayload | event::kPayloadType,
                  entry_);
    entry_ += 4;
    if constexpr (kWrite) {
      const Uuid id = event_id(identity_.id_seed, message_.sequence, event_index_++);
      char bytes[16];
      for (int i = 0; i < 8; ++i) {
        bytes[i] = static_cast<char>(id.high >> (56 - 8 * i));
        bytes[8 + i] = static_cast<char>(id.low >> (56 - 8 * i));
      }
      layout_.put_bytes(bytes, sizeof bytes);
    }
    if (event_seconds_ != 0) layout_.put4(event_seconds_);
    if (interval != 0) layout_.put4(interval);
    const std::uint32_t payload = layout_.placeholder();
    layout_.put1(type);
    return payload;
  }

  Extras extras_of(const Observation& o) const {
    if (!identity_.extended) return {o.hit_count, 0, 0};
    return {o.hit_count, seconds_before(event_seconds_, o.first_time), seconds_before(event_seconds_, o.last_time)};
  }

  void event(const Observation& o) {
    if (const auto* process = std::get_if<ProcessRecord>(&o.record)) {
      const std::uint32_t payload = event_table(o, kProcessPayload);
      process_table(*process, extras_of(o), payload);
    } else if (const auto* login = std::get_if<LoginRecord>(&o.record)) {
      const std::uint32_t payload = event_table(o, kLoginPayload);
      login_table(*login, extras_of(o), payload);
    } else if (const auto* dns = std::get_if<DnsRecord>(&o.record)) {
      const std::uint32_t payload = event_table(o, kDnsPayload);
      named_table(kDns, dns->name, extras_of(o), dns->failed ? 1 : 0, 0, payload);
    } else if (const auto* file = std::get_if<FileRecord>(&o.record)) {
      const std::uint32_t payload = event_table(o, kFileSystemPayload);
      named_table(kFileSystem, file->path, extras_of(o), static_cast<std::uint8_t>(file->operation), 0, payload);
    } else if (const auto* device = std::get_if<PeripheralRecord>(&o.record)) {
      const std::uint32_t payload = event_table(o, kPeripheralPayload);
      named_table(kPeripheral, device->name, extras_of(o), device->connected ? 0 : 1, device->usb ? 0 : 1, payload);
    } else if (const auto* information = std::get_if<SystemInformationRecord>(&o.record)) {
      const std::uint32_t payload = event_table(o, kSystemInformationPayload);
      information_table(*information, payload);
    } else {
      const std::uint32_t payload = event_table(o, kHeartbeatPayload);
      layout_.begin(kHeartbeat, 0, payload);
    }
  }

  void network_event(const Observation& first_flow) {
    const std::uint32_t payload = event_table(first_flow, kNetworkActivityPayload);
    layout_.begin(kNetworkActivity, bit_if(ipv4_ != 0, network_activity::kIpv4) |
                                                   bit_if(ipv6_ != 0, network_activity::kIpv6),
                             payload);
    const std::uint32_t ipv4_vector = ipv4_ != 0 ? layout_.placeholder() : 0;
    const std::uint32_t ipv6_vector = ipv6_ != 0 ? layout_.placeholder() : 0;
    if (ipv4_ != 0) flows(false, ipv4_vector, ipv4_);
    if (ipv6_ != 0) flows(true, ipv6_vector, ipv6_);
  }

  void flows(bool ipv6, std::uint32_t vector, std::uint32_t count) {
    layout_.point_here(vector);
    std::uint32_t entry = layout_.offset_vector(count);
    for (const Observation& o : message_.observations) {
      const auto* network = std::get_if<NetworkRecord>(&o.record);
      if (network == nullptr || travels_as_ipv6(*network) != ipv6) continue;
      flow(o, *network, entry);
      entry += 4;
    }
  }

  void list_event(const Observation& first, EventKind kind) {
    const std::uint32_t payload = event_table(first, payload_of(kind));
    const std::uint32_t count = counts_[static_cast<std::size_t>(kind)];
    if (kind != EventKind::kListeningPorts) {
      layout_.begin(kItems, 1, payload);
      list_items(layout_.placeholder(), count, [kind](const Record& r) { return kind_of(r) == kind; });
      return;
    }
    const std::uint32_t ipv4_ports = count - ipv6_ports_;
    layout_.begin(kNetworkActivity,
                  bit_if(ipv4_ports != 0, network_activity::kIpv4) | bit_if(ipv6_ports_ != 0, network_activity::kIpv6),
                  payload);
    const std::uint32_t ipv4_vector = ipv4_ports != 0 ? layout_.placeholder() : 0;
    const std::uint32_t ipv6_vector = ipv6_ports_ != 0 ? layout_.placeholder() : 0;
    for (const bool ipv6 : {false, true}) {
      const std::uint32_t of_version = ipv6 ? ipv6_ports_ : ipv4_ports;
      if (of_version == 0) continue;
      list_items(ipv6 ? ipv6_vector : ipv4_vector, of_version, [ipv6](const Record& r) {
        const auto* port = std::get_if<ListeningPortRecord>(&r);
        return port != nullptr && travels_as_ipv6(*port) == ipv6;
      });
    }
  }

  template <class Wanted>
  void list_items(std::uint32_t vector, std::uint32_t count, Wanted&& wanted) {
    layout_.point_here(vector);
    std::uint32_t entry = layout_.offset_vector(count);
    for (const Observation& o : message_.observations) {
      if (!wanted(o.record)) continue;
      list_item(o.record, entry);
      entry += 4;
    }
  }

  void list_item(const Record& record, std::uint32_t entry) {
    switch (kind_of(record)) {
      case EventKind::kListeningPorts:
        return port_table(std::get<ListeningPortRecord>(record), entry);
      case EventKind::kLocalUsers:
        return report_table(kLocalUser, record, entry);
      case EventKind::kFirewall:
        return report_table(kFirewallRule, record, entry);
      case EventKind::kBaseline:
        return report_table(kBaselineCheck, record, entry);
      case EventKind::kSbom:
        return report_table(kPackage, record, entry);
      case EventKind::kStatistics:
        return statistic_table(std::get<StatisticsRecord>(record), entry);
      case EventKind::kLog:
        return report_table(kLogRecord, record, entry);
      case EventKind::kConfigurationError:
        return report_table(kConfigurationError, record, entry);
      default:
        PICKET_CHECK(false, "schema 2.3 has no list of kind", record.index());
    }
  }

  void port_table(const ListeningPortRecord& port, std::uint32_t entry) {
    if (travels_as_ipv6(port)) {
      layout_.begin(kV6Port, port::kAddress | port::kCommon, entry);
      ipv6_address(port.local_address);
    } else {
      const std::uint32_t address = port.local_address.v4_value();
      layout_.begin(kV4Port, bit_if(address != 0, port::kAddress) | port::kCommon, entry);
      if (address != 0) layout_.put4_network_order(address);
    }
    const std::uint32_t common = layout_.placeholder();
    const bool tcp = port.protocol == TransportProtocol::kTcp;
    layout_.begin(kPortsCommon,
                  bit_if(port.local_port != 0, ports_common::kLocalPort) | bit_if(!tcp, ports_common::kProtocol), common);
    if (port.local_port != 0) layout_.put2(port.local_port);
    if (!tcp) layout_.put1(static_cast<std::uint8_t>(port.protocol));
  }

  void statistic_table(const StatisticsRecord& statistic, std::uint32_t entry) {
    layout_.begin(kStatistic,
                  statistic::kName | statistic::kDescription | bit_if(statistic.count != 0, statistic::kHitCount), entry);
    const std::uint32_t name = layout_.placeholder();
    const std::uint32_t description = layout_.placeholder();
    if (statistic.count != 0) layout_.put4(statistic.count);
    layout_.point_here(name);
    layout_.string(to_string(statistic.collector));
    layout_.point_here(description);
    layout_.string(kStatisticsEventWords[static_cast<std::size_t>(statistic.event)]);
  }

  template <std::size_t N>
  void report_table(const TableShape<N>& shape, const Record& record, std::uint32_t entry) {
    ReportValues values;
    visit_report_fields(record, values);
    std::uint32_t mask = 0;
    for (std::size_t i = 0; i < N; ++i) mask |= bit_if(values[shape.fields[i].slot].present(), 1U << i);
    layout_.begin(shape, mask, entry);
    std::array<std::uint32_t, N> texts{};
    for (std::size_t i = 0; i < N; ++i) {
      if ((mask >> i & 1) == 0) continue;
      const ReportValues::Value& value = values[shape.fields[i].slot];
      if (!value.text.empty()) {
        texts[i] = layout_.placeholder();
      } else if (shape.fields[i].size == 4) {
        layout_.put4(value.number);
      } else if (shape.fields[i].size == 2) {
        layout_.put2(static_cast<std::uint16_t>(value.number));
      } else {
        layout_.put1(static_cast<std::uint8_t>(value.number));
      }
    }
    for (std::size_t i = 0; i < N; ++i) string_if(values[shape.fields[i].slot].text, texts[i]);
  }

  void flow(const Observation& o, const NetworkRecord& network, std::uint32_t entry) {
    if (travels_as_ipv6(network)) {
      layout_.begin(kV6Activity, activity::kAddresses | activity::kCommon, entry);
      ipv6_address(network.local_address);
      ipv6_address(network.remote_address);
    } else {
      layout_.begin(kV4Activity, activity::kAddresses | activity::kCommon, entry);
      layout_.put4_network_order(network.local_address.v4_value());
      layout_.put4_network_order(network.remote_address.v4_value());
    }
    const std::uint32_t common_offset = layout_.placeholder();
    common_table(o, network, common_offset);
  }

  void ipv6_address(const IpAddress& address) {
    layout_.put4_network_order(static_cast<std::uint32_t>(address.high() >> 32));
    layout_.put4_network_order(static_cast<std::uint32_t>(address.high()));
    layout_.put4_network_order(static_cast<std::uint32_t>(address.low() >> 32));
    layout_.put4_network_order(static_cast<std::uint32_t>(address.low()));
  }

  void common_table(const Observation& o, const NetworkRecord& network, std::uint32_t pointer) {
    const Text executable = texts_.executable_of(network.commandline);
    const std::uint32_t bytes_in = held_in_u32(network.bytes_in);
    const std::uint32_t bytes_out = held_in_u32(network.bytes_out);
    const auto user = static_cast<std::uint16_t>(std::min<std::uint32_t>(network.user_id, 0xffff));
    Extras extras;
    std::uint8_t direction = 0;
    if (identity_.extended) {
      extras = extras_of(o);
      direction = network.direction == Direction::kOutbound ? 1 : 2;
    }
    layout_.begin(
        kCommon,
        bit_if(bytes_in != 0, common::kBytesIn) | bit_if(bytes_out != 0, common::kBytesOut) |
            bit_if(!executable.empty(), common::kExecutable) |
            bit_if(!network.commandline.empty(), common::kCommandline) |
            bit_if(extras.hit_count != 1, common::kHitCount) | bit_if(extras.first_before != 0, common::kFirstBefore) |
            bit_if(extras.last_before != 0, common::kLastBefore) |
            bit_if(network.local_port != 0, common::kLocalPort) |
            bit_if(network.remote_port != 0, common::kRemotePort) | bit_if(user != 0, common::kUserId) |
            bit_if(network.protocol != TransportProtocol::kTcp, common::kProtocol) |
            bit_if(direction != 0, common::kDirection),
        pointer);
    if (bytes_in != 0) layout_.put4(bytes_in);
    if (bytes_out != 0) layout_.put4(bytes_out);
    const std::uint32_t executable_offset = executable.empty() ? 0 : layout_.placeholder();
    const std::uint32_t commandline_offset = network.commandline.empty() ? 0 : layout_.placeholder();
    put_extras(extras);
    if (network.local_port != 0) layout_.put2(network.local_port);
    if (network.remote_port != 0) layout_.put2(network.remote_port);
    if (user != 0) layout_.put2(user);
    if (network.protocol != TransportProtocol::kTcp) layout_.put1(static_cast<std::uint8_t>(network.protocol));
    if (direction != 0) layout_.put1(direction);
    string_if(executable, executable_offset);
    string_if(network.commandline, commandline_offset);
  }

  void process_table(const ProcessRecord& process, const Extras& extras, std::uint32_t pointer) {
    layout_.begin(
        kProcess,
        bit_if(!process.executable.empty(), process::kExecutable) |
            bit_if(process.process_id != 0, process::kProcessId) |
            bit_if(process.parent_process_id != 0, process::kParentProcessId) |
            bit_if(process.user_id != 0, process::kUserId) |
            bit_if(!process.commandline.empty(), process::kCommandline) |
            bit_if(extras.hit_count != 1, process::kHitCount) |
            bit_if(extras.first_before != 0, process::kFirstBefore) |
            bit_if(extras.last_before != 0, process::kLastBefore) |
            bit_if(process.operation != ProcessOperation::kFork, process::kEventType),
        pointer);
    const std::uint32_t executable = process.executable.empty() ? 0 : layout_.placeholder();
    if (process.process_id != 0) layout_.put4(process.process_id);
    if (process.parent_process_id != 0) layout_.put4(process.parent_process_id);
    if (process.user_id != 0) layout_.put4(process.user_id);
    const std::uint32_t commandline = process.commandline.empty() ? 0 : layout_.placeholder();
    put_extras(extras);
    if (process.operation != ProcessOperation::kFork) layout_.put1(static_cast<std::uint8_t>(process.operation));
    string_if(process.executable, executable);
    string_if(process.commandline, commandline);
  }

  void login_table(const LoginRecord& login, const Extras& extras, std::uint32_t pointer) {
    const bool ipv4 = login.remote_address.is_v4() && login.remote_address.v4_value() != 0;
    const bool ipv6 = !login.remote_address.is_v4() && !login.remote_address.is_unspecified();
    layout_.begin(
        kLogin,
        bit_if(ipv6, login::kRemoteIpv6) | bit_if(!login.user_name.empty(), login::kUserName) |
            bit_if(!login.executable.empty(), login::kExecutable) | bit_if(ipv4, login::kRemoteIpv4) |
            bit_if(login.process_id != 0, login::kProcessId) | bit_if(extras.hit_count != 1, login::kHitCount) |
            bit_if(extras.first_before != 0, login::kFirstBefore) |
            bit_if(extras.last_before != 0, login::kLastBefore) |
            bit_if(login.operation != LoginOperation::kLogin, login::kOperation),
        pointer);
    if (ipv6) ipv6_address(login.remote_address);
    const std::uint32_t user_name = login.user_name.empty() ? 0 : layout_.placeholder();
    const std::uint32_t executable = login.executable.empty() ? 0 : layout_.placeholder();
    if (ipv4) layout_.put4_network_order(login.remote_address.v4_value());
    if (login.process_id != 0) layout_.put4(login.process_id);
    put_extras(extras);
    if (login.operation != LoginOperation::kLogin) layout_.put1(static_cast<std::uint8_t>(login.operation));
    string_if(login.user_name, user_name);
    string_if(login.executable, executable);
  }

  template <std::size_t N>
  void named_table(const TableShape<N>& shape, Text name, const Extras& extras, std::uint8_t first_byte,
                   std::uint8_t second_byte, std::uint32_t pointer) {
    layout_.begin(shape,
                             bit_if(!name.empty(), named::kName) | bit_if(extras.hit_count != 1, named::kHitCount) |
                                 bit_if(extras.first_before != 0, named::kFirstBefore) |
                                 bit_if(extras.last_before != 0, named::kLastBefore) |
                                 bit_if(first_byte != 0, named::kFirstByte) |
                                 bit_if(second_byte != 0, named::kSecondByte),
                             pointer);
    const std::uint32_t name_offset = name.empty() ? 0 : layout_.placeholder();
    put_extras(extras);
    if (first_byte != 0) layout_.put1(first_byte);
    if (second_byte != 0) layout_.put1(second_byte);
    string_if(name, name_offset);
  }

  void information_table(const SystemInformationRecord& information, std::uint32_t pointer) {
    const std::array<Text, 5> parts{information.os_name, information.os_version, information.hardware_vendor,
                                    information.hardware_model, information.firmware_version};
    std::uint32_t mask = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) mask |= bit_if(!parts[i].empty(), 1U << i);
    layout_.begin(kSystemInformation, mask, pointer);
    std::array<std::uint32_t, 5> offsets{};
    for (std::size_t i = 0; i < parts.size(); ++i) offsets[i] = parts[i].empty() ? 0 : layout_.placeholder();
    for (std::size_t i = 0; i < parts.size(); ++i) string_if(parts[i], offsets[i]);
  }

  void put_extras(const Extras& extras) {
    if (extras.hit_count != 1) layout_.put4(extras.hit_count);
    if (extras.first_before != 0) layout_.put4(extras.first_before);
    if (extras.last_before != 0) layout_.put4(extras.last_before);
  }

  void string_if(Text text, std::uint32_t placeholder) {
    if (text.empty()) return;
    layout_.point_here(placeholder);
    layout_.string(texts_, text);
  }

  TableLayout<kWrite> layout_;
  const TextTable& texts_;
  const AgentIdentity& identity_;
  const SecurityMessage& message_;
  std::array<std::uint32_t, kEventKinds> counts_{};  ///< observations by kind
  std::uint32_t ipv4_ = 0;                           ///< flows
  std::uint32_t ipv6_ = 0;
  std::uint32_t ipv6_ports_ = 0;
  std::uint32_t entry_ = 0;          ///< next entry of the vector of events
  std::uint32_t event_seconds_ = 0;  ///< time of the event being written
  std::uint32_t event_index_ = 0;
  std::uint32_t not_charged_ = 0;
};

}  // namespace

bool can_carry(EventKind kind) {
  // What the first two count is in generation 2's statistics; it knows what is connected by its peripheral events.
  return kind != EventKind::kMessageStatistics && kind != EventKind::kDroppedEvents &&
         kind != EventKind::kConnectedHardware;
}

void encode(const AgentIdentity& identity, const SecurityMessage& message, const TextTable& texts, std::string& out) {
  const std::size_t begin = out.size();
  out.resize(begin + encoded_size(identity, message, texts));
  MessageWriter<true> writer(out.data() + begin, texts, identity, message);
  writer.write_all();
  PICKET_CHECK(begin + writer.size() == out.size(), "bytes written", writer.size(), "of", out.size() - begin);
}

std::size_t encoded_size(const AgentIdentity& identity, const SecurityMessage& message, const TextTable& texts) {
  MessageWriter<false> counter(nullptr, texts, identity, message);
  counter.write_all();
  return counter.size();
}

std::size_t observation_size(const Observation& observation, const TextTable& texts, bool extended) {
  AgentIdentity identity;
  identity.extended = extended;
  SecurityMessage message;
  message.created = observation.window_end;
  message.collection_interval = observation.window_end - observation.window_start;
  MessageWriter<false> counter(nullptr, texts, identity, message, /*count_vtables=*/false);
  counter.write_one(observation);
  return counter.charged();
}

}  // namespace picket::g2_flatbuffers
