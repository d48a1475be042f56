#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "agent_core/message/event_id.h"
#include "agent_core/message/g1_json.h"
#include "agent_core/message/g1_report_reader.h"
#include "agent_core/message/g1_schema.h"
#include "agent_core/message/json_value.h"
#include "agent_core/message/text_reader.h"
#include "agent_core/message/utc_text.h"

namespace picket::g1_json {
namespace {

using simdjson::dom::element;

/// Working memory of the parser, kept by each thread between messages: making it anew would cost more
/// than reading a small message. It holds at most about 30 bytes per byte of the largest message.
struct ParserMemory {
  simdjson::dom::parser parser;
  std::string padded;  ///< the parser reads a little past the end
};

bool contains(std::span<const std::string_view> values, std::string_view text) {
  for (const std::string_view value : values) {
    if (value == text) return true;
  }
  return false;
}

/// The nine fields of an event, checked.
struct Event {
  std::string_view category;
  std::string_view name;
  std::string_view event_type;
  std::string_view timestamp_utc;
  bool is_empty = false;
  simdjson::dom::array payload;
};

/// Times repeat within a message (one window for all aggregates), so the latest two are remembered.
class TimestampReader {
 public:
  std::optional<Time> read(std::string_view text) {
    Entry& entry = entries_[text == entries_[0].text ? 0 : 1];
    if (text != entry.text) {
      std::swap(entries_[0], entries_[1]);
      entries_[0] = {text, parse_timestamp(text)};
      return entries_[0].time;
    }
    return entry.time;
  }

 private:
  struct Entry {
    std::string_view text;
    std::optional<Time> time;
  };
  std::array<Entry, 2> entries_;  // the empty text is no time, which is what both begin with
};

class MessageReader {
 public:
  MessageReader(const DecodeLimits& limits, TextTable& texts, DecodedMessage& out)
      : limits_(limits), texts_(texts), out_(out) {}

  std::optional<DecodeError> read(const element& root) {
    simdjson::dom::object object;
    simdjson::dom::array events;
    if (root.get(object) != simdjson::SUCCESS || !read_envelope(object, events)) return DecodeError::kSchemaViolation;
    bool any = false;
    for (const element event : events) {
      any = true;
      if (const auto error = read_event(event)) return error;
    }
    if (!any) return DecodeError::kSchemaViolation;
    return std::nullopt;
  }

 private:
  bool strict() const { return !limits_.tolerant; }

  bool read_envelope(const simdjson::dom::object& object, simdjson::dom::array& events) {
    unsigned seen = 0;
    for (const auto [key, value] : object) {
      unsigned bit = 0;
      std::string_view text;
      if (key == "AgentVersion") {
        bit = 1;
        if (!read_text(value, text)) return false;
      } else if (key == "AgentId") {
        bit = 2;
        if (!read_text(value, text) || text.size() != 36) return false;
        out_.agent_id = parse_uuid(text).value_or(Uuid());
      } else if (key == "MessageSchemaVersion") {
        bit = 4;
        if (!read_text(value, text) || text != "1.0") return false;
      } else if (key == "Events") {
        bit = 8;
        if (value.get(events) != simdjson::SUCCESS) return false;
      } else if (strict()) {
        return false;
      }
      if ((seen & bit) != 0) return false;  // two values for one name: no telling which is meant
      seen |= bit;
    }
    return seen == 15;
  }

