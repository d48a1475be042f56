#include "agent_core/message/utc_text.h"

#include <gtest/gtest.h>

#include <ctime>
#include <string>

#include "agent_core/base/random.h"

namespace picket {
namespace {

std::string written(Time time) {
  std::string text(kUtcTextLength, '?');
  write_utc(time, text.data());
  return text;
}

TEST(UtcText, writes_known_instants) {
  EXPECT_EQ(written(Time()), "1970-01-01T00:00:00Z");
  EXPECT_EQ(written(Time::from_unix_seconds(951'782'399)), "2000-02-28T23:59:59Z");
  EXPECT_EQ(written(Time::from_unix_seconds(951'782'400)), "2000-02-29T00:00:00Z");
  EXPECT_EQ(written(Time::from_unix_microseconds(1'767'225'599'999'999)), "2025-12-31T23:59:59Z");
}

TEST(UtcText, holds_times_within_its_years) {
  EXPECT_EQ(written(Time::min()), "1970-01-01T00:00:00Z");
  EXPECT_EQ(written(Time::max()), "9999-12-31T23:59:59Z");
}

TEST(UtcText, agrees_with_the_c_library_and_reads_back) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  for (int i = 0; i < 20'000; ++i) {
    const auto seconds = static_cast<std::time_t>(random.below(253'402'300'800));
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char expected[32];
    std::strftime(expected, sizeof expected, "%FT%TZ", &parts);
    const std::string text = written(Time::from_unix_seconds(seconds));
    ASSERT_EQ(text, expected);
    ASSERT_EQ(parse_timestamp(text), Time::from_unix_seconds(seconds));
  }
}

TEST(ParseTimestamp, reads_what_agents_write) {
  const Time second = Time::from_unix_seconds(1'533'898'881);  // 2018-08-10T11:01:21Z
  EXPECT_EQ(parse_timestamp("2018-08-10T11:01:21Z"), second);
  EXPECT_EQ(parse_timestamp("2018-08-10T11:01:21.000+01:00"), second - Duration::hours(1));
  EXPECT_EQ(parse_timestamp("2018-08-10T11:01:21-02:30"), second + Duration::minutes(150));
  EXPECT_EQ(parse_timestamp("2018-08-10 11:01:21Z"), second);
  EXPECT_EQ(parse_timestamp("2018-08-10T11:01:21"), second);
  EXPECT_EQ(parse_timestamp("08/10/2018 11:01:21"), second);
  EXPECT_EQ(parse_timestamp("2018-08-10T11:01:21.5Z"), second + Duration::milliseconds(500));
  EXPECT_EQ(parse_timestamp("2018-08-10T11:01:21.123456789Z"), second + Duration::microseconds(123'456));
}

TEST(ParseTimestamp, refuses_what_is_no_time) {
  for (const char* text : {"", "2018", "2018-08-10", "2018-02-30T00:00:00Z", "2018-13-01T00:00:00Z", "2018-08-10T24:00:00Z",
                           "2018-08-10T11:60:21Z", "2018-08-10T11:01:61Z", "2018-08-10T11:01:21.Z", "2018-08-10T11:01:21+1",
                           "2018-08-10T11:01:21+24:00", "2018-08-10T11:01:21Zx", "2018-08-10X11:01:21Z",
                           "20180810T110121Z", "08/10/18 11:01:21", "-018-08-10T11:01:21Z", "2018-00-10T11:01:21Z"}) {
    EXPECT_FALSE(parse_timestamp(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace picket
