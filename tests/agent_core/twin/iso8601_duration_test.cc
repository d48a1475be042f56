#include "agent_core/twin/iso8601_duration.h"

#include <gtest/gtest.h>

#include <array>

#include "agent_core/base/random.h"

namespace picket {
namespace {

constexpr std::array kDialects{DurationDialect::kSchema, DurationDialect::kG1C, DurationDialect::kG1CSharp};

std::optional<std::int64_t> seconds(std::string_view text, DurationDialect dialect) {
  const auto duration = parse_iso8601_duration(text, dialect);
  if (!duration) return std::nullopt;
  return duration->count_seconds();
}

// defender.md 2.1: PT7M = 7 * 60 s, PT5H = 5 * 3,600 s, PT13H = 13 * 3,600 s, PT1H = 3,600 s.
TEST(Iso8601Duration, the_defaults_of_the_twin_read_the_same_in_every_dialect) {
  for (const DurationDialect dialect : kDialects) {
    EXPECT_EQ(seconds("PT7M", dialect), 420);
    EXPECT_EQ(seconds("PT5H", dialect), 18'000);
    EXPECT_EQ(seconds("PT13H", dialect), 46'800);
    EXPECT_EQ(seconds("PT1H", dialect), 3'600);
    EXPECT_EQ(seconds("P1DT2H3M4S", dialect), 86'400 + 2 * 3'600 + 3 * 60 + 4);
  }
}

TEST(Iso8601Duration, no_dialect_reads_what_is_no_duration) {
  for (const DurationDialect dialect : kDialects) {
    for (const std::string_view text :
         {"",       "P",      "PT",      "T1H",    "1H",       "P1H",    "PT1D",  "PT1",   "P1",    "PTH",   "PT1HT1M",
          "PT1M1H", "PT1M1M", "P1D1D",   "P1DT",   "pt1h",     "PT1h",   " PT1H", "PT1H ", "-PT1H", "+PT1H", "PT-1H",
          "PT1.H",  "PT.5H",  "PT1..5S", "PT1,5S", "PT1.5H1M", "PT1S1M", "P1T1H", "PP1D",  "PT0x1S"}) {
      EXPECT_EQ(seconds(text, dialect), std::nullopt) << text;
    }
  }
}

// A year is 365 days and a month 30. The C agent's 32 bits of milliseconds hold 2^32 - 1 ms = 4,294,967.295 s,
// which is 49 days (4,233,600 s) and 17:02:47.295; its years add nothing and three are too many.
TEST(Iso8601Duration, the_c_agent_counts_milliseconds_in_32_bits) {
  const auto c = DurationDialect::kG1C;
  EXPECT_EQ(seconds("P1M2W3DT4H5M6S", c), 30 * 86'400 + 14 * 86'400 + 3 * 86'400 + 4 * 3'600 + 5 * 60 + 6);
  EXPECT_EQ(seconds("P49DT17H2M47S", c), 4'294'967);
  EXPECT_EQ(seconds("P49DT17H2M48S", c), std::nullopt);
  EXPECT_EQ(seconds("PT4294967S", c), 4'294'967);
  EXPECT_EQ(seconds("PT4294968S", c), std::nullopt);
  EXPECT_EQ(seconds("PT0S", c), std::nullopt);
  EXPECT_EQ(seconds("PT1.5S", c), std::nullopt);
  EXPECT_EQ(seconds("P1Y", c), std::nullopt);
  EXPECT_EQ(seconds("P2YT1H", c), 3'600);
  EXPECT_EQ(seconds("P3YT1H", c), std::nullopt);
}

// .NET: twelve months make a year of 365 days, so 13 months are 365 + 30 days.
TEST(Iso8601Duration, the_c_sharp_agent_reads_what_dotnet_reads) {
  const auto sharp = DurationDialect::kG1CSharp;
  EXPECT_EQ(seconds("P2W", sharp), std::nullopt);
  EXPECT_EQ(seconds("P13M", sharp), (365 + 30) * 86'400);
  EXPECT_EQ(seconds("P1Y", sharp), 365 * 86'400);
  EXPECT_EQ(seconds("PT0S", sharp), 0);
  EXPECT_EQ(seconds("PT1.5H", sharp), std::nullopt);
  EXPECT_EQ(parse_iso8601_duration("PT1.25S", sharp), Duration::milliseconds(1'250));
  EXPECT_EQ(seconds("P10675199D", sharp), 10'675'199LL * 86'400);
  EXPECT_EQ(seconds("P10675200D", sharp), std::nullopt);
}

TEST(Iso8601Duration, the_schema_allows_a_fraction_of_the_last_unit) {
  const auto schema = DurationDialect::kSchema;
  EXPECT_EQ(seconds("P1.5W", schema), 7 * 86'400 * 3 / 2);
  EXPECT_EQ(seconds("PT0.5H", schema), 1'800);
  EXPECT_EQ(parse_iso8601_duration("PT0.0000019S", schema), Duration::microseconds(1));
  EXPECT_EQ(seconds("P1.5DT1H", schema), std::nullopt);
  EXPECT_EQ(seconds("PT0S", schema), 0);
}

TEST(Iso8601Duration, long_numbers_are_refused_and_do_not_overflow) {
  for (const DurationDialect dialect : kDialects) {
    EXPECT_EQ(seconds("PT" + std::string(5'000, '9') + "S", dialect), std::nullopt);
    EXPECT_EQ(seconds("P" + std::string(40, '9') + "Y", dialect), std::nullopt);
    EXPECT_EQ(seconds("P10675199DT24H", dialect), std::nullopt);
    EXPECT_EQ(seconds("PT" + std::string(3'000, '0') + "7M", dialect), 420);
  }
  EXPECT_EQ(seconds("PT0." + std::string(5'000, '9') + "H", DurationDialect::kSchema), 3'599);
}

// 44 days are one month (30), two weeks (14) and no day; .NET has neither months nor weeks.
TEST(Iso8601Duration, prints_as_each_agent_does) {
  const Duration duration = Duration::days(44) + Duration::seconds(3'661);
  EXPECT_EQ(iso8601_text(duration, DurationDialect::kG1C), "P1M2WT1H1M1S");
  EXPECT_EQ(iso8601_text(duration, DurationDialect::kG1CSharp), "P44DT1H1M1S");
  EXPECT_EQ(iso8601_text(duration, DurationDialect::kSchema), "P44DT1H1M1S");
  EXPECT_EQ(iso8601_text(Duration::hours(24), DurationDialect::kG1C), "P1D");
  EXPECT_EQ(iso8601_text(Duration::milliseconds(60'500), DurationDialect::kG1CSharp), "PT1M0.5S");
  EXPECT_EQ(iso8601_text(Duration::milliseconds(60'500), DurationDialect::kG1C), "PT1M");
  for (const DurationDialect dialect : kDialects) EXPECT_EQ(iso8601_text(Duration(), dialect), "PT0S");
}

TEST(Iso8601Duration, time_spans_print_as_dotnet_does) {
  EXPECT_EQ(time_span_text(Duration::minutes(7)), "00:07:00");
  EXPECT_EQ(time_span_text(Duration::hours(49)), "2.01:00:00");
  EXPECT_EQ(time_span_text(Duration::milliseconds(500)), "00:00:00.5000000");
}

// Law: an agent reads what it prints.
TEST(Iso8601Duration, what_is_printed_reads_back_as_the_same) {
  RandomStream random(20, 1, 0, Purpose::kTest);
  for (int i = 0; i < 20'000; ++i) {
    const Duration whole = Duration::seconds(1 + static_cast<std::int64_t>(random.below(4'294'967)));
    const Duration any = Duration::microseconds(static_cast<std::int64_t>(random.below(900'000'000'000'000'000)));
    EXPECT_EQ(parse_iso8601_duration(iso8601_text(whole, DurationDialect::kG1C), DurationDialect::kG1C), whole);
    for (const DurationDialect dialect : {DurationDialect::kSchema, DurationDialect::kG1CSharp}) {
      EXPECT_EQ(parse_iso8601_duration(iso8601_text(any, dialect), dialect), any);
      EXPECT_EQ(parse_iso8601_duration(iso8601_text(whole, dialect), dialect), whole);
    }
  }
}

}  // namespace
}  // namespace picket
