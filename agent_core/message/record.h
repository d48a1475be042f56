#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <variant>

#include "agent_core/base/ip_address.h"
#include "agent_core/base/text.h"
#include "agent_core/base/time.h"
#include "agent_core/message/report.h"

namespace picket {

/// The kinds of thing that a collector can see: first what happens on a device (activity), then what
/// an agent reports on its schedule. The order is the order of the alternatives of `Record`.
enum class EventKind : std::uint8_t {
  kProcess,
  kNetwork,
  kDns,
  kLogin,
  kFile,
  kPeripheral,
  kSystemInformation,  ///< the first of the reports
  kHeartbeat,
  kListeningPorts,
  kLocalUsers,
  kFirewall,
  kBaseline,
  kSbom,
  kStatistics,
  kMessageStatistics,
  kDroppedEvents,
  kLog,
  kConfigurationError,
  kConnectedHardware,
  kCount_,
};
inline constexpr std::size_t kEventKinds = static_cast<std::size_t>(EventKind::kCount_);
/// Kinds of activity: those before the first report.
inline constexpr std::size_t kActivityKinds = static_cast<std::size_t>(EventKind::kSystemInformation);
constexpr bool is_report(EventKind kind) { return static_cast<std::size_t>(kind) >= kActivityKinds; }
/// "process", "network", "dns", ...: the word of scenarios, results and reports.
std::string_view to_string(EventKind kind);

enum class ProcessOperation : std::uint8_t { kFork, kExec, kExit };

/// One process operation. Names follow the agent's wire schema (`commandline`, one word).
struct ProcessRecord {
  Text commandline;  ///< empty for a fork, or where the sensor could not read it
  Text executable;   ///< path or name of the image; empty where the sensor could not read it
  std::uint32_t process_id = 0;
  std::uint32_t parent_process_id = 0;
  std::uint32_t user_id = 0;
  ProcessOperation operation = ProcessOperation::kExec;
  bool operator==(const ProcessRecord&) const = default;
};

enum class TransportProtocol : std::uint8_t { kTcp, kUdp, kIcmp };  ///< values of schema 2.3
enum class Direction : std::uint8_t { kOutbound, kInbound };

/// Network interfaces of a device, by Linux' usual names; the list is ours.
enum class NetworkInterface : std::uint8_t { kEth0, kEth1, kEth2, kEth3, kWlan0, kWlan1, kWwan0, kPpp0, kUsb0, kCan0, kBr0 };
inline constexpr std::array<std::string_view, 11> kNetworkInterfaceNames{
    "eth0", "eth1", "eth2", "eth3", "wlan0", "wlan1", "wwan0", "ppp0", "usb0", "can0", "br0"};

/// One flow or attempt; for aggregated observations byte counts are sums.
struct NetworkRecord {
  IpAddress local_address;
  IpAddress remote_address;
  std::uint16_t local_port = 0;
  std::uint16_t remote_port = 0;
  TransportProtocol protocol = TransportProtocol::kTcp;
  Direction direction = Direction::kOutbound;
  /// The attempt was made through a raw socket: packet capture sees it, auditd's connect(2) rule
  /// does not. Set by the world, read by sensors, never on the wire.
  bool raw_socket = false;
  /// The interface that its packets pass. Set by the world, read and cleared by sensors, never on the wire.
  NetworkInterface interface = NetworkInterface::kEth0;
  std::uint32_t user_id = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  Text commandline;  ///< of the owning process, empty if unknown
  bool operator==(const NetworkRecord&) const = default;
};

/// Name resolution by the device.
struct DnsRecord {
  Text name;
  bool failed = false;  ///< NXDOMAIN, SERVFAIL or no answer
  NetworkInterface interface = NetworkInterface::kEth0;  ///< as a flow's
  bool operator==(const DnsRecord&) const = default;
};

enum class LoginOperation : std::uint8_t { kLogin, kLogout, kLoginFailed };

struct LoginRecord {
  Text user_name;
  Text executable;  ///< "/usr/sbin/sshd", "tty1", ...
  IpAddress remote_address;  ///< unspecified for a local login
  std::uint32_t process_id = 0;
  LoginOperation operation = LoginOperation::kLogin;
  bool operator==(const LoginRecord&) const = default;
};

/// Change masks of the file-system collector, one bit each; a record carries exactly one.
enum class FileOperation : std::uint8_t { kAccess, kModified, kMetadataChanged, kClosed, kOpened, kMoved, kCreated, kDeleted };

struct FileRecord {
  Text path;
  FileOperation operation = FileOperation::kModified;
  bool operator==(const FileRecord&) const = default;
};

struct PeripheralRecord {
  Text name;  ///< "usb 0781:5567 mass storage", "eth1"
  bool connected = true;
  bool usb = true;  ///< false: Ethernet
  bool operator==(const PeripheralRecord&) const = default;
};

struct SystemInformationRecord {
  Text os_name;
  Text os_version;
  Text hardware_vendor;
  Text hardware_model;
  Text firmware_version;
  bool operator==(const SystemInformationRecord&) const = default;
};

struct HeartbeatRecord {
  bool operator==(const HeartbeatRecord&) const = default;
};

/// What one raw event or one observation is about; the alternative is the EventKind.
using Record = std::variant<ProcessRecord, NetworkRecord, DnsRecord, LoginRecord, FileRecord, PeripheralRecord,
                            SystemInformationRecord, HeartbeatRecord, ListeningPortRecord, LocalUserRecord,
                            FirewallRuleRecord, BaselineCheckRecord, PackageRecord, StatisticsRecord,
                            MessageStatisticsRecord, DroppedEventsRecord, LogRecord, ConfigurationErrorRecord,
                            ConnectedHardwareRecord>;
static_assert(std::variant_size_v<Record> == kEventKinds);

inline EventKind kind_of(const Record& record) { return static_cast<EventKind>(record.index()); }

/// A record of the kind with every field at its default.
Record default_record(EventKind kind);

/// Lets `visitor` see the fields of a record that lists them; false for the others. `Any`: Record, const or not.
template <class Any, class Visitor>
bool visit_report_fields(Any& record, Visitor& visitor) {
  return std::visit(
      [&visitor](auto& r) {
        using R = std::remove_cvref_t<decltype(r)>;
        if constexpr (kListsFields<R>) {
          R::fields(r, visitor);
          return true;
        } else {
          return false;
        }
      },
      record);
}

/// True if the record stands for a report without items: an event with `IsEmpty` and no payload.
/// Counters that are zero are items.
inline bool is_empty_report(const Record& record) {
  switch (kind_of(record)) {
    case EventKind::kListeningPorts:
      return std::get<ListeningPortRecord>(record) == ListeningPortRecord{};
    case EventKind::kLocalUsers:
      return std::get<LocalUserRecord>(record) == LocalUserRecord{};
    case EventKind::kFirewall:
      return std::get<FirewallRuleRecord>(record) == FirewallRuleRecord{};
    case EventKind::kBaseline:
      return std::get<BaselineCheckRecord>(record) == BaselineCheckRecord{};
    case EventKind::kConfigurationError:
      return std::get<ConfigurationErrorRecord>(record) == ConfigurationErrorRecord{};
    case EventKind::kConnectedHardware:
      return std::get<ConnectedHardwareRecord>(record) == ConnectedHardwareRecord{};
    default:
      return false;
  }
}

/// Reports whose items share an event: those of one message in generation 2, those that follow each other
/// with one time in generation 1.
constexpr bool is_list(EventKind kind) {
  switch (kind) {
    case EventKind::kListeningPorts:
    case EventKind::kLocalUsers:
    case EventKind::kFirewall:
    case EventKind::kBaseline:
    case EventKind::kSbom:
    case EventKind::kStatistics:
    case EventKind::kDroppedEvents:
    case EventKind::kLog:
    case EventKind::kConfigurationError:
    case EventKind::kConnectedHardware:
      return true;
    default:
      return false;
  }
}

/// What the agent reports for one or many raw events of the same key.
struct Observation {
  Record record;
  std::uint32_t hit_count = 1;  ///< raw events merged; G2 network: packets (defender.md 10)
  Time first_time;              ///< of the first merged event
  Time last_time;               ///< of the last merged event
  /// Start and end of the aggregation window that produced it. Generation 1 reports these and not
  /// the hits' own times. Equal to first_time/last_time where nothing was aggregated.
  Time window_start;
  Time window_end;
  bool aggregated = false;  ///< produced by an aggregation window
  bool operator==(const Observation&) const = default;
};

}  // namespace picket
