#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "agent_core/base/ip_address.h"
#include "agent_core/base/text.h"

namespace picket {

enum class EventKind : std::uint8_t;
enum class TransportProtocol : std::uint8_t;

/// Reports: what an agent says on its schedule about the device (open ports, users, packages...) and
/// about itself (losses, log, configuration), in contrast to what happens on the device. Each record is
/// one payload item; the items of one report travel in one event. A record that equals the default one
/// stands for a report without items: generation 1 sends an event with `IsEmpty`, generation 2 nothing.
///
/// Every record lists its fields once, in `fields`: the encoders and decoders of both generations, the
/// compact form in an agent's tables and the rows of the workspace all come from that list. A visitor has
///   text(names, Text&), number(names, std::uint32_t&), number_text(names, std::uint32_t&),
///   detail(names, std::uint32_t&), port(names, std::uint16_t&), position(names, std::uint16_t&),
///   address(names, IpAddress&), flag(names, bool&), word(names, words, Enum&), absent()
/// where number_text is a number that schema 1.0 has as a text, detail one in its ExtraDetails, and absent
/// a field of schema 2.3 that we do not have. The order is that of the fields in the wire schema of
/// generation 2; what generation 2 lacks stands at the end.
struct FieldNames {
  std::string_view g1;     ///< in a payload item of schema 1.0; empty: not carried
  std::string_view g2;     ///< in generation 2 (names of the workspace's rows); empty: not carried
  bool required = false;   ///< schema 1.0 demands it
};

/// Words of an enum, by value: of generation 1 and of generation 2. An empty word: not written.
template <std::size_t N>
using ReportWords = std::array<std::string_view, N>;

inline constexpr ReportWords<3> kReportProtocolWords{"tcp", "udp", "icmp"};

/// A port on which something listens.
struct ListeningPortRecord {
  IpAddress local_address;
  std::uint16_t local_port = 0;
  TransportProtocol protocol{};
  std::uint32_t process_id = 0;  ///< generation 1, in ExtraDetails; 0: not known
  bool operator==(const ListeningPortRecord&) const = default;

  template <class Self, class Visitor>
  static void fields(Self& r, Visitor& v) {
    v.address({"LocalAddress", "LocalAddress"}, r.local_address);
    v.port({"LocalPort", "LocalPort", true}, r.local_port);
    v.word({"Protocol", "Protocol", true}, kReportProtocolWords, r.protocol);
    v.detail({"Pid", ""}, r.process_id);
  }
};

struct LocalUserRecord {
  Text user_name;
  Text group_names;  ///< joined by ';'
  Text group_ids;    ///< joined by ';'
  std::uint32_t user_id = 0;
  bool operator==(const LocalUserRecord&) const = default;

  template <class Self, class Visitor>
  static void fields(Self& r, Visitor& v) {
    v.text({"UserName", "UserName", true}, r.user_name);
    v.text({"GroupNames", "GroupNames", true}, r.group_names);
    v.text({"GroupIds", "GroupIds", true}, r.group_ids);
    v.number_text({"UserId", "UserId", true}, r.user_id);
  }
};

enum class FirewallAction : std::uint8_t { kOther, kAllow, kDeny };
enum class FirewallDirection : std::uint8_t { kBoth, kIn, kOut };
enum class FirewallProtocol : std::uint8_t { kAny, kTcp, kUdp, kIcmp };
inline constexpr ReportWords<3> kFirewallActionWords{"Other", "Allow", "Deny"};
inline constexpr ReportWords<3> kFirewallDirectionWords{"", "In", "Out"};
inline constexpr ReportWords<4> kFirewallProtocolWords{"", "tcp", "udp", "icmp"};

/// One rule of the firewall, or the policy of a chain.
/// Limits: no source port, no application; rules for devices rarely name them.
struct FirewallRuleRecord {
  Text chain_name;
  Text source_address;
  Text destination_address;
  Text destination_port;  ///< "22", "53248-53250", "*"
  std::uint16_t priority = 0;  ///< position in the chain, from 1; 0: none
  FirewallAction action = FirewallAction::kOther;
  FirewallDirection direction = FirewallDirection::kBoth;
  FirewallProtocol protocol = FirewallProtocol::kAny;
  bool enabled = false;
  bool operator==(const FirewallRuleRecord&) const = default;