  bool read_event_fields(const simdjson::dom::object& object, Event& event) {
    unsigned seen = 0;
    for (const auto [key, value] : object) {
      unsigned bit = 0;
      std::string_view text;
      if (key == "Category") {
        bit = 1;
        if (!read_text(value, event.category)) return false;
      } else if (key == "EventType") {
        bit = 2;
        if (!read_text(value, event.event_type)) return false;
      } else if (key == "Name") {
        bit = 4;
        if (!read_text(value, event.name)) return false;
      } else if (key == "PayloadSchemaVersion") {
        bit = 8;
        if (!read_text(value, text) || text != "1.0") return false;
      } else if (key == "Id") {
        bit = 16;
        if (!read_text(value, text) || text.size() != 36) return false;
      } else if (key == "TimestampLocal") {
        bit = 32;
        if (!read_text(value, text)) return false;
      } else if (key == "TimestampUTC") {
        bit = 64;
        if (!read_text(value, event.timestamp_utc)) return false;
      } else if (key == "IsEmpty") {
        bit = 128;
        if (value.get(event.is_empty) != simdjson::SUCCESS) return false;
      } else if (key == "Payload") {
        bit = 256;
        if (value.get(event.payload) != simdjson::SUCCESS) return false;
      } else if (strict()) {
        return false;
      }
      if ((seen & bit) != 0) return false;
      seen |= bit;
    }
    return seen == 511;
  }

  bool category_fits(const Event& event, const EventDefinition& definition) const {
    if (event.event_type != definition.event_type) return false;
    const bool aggregated =
        limits_.tolerant && event.category == "Aggregated" && definition.category == "Triggered";
    if (event.category != definition.category && !aggregated) return false;
    // The C agent sends an empty ConfigurationError, a Triggered event, after every good configuration.
    const bool may_be_empty = event.is_empty && (definition.category == "Periodic" || limits_.tolerant);
    const bool empty = event.payload.begin() == event.payload.end();
    return may_be_empty || (!event.is_empty && !empty);
  }

  std::optional<DecodeError> read_event(const element& value) {
    simdjson::dom::object object;
    Event event;
    if (value.get(object) != simdjson::SUCCESS || !read_event_fields(object, event)) {
      return DecodeError::kSchemaViolation;
    }
    const EventDefinition* definition = find_definition(event.name);
    const std::size_t kind = readable_kind(event.name);
    if (definition == nullptr || (kind == kUnread && limits_.tolerant)) {
      if (strict()) return DecodeError::kSchemaViolation;
      ++out_.unknown_events;
      return std::nullopt;
    }
    const auto time = timestamps_.read(event.timestamp_utc);
    if (!time || !category_fits(event, *definition)) return DecodeError::kSchemaViolation;
    if (event.payload.begin() == event.payload.end()) return add_empty_report(kind, *time);
    for (const element item_value : event.payload) {
      Item item;
      if (!read_item(item_value, *definition, item)) return DecodeError::kSchemaViolation;
      if (kind == kUnread) continue;
      if (out_.observations.size() >= limits_.max_observations) return DecodeError::kTooManyEvents;
      if (!add_observation(kind, *definition, item, *time)) return DecodeError::kSchemaViolation;
      if (texts_.refused_any()) return DecodeError::kTooManyTexts;
    }
    if (kind == kUnread) ++out_.unknown_events;
    return std::nullopt;
  }

  bool read_item(const element& value, const EventDefinition& definition, Item& item) const {
    simdjson::dom::object object;
    if (value.get(object) != simdjson::SUCCESS) return false;
    std::size_t expected = 0;  // fields mostly come in a known order, so look there first
    for (const auto [key, field_value] : object) {
      const std::size_t field = find_field(definition.fields, key, expected);
      if (field == definition.fields.size()) {
        if (strict()) return false;
        continue;
      }
      expected = field + 1;
      if (item.has(field) || !fits(definition.fields[field], field_value)) return false;
      item.values[field] = field_value;
      item.present |= 1U << field;
    }
    for (std::size_t i = 0; i < definition.fields.size(); ++i) {
      const PayloadField& field = definition.fields[i];
      if (field.required && !item.has(i) && (strict() || !field.optional_in_practice)) return false;
    }
    return true;
  }

  static std::size_t find_field(std::span<const PayloadField> fields, std::string_view name, std::size_t expected) {
    if (expected < fields.size() && fields[expected].name == name) return expected;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (fields[i].name == name) return i;
    }
    return fields.size();
  }

