#pragma once

#include <array>
#include <cstdint>

#include "agent_core/message/g2_tables.h"
#include "agent_core/message/record.h"

namespace picket::g2_flatbuffers {

/// The fields of a report's record by their slot in the wire table. Fields at their default are absent.
class ReportValues {
 public:
  static constexpr std::size_t kMax = 10;
  struct Value {
    Text text;
    std::uint32_t number = 0;
    bool present() const { return !text.empty() || number != 0; }
  };

  void text(const FieldNames& names, Text text) { put(names, {text, 0}); }
  void number(const FieldNames& names, std::uint32_t value) { put(names, {{}, value}); }
  void number_text(const FieldNames& names, std::uint32_t value) { put(names, {{}, value}); }
  void detail(const FieldNames& names, std::uint32_t value) { put(names, {{}, value}); }
  void port(const FieldNames& names, std::uint16_t port) { put(names, {{}, port}); }
  void position(const FieldNames& names, std::uint16_t position) { put(names, {{}, position}); }
  void flag(const FieldNames& names, bool value) { put(names, {{}, value ? 1U : 0U}); }
  template <class Words, class Enum>
  void word(const FieldNames& names, const Words&, Enum value) {
    put(names, {{}, static_cast<std::uint32_t>(value)});
  }
  /// Only listening ports have one, and their tables are laid out by hand.
  void address(const FieldNames&, const IpAddress&) { absent(); }
  void absent() { ++slots_; }

  const Value& operator[](std::size_t slot) const { return values_[slot]; }

 private:
  void put(const FieldNames& names, Value value) {
    if (!names.g2.empty()) values_[slots_++] = value;
  }

  std::array<Value, kMax> values_{};
  std::size_t slots_ = 0;
};

/// Clears what the wire of generation 2 does not carry.
struct ReportLoss {
  void text(const FieldNames& names, Text& text) {
    if (names.g2.empty()) text = {};
  }
  void number(const FieldNames& names, std::uint32_t& value) {
    if (names.g2.empty()) value = 0;
  }
  void detail(const FieldNames& names, std::uint32_t& value) { number(names, value); }
  /// 0.0.0.0 reads as "::", as in flows.
  void address(const FieldNames&, IpAddress& address) {
    if (address == IpAddress::v4(0)) address = {};
  }
  void number_text(const FieldNames&, std::uint32_t&) {}
  void port(const FieldNames&, std::uint16_t&) {}
  void position(const FieldNames&, std::uint16_t&) {}
  void flag(const FieldNames&, bool&) {}
  template <class Words, class Enum>
  void word(const FieldNames&, const Words&, Enum&) {}
  void absent() {}
};

/// The union member of a list report.
constexpr g2_tables::PayloadType payload_of(EventKind kind) {
  switch (kind) {
    case EventKind::kListeningPorts:
      return g2_tables::kListeningPortsPayload;
    case EventKind::kLocalUsers:
      return g2_tables::kLocalUsersPayload;
    case EventKind::kFirewall:
      return g2_tables::kFirewallPayload;
    case EventKind::kBaseline:
      return g2_tables::kBaselinePayload;
    case EventKind::kSbom:
      return g2_tables::kSbomPayload;
    case EventKind::kStatistics:
      return g2_tables::kStatisticsPayload;
    case EventKind::kLog:
      return g2_tables::kLogPayload;
    default:
      return g2_tables::kConfigurationErrorsPayload;
  }
}

}  // namespace picket::g2_flatbuffers
