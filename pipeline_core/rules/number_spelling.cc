#include "pipeline_core/rules/number_spelling.h"

#include <charconv>
#include <cmath>
#include <cstdint>

namespace picket {

std::string spell_number(double value) {
  if (value == 0) return "0";
  if (value > -1e15 && value < 1e15 && value == std::trunc(value)) return std::to_string(static_cast<std::int64_t>(value));
  char text[32];  // the longest, -2.2250738585072014e-308, has 24 characters
  const auto [end, error] = std::to_chars(text, text + sizeof text, value);
  return error == std::errc() ? std::string(text, end) : std::string();
}

std::optional<double> read_number(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

}  // namespace picket
