#pragma once

#include "agent_core/message/g1_payload_item.h"
#include "agent_core/message/g1_report.h"

namespace picket::g1_json {

/// Fills a report's record from a payload item.
class ReportItemReader {
 public:
  ReportItemReader(const Item& item, const EventDefinition& definition, TextReader& texts)
      : item_(item), definition_(definition), texts_(texts) {}

  void text(const FieldNames& names, Text& text) {
    if (const std::size_t at = find(names); at != kNone) text = texts_.read(item_.text(at));
  }
  void number(const FieldNames& names, std::uint32_t& value) {
    if (const std::size_t at = find(names); at != kNone) value = item_.number(at);
  }
  void number_text(const FieldNames& names, std::uint32_t& value) {
    if (const std::size_t at = find(names); at != kNone) value = item_.user(at);
  }
  void detail(const FieldNames& names, std::uint32_t& value) {
    const std::size_t at = find({"ExtraDetails", ""});
    simdjson::dom::element found;
    std::string_view text;
    if (at == kNone || !item_.has(at) || item_.values[at].at_key(names.g1).get(found) != simdjson::SUCCESS) return;
    if (read_text(found, text)) {
      if (!parse_decimal(text, value)) value = 0;
    } else if (!read_u32(found, value)) {
      value = 0;
    }
  }
  void port(const FieldNames& names, std::uint16_t& port) {
    if (const std::size_t at = find(names); at != kNone) port = item_.port(at);
  }
  void position(const FieldNames& names, std::uint16_t& position) {
    if (const std::size_t at = find(names); at != kNone) {
      position = static_cast<std::uint16_t>(std::min<std::uint32_t>(item_.number(at), 0xffff));
    }
  }
  void address(const FieldNames& names, IpAddress& address) {
    if (const std::size_t at = find(names); at != kNone) address = item_.address(at);
  }
  void flag(const FieldNames& names, bool& value) {
    if (const std::size_t at = find(names); at != kNone && item_.has(at)) {
      if (item_.values[at].get(value) != simdjson::SUCCESS) value = false;
    }
  }
  /// A word that is not among ours leaves the default.
  template <class Words, class Enum>
  void word(const FieldNames& names, const Words& words, Enum& value) {
    const std::size_t at = find(names);
    if (at == kNone) return;
    const std::string_view text = item_.text(at);
    for (std::size_t i = words.size(); i-- > 0;) {
      if (!text.empty() && equals_ignoring_case(text, words[i])) {
        value = static_cast<Enum>(i);
        return;
      }
    }
  }
  void absent() {}

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};
  std::size_t find(const FieldNames& names) const {
    for (std::size_t i = 0; i < definition_.fields.size() && !names.g1.empty(); ++i) {
      if (definition_.fields[i].name == names.g1) return i;
    }
    return kNone;
  }

  const Item& item_;
  const EventDefinition& definition_;
  TextReader& texts_;
};

}  // namespace picket::g1_json
