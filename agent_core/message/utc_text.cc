#include "agent_core/message/utc_text.h"

#include <algorithm>
#include <chrono>

namespace picket {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kLastSecond = 253'402'300'799;  // 9999-12-31T23:59:59Z

char* write_digits(char* out, unsigned value, int digits) {
  for (int i = digits - 1; i >= 0; --i) {
    out[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  return out + digits;
}

/// Takes exactly `digits` decimal digits off the front, -1 if they are not there.
int take_digits(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return -1;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take_char(std::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

/// Days since 1970-01-01, or nullopt if there is no such day.
std::optional<std::int64_t> take_date(std::string_view& text) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (text.size() > 2 && text[2] == '/') {
    month = take_digits(text, 2);
    take_char(text, '/');
    day = take_digits(text, 2);
    if (!take_char(text, '/')) return std::nullopt;
    year = take_digits(text, 4);
  } else {
    year = take_digits(text, 4);
    if (!take_char(text, '-')) return std::nullopt;
    month = take_digits(text, 2);
    if (!take_char(text, '-')) return std::nullopt;
    day = take_digits(text, 2);
  }
  if (year < 0 || month < 0 || day < 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count();
}

/// Microseconds of ".123456789"; 0 if there is no fraction, -1 if it has no digits.
std::int64_t take_fraction(std::string_view& text) {
  if (!take_char(text, '.')) return 0;
  std::int64_t value = 0;
  int digits = 0;
  for (; !text.empty() && text[0] >= '0' && text[0] <= '9'; text.remove_prefix(1), ++digits) {
    if (digits < 6) value = value * 10 + (text[0] - '0');
  }
  if (digits == 0) return -1;
  for (; digits < 6; ++digits) value *= 10;
  return value;
}

/// Seconds east of UTC, or nullopt if what is left of the text is no zone.
std::optional<std::int64_t> take_zone(std::string_view text) {
  if (text.empty() || text == "Z" || text == "z") return 0;
  const bool west = text[0] == '-';
  if (!west && text[0] != '+') return std::nullopt;
  text.remove_prefix(1);
  const int hours = take_digits(text, 2);
  if (!take_char(text, ':')) return std::nullopt;
  const int minutes = take_digits(text, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || !text.empty()) return std::nullopt;
  const std::int64_t offset = hours * 3'600 + minutes * 60;
  return west ? -offset : offset;
}

}  // namespace

Time utc_text_time(Time time) {
  return Time::from_unix_seconds(std::clamp<std::int64_t>(time.unix_seconds(), 0, kLastSecond));
}

void write_utc(Time time, char* out) {
  const std::int64_t seconds = utc_text_time(time).unix_seconds();
  const std::chrono::year_month_day date(std::chrono::sys_days(std::chrono::days(seconds / kSecondsPerDay)));
  const auto of_day = static_cast<unsigned>(seconds % kSecondsPerDay);
  out = write_digits(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  *out++ = '-';
  out = write_digits(out, static_cast<unsigned>(date.month()), 2);
  *out++ = '-';
  out = write_digits(out, static_cast<unsigned>(date.day()), 2);
  *out++ = 'T';
  out = write_digits(out, of_day / 3'600, 2);
  *out++ = ':';
  out = write_digits(out, of_day / 60 % 60, 2);
  *out++ = ':';
  out = write_digits(out, of_day % 60, 2);
  *out = 'Z';
}

std::optional<Time> parse_timestamp(std::string_view text) {
  const auto days = take_date(text);
  if (!days || (!take_char(text, 'T') && !take_char(text, ' '))) return std::nullopt;
  const int hour = take_digits(text, 2);
  if (!take_char(text, ':')) return std::nullopt;
  const int minute = take_digits(text, 2);
  if (!take_char(text, ':')) return std::nullopt;
  const int second = take_digits(text, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return std::nullopt;
  const std::int64_t fraction = take_fraction(text);
  const auto zone = take_zone(text);
  if (fraction < 0 || !zone) return std::nullopt;
  const std::int64_t seconds = *days * kSecondsPerDay + hour * 3'600 + minute * 60 + second - *zone;
  return Time::from_unix_microseconds(seconds * 1'000'000 + fraction);
}

}  // namespace picket
