#include "pipeline_core/rules/time_part.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <string>

#include "agent_core/base/random.h"

namespace picket {
namespace {

/// Independent truth: the C library's calendar, whose %V is the week by ISO 8601.
TEST(TimePart, agrees_with_the_c_library) {
  constexpr std::pair<TimePart, const char*> kFormats[] = {{TimePart::kMinute, "%M"}, {TimePart::kHour, "%H"},
                                                           {TimePart::kDay, "%d"},    {TimePart::kWeek, "%V"},
                                                           {TimePart::kMonth, "%m"},  {TimePart::kYear, "%Y"}};
  RandomStream random(1, 0, 0, Purpose::kTest);
  for (int i = 0; i < 20'000; ++i) {
    // From 1970 to 2106; each third on the days around a new year, where weeks are hard.
    std::time_t second = static_cast<std::time_t>(random.below(1ULL << 32));
    if (i % 3 == 0) second = static_cast<std::time_t>((1 + random.below(135)) * 31'556'952 + random.below(10 * 86'400) - 5 * 86'400);
    std::tm date{};
    gmtime_r(&second, &date);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &date);
    for (const auto& [part, format] : kFormats) {
      char expected[8];
      std::strftime(expected, sizeof expected, format, &date);
      ASSERT_EQ(time_part(text, part), std::atoi(expected)) << text << ' ' << format;
      ASSERT_GE(std::atoi(expected), row_of(part).least);
      ASSERT_LE(std::atoi(expected), row_of(part).greatest);
    }
    EXPECT_FALSE(time_part(text, TimePart::kNone));
  }
}

TEST(TimePart, is_of_utc_whatever_the_offset) {
  EXPECT_EQ(time_part("2026-01-01T00:30:00+01:00", TimePart::kHour), 23);
  EXPECT_EQ(time_part("2026-01-01T00:30:00+01:00", TimePart::kYear), 2025);
  EXPECT_EQ(time_part("2026-01-01T00:30:00+01:00", TimePart::kWeek), 1);  // the 31st of December, a Wednesday
  EXPECT_EQ(time_part("2026-01-01 00:30:00", TimePart::kMinute), 30);
}

TEST(TimePart, has_none_of_a_text_that_is_no_date) {
  for (const char* text : {"", "now", "2026-02-30T00:00:00Z", "12", "2026-13-01T00:00:00Z"})
    EXPECT_FALSE(time_part(text, TimePart::kYear)) << text;
}

TEST(TimePart, has_a_row_for_each) {
  EXPECT_EQ(row_of(TimePart::kNone).name, "");
  EXPECT_EQ(row_of(TimePart::kMinute).name, "minute");
  EXPECT_EQ(row_of(TimePart::kYear).name, "year");
}

}  // namespace
}  // namespace picket
