#pragma once

#include <simdjson.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>

namespace picket {

/// Reading of single JSON values without exceptions: false where the value has another type.

inline bool read_text(const simdjson::dom::element& element, std::string_view& text) {
  return element.get(text) == simdjson::SUCCESS;
}

/// Any JSON number without a fraction, as JSON Schema means "integer" (6052.0 is one).
inline bool is_integer(const simdjson::dom::element& element) {
  if (element.is_int64() || element.is_uint64()) return true;
  double value = 0;
  return element.get(value) == simdjson::SUCCESS && std::trunc(value) == value;
}

/// An integer, held within u32.
inline bool read_u32(const simdjson::dom::element& element, std::uint32_t& value) {
  std::uint64_t natural = 0;
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint32_t>::max();
  if (element.get(natural) == simdjson::SUCCESS) {
    value = static_cast<std::uint32_t>(natural < kMax ? natural : kMax);
    return true;
  }
  double number = 0;
  if (!is_integer(element) || element.get(number) != simdjson::SUCCESS) return false;
  value = number <= 0 ? 0 : number >= static_cast<double>(kMax) ? static_cast<std::uint32_t>(kMax)
                                                                : static_cast<std::uint32_t>(number);
  return true;
}

}  // namespace picket
