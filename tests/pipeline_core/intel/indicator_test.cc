#include "pipeline_core/intel/indicator.h"

#include <gtest/gtest.h>

#include <cmath>

namespace picket {
namespace {

const Time kAsserted = Time::from_unix_seconds(1'800'000'000);

TEST(Indicator, confidence_halves_in_a_half_life_and_quarters_in_two) {
  const Duration half = Duration::days(30);
  EXPECT_DOUBLE_EQ(decayed_confidence(80, kAsserted, kAsserted, half), 80);
  EXPECT_DOUBLE_EQ(decayed_confidence(80, kAsserted, kAsserted + half, half), 40);
  EXPECT_DOUBLE_EQ(decayed_confidence(80, kAsserted, kAsserted + half * 2, half), 20);
  // Before it was said nothing has decayed yet; without a half-life or a date nothing ever does.
  EXPECT_DOUBLE_EQ(decayed_confidence(80, kAsserted, kAsserted - half, half), 80);
  EXPECT_DOUBLE_EQ(decayed_confidence(80, kAsserted, kAsserted + half, Duration()), 80);
  EXPECT_DOUBLE_EQ(decayed_confidence(80, Time::min(), Time::max(), half), 80);
}

TEST(Indicator, the_confidence_asked_for_ends_where_decay_reaches_it) {
  const Duration half = Duration::days(30);
  for (const double confidence : {100.0, 73.0, 51.0}) {
    const Time end = confident_until(confidence, kAsserted, half, 50);
    EXPECT_GE(decayed_confidence(confidence, kAsserted, end - Duration::seconds(1), half), 50);
    EXPECT_LT(decayed_confidence(confidence, kAsserted, end + Duration::seconds(1), half), 50);
  }
  EXPECT_EQ(confident_until(49, kAsserted, half, 50), kAsserted);
  EXPECT_EQ(confident_until(10, kAsserted, half, 0), Time::max());
  EXPECT_EQ(confident_until(60, kAsserted, Duration(), 50), Time::max());
}

TEST(Indicator, reads_the_words_of_both_versions_of_tlp) {
  Tlp tlp = Tlp::kNone;
  EXPECT_TRUE(parse_tlp("TLP:RED", tlp));
  EXPECT_EQ(tlp, Tlp::kRed);
  EXPECT_TRUE(parse_tlp("white", tlp));
  EXPECT_EQ(tlp, Tlp::kClear);
  EXPECT_TRUE(parse_tlp("amber+strict", tlp));
  EXPECT_EQ(tlp, Tlp::kAmberStrict);
  EXPECT_FALSE(parse_tlp("orange", tlp));
  EXPECT_FALSE(parse_tlp("", tlp));
  for (const Tlp each : {Tlp::kClear, Tlp::kGreen, Tlp::kAmber, Tlp::kAmberStrict, Tlp::kRed}) {
    EXPECT_TRUE(parse_tlp(to_string(each), tlp));
    EXPECT_EQ(tlp, each);
  }
}

}  // namespace
}  // namespace picket
