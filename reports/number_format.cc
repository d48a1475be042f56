#include "reports/number_format.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <span>

namespace picket {

namespace {

constexpr std::string_view kNarrowSpace = "\u202f";

std::string fixed(double x, int decimals) {
  std::array<char, 64> text{};
  const int length = std::snprintf(text.data(), text.size(), "%.*f", decimals, x);
  return {text.data(), static_cast<std::size_t>(length)};
}

std::string scientific(double x) {
  std::array<char, 64> text{};
  const int length = std::snprintf(text.data(), text.size(), "%.2e", x);
  return {text.data(), static_cast<std::size_t>(length)};
}

/// Sets thousands of the whole part apart, when it has more than `ungrouped` digits.
std::string grouped(std::string text, std::size_t ungrouped) {
  const std::size_t whole = std::min(text.find('.'), text.size());
  if (whole <= ungrouped) return text;
  for (std::size_t at = whole; at > 3;) {
    at -= 3;
    text.insert(at, kNarrowSpace);
  }
  return text;
}

void trim_zeros(std::string& text) {
  if (text.find('.') == std::string::npos) return;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
}

std::optional<std::string> not_finite(double x) {
  if (std::isnan(x)) return "–";
  if (std::isinf(x)) return x > 0 ? "∞" : "-∞";
  return std::nullopt;
}

/// " min" of "3.58 min"; empty without a unit. (Thousands are set apart by another space.)
std::string unit_of(const std::string& text) {
  const std::size_t space = text.rfind(' ');
  return space == std::string::npos ? "" : text.substr(space);
}

std::string scaled(double x, double step, std::span<const std::string_view> units) {
  if (auto text = not_finite(x)) return *text;
  double size = std::fabs(x);
  std::size_t index = 0;
  // 999.6 would be rounded to 1000 of the smaller unit.
  while (size >= step * 0.9995 && index + 1 < units.size()) {
    size /= step;
    ++index;
  }
  return format_number(std::copysign(size, x)) + " " + std::string(units[index]);
}

}  // namespace

std::string format_number(double x) {
  if (auto text = not_finite(x)) return *text;
  const double size = std::fabs(x);
  if (size == 0) return "0";
  if (size < 1e-4 || size >= 1e15) return scientific(x);
  const int decimals = std::clamp(2 - static_cast<int>(std::floor(std::log10(size))), 0, 7);
  std::string text = fixed(size, decimals);
  trim_zeros(text);
  text = grouped(std::move(text), 4);
  if (x < 0) text.insert(text.begin(), '-');
  return text;
}

std::string format_bytes(double bytes) {
  static constexpr std::array<std::string_view, 6> kUnits{"B", "kB", "MB", "GB", "TB", "PB"};
  return scaled(bytes, 1000, kUnits);
}

std::string format_duration(double seconds) {
  if (auto text = not_finite(seconds)) return *text;
  const double size = std::fabs(seconds);
  if (size == 0) return "0 s";
  if (size < 1e-3) return format_number(seconds * 1e6) + " µs";
  if (size < 1) return format_number(seconds * 1e3) + " ms";
  if (size < 120) return format_number(seconds) + " s";
  if (size < 7200) return format_number(seconds / 60) + " min";
  if (size < 172800) return format_number(seconds / 3600) + " h";
  return format_number(seconds / 86400) + " d";
}

std::string format_money(double usd) {
  if (auto text = not_finite(usd)) return *text;
  const double size = std::fabs(usd);
  const std::string sign = usd < 0 ? "-$" : "$";
  if (size != 0 && (size < 1 || size >= 1e15)) return sign + format_number(size);
  return sign + grouped(fixed(size, size >= 1000 ? 0 : 2), 3);
}

std::string format_percent(double ratio) {
  if (auto text = not_finite(ratio)) return *text;
  return format_number(100 * ratio) + " %";
}

std::string format_with_unit(double value, std::string_view unit) {
  if (auto text = not_finite(value)) return *text;
  if (unit == "B" || unit.starts_with("B/")) return format_bytes(value) + std::string(unit.substr(1));
  if (unit == "s") return format_duration(value);
  if (unit.starts_with("USD")) return format_money(value) + std::string(unit.substr(3));
  if (unit == "share") return format_percent(value);
  if (unit.empty()) return format_number(value);
  // "1/day" reads better as "3.2 /day".
  if (unit.starts_with("1/")) unit.remove_prefix(1);
  return format_number(value) + " " + std::string(unit);
}

std::string format_interval(double value, std::optional<double> low, std::optional<double> high,
                            std::string_view unit) {
  if (!low || !high) return "";
  std::string low_text = format_with_unit(*low, unit);
  std::string high_text = format_with_unit(*high, unit);
  const std::string shared = unit_of(format_with_unit(value, unit));
  const auto has_shared = [&](double end, const std::string& text) {
    return end == 0 || std::isinf(end) || unit_of(text) == shared;
  };
  if (!shared.empty() && has_shared(*low, low_text) && has_shared(*high, high_text)) {
    low_text.resize(low_text.size() - unit_of(low_text).size());
    high_text.resize(high_text.size() - unit_of(high_text).size());
  }
  std::string text = "[";
  text += low_text + ", " + high_text;
  return text + "]";
}

std::string format_estimate(double value, std::optional<double> low, std::optional<double> high,
                            std::string_view unit) {
  const std::string interval = format_interval(value, low, high, unit);
  const std::string text = format_with_unit(value, unit);
  return interval.empty() ? text : text + " " + interval;
}

std::string days_text(double days) {
  std::array<char, 32> number{};
  std::snprintf(number.data(), number.size(), "%g", days);
  return std::string(number.data()) + (days == 1 ? " day" : " days");
}

std::string words(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

}  // namespace picket
