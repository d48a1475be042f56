#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace picket {

/// Integer parts of a date, UTC; weeks and their numbers by ISO 8601.
/// Source: Sigma modifiers appendix 2.1, "Time Modifiers".
enum class TimePart : std::uint8_t { kNone, kMinute, kHour, kDay, kWeek, kMonth, kYear };

/// What the parts are called, and the numbers that each may be. The appendix lets weeks end at 52; years with 53 have
/// that one as well.
struct TimePartRow {
  std::string_view name;
  int least = 0;
  int greatest = 0;
};
inline constexpr std::array<TimePartRow, 7> kTimeParts{{{"", 0, 0},
                                                        {"minute", 0, 59},
                                                        {"hour", 0, 23},
                                                        {"day", 1, 31},
                                                        {"week", 1, 53},
                                                        {"month", 1, 12},
                                                        {"year", 0, 9999}}};
constexpr const TimePartRow& row_of(TimePart part) {
  return kTimeParts[static_cast<std::size_t>(part)];
}

/// The part of a date that a text spells (utc_text.h). Nothing if it is not a date.
std::optional<int> time_part(std::string_view text, TimePart part);

}  // namespace picket