  bool fits(const PayloadField& field, const element& value) const {
    std::string_view text;
    bool flag = false;
    switch (field.type) {
      case FieldType::kText:
        return read_text(value, text) && (field.values.empty() || contains(field.values, text) ||
                                          (limits_.tolerant && !text.empty() && text == field.value_in_practice));
      case FieldType::kInteger:
        return is_integer(value);
      case FieldType::kBoolean:
        return value.get(flag) == simdjson::SUCCESS;
      case FieldType::kAddress:
        return read_text(value, text) && IpAddress::parse(text).has_value();
      case FieldType::kPort:
        return read_text(value, text) || (limits_.tolerant && is_integer(value));
      case FieldType::kGuid:
        return read_text(value, text) && text.size() == 36;
      case FieldType::kDetails:
        return details_fit(value);
    }
    return false;
  }

  bool details_fit(const element& value) const {
    simdjson::dom::object object;
    if (value.get(object) != simdjson::SUCCESS) return false;
    for (const auto [key, detail] : object) {
      if (!detail.is_string() && (strict() || detail.is_object() || detail.is_array())) return false;
    }
    return true;
  }

  /// Position among the events that we read, or kUnread.
  static constexpr std::size_t kFirstReport = 5;
  static constexpr std::array<EventKind, 9> kReports{
      EventKind::kListeningPorts,    EventKind::kLocalUsers,    EventKind::kFirewall, EventKind::kBaseline,
      EventKind::kMessageStatistics, EventKind::kDroppedEvents, EventKind::kLog,      EventKind::kConfigurationError,
      EventKind::kConnectedHardware};
  static constexpr std::size_t kUnread = kFirstReport + kReports.size();
  static std::size_t readable_kind(std::string_view name) {
    static constexpr std::array<std::string_view, kFirstReport> kNames{"ProcessCreate", "ConnectionCreate", "Login",
                                                                "ProcessTerminate", "SystemInformation"};
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      if (kNames[i] == name) return i;
    }
    for (std::size_t i = 0; i < kReports.size(); ++i) {
      if (report_event(kReports[i]).name == name) return kFirstReport + i;
    }
    return kUnread;
  }

  /// A report without items says something too: that there are no ports, no users, no errors.
  std::optional<DecodeError> add_empty_report(std::size_t kind, Time time) {
    if (kind == kUnread) ++out_.unknown_events;
    if (kind < kFirstReport || kind == kUnread) return std::nullopt;
    const Record record = default_record(kReports[kind - kFirstReport]);
    if (!is_empty_report(record)) return std::nullopt;
    if (out_.observations.size() >= limits_.max_observations) return DecodeError::kTooManyEvents;
    add(time).record = record;
    return std::nullopt;
  }

  Observation& add(Time time) {
    Observation& o = out_.observations.emplace_back();
    o.first_time = o.last_time = o.window_start = o.window_end = time;
    return o;
  }

  bool add_observation(std::size_t kind, const EventDefinition& definition, const Item& item, Time time) {
    Observation& o = add(time);
    if (kind >= kFirstReport) {
      if (kind == kUnread) return true;
      o.record = default_record(kReports[kind - kFirstReport]);
      ReportItemReader fields(item, definition, texts_);
      visit_report_fields(o.record, fields);
      return true;
    }
    switch (kind) {
      case 0:
        o.record = read_process(item);
        return read_details(item, process_create::kExtraDetails, o);
      case 1:
        o.record = read_connection(item);
        return read_details(item, connection_create::kExtraDetails, o);
      case 2:
        if (strict() && !item.has(login::kUserId) && !item.has(login::kUserName)) return false;
        o.record = read_login(item);
        return read_details(item, login::kExtraDetails, o);
      case 3:
        o.record = ProcessRecord{{},
                                 texts_.read(item.text(process_terminate::kExecutable)),
                                 item.number(process_terminate::kProcessId),
                                 0,
                                 0,
                                 ProcessOperation::kExit};
        return read_details(item, process_terminate::kExtraDetails, o);
      default:
        o.record = SystemInformationRecord{texts_.read(item.text(system_information::kOsName)),
                                           texts_.read(item.text(system_information::kOsVersion)),
                                           {},
                                           {},
                                           texts_.read(item.text(system_information::kBiosVersion))};
        return true;
    }
  }

