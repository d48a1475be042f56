#include "sim/scenario/quantity_text.h"

#include <gtest/gtest.h>

#include <cstring>
#include <ctime>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

TEST(QuantityText, splits_number_and_unit) {
  EXPECT_EQ(split_quantity("40 ms")->number, "40");
  EXPECT_EQ(split_quantity("40 ms")->unit, "ms");
  EXPECT_EQ(split_quantity("1.5e3KiB")->number, "1.5e3");
  EXPECT_EQ(split_quantity("1.5e3KiB")->unit, "KiB");
  EXPECT_EQ(split_quantity("-3 h")->number, "-3");
  EXPECT_EQ(split_quantity("40")->unit, "");
  EXPECT_FALSE(split_quantity("ms"));
  EXPECT_FALSE(split_quantity(""));
}

TEST(QuantityText, keeps_what_is_no_unit_as_one_for_the_message) {
  EXPECT_EQ(split_quantity("10k5")->unit, "k5");
  EXPECT_EQ(split_quantity("1  s")->unit, " s");  // two spaces: not a unit
  EXPECT_EQ(find_unit(" s"), nullptr);
  EXPECT_EQ(split_quantity("0x10")->unit, "x10");
}

// Every unit with its size in the base unit, written out by hand.
TEST(QuantityText, knows_the_size_of_every_unit) {
  const std::pair<const char*, double> units[] = {{"us", 0.000001},
                                                  {"ms", 0.001},
                                                  {"s", 1},
                                                  {"min", 60},
                                                  {"h", 3600},
                                                  {"d", 86400},
                                                  {"day", 86400},
                                                  {"days", 86400},
                                                  {"B", 1},
                                                  {"kB", 1000},
                                                  {"KB", 1000},
                                                  {"MB", 1000000},
                                                  {"GB", 1000000000},
                                                  {"TB", 1000000000000},
                                                  {"KiB", 1024},
                                                  {"MiB", 1048576},
                                                  {"GiB", 1073741824},
                                                  {"TiB", 1099511627776},
                                                  {"bit/s", 1},
                                                  {"kbit/s", 1000},
                                                  {"Mbit/s", 1000000},
                                                  {"Gbit/s", 1000000000},
                                                  {"USD", 1}};
  for (const auto& [name, size] : units) {
    ASSERT_NE(find_unit(name), nullptr) << name;
    EXPECT_DOUBLE_EQ(find_unit(name)->factor, size) << name;
  }
}

// SimGrid's parser takes m for minutes, b for bits and a bare number without a word.
TEST(QuantityText, does_not_guess_ambiguous_units) {
  for (const char* name : {"m", "b", "M", "Mb", "MBps", "Mbps", "S", "H", "mb", "", "k"})
    EXPECT_EQ(find_unit(name), nullptr) << name;
  EXPECT_EQ(unit_meant("m", Dimension::kTime), "min");
  EXPECT_EQ(unit_meant("Mbps", Dimension::kBitRate), "Mbit/s");
  EXPECT_EQ(unit_meant("Mb", Dimension::kBitRate), "");  // an amount, not a rate
}

TEST(QuantityText, reads_decimals_only) {
  EXPECT_EQ(parse_decimal("010"), 10.0);  // not octal
  EXPECT_EQ(parse_decimal("+1.5"), 1.5);
  EXPECT_EQ(parse_decimal("1e3"), 1000.0);
  for (const char* text :
       {"", "1e400", "1e-400", ".nan", ".inf", "nan", "inf", "0x10", "1_000", "1,5", "1e", ".", "- 1"}) {
    EXPECT_FALSE(parse_decimal(text)) << text;
  }
}

TEST(QuantityText, reads_times_of_the_calendar) {
  EXPECT_EQ(parse_time("1970-01-01T00:00:00Z")->unix_seconds(), 0);
  EXPECT_EQ(parse_time("2026-03-03T00:00:00Z")->unix_seconds(), 1'772'496'000);
  EXPECT_EQ(parse_time("2000-02-29T23:59:59.5Z")->unix_microseconds(), 951'868'799'500'000);
  for (const char* text : {"2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-03-03", "2026-03-03T00:00:00",
                           "2026-03-03 00:00:00Z", "2026-03-03T24:00:00Z", "2026-03-03T00:00:00+01:00",
                           "2026-03-03T00:00:00.Z", "1969-12-31T23:59:59Z", "2026-03-03T00:00:00.1234567Z", ""}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

// The C library's gmtime is the independent truth.
TEST(QuantityText, times_agree_with_the_c_library) {
  for (std::uint32_t seed = 0; seed < 2'000; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    const auto seconds = static_cast<std::time_t>(random.below(7'258'118'400));  // up to the year 2199
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    EXPECT_EQ(format_time(Time::from_unix_seconds(seconds)), text);
    ASSERT_TRUE(parse_time(text)) << text;
    EXPECT_EQ(parse_time(text)->unix_seconds(), seconds);
  }
}

TEST(QuantityText, writes_the_largest_unit_that_is_exact) {
  EXPECT_EQ(format_duration(Duration::minutes(90)), "90 min");
  EXPECT_EQ(format_duration(Duration::hours(48)), "48 h");
  EXPECT_EQ(format_duration(Duration::days(3)), "3 days");
  EXPECT_EQ(format_duration(Duration()), "0 s");
  EXPECT_EQ(format_duration(Duration::microseconds(-1'500)), "-1500 us");
  EXPECT_EQ(format_bytes(Bytes(204'800)), "200 KiB");
  EXPECT_EQ(format_bytes(Bytes(1'000'000)), "1 MB");
  EXPECT_EQ(format_bytes(Bytes(0)), "0 B");
  EXPECT_EQ(format_bit_rate({60'000}), "60 kbit/s");
  EXPECT_EQ(format_bit_rate({0}), "0 bit/s");
  EXPECT_EQ(format_money(Money::dollars(1.5)), "1.50 USD");
  EXPECT_EQ(format_money(Money::nano_dollars(-1)), "-0.000000001 USD");
  EXPECT_EQ(format_number(0.1), "0.1");
}

}  // namespace
}  // namespace picket::sim
