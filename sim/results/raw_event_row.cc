#include "sim/results/raw_event_row.h"

#include <array>

#include "sim/results/json_object.h"
#include "sim/results/utc_time.h"

namespace picket::sim {
namespace {

/// Reports of state. The agent's log and its configuration errors come when there is one.
bool is_periodic(const Record& record) {
  const EventKind kind = kind_of(record);
  return is_report(kind) && kind != EventKind::kLog && kind != EventKind::kConfigurationError;
}

bool is_g1_aggregate(const Observation& o) {
  return (o.aggregated || o.hit_count > 1) && !is_report(kind_of(o.record));
}

/// A number as generation 1 often writes it: a string.
template <class Sink>
void decimal_text(Sink& sink, std::string_view key, std::uint32_t value) {
  std::array<char, 10> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  sink.word(key, {digits.data(), static_cast<std::size_t>(end - digits.data())});
}

/// The fields of a report as columns of EventDetails.
template <class Sink, bool kG1>
struct ReportDetails {
  Sink& sink;
  const TextTable& texts;

  static std::string_view name(const FieldNames& names) { return kG1 ? names.g1 : names.g2; }
  /// Generation 1 leaves optional fields out where they are empty.
  static bool left_out(const FieldNames& names, bool empty) {
    return name(names).empty() || (kG1 && empty && !names.required);
  }
  void text(const FieldNames& names, Text text) {
    if (!left_out(names, text.empty())) sink.text(name(names), text, texts);
  }
  void number(const FieldNames& names, std::uint32_t value) {
    if (!left_out(names, value == 0)) sink.number(name(names), value);
  }
  void number_text(const FieldNames& names, std::uint32_t value) {
    kG1 ? decimal_text(sink, name(names), value) : sink.number(name(names), value);
  }
  void detail(const FieldNames& names, std::uint32_t value) {
    if (left_out(names, value == 0)) return;
    sink.begin_object("ExtraDetails");
    decimal_text(sink, name(names), value);
    sink.end_object();
  }
  void port(const FieldNames& names, std::uint16_t port) { number_text(names, port); }
  void position(const FieldNames& names, std::uint16_t position) { number(names, position); }
  void address(const FieldNames& names, const IpAddress& address) {
    if (!left_out(names, address.is_unspecified())) sink.address(name(names), address);
  }
  void flag(const FieldNames& names, bool value) { sink.boolean(name(names), value); }
  template <class Words, class Enum>
  void word(const FieldNames& names, const Words& words, Enum value) {
    const std::string_view word = words[static_cast<std::size_t>(value)];
    if (!left_out(names, word.empty())) sink.word(name(names), word);
  }
  void absent() {}
};

std::string_view word(TransportProtocol protocol, bool upper) {
  static constexpr std::array<std::array<std::string_view, 2>, 3> kWords{{{"tcp", "TCP"}, {"udp", "UDP"}, {"icmp", "ICMP"}}};
  return kWords[static_cast<std::size_t>(protocol)][upper ? 1 : 0];
}

std::string_view word(ProcessOperation operation) {
  static constexpr std::array<std::string_view, 3> kWords{"FORK", "EXEC", "EXIT"};
  return kWords[static_cast<std::size_t>(operation)];
}

std::string_view word(LoginOperation operation) {
  static constexpr std::array<std::string_view, 3> kWords{"Login", "Logout", "LoginFailed"};
  return kWords[static_cast<std::size_t>(operation)];
}

std::string_view word(FileOperation operation) {
  static constexpr std::array<std::string_view, 8> kWords{"Access", "Modified", "Metadata changed", "Closed",
                                                   "Opened", "Moved",    "Created",          "Deleted"};
  return kWords[static_cast<std::size_t>(operation)];
}

// ---- generation 1: names of the payload in the message schema 1.0 ----

template <class Sink>
struct G1Details {
  Sink& sink;
  const TextTable& texts;