  ProcessRecord read_process(const Item& item) {
    return {texts_.read(item.text(process_create::kCommandLine)),
            texts_.read(item.text(process_create::kExecutable)),
            item.number(process_create::kProcessId),
            item.number(process_create::kParentProcessId),
            item.user(process_create::kUserId),
            ProcessOperation::kExec};
  }

  NetworkRecord read_connection(const Item& item) {
    NetworkRecord network;
    network.local_address = item.address(connection_create::kLocalAddress);
    network.remote_address = item.address(connection_create::kRemoteAddress);
    network.local_port = item.port(connection_create::kLocalPort);
    network.remote_port = item.port(connection_create::kRemotePort);
    const std::string_view protocol = item.text(connection_create::kProtocol);
    network.protocol = equals_ignoring_case(protocol, "udp")    ? TransportProtocol::kUdp
                       : equals_ignoring_case(protocol, "icmp") ? TransportProtocol::kIcmp
                                                                : TransportProtocol::kTcp;
    network.direction =
        item.text(connection_create::kDirection) == "In" ? Direction::kInbound : Direction::kOutbound;
    network.user_id = item.user(connection_create::kUserId);
    network.commandline = texts_.read_commandline(item.text(connection_create::kCommandLine),
                                                  item.text(connection_create::kExecutable));
    return network;
  }

  LoginRecord read_login(const Item& item) {
    LoginRecord record;
    record.user_name = texts_.read(item.has(login::kUserName) ? item.text(login::kUserName)
                                                              : item.text(login::kUserId));
    record.executable = texts_.read(item.text(login::kExecutable));
    record.remote_address = item.address(login::kRemoteAddress);
    record.process_id = item.number(login::kProcessId);
    record.operation = item.text(login::kResult) == "Fail"         ? LoginOperation::kLoginFailed
                       : item.text(login::kOperation) == "logout" ? LoginOperation::kLogout
                                                                   : LoginOperation::kLogin;
    return record;
  }

  /// Hit count and window, where the item has them. False if they cannot be read.
  bool read_details(const Item& item, std::size_t field, Observation& o) {
    simdjson::dom::object details;
    if (!item.has(field) || item.values[field].get(details) != simdjson::SUCCESS) return true;
    unsigned seen = 0;
    for (const auto [key, value] : details) {
      unsigned bit = 0;
      std::string_view text;
      if (key == "HitCount") {
        bit = 1;
        if (!(read_text(value, text) ? parse_decimal(text, o.hit_count) : read_u32(value, o.hit_count))) return false;
        o.aggregated = true;
      } else if (key == "StartTimeUtc" || key == "EndTimeUtc") {
        bit = key[0] == 'S' ? 2 : 4;
        const auto time = read_text(value, text) ? timestamps_.read(text) : std::nullopt;
        if (!time) return false;
        (key[0] == 'S' ? o.window_start : o.window_end) = *time;
      }
      if ((seen & bit) != 0) return false;
      seen |= bit;
    }
    // The clock was set back in between; an interval must not be negative.
    if (o.window_end < o.window_start) o.window_start = o.window_end;
    o.first_time = o.window_start;
    o.last_time = o.window_end;
    return true;
  }

  const DecodeLimits& limits_;
  TextReader texts_;
  TimestampReader timestamps_;
  DecodedMessage& out_;
};

}  // namespace

Result<std::size_t, DecodeError> decode(std::string_view bytes, const DecodeLimits& limits, TextTable& texts,
                                        DecodedMessage& out) {
  thread_local ParserMemory memory;
  memory.padded.reserve(bytes.size() + simdjson::SIMDJSON_PADDING);
  memory.padded.assign(bytes);
  element root;
  const auto* data = reinterpret_cast<const std::uint8_t*>(memory.padded.data());
  if (memory.parser.parse(data, bytes.size(), /*realloc_if_needed=*/false).get(root) != simdjson::SUCCESS) {
    return DecodeError::kNotParsable;
  }
  if (const auto error = MessageReader(limits, texts, out).read(root)) return *error;
  return out.observations.size();
}

}  // namespace picket::g1_json
