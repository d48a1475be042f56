#include "agent_core/twin/iso8601_duration.h"

#include <array>
#include <cstddef>
#include <utility>

#include "agent_core/base/ascii.h"
#include "agent_core/base/check.h"

namespace picket {
namespace {

constexpr std::int64_t kMicrosecondsPerSecond = 1'000'000;
/// Days that a .NET TimeSpan holds: 2^63 - 1 units of 100 ns.
constexpr std::int64_t kMaxDays = 10'675'199;
constexpr std::int64_t kMaxMicroseconds = kMaxDays * 86'400 * kMicrosecondsPerSecond;
/// The C agent counts milliseconds in 32 bits.
constexpr std::int64_t kMaxG1CMicroseconds = 4'294'967'295LL * 1'000;
/// 2^32 / (the milliseconds of 365 days modulo 2^32): the C agent's guard overflows itself.
constexpr std::int64_t kMaxG1CYears = 2;

struct Unit {
  char letter;
  std::int64_t seconds;
};
constexpr std::size_t kYears = 0;
constexpr std::size_t kMonths = 1;
constexpr std::size_t kWeeks = 2;
constexpr std::size_t kHours = 4;  ///< the first unit after "T"
constexpr std::size_t kSeconds = 6;
constexpr std::array<Unit, 7> kUnits{
    {{'Y', 365 * 86'400}, {'M', 30 * 86'400}, {'W', 7 * 86'400}, {'D', 86'400}, {'H', 3'600}, {'M', 60}, {'S', 1}}};

/// One number with its unit.
struct Part {
  std::int64_t whole = 0;
  std::string_view fraction;  ///< digits after the point
};

/// Reads digits into `value`; saturates at kMaxMicroseconds, which no unit allows.
bool read_digits(std::string_view& text, std::int64_t& value) {
  std::size_t digits = 0;
  value = 0;
  for (; digits < text.size() && is_digit(text[digits]); ++digits) {
    value = value * 10 + (text[digits] - '0');
    if (value > kMaxMicroseconds / 100) value = kMaxMicroseconds / 100;
  }
  text.remove_prefix(digits);
  return digits > 0;
}

bool read_part(std::string_view& text, Part& part) {
  if (!read_digits(text, part.whole)) return false;
  if (!text.starts_with('.')) return true;
  text.remove_prefix(1);
  const std::string_view from = text;
  std::int64_t ignored = 0;
  if (!read_digits(text, ignored)) return false;
  part.fraction = from.substr(0, from.size() - text.size());
  return true;
}

/// The unit that `letter` names at or after `from` and before `end`; `end` if there is none.
std::size_t find_unit(char letter, std::size_t from, std::size_t end) {
  while (from < end && kUnits[from].letter != letter) ++from;
  return from;
}

/// Microseconds of ".fraction" units, rounded down. Twelve digits are beyond what a microsecond of the
/// largest unit, a year, can show.
std::int64_t fraction_microseconds(std::string_view fraction, std::int64_t seconds) {
  __extension__ using Wide = unsigned __int128;
  Wide sum = 0;
  Wide scale = 1;
  for (const char digit : fraction.substr(0, 18)) {
    sum = sum * 10 + static_cast<Wide>(digit - '0');
    scale *= 10;
  }
  return static_cast<std::int64_t>(sum * static_cast<Wide>(seconds) * static_cast<Wide>(kMicrosecondsPerSecond) /
                                   scale);
}

/// Collects the parts under the rules of a dialect.
class Sum {
 public:
  explicit Sum(DurationDialect dialect) : dialect_(dialect) {}

  /// False if the dialect knows no such part.
  bool add(std::size_t unit, const Part& part) {
    if (!part.fraction.empty() && dialect_ == DurationDialect::kG1C) return false;
    if (dialect_ == DurationDialect::kG1CSharp) {
      if (unit == kWeeks || (!part.fraction.empty() && unit != kSeconds)) return false;
    }
    if (unit == kYears && dialect_ == DurationDialect::kG1C) return part.whole <= kMaxG1CYears;
    if (unit == kMonths) months_ = part.whole;
    std::int64_t seconds = kUnits[unit].seconds;
    if (part.whole > kMaxMicroseconds / (seconds * kMicrosecondsPerSecond)) return false;
    total_ += part.whole * seconds * kMicrosecondsPerSecond + fraction_microseconds(part.fraction, seconds);
    return total_ <= kMaxMicroseconds;
  }
  std::optional<Duration> total() const {
    std::int64_t total = total_;
    if (dialect_ == DurationDialect::kG1CSharp) {
      total += months_ / 12 * 5 * 86'400 * kMicrosecondsPerSecond;  // a year is 365 days, twelve months are 360
    }
    if (total > kMaxMicroseconds) return std::nullopt;
    if (dialect_ == DurationDialect::kG1C && (total == 0 || total > kMaxG1CMicroseconds)) return std::nullopt;
    return Duration::microseconds(total);
  }

 private:
  DurationDialect dialect_;
  std::int64_t total_ = 0;
  std::int64_t months_ = 0;
};

void append_number(std::int64_t value, char unit, std::string& out) {
  if (value == 0) return;
  out += std::to_string(value);
  out += unit;
}

/// ".5" for half a second: up to `most` digits without trailing zeros, at least `least`.
void append_fraction(std::int64_t microseconds, std::size_t least, std::string& out) {
  if (microseconds == 0) return;
  std::string digits = std::to_string(microseconds);
  digits.insert(0, 6 - digits.size(), '0');
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  if (digits.size() < least) digits.append(least - digits.size(), '0');
  out += '.';
  out += digits;
}

std::string two_digits(std::int64_t value) {
  return (value < 10 ? "0" : "") + std::to_string(value);
}

}  // namespace

std::optional<Duration> parse_iso8601_duration(std::string_view text, DurationDialect dialect) {
  if (!text.starts_with('P') || text.size() < 2) return std::nullopt;
  text.remove_prefix(1);
  Sum sum(dialect);
  std::size_t next = 0;
  std::size_t end = kHours;
  while (!text.empty()) {
    if (text.starts_with('T')) {
      if (end != kHours) return std::nullopt;
      text.remove_prefix(1);
      if (text.empty()) return std::nullopt;
      next = kHours;
      end = kUnits.size();
      continue;
    }
    Part part;
    if (!read_part(text, part) || text.empty()) return std::nullopt;
    const std::size_t unit = find_unit(text.front(), next, end);
    text.remove_prefix(1);
    if (unit == end) return std::nullopt;
    if (!part.fraction.empty() && !text.empty()) return std::nullopt;  // a fraction ends the text
    if (!sum.add(unit, part)) return std::nullopt;
    next = unit + 1;
  }
  return sum.total();
}

std::string iso8601_text(Duration duration, DurationDialect dialect) {
  PICKET_CHECK(duration >= Duration(), "microseconds", duration.count_microseconds());
  std::int64_t seconds = duration.count_seconds();
  const bool is_c = dialect == DurationDialect::kG1C;
  const std::int64_t microseconds = is_c ? 0 : duration.count_microseconds() % kMicrosecondsPerSecond;
  std::string text = "P";
  for (std::size_t unit = is_c ? kMonths : kHours - 1; unit < kHours; ++unit) {
    append_number(seconds / kUnits[unit].seconds, kUnits[unit].letter, text);
    seconds %= kUnits[unit].seconds;
  }
  if (seconds > 0 || microseconds > 0 || text.size() == 1) text += 'T';
  append_number(seconds / 3'600, 'H', text);
  append_number(seconds / 60 % 60, 'M', text);
  if (microseconds > 0 || text.back() == 'T' || seconds % 60 > 0) {
    text += std::to_string(seconds % 60);
    append_fraction(microseconds, 1, text);
    text += 'S';
  }
  return text;
}

std::string time_span_text(Duration duration) {
  PICKET_CHECK(duration >= Duration(), "microseconds", duration.count_microseconds());
  const std::int64_t seconds = duration.count_seconds();
  std::string text;
  if (seconds >= 86'400) text = std::to_string(seconds / 86'400) + ".";
  text += two_digits(seconds / 3'600 % 24) + ":" + two_digits(seconds / 60 % 60) + ":" + two_digits(seconds % 60);
  append_fraction(duration.count_microseconds() % kMicrosecondsPerSecond, 7, text);
  return text;
}

}  // namespace picket
