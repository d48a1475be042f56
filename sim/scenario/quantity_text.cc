#include "sim/scenario/quantity_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "sim/scenario/yaml_tree.h"

namespace picket::sim {

namespace {

// In the order in which they are listed to people.
constexpr auto kUnits = std::to_array<Unit>({
    {"us", Dimension::kTime, 1e-6},
    {"ms", Dimension::kTime, 1e-3},
    {"s", Dimension::kTime, 1},
    {"min", Dimension::kTime, 60},
    {"h", Dimension::kTime, 3'600},
    {"d", Dimension::kTime, 86'400},
    {"day", Dimension::kTime, 86'400},
    {"days", Dimension::kTime, 86'400},
    {"B", Dimension::kData, 1},
    {"kB", Dimension::kData, 1e3},
    {"KB", Dimension::kData, 1e3},
    {"MB", Dimension::kData, 1e6},
    {"GB", Dimension::kData, 1e9},
    {"TB", Dimension::kData, 1e12},
    {"KiB", Dimension::kData, 1'024},
    {"MiB", Dimension::kData, 1'048'576},
    {"GiB", Dimension::kData, 1'073'741'824},
    {"TiB", Dimension::kData, 1'099'511'627'776},
    {"bit/s", Dimension::kBitRate, 1},
    {"kbit/s", Dimension::kBitRate, 1e3},
    {"Mbit/s", Dimension::kBitRate, 1e6},
    {"Gbit/s", Dimension::kBitRate, 1e9},
    {"USD", Dimension::kMoney, 1},
});

struct Meant {
  std::string_view written;
  std::string_view unit;
};
constexpr auto kMeant = std::to_array<Meant>({
    {"m", "min"},         {"M", "min"},         {"minute", "min"},  {"minutes", "min"}, {"mins", "min"},
    {"sec", "s"},         {"secs", "s"},        {"second", "s"},    {"seconds", "s"},   {"S", "s"},
    {"D", "days"},        {"Days", "days"},     {"hour", "h"},      {"hours", "h"},     {"hr", "h"},
    {"hrs", "h"},         {"H", "h"},           {"msec", "ms"},     {"millis", "ms"},   {"usec", "us"},
    {"k", "KB"},          {"K", "KB"},          {"kb", "KB"},       {"Kb", "KB"},       {"mb", "MB"},
    {"Mb", "MB"},         {"gb", "GB"},         {"b", "B"},         {"byte", "B"},      {"bytes", "B"},
    {"kib", "KiB"},       {"mib", "MiB"},       {"bps", "bit/s"},   {"kbps", "kbit/s"}, {"Kbps", "kbit/s"},
    {"Mbps", "Mbit/s"},   {"mbps", "Mbit/s"},   {"Gbps", "Gbit/s"}, {"Mbit", "Mbit/s"}, {"kbit", "kbit/s"},
    {"Kbit/s", "kbit/s"}, {"mbit/s", "Mbit/s"}, {"Mb/s", "Mbit/s"}, {"kb/s", "kbit/s"}, {"$", "USD"},
    {"usd", "USD"},       {"dollars", "USD"},   {"Dollar", "USD"},
});

/// "600 us" for 600 and the first unit that divides it; units from large to small.
struct UnitStep {
  std::string_view unit;
  std::int64_t size;
};
template <std::size_t N>
std::string in_largest_unit(std::int64_t count, const std::array<UnitStep, N>& steps) {
  for (const UnitStep& step : steps) {
    if (count % step.size == 0 && (count != 0 || step.size == steps.back().size)) {
      return fmt::format("{} {}", count / step.size, step.unit);
    }
  }
  return fmt::format("{} {}", count, steps.back().unit);
}

bool read_digits(std::string_view text, std::size_t at, std::size_t n, int& value) {
  if (at + n > text.size()) return false;
  value = 0;
  for (std::size_t i = at; i < at + n; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    value = value * 10 + (text[i] - '0');
  }
  return true;
}

/// Days since 1970-01-01 of a date of the Gregorian calendar: years are counted from March, so
/// that the leap day is the last of its year and months follow a fixed pattern of 153 days in 5.
std::int64_t days_from_civil(std::int64_t year, int month, int day) {
  const std::int64_t y = month > 2 ? year : year - 1;
  const std::int64_t m = month > 2 ? month - 3 : month + 9;
  constexpr std::int64_t kDaysToEpoch = 719'468;  // from 0000-03-01
  return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - kDaysToEpoch;
}

int days_in_month(int year, int month) {
  constexpr std::array kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

/// The part after the seconds: "Z" or ".25Z"; microseconds of it.
std::optional<std::int64_t> parse_fraction(std::string_view text) {
  if (text == "Z") return 0;
  if (text.size() < 3 || text.size() > 8 || text.front() != '.' || text.back() != 'Z') return std::nullopt;
  std::int64_t us = 0;
  for (std::size_t i = 1; i < 7; ++i) {
    const bool given = i < text.size() - 1;
    if (given && (text[i] < '0' || text[i] > '9')) return std::nullopt;
    us = us * 10 + (given ? text[i] - '0' : 0);
  }
  return us;
}

}  // namespace

std::optional<double> parse_decimal(std::string_view text) {
  const PlainKind kind = plain_kind(text);
  if (kind != PlainKind::kInteger && kind != PlainKind::kReal) return std::nullopt;
  if (text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) {
    // Both 1e-400 and 1e400 end here; only the first is harmless, and nobody means it.
    return std::nullopt;
  }
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<QuantityText> split_quantity(std::string_view text) {
  // The longest prefix that is a number: "2e" in "2e" is none, "2" with unit "e" is.
  std::size_t end = 0;
  for (std::size_t i = 1; i <= text.size() && i <= 40; ++i) {
    const PlainKind kind = plain_kind(text.substr(0, i));
    if (kind == PlainKind::kInteger || kind == PlainKind::kReal) end = i;
  }
  if (end == 0) return std::nullopt;
  std::string_view unit = text.substr(end);
  if (unit.starts_with(' ')) unit.remove_prefix(1);
  return QuantityText{text.substr(0, end), unit};
}

const Unit* find_unit(std::string_view name) {
  const auto* found = std::ranges::find(kUnits, name, &Unit::name);
  return found == kUnits.end() ? nullptr : found;
}

std::string_view unit_meant(std::string_view name, Dimension dimension) {
  for (const Meant& m : kMeant) {
    if (m.written != name) continue;
    const Unit* unit = find_unit(m.unit);
    if (dimension == Dimension::kNone || unit->dimension == dimension) return m.unit;
  }
  return {};
}

std::string unit_list(Dimension dimension, std::string_view separator) {
  std::string out;
  for (const Unit& unit : kUnits) {
    if (unit.dimension != dimension && dimension != Dimension::kNone) continue;
    if (!out.empty()) out += separator;
    out += unit.name;
  }
  return out;
}

UnitPair common_units(Dimension dimension) {
  switch (dimension) {
    case Dimension::kData:
      return {"B", "KB"};
    case Dimension::kBitRate:
      return {"kbit/s", "Mbit/s"};
    case Dimension::kMoney:
      return {"USD", ""};
    case Dimension::kTime:
    case Dimension::kNone:
      break;
  }
  return {"ms", "s"};
}

Dimension dimension_of(std::string_view base_unit) {
  const Unit* unit = find_unit(base_unit);
  return unit == nullptr ? Dimension::kNone : unit->dimension;
}

std::optional<Time> parse_time(std::string_view text) {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  const bool digits = read_digits(text, 0, 4, year) && read_digits(text, 5, 2, month) && read_digits(text, 8, 2, day) &&
                      read_digits(text, 11, 2, hour) && read_digits(text, 14, 2, minute) &&
                      read_digits(text, 17, 2, second);
  if (!digits || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  if (year < 1970 || year > 2199 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
    return std::nullopt;
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const std::optional<std::int64_t> fraction = parse_fraction(text.substr(19));
  if (!fraction) return std::nullopt;
  const std::int64_t seconds = days_from_civil(year, month, day) * 86'400 + hour * 3'600 + minute * 60 + second;
  return Time::from_unix_microseconds(seconds * 1'000'000 + *fraction);
}

std::string format_time(Time time) {
  std::int64_t days = time.unix_seconds() / 86'400;
  if (time.unix_seconds() % 86'400 < 0) --days;
  const std::int64_t rest = time.unix_seconds() - days * 86'400;
  // The inverse of days_from_civil: eras of 400 years of 146,097 days.
  const std::int64_t z = days + 719'468;
  const std::int64_t era = (z >= 0 ? z : z - 146'096) / 146'097;
  const std::int64_t day_of_era = z - era * 146'097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t mp = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * mp + 2) / 5 + 1;
  const std::int64_t month = mp < 10 ? mp + 3 : mp - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  std::string out =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", year, month, day, rest / 3'600, rest / 60 % 60, rest % 60);
  const std::int64_t us = time.unix_microseconds() - time.unix_seconds() * 1'000'000;
  if (us != 0) out += fmt::format(".{:06}", us);
  return out + "Z";
}

std::string format_duration(Duration duration) {
  static constexpr std::array<UnitStep, 6> kSteps{{{"days", 86'400'000'000},
                                               {"h", 3'600'000'000},
                                               {"min", 60'000'000},
                                               {"s", 1'000'000},
                                               {"ms", 1'000},
                                               {"us", 1}}};
  const std::int64_t us = duration.count_microseconds();
  if (us == 0) return "0 s";
  if (us % kSteps[0].size == 0 && (us < 3 * kSteps[0].size)) return fmt::format("{} h", us / kSteps[1].size);
  return in_largest_unit(us, kSteps);
}

std::string format_bytes(Bytes bytes) {
  static constexpr std::array<UnitStep, 7> kSteps{{{"GiB", 1'073'741'824},
                                               {"GB", 1'000'000'000},
                                               {"MiB", 1'048'576},
                                               {"MB", 1'000'000},
                                               {"KiB", 1'024},
                                               {"KB", 1'000},
                                               {"B", 1}}};
  return in_largest_unit(bytes.count(), kSteps);
}

std::string format_bit_rate(BitRate rate) {
  const double bps = rate.bits_per_second;
  for (const std::string_view name : {"Gbit/s", "Mbit/s", "kbit/s"}) {
    const double factor = find_unit(name)->factor;
    // Only where the text reads back as the same double.
    if (bps >= factor && (bps / factor) * factor == bps) return fmt::format("{} {}", format_number(bps / factor), name);
  }
  return fmt::format("{} bit/s", format_number(bps));
}

std::string format_money(Money money) {
  const std::int64_t nano = money.count_nano_dollars();
  std::string fraction = fmt::format("{:09}", std::abs(nano % 1'000'000'000));
  while (fraction.size() > 2 && fraction.back() == '0') fraction.pop_back();
  return fmt::format("{}{}.{} USD", nano < 0 ? "-" : "", std::abs(nano / 1'000'000'000), fraction);
}

std::string format_number(double value) {
  return fmt::format("{}", value);
}

}  // namespace picket::sim
