#include "reports/number_format.h"

#include <gtest/gtest.h>

#include <limits>

namespace picket {
namespace {

TEST(NumberFormat, shows_three_significant_digits) {
  EXPECT_EQ(format_number(0), "0");
  EXPECT_EQ(format_number(0.97139), "0.971");
  EXPECT_EQ(format_number(12.345), "12.3");
  EXPECT_EQ(format_number(-3.5), "-3.5");
  EXPECT_EQ(format_number(1234), "1234");
  EXPECT_EQ(format_number(0.00012345), "0.000123");
  EXPECT_EQ(format_number(1.5e-7), "1.50e-07");
}

TEST(NumberFormat, sets_thousands_apart_from_five_digits_on) {
  EXPECT_EQ(format_number(12345), "12\u202f345");
  EXPECT_EQ(format_number(-1234567), "-1\u202f234\u202f567");
}

TEST(NumberFormat, has_words_for_no_value_and_infinity) {
  EXPECT_EQ(format_number(std::numeric_limits<double>::quiet_NaN()), "–");
  EXPECT_EQ(format_duration(std::numeric_limits<double>::infinity()), "∞");
  EXPECT_EQ(format_money(-std::numeric_limits<double>::infinity()), "-∞");
}

TEST(NumberFormat, scales_bytes_by_thousands) {
  EXPECT_EQ(format_bytes(999), "999 B");
  EXPECT_EQ(format_bytes(1000), "1 kB");
  EXPECT_EQ(format_bytes(999'600), "1 MB");
  EXPECT_EQ(format_bytes(4096), "4.1 kB");
  EXPECT_EQ(format_bytes(2.5e12), "2.5 TB");
}

TEST(NumberFormat, chooses_the_unit_of_a_duration) {
  EXPECT_EQ(format_duration(0), "0 s");
  EXPECT_EQ(format_duration(25e-6), "25 µs");
  EXPECT_EQ(format_duration(0.85), "850 ms");
  EXPECT_EQ(format_duration(90), "90 s");
  EXPECT_EQ(format_duration(600), "10 min");
  EXPECT_EQ(format_duration(86400), "24 h");
  EXPECT_EQ(format_duration(432000), "5 d");
}

TEST(NumberFormat, shows_cents_from_a_dollar_on) {
  EXPECT_EQ(format_money(0), "$0.00");
  EXPECT_EQ(format_money(0.0123), "$0.0123");
  EXPECT_EQ(format_money(1.5), "$1.50");
  EXPECT_EQ(format_money(-12), "-$12.00");
  EXPECT_EQ(format_money(12400), "$12\u202f400");
  EXPECT_EQ(format_money(-1e300), "-$1.00e+300");
}

TEST(NumberFormat, follows_the_unit_of_the_result_file) {
  EXPECT_EQ(format_with_unit(1500, "B"), "1.5 kB");
  EXPECT_EQ(format_with_unit(1500, "B/s"), "1.5 kB/s");
  EXPECT_EQ(format_with_unit(0.2, "s"), "200 ms");
  EXPECT_EQ(format_with_unit(2, "USD/month"), "$2.00/month");
  EXPECT_EQ(format_with_unit(3.25, "1/day"), "3.25 /day");
  EXPECT_EQ(format_with_unit(0.5, ""), "0.5");
  EXPECT_EQ(format_with_unit(0.5, "share"), "50 %");
  EXPECT_EQ(format_with_unit(7, "J"), "7 J");
}

TEST(NumberFormat, puts_the_interval_behind_the_estimate) {
  EXPECT_EQ(format_estimate(0.971, 0.96, 0.979), "0.971 [0.96, 0.979]");
  EXPECT_EQ(format_estimate(30, 20, std::numeric_limits<double>::infinity(), "s"), "30 s [20, ∞]");
  EXPECT_EQ(format_estimate(100, 50, 130, "s"), "100 s [50 s, 2.17 min]");
  EXPECT_EQ(format_estimate(2, 1, 3, "USD"), "$2.00 [$1.00, $3.00]");
  EXPECT_EQ(format_estimate(2000, 0, 3000, "B"), "2 kB [0, 3]");
  EXPECT_EQ(format_estimate(5, std::nullopt, std::nullopt), "5");
  EXPECT_EQ(format_percent(0.971), "97.1 %");
  EXPECT_EQ(words("uplink_payload_bytes"), "uplink payload bytes");
}

TEST(NumberFormat, one_day_is_one_day) {
  EXPECT_EQ(days_text(1), "1 day");
  EXPECT_EQ(days_text(0), "0 days");
  EXPECT_EQ(days_text(30), "30 days");
  EXPECT_EQ(days_text(0.5), "0.5 days");
}

}  // namespace
}  // namespace picket
