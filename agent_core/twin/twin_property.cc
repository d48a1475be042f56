#include "agent_core/twin/twin_property.h"

#include <charconv>

#include "agent_core/base/ascii.h"
#include "agent_core/base/json_escape.h"

namespace picket {
namespace {

bool equal(std::string_view a, std::string_view b, bool any_case) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && !(any_case && lower(a[i]) == lower(b[i]))) return false;
  }
  return true;
}

std::optional<PriorityIntervals> parse_intervals(std::string_view text) {
  PriorityIntervals intervals;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < kPriorities; ++i) {
    if (i > 0 && (at == end || *at++ != ',')) return std::nullopt;
    const auto [next, error] = std::from_chars(at, end, intervals.minutes[i]);
    if (error != std::errc() || intervals.minutes[i] == 0 || intervals.minutes[i] > kMaxMinutes) return std::nullopt;
    at = next;
  }
  if (at != end) return std::nullopt;
  return intervals;
}

/// The words of generation 2's message frequencies.
constexpr std::array<std::string_view, kPriorities> kFrequencyNames{"High", "Medium", "Low"};

void append_quoted(std::string_view text, std::string& out) {
  out += '"';
  append_json_escaped(text, out);
  out += '"';
}

struct JsonValueWriter {
  const TwinDialect& dialect;
  std::string& out;

  void operator()(std::monostate) const { out += "null"; }
  void operator()(bool flag) const { out += flag ? "true" : "false"; }
  void operator()(std::uint32_t integer) const {
    const bool with_sign = dialect.integers == TwinDialect::Integers::kCastToSigned;
    out += with_sign ? std::to_string(static_cast<std::int32_t>(integer)) : std::to_string(integer);
  }
  void operator()(Duration duration) const { append_quoted(iso8601_text(duration, dialect.durations), out); }
  void operator()(EventPriority priority) const {
    std::string word(to_string(priority));
    if (dialect.lower_case_priorities) word[0] = lower(word[0]);
    append_quoted(word, out);
  }
  void operator()(Priority priority) const { append_quoted(kFrequencyNames[static_cast<std::size_t>(priority)], out); }
  void operator()(const PriorityIntervals& intervals) const {
    out += '"';
    for (std::size_t i = 0; i < kPriorities; ++i) {
      if (i > 0) out += ',';
      out += std::to_string(intervals.minutes[i]);
    }
    out += '"';
  }
  void operator()(const std::string& text) const { append_quoted(text, out); }
};

}  // namespace

std::string_view to_string(PropertyType type) {
  constexpr std::array<std::string_view, static_cast<std::size_t>(PropertyType::kCount_)> kWords{
      "true or false",
      "a whole number within its range",
      "an ISO 8601 duration such as \"PT5H\"",
      "\"Off\", \"Low\" or \"High\"",
      "\"Low\", \"Medium\" or \"High\"",
      "three positive numbers of minutes, \"<High>,<Medium>,<Low>\"",
      "a text of at most 4,096 bytes, or null"};
  return kWords[static_cast<std::size_t>(type)];
}

PropertyValue default_of(const PropertyInfo& info) {
  if (const auto* flag = std::get_if<bool>(&info.default_value)) {
    PICKET_CHECK(info.type == PropertyType::kBoolean, info.name);
    return *flag;
  }
  if (const auto* integer = std::get_if<std::uint32_t>(&info.default_value)) {
    PICKET_CHECK(info.type == PropertyType::kInteger, info.name);
    return *integer;
  }
  if (const auto* text = std::get_if<std::string_view>(&info.default_value)) {
    const auto value = value_from_text(info.type, *text, TwinDialect());
    PICKET_CHECK(value.has_value(), info.name, *text);
    return *value;
  }
  PICKET_CHECK(info.type == PropertyType::kText, info.name);
  return std::monostate();
}

std::optional<PropertyValue> value_from_text(PropertyType type, std::string_view text, const TwinDialect& dialect) {
  switch (type) {
    case PropertyType::kDuration:
      if (const auto duration = parse_iso8601_duration(text, dialect.durations)) return *duration;
      return std::nullopt;
    case PropertyType::kEventPriority:
      for (const EventPriority priority : {EventPriority::kOff, EventPriority::kLow, EventPriority::kHigh}) {
        if (equal(text, to_string(priority), dialect.any_case_priorities)) return priority;
      }
      return std::nullopt;
    case PropertyType::kMessageFrequency:
      for (std::size_t i = 0; i < kPriorities; ++i) {
        if (equal(text, kFrequencyNames[i], dialect.any_case_priorities)) return static_cast<Priority>(i);
      }
      return std::nullopt;
    case PropertyType::kPriorityIntervals:
      if (const auto intervals = parse_intervals(text)) return *intervals;
      return std::nullopt;
    case PropertyType::kText:
      if (text.size() > kMaxPropertyText) return std::nullopt;
      return std::string(text);
    default:
      return std::nullopt;
  }
}

bool within_range(const PropertyInfo& info, const PropertyValue& value) {
  const auto* integer = std::get_if<std::uint32_t>(&value);
  return integer == nullptr || (*integer >= info.minimum && *integer <= info.maximum);
}

void append_json_value(const PropertyValue& value, const TwinDialect& dialect, std::string& out) {
  std::visit(JsonValueWriter{dialect, out}, value);
}

}  // namespace picket
