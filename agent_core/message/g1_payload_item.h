#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "agent_core/base/ascii.h"
#include "agent_core/message/g1_schema.h"
#include "agent_core/message/json_value.h"
#include "agent_core/message/text_reader.h"

namespace picket::g1_json {

/// ASCII equality without case; protocol names come as "tcp" and "TCP".
inline bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

/// The fields of one payload item by their position in the definition, checked.
struct Item {
  std::array<simdjson::dom::element, kMaxPayloadFields> values;
  std::uint32_t present = 0;

  bool has(std::size_t field) const { return (present >> field & 1) != 0; }
  std::string_view text(std::size_t field) const {
    std::string_view text;
    return has(field) && read_text(values[field], text) ? text : std::string_view();
  }
  std::uint32_t number(std::size_t field) const {
    std::uint32_t value = 0;
    if (has(field)) read_u32(values[field], value);
    return value;
  }
  /// The first number of a port text: 0 for "", "*" and ranges, which are no single port.
  std::uint16_t port(std::size_t field) const {
    std::uint32_t value = 0;
    if (std::string_view text; has(field) && read_text(values[field], text)) {
      if (!parse_decimal(text, value)) value = 0;
    } else {
      value = number(field);
    }
    return value > 0xffff ? 0 : static_cast<std::uint16_t>(value);
  }
  std::uint32_t user(std::size_t field) const {
    std::uint32_t value = 0;
    return parse_decimal(text(field), value) ? value : 0;
  }
  IpAddress address(std::size_t field) const { return IpAddress::parse(text(field)).value_or(IpAddress()); }
};

}  // namespace picket::g1_json
