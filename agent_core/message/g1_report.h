#pragma once

#include <string_view>

#include "agent_core/message/record.h"

namespace picket::g1_json {

/// Where a report stands in schema 1.0.
struct ReportEvent {
  std::string_view name;        ///< empty: schema 1.0 has no such event
  std::string_view category;
  std::string_view event_type;
};
/// Source: defender.md 1.3; compared with the published schema by tests.
constexpr ReportEvent report_event(EventKind kind) {
  switch (kind) {
    case EventKind::kSystemInformation:
      return {"SystemInformation", "Periodic", "Security"};
    case EventKind::kListeningPorts:
      return {"ListeningPorts", "Periodic", "Security"};
    case EventKind::kLocalUsers:
      return {"LocalUsers", "Periodic", "Security"};
    case EventKind::kFirewall:
      return {"FirewallConfiguration", "Periodic", "Security"};
    case EventKind::kBaseline:
      return {"OSBaseline", "Periodic", "Security"};
    case EventKind::kMessageStatistics:
      return {"MessageStatistics", "Periodic", "Operational"};
    case EventKind::kDroppedEvents:
      return {"DroppedEventsStatistics", "Periodic", "Operational"};
    case EventKind::kConnectedHardware:
      return {"ConnectedHardware", "Periodic", "Security"};
    case EventKind::kLog:
      return {"Diagnostic", "Triggered", "Diagnostic"};
    case EventKind::kConfigurationError:
      return {"ConfigurationError", "Triggered", "Operational"};
    default:
      return {};
  }
}

/// True if `next` is a further payload item of the event that `before` is in: items of one list report
/// that follow each other with one time.
inline bool shares_event(const Observation& before, const Observation& next) {
  const EventKind kind = kind_of(next.record);
  // Source: the C agent writes an event for each line (C:src/collectors/diagnostic_event_collector.c).
  return is_list(kind) && kind != EventKind::kLog && kind_of(before.record) == kind && before.last_time == next.last_time &&
         !is_empty_report(before.record) && !is_empty_report(next.record);
}

/// Writes the fields of a report's payload item.
template <class Sink>
class ReportItemWriter {
 public:
  ReportItemWriter(Sink& sink, const TextTable& texts) : sink_(sink), texts_(texts) {}

  void text(const FieldNames& names, Text text) {
    if (names.g1.empty() || (text.empty() && !names.required)) return;
    open_text(names.g1);
    sink_.text(texts_, text);
    sink_.raw("\"");
  }
  void number(const FieldNames& names, std::uint32_t value) {
    if (names.g1.empty() || (value == 0 && !names.required)) return;
    key(names.g1);
    sink_.decimal(value);
  }
  void number_text(const FieldNames& names, std::uint32_t value) {
    open_text(names.g1);
    sink_.decimal(value);
    sink_.raw("\"");
  }
  void detail(const FieldNames& names, std::uint32_t value) {
    if (value == 0) return;
    key("ExtraDetails");
    sink_.raw("{\"");
    sink_.raw(names.g1);
    sink_.raw("\":\"");
    sink_.decimal(value);
    sink_.raw("\"}");
  }
  void port(const FieldNames& names, std::uint16_t port) { number_text(names, port); }
  void position(const FieldNames& names, std::uint16_t position) { number(names, position); }
  void address(const FieldNames& names, const IpAddress& address) {
    if (address.is_unspecified()) return;
    open_text(names.g1);
    sink_.address(address);
    sink_.raw("\"");
  }
  void flag(const FieldNames& names, bool value) {
    key(names.g1);
    sink_.raw(value ? "true" : "false");
  }
  template <class Words, class Enum>
  void word(const FieldNames& names, const Words& words, Enum value) {
    const std::string_view word = words[static_cast<std::size_t>(value)];
    if (word.empty()) return;
    open_text(names.g1);
    sink_.raw(word);
    sink_.raw("\"");
  }
  void absent() {}

 private:
  void key(std::string_view name) {
    sink_.raw(first_ ? "\"" : ",\"");
    sink_.raw(name);
    sink_.raw("\":");
    first_ = false;
  }
  void open_text(std::string_view name) {
    key(name);
    sink_.raw("\"");
  }

  Sink& sink_;
  const TextTable& texts_;
  bool first_ = true;
};

/// Makes of a report what a receiver learns: fields that schema 1.0 lacks are lost.
struct ReportLoss {
  void text(const FieldNames& names, Text& text) {
    if (names.g1.empty()) text = {};
  }
  void number(const FieldNames& names, std::uint32_t& value) {
    if (names.g1.empty()) value = 0;
  }
  template <class Words, class Enum>
  void word(const FieldNames&, const Words& words, Enum& value) {
    // A word that stands for two values is read as the later one.
    for (std::size_t i = words.size(); i-- > 0;) {
      if (words[i] == words[static_cast<std::size_t>(value)]) {
        value = static_cast<Enum>(i);
        return;
      }
    }
  }
  void number_text(const FieldNames&, std::uint32_t&) {}
  void detail(const FieldNames&, std::uint32_t&) {}
  void port(const FieldNames&, std::uint16_t&) {}
  void position(const FieldNames&, std::uint16_t&) {}
  void address(const FieldNames&, IpAddress&) {}
  void flag(const FieldNames&, bool&) {}
  void absent() {}
};

}  // namespace picket::g1_json
