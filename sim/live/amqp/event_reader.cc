#include "sim/live/amqp/event_reader.h"

#include <proton/codec/decoder.hpp>
#include <proton/map.hpp>
#include <proton/message_id.hpp>
#include <proton/scalar.hpp>
#include <proton/symbol.hpp>
#include <proton/timestamp.hpp>
#include <proton/value.hpp>
#include <algorithm>
#include <utility>

#include "agent_core/message/message_marking.h"

namespace picket::sim {
namespace {

/// One value of a map, of the types that the hub writes.
struct MapValue {
  bool is_text = false;
  bool is_number = false;
  std::string text;
  std::int64_t number = 0;  ///< a timestamp: milliseconds since 1970
};

std::string text_of(proton::codec::decoder& in, proton::type_id type) {
  if (type == proton::SYMBOL) {
    proton::symbol symbol;
    in >> symbol;
    return std::string(symbol);
  }
  if (type == proton::BINARY) {
    proton::binary bytes;
    in >> bytes;
    return {bytes.begin(), bytes.end()};
  }
  std::string text;
  in >> text;
  return text;
}

MapValue value_of(proton::codec::decoder& in) {
  MapValue value;
  const proton::type_id type = in.next_type();
  switch (type) {
    case proton::STRING:
    case proton::SYMBOL:
    case proton::BINARY:
      value.text = text_of(in, type);
      value.is_text = true;
      break;
    case proton::TIMESTAMP: {
      proton::timestamp time;
      in >> time;
      value.number = time.milliseconds();
      value.is_number = true;
      break;
    }
    case proton::LONG:
    case proton::INT:
    case proton::SHORT:
    case proton::BYTE:
      in >> value.number;
      value.is_number = true;
      break;
    case proton::ULONG:
    case proton::UINT:
    case proton::USHORT:
    case proton::UBYTE: {
      std::uint64_t number = 0;
      in >> number;
      value.number = static_cast<std::int64_t>(number & 0x7fffffffffffffffULL);
      value.is_number = true;
      break;
    }
    default: {
      proton::value skipped;
      in >> skipped;
    }
  }
  return value;
}

/// Calls visit(key, value) for each entry; at most kMaxEntries, which is more than a hub lets anybody write.
template <class Visit>
void for_each_entry(const proton::value& map, Visit visit) {
  constexpr std::size_t kMaxEntries = 512;
  if (map.empty()) return;
  proton::codec::decoder in(map);
  proton::codec::start start;
  in >> start;
  for (std::size_t i = 0; i + 1 < start.size && i < 2 * kMaxEntries; i += 2) {
    const proton::type_id type = in.next_type();
    if (type != proton::SYMBOL && type != proton::STRING) {
      value_of(in);
      value_of(in);
      continue;
    }
    const std::string key = text_of(in, type);
    visit(key, value_of(in));
  }
}

EventSource source_named(std::string_view name) {
  if (name == "Telemetry") return EventSource::kTelemetry;
  if (name == "deviceConnectionStateEvents") return EventSource::kConnectionState;
  if (name == "twinChangeEvents") return EventSource::kTwinChange;
  if (name == "deviceLifecycleEvents" || name == "moduleLifecycleEvents") return EventSource::kLifecycle;
  return EventSource::kOther;
}

class EventReader {
 public:
  EventReader(const proton::message& message, std::uint16_t partition) : message_(message) { read_.event.partition = partition; }

  EventRead read() {
    try {
      read_annotations();
      read_body();
      read_properties();
      if (read_.event.device.empty()) note(EventFault::kNoDevice);
    } catch (const std::exception&) {
      note(EventFault::kMalformed);
    }
    return std::move(read_);
  }

 private:
  /// The first one counts.
  void note(EventFault fault) {
    if (!read_.fault) read_.fault = fault;
  }
  void take(std::string& into, std::string text) {
    if (text.size() > kMaxEventText) {
      note(EventFault::kTextTooLong);
      text.resize(kMaxEventText);
    }
    into = std::move(text);
  }

  void read_annotations() {
    ReceivedEvent& event = read_.event;
    std::optional<std::int64_t> stored;
    std::optional<std::int64_t> taken;
    for_each_entry(message_.message_annotations().value(), [&](const std::string& key, MapValue value) {
      if (key == "x-opt-sequence-number" && value.is_number) event.sequence_number = value.number;
      else if (key == "x-opt-offset" && value.is_text) take(event.offset, std::move(value.text));
      else if (key == "x-opt-offset" && value.is_number) event.offset = std::to_string(value.number);
      else if (key == "x-opt-enqueued-time" && value.is_number) stored = value.number;
      else if (key == "iothub-enqueuedtime" && value.is_number) taken = value.number;
      else if (key == "iothub-connection-device-id" && value.is_text) take(event.device, std::move(value.text));
      else if (key == "iothub-connection-module-id" && value.is_text) take(event.module, std::move(value.text));
      else if (key == kInterfaceIdProperty && value.is_text) take(event.interface_id, std::move(value.text));
      else if (key == "iothub-message-source" && value.is_text) event.source = source_named(value.text);
      else if (key == "iothub-connection-auth-method" && value.is_text) event.x509 = value.text.find("\"type\":\"x509") != std::string::npos;
    });
    if (event.sequence_number < 0) note(EventFault::kNoSequenceNumber);
    if (!stored && !taken) note(EventFault::kNoTime);
    event.stored_time = time_of(stored ? *stored : taken.value_or(0));
    event.enqueued_time = time_of(taken ? *taken : stored.value_or(0));
  }

  /// The year 9999 at most, so that no arithmetic on it overflows.
  static Time time_of(std::int64_t milliseconds) {
    constexpr std::int64_t kMost = 253'402'300'799'000;
    return Time::from_unix_microseconds(std::clamp<std::int64_t>(milliseconds, 0, kMost) * 1'000);
  }

  void read_properties() {
    ReceivedEvent& event = read_.event;
    if (!message_.id().empty()) take(event.message_id, proton::to_string(message_.id()));
    take(event.content_type, message_.content_type());
    take(event.content_encoding, message_.content_encoding());
    const bool of_hub = event.source != EventSource::kTelemetry;
    for_each_entry(message_.properties().value(), [&](const std::string& key, MapValue value) {
      if (!value.is_text) return;
      if (key == "mti") take(event.type_information, std::move(value.text));
      // A device can write any of these into a message of its own: they are read in the hub's own events alone.
      else if (!of_hub) return;
      else if (key == "opType") take(event.operation, std::move(value.text));
      else if (key == "operationTimestamp") take(event.operation_timestamp, std::move(value.text));
      else if (key == "deviceId" && event.device.empty()) take(event.device, std::move(value.text));
      else if (key == "moduleId" && event.module.empty()) take(event.module, std::move(value.text));
    });
  }

  void read_body() {
    const proton::value& body = message_.body();
    if (body.empty()) return;  // an empty data section, as of a ping
    if (body.type() != proton::BINARY) {
      note(EventFault::kBodyNotBytes);
      return;
    }
    const auto bytes = proton::get<proton::binary>(body);
    if (bytes.size() > kMaxMessageBytes) note(EventFault::kBodyTooLarge);
    const std::size_t kept = std::min(bytes.size(), kMaxMessageBytes);
    read_.event.body.assign(reinterpret_cast<const char*>(bytes.data()), kept);
  }

  const proton::message& message_;
  EventRead read_;
};

}  // namespace

EventRead read_event(const proton::message& message, std::uint16_t partition) { return EventReader(message, partition).read(); }

}  // namespace picket::sim