  void operator()(const ProcessRecord& r) const {
    sink.text("Executable", r.executable, texts);
    sink.number("ProcessId", r.process_id);
    if (r.operation == ProcessOperation::kExit) return sink.number("ExitStatus", 0);
    sink.text("CommandLine", r.commandline, texts);
    decimal_text(sink, "UserId", r.user_id);
    sink.number("ParentProcessId", r.parent_process_id);
  }
  void operator()(const NetworkRecord& r) const {
    sink.word("Protocol", word(r.protocol, false));
    sink.word("Direction", r.direction == Direction::kInbound ? "In" : "Out");
    sink.address("RemoteAddress", r.remote_address);
    decimal_text(sink, "RemotePort", r.remote_port);
    sink.text("Executable", texts.executable_of(r.commandline), texts);
    sink.text("CommandLine", r.commandline, texts);
    decimal_text(sink, "UserId", r.user_id);
    sink.number("ProcessId", 0);
  }
  void operator()(const LoginRecord& r) const {
    sink.text("Executable", r.executable, texts);
    sink.number("ProcessId", r.process_id);
    sink.text("UserName", r.user_name, texts);
    sink.word("Operation", r.operation == LoginOperation::kLogout ? "logout" : "login");
    if (!r.remote_address.is_unspecified()) sink.address("RemoteAddress", r.remote_address);
    sink.word("Result", r.operation == LoginOperation::kLoginFailed ? "Fail" : "Success");
  }
  void operator()(const SystemInformationRecord& r) const {
    sink.text("OSName", r.os_name, texts);
    sink.text("OSVersion", r.os_version, texts);
    sink.text("BIOSVersion", r.firmware_version, texts);
  }
  // Schema 1.0 carries none of these.
  void operator()(const DnsRecord&) const {}
  void operator()(const FileRecord&) const {}
  void operator()(const PeripheralRecord&) const {}
  void operator()(const HeartbeatRecord&) const {}
  void operator()(const StatisticsRecord&) const {}
  template <class Report>
  void operator()(const Report& r) const {
    ReportDetails<Sink, true> fields{sink, texts};
    Report::fields(r, fields);
  }
};

template <class Sink>
void g1_details(Sink& sink, const Observation& o, const TextTable& texts) {
  sink.seconds("TimestampLocal", o.last_time);
  std::visit(G1Details<Sink>{sink, texts}, o.record);
  if (!is_g1_aggregate(o)) return;
  sink.begin_object("ExtraDetails");
  sink.number("HitCount", o.hit_count);
  sink.seconds("StartTimeLocal", o.window_start);
  sink.seconds("StartTimeUtc", o.window_start);
  sink.seconds("EndTimeLocal", o.window_end);
  sink.seconds("EndTimeUtc", o.window_end);
  sink.end_object();
}

// ---- generation 2: names of the ASIM parsers ----

template <class Sink>
struct G2Details {
  Sink& sink;
  const TextTable& texts;

