#pragma once

#include <cstdint>

#include "agent_core/base/random.h"
#include "agent_core/message/record.h"

namespace picket::test {

/// Gives every field of a report a random value. `any_text(random)` and `any_address(random)` choose theirs.
template <class AnyText, class AnyAddress>
struct RandomReportFields {
  RandomStream& random;
  AnyText any_text;
  AnyAddress any_address;

  std::uint32_t any_number() {
    return static_cast<std::uint32_t>(random.chance(0.2) ? 0 : random.below(1ULL << (1 + random.below(32))));
  }
  void text(const FieldNames&, Text& text) { text = any_text(random); }
  void number(const FieldNames&, std::uint32_t& value) { value = any_number(); }
  void number_text(const FieldNames&, std::uint32_t& value) { value = any_number(); }
  void detail(const FieldNames&, std::uint32_t& value) { value = any_number(); }
  void port(const FieldNames&, std::uint16_t& port) { port = static_cast<std::uint16_t>(any_number()); }
  void position(const FieldNames&, std::uint16_t& position) { position = static_cast<std::uint16_t>(any_number()); }
  void address(const FieldNames&, IpAddress& address) { address = any_address(random); }
  void flag(const FieldNames&, bool& value) { value = random.chance(0.5); }
  template <class Words, class Enum>
  void word(const FieldNames&, const Words& words, Enum& value) {
    value = static_cast<Enum>(random.below(words.size()));
  }
  void absent() {}
};

/// A report of the kind, which is none of those that happen on a device, with random fields.
template <class AnyText, class AnyAddress>
Record random_report(RandomStream& random, EventKind kind, AnyText any_text, AnyAddress any_address) {
  RandomReportFields<AnyText, AnyAddress> fields{random, any_text, any_address};
  if (kind == EventKind::kStatistics) {
    return StatisticsRecord{static_cast<EventKind>(random.below(kEventKinds)),
                            static_cast<StatisticsEvent>(random.below(kStatisticsEventWords.size())),
                            fields.any_number()};
  }
  Record report = default_record(kind);
  visit_report_fields(report, fields);
  return report;
}

}  // namespace picket::test
