#include "pipeline_core/rules/time_part.h"

#include <chrono>

#include "agent_core/message/utc_text.h"

namespace picket {
namespace {

/// ISO 8601: the week of the year's first Thursday is week 1; days before it belong to the year before.
int iso_week(std::chrono::sys_days day) {
  using namespace std::chrono;
  const sys_days thursday = day - (weekday(day) - Monday) + days(3);
  const sys_days first = sys_days(year_month_day(thursday).year() / January / 1);
  return static_cast<int>((thursday - first).count() / 7) + 1;
}

}  // namespace

std::optional<int> time_part(std::string_view text, TimePart part) {
  const auto time = parse_timestamp(text);
  if (!time) return std::nullopt;
  const std::chrono::sys_seconds second{std::chrono::seconds(time->unix_seconds())};
  const auto day = std::chrono::floor<std::chrono::days>(second);
  const auto of_day = static_cast<int>((second - day).count());
  const std::chrono::year_month_day date(day);
  switch (part) {
    case TimePart::kMinute:
      return of_day / 60 % 60;
    case TimePart::kHour:
      return of_day / 3600;
    case TimePart::kDay:
      return static_cast<int>(static_cast<unsigned>(date.day()));
    case TimePart::kWeek:
      return iso_week(day);
    case TimePart::kMonth:
      return static_cast<int>(static_cast<unsigned>(date.month()));
    case TimePart::kYear:
      return static_cast<int>(date.year());
    case TimePart::kNone:
      break;
  }
  return std::nullopt;
}

}  // namespace picket