  void operator()(const ProcessRecord& r) const {
    sink.word("EventType", word(r.operation));
    sink.number("ProcessId", r.process_id);
    sink.number("ParentProcessId", r.parent_process_id);
    sink.text("Commandline", r.commandline, texts);
    sink.text("Executable", r.executable, texts);
    sink.number("UserId", r.user_id);
  }
  void operator()(const NetworkRecord& r) const {
    sink.address("LocalAddress", r.local_address);
    sink.address("RemoteAddress", r.remote_address);
    sink.number("LocalPort", r.local_port);
    sink.number("RemotePort", r.remote_port);
    sink.number("BytesIn", r.bytes_in);
    sink.number("BytesOut", r.bytes_out);
    sink.word("Protocol", word(r.protocol, true));
    sink.number("ProcessId", 0);
    sink.number("UserId", r.user_id);
    sink.word("ApplicationProtocol", "");
    sink.text("Commandline", r.commandline, texts);
  }
  void operator()(const DnsRecord& r) const {
    sink.text("Domain", r.name, texts);
    sink.boolean("Failed", r.failed);
  }
  void operator()(const LoginRecord& r) const {
    sink.word("Operation", word(r.operation));
    sink.number("ProcessId", r.process_id);
    sink.text("Executable", r.executable, texts);
    sink.text("UserName", r.user_name, texts);
    sink.address("RemoteAddress", r.remote_address);
  }
  void operator()(const FileRecord& r) const {
    sink.word("Mask", word(r.operation));
    sink.text("Path", r.path, texts);
  }
  void operator()(const PeripheralRecord& r) const {
    sink.word("ActionType", r.connected ? "connect" : "disconnect");
    sink.word("Bus", r.usb ? "USB" : "Ethernet");
    sink.text("Name", r.name, texts);
  }
  void operator()(const SystemInformationRecord& r) const {
    sink.text("OsName", r.os_name, texts);
    sink.text("OsVersion", r.os_version, texts);
    sink.text("HardwareVendor", r.hardware_vendor, texts);
    sink.text("HardwareModel", r.hardware_model, texts);
    sink.text("FirmwareVersion", r.firmware_version, texts);
  }
  void operator()(const HeartbeatRecord&) const {}
  void operator()(const StatisticsRecord& r) const {
    sink.word("Name", to_string(r.collector));
    sink.word("Description", kStatisticsEventWords[static_cast<std::size_t>(r.event)]);
    sink.number("Hitcount", r.count);
  }
  template <class Report>
  void operator()(const Report& r) const {
    ReportDetails<Sink, false> fields{sink, texts};
    Report::fields(r, fields);
  }
};

/// The fields of EventDetails that are about the observation.
template <class Sink>
void own_details(Sink& sink, Encoding encoding, const Observation& o, const TextTable& texts) {
  if (encoding == Encoding::kG1Json) return g1_details(sink, o, texts);
  std::visit(G2Details<Sink>{sink, texts}, o.record);
  if (!is_report(kind_of(o.record))) sink.number("HitCount", o.hit_count);
}

/// The fields that every row of generation 2 ends with; their length is the same for all of a device.
template <class Sink>
void common_details(Sink& sink, const RowContext& context, Uuid event_id, Time first_time) {
  if (context.encoding == Encoding::kG1Json) return;
  sink.string("AzureResourceId", context.resource_id);
  sink.string("DeviceId", context.device_name);
  sink.word("MessageSource", context.message_source);
  sink.uuid("OriginalEventId", event_id);
  sink.seconds("TimestampUTC", first_time);
}

}  // namespace

std::string_view raw_event_table(Encoding encoding) {
  return encoding == Encoding::kG1Json ? "SecurityIoTRawEvent" : "DefenderIoTRawEvent";
}

std::string_view raw_event_name(Encoding encoding, const Record& record) {
  static constexpr std::array<std::string_view, kEventKinds> kG1{
      "ProcessCreate",     "ConnectionCreate",  "Dns",      "Login", "FileSystem",
      "Peripheral", "SystemInformation", "Heartbeat", "ListeningPorts", "LocalUsers",
      "FirewallConfiguration", "OSBaseline", "SBoM", "Statistics", "MessageStatistics", "DroppedEventsStatistics",
      "Diagnostic", "ConfigurationError", "ConnectedHardware"};
  static constexpr std::array<std::string_view, kEventKinds> kG2{
      "Process", "NetworkActivity", "Dns", "Login", "FileSystem", "Peripheral", "SystemInformation", "Heartbeat",
      "ListeningPorts", "LocalUsers", "FirewallConfiguration", "Baseline", "SBoM", "Statistics", "MessageStatistics",
      "DroppedEventsStatistics", "Log", "ConfigurationError", "ConnectedHardware"};
  if (encoding != Encoding::kG1Json) return kG2[record.index()];
  const auto* process = std::get_if<ProcessRecord>(&record);
  if (process != nullptr && process->operation == ProcessOperation::kExit) return "ProcessTerminate";
  return kG1[record.index()];
}

std::string_view raw_event_category(Encoding encoding, const Observation& observation) {
  if (is_periodic(observation.record)) return "Periodic";
  return encoding == Encoding::kG1Json && is_g1_aggregate(observation) ? "Aggregated" : "Triggered";
}

bool raw_event_is_empty(const Record& record) {
  return std::holds_alternative<HeartbeatRecord>(record) || is_empty_report(record);
}

std::string_view raw_event_type(const Record& record) {
  switch (kind_of(record)) {
    case EventKind::kLog:
      return "Diagnostic";
    case EventKind::kStatistics:
    case EventKind::kMessageStatistics:
    case EventKind::kDroppedEvents:
    case EventKind::kConfigurationError:
      return "Operational";
    default:
      return "Security";
  }
}

std::string event_details(const RawEventRow& row) {
  std::string out;
  JsonObjectText object(out);
  own_details(object, row.context.encoding, row.observation, row.texts);
  common_details(object, row.context, row.event_id, row.observation.first_time);
  object.close();
  return out;
}

std::string raw_event_row_json(const RawEventRow& row) {
  const RowContext& context = row.context;
  const Observation& o = row.observation;
  std::string out;
  JsonObjectText object(out);
  object.string("AgentVersion", context.agent_version);
  object.string("AssociatedResourceId", context.resource_id);
  object.string("AzureSubscriptionId", context.subscription_id);
  object.string("DeviceId", context.device_name);
  if (context.encoding == Encoding::kG1Json) {
    object.string("EventDetails", event_details(row));
  } else {
    object.raw("EventDetails", event_details(row));
  }
  object.uuid("IoTRawEventId", row.event_id);
  object.boolean("IsEmpty", raw_event_is_empty(o.record));
  object.word("RawEventCategory", raw_event_category(context.encoding, o));
  object.word("RawEventName", raw_event_name(context.encoding, o.record));
  object.word("RawEventType", raw_event_type(o.record));
  object.word("TimeGenerated", utc_text(row.generated));
  object.word("TimeStamp", utc_text(o.first_time));
  object.close();
  return out;
}

RowFrame row_frame(const RowContext& context) {
  const bool as_string = context.encoding == Encoding::kG1Json;
  JsonObjectSize inner(as_string);
  common_details(inner, context, Uuid{}, Time{});
  JsonObjectSize object(false);
  object.string("AgentVersion", context.agent_version);
  object.string("AssociatedResourceId", context.resource_id);
  object.string("AzureSubscriptionId", context.subscription_id);
  object.string("DeviceId", context.device_name);
  object.word("EventDetails", "");  // its quotes; the object of generation 2 has none
  object.uuid("IoTRawEventId", Uuid{});
  object.boolean("IsEmpty", false);
  object.word("RawEventCategory", "");
  object.word("RawEventName", "");
  object.word("RawEventType", "");
  constexpr std::string_view kTime("2026-03-03T00:00:00.000000Z");
  static_assert(kTime.size() == kUtcMicrosLength);
  object.word("TimeGenerated", kTime);
  object.word("TimeStamp", kTime);
  // No details are empty: both generations have a time. So an object is its fields and one more byte.
  return {context.encoding, object.size() + inner.fields() + 1 - (as_string ? 0 : 2)};
}

std::size_t raw_event_row_bytes(const RowFrame& frame, const Observation& o, const TextTable& texts) {
  JsonObjectSize own(frame.encoding == Encoding::kG1Json);
  own_details(own, frame.encoding, o, texts);
  return frame.bytes + own.fields() + raw_event_category(frame.encoding, o).size() +
         raw_event_name(frame.encoding, o.record).size() + raw_event_type(o.record).size() - (raw_event_is_empty(o.record) ? 1 : 0);  // "true" for "false"
}

std::size_t raw_event_row_bytes(const RowContext& context, const Observation& observation, const TextTable& texts) {
  return raw_event_row_bytes(row_frame(context), observation, texts);
}

}  // namespace picket::sim