  template <class Self, class Visitor>
  static void fields(Self& r, Visitor& v) {
    v.text({"ChainName", "ChainName"}, r.chain_name);
    v.text({"SourceAddress", "SourceAddress"}, r.source_address);
    v.text({"DestinationAddress", "DestinationAddress"}, r.destination_address);
    v.text({"DestinationPort", "DestinationPort"}, r.destination_port);
    v.position({"Priority", "Priority"}, r.priority);
    v.word({"Action", "Action", true}, kFirewallActionWords, r.action);
    v.word({"Direction", "Direction"}, kFirewallDirectionWords, r.direction);
    v.word({"Protocol", "Protocol"}, kFirewallProtocolWords, r.protocol);
    v.flag({"Enabled", "Enabled", true}, r.enabled);
  }
};

/// Values of schema 2.3; kSkip came with version 4.2.4 of the agent and is ours on the wire.
enum class BaselineResult : std::uint8_t { kPass, kFail, kError, kSkip };
enum class BaselineSeverity : std::uint8_t { kCritical, kImportant, kWarning, kInformational };
inline constexpr ReportWords<4> kBaselineResultWords{"Pass", "Fail", "Err", "Skip"};
inline constexpr ReportWords<4> kBaselineSeverityWords{"Critical", "Important", "Warning", "Informational"};

/// One check of the operating system's baseline (CIS benchmark).
struct BaselineCheckRecord {
  Text id;  ///< "CIS-debian-9-Filesystem-1.1.2"; generation 1: the CCE id
  BaselineResult result = BaselineResult::kPass;
  Text error;
  Text description;
  BaselineSeverity severity = BaselineSeverity::kCritical;
  Text remediation;
  bool operator==(const BaselineCheckRecord&) const = default;

  template <class Self, class Visitor>
  static void fields(Self& r, Visitor& v) {
    v.text({"CceId", "BaselineCheckId", true}, r.id);
    v.word({"Result", "BaselineCheckResult", true}, kBaselineResultWords, r.result);
    v.text({"Error", "BaselineCheckError", true}, r.error);
    v.text({"Description", "BaselineCheckDescription", true}, r.description);
    v.word({"Severity", "BaselineCheckSeverity", true}, kBaselineSeverityWords, r.severity);
    v.text({"", "BaselineCheckRemediation"}, r.remediation);
  }
};

/// One installed package of the software bill of materials. Generation 2 only.
struct PackageRecord {
  Text name;
  Text version;
  Text vendor;
  bool operator==(const PackageRecord&) const = default;

  template <class Self, class Visitor>
  static void fields(Self& r, Visitor& v) {
    v.text({"", "Name"}, r.name);
    v.text({"", "Version"}, r.version);
    v.text({"", "Vendor"}, r.vendor);
  }
};

/// What a line of the agent's statistics counts. Descriptions are ours: the product's are not published.
enum class StatisticsEvent : std::uint8_t {
  kSent,           ///< raw events that went into a message
  kCacheOverflow,  ///< lost because the collector's cache was full
  kQueueFull,      ///< lost because the agent's byte budget was reached
  kOversize,       ///< lost because they fit no message
  kReduced,        ///< left out by the policy: suppressed, sampled, rate limited
  kOther,
};
inline constexpr ReportWords<6> kStatisticsEventWords{
    "sent", "dropped: cache full", "dropped: queue full", "dropped: too large", "dropped: by policy", "dropped: other"};

/// One line of generation 2's statistics: a collector, what happened to its events, how often.
struct StatisticsRecord {
  EventKind collector{};
  StatisticsEvent event = StatisticsEvent::kSent;
  std::uint32_t count = 0;
  bool operator==(const StatisticsRecord&) const = default;
};

/// Generation 1: what became of the agent's messages since the last report.
struct MessageStatisticsRecord {
  std::uint32_t messages_sent = 0;
  std::uint32_t messages_under_4kb = 0;
  std::uint32_t total_failed = 0;
  bool operator==(const MessageStatisticsRecord&) const = default;

  template <class Self, class Visitor>
  static void fields(Self& r, Visitor& v) {
    v.number({"MessagesSent", "MessagesSent", true}, r.messages_sent);
    v.number({"MessagesUnder4KB", "MessagesUnder4KB", true}, r.messages_under_4kb);
    v.number({"TotalFailed", "TotalFailed", true}, r.total_failed);
  }
};

enum class StatisticsQueue : std::uint8_t { kHigh, kLow, kOperational };
inline constexpr ReportWords<3> kStatisticsQueueWords{"High", "Low", "Operational"};

/// Generation 1: events that came to a queue and that it refused or displaced, since the last report.
struct DroppedEventsRecord {
  StatisticsQueue queue = StatisticsQueue::kHigh;
  std::uint32_t collected_events = 0;
  std::uint32_t dropped_events = 0;
  bool operator==(const DroppedEventsRecord&) const = default;

  template <class Self, class Visitor>
  static void fields(Self& r, Visitor& v) {
    v.word({"Queue", "Queue", true}, kStatisticsQueueWords, r.queue);
    v.number({"CollectedEvents", "CollectedEvents", true}, r.collected_events);
    v.number({"DroppedEvents", "DroppedEvents", true}, r.dropped_events);
  }
};

/// Values of schema 2.3.
enum class LogLevel : std::uint8_t { kNotSet, kFatal, kError, kWarning, kInformation, kDebug };
inline constexpr ReportWords<6> kLogLevelWords{"Information", "Fatal", "Error", "Warning", "Information", "Debug"};

/// A line of the agent's own log: generation 1's Diagnostic event, generation 2's log collector.
struct LogRecord {
  Text message;
  LogLevel level = LogLevel::kNotSet;
  std::uint32_t line = 0;
  Text filename;
  std::uint32_t process_id = 0;  ///< generation 1
  std::uint32_t thread_id = 0;   ///< generation 1
  bool operator==(const LogRecord&) const = default;

  template <class Self, class Visitor>
  static void fields(Self& r, Visitor& v) {
    v.text({"Message", "Message", true}, r.message);
    v.word({"Severity", "Level", true}, kLogLevelWords, r.level);
    v.absent();  // timestamp: the event's time is ours
    v.number({"", "Line"}, r.line);
    v.text({"", "Filename"}, r.filename);
    v.number({"ProcessId", "", true}, r.process_id);
    v.number({"ThreadId", "", true}, r.thread_id);
  }
};

enum class ConfigurationErrorType : std::uint8_t { kTypeMismatch, kNotOptimal, kConflict };
inline constexpr ReportWords<3> kConfigurationErrorTypeWords{"TypeMismatch", "NotOptimal", "Conflict"};

/// The agent could not use its configuration, or found it unwise.
struct ConfigurationErrorRecord {
  Text configuration_name;
  Text used_configuration;
  Text message;
  ConfigurationErrorType type = ConfigurationErrorType::kTypeMismatch;
  bool operator==(const ConfigurationErrorRecord&) const = default;

  template <class Self, class Visitor>
  static void fields(Self& r, Visitor& v) {
    v.text({"ConfigurationName", "ConfigurationName", true}, r.configuration_name);
    v.text({"UsedConfiguration", "UsedConfiguration", true}, r.used_configuration);
    v.text({"Message", "Message", true}, r.message);
    v.word({"ErrorType", "ErrorType", true}, kConfigurationErrorTypeWords, r.type);
  }
};

/// A piece of hardware that is connected to the device. Generation 1; of its agents only the C# agent for
/// Windows has a collector, so no preset collects it.
/// Source: defender.md 1.3, 3.2.
struct ConnectedHardwareRecord {
  Text category;
  Text subcategory;
  Text name;
  bool operator==(const ConnectedHardwareRecord&) const = default;

  template <class Self, class Visitor>
  static void fields(Self& r, Visitor& v) {
    v.text({"HardwareCategory", "HardwareCategory", true}, r.category);
    v.text({"HardwareSubCategory", "HardwareSubCategory", true}, r.subcategory);
    v.text({"HardwareName", "HardwareName", true}, r.name);
  }
};

/// True for the records that have `fields`.
template <class R>
inline constexpr bool kListsFields = false;
template <>
inline constexpr bool kListsFields<ListeningPortRecord> = true;
template <>
inline constexpr bool kListsFields<LocalUserRecord> = true;
template <>
inline constexpr bool kListsFields<FirewallRuleRecord> = true;
template <>
inline constexpr bool kListsFields<BaselineCheckRecord> = true;
template <>
inline constexpr bool kListsFields<PackageRecord> = true;
template <>
inline constexpr bool kListsFields<MessageStatisticsRecord> = true;
template <>
inline constexpr bool kListsFields<DroppedEventsRecord> = true;
template <>
inline constexpr bool kListsFields<LogRecord> = true;
template <>
inline constexpr bool kListsFields<ConfigurationErrorRecord> = true;
template <>
inline constexpr bool kListsFields<ConnectedHardwareRecord> = true;

}  // namespace picket
