// threshold: Suricata's four types. Source: detect-engine-threshold.c: a window begins with an event and
// ends when an event comes `seconds` or more after that; threshold alerts and starts counting anew at each
// count, limit alerts up to count, both at count exactly, backoff at count, count * multiplier, ...
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/reduced.h"

namespace picket {
namespace {

using test::ReducedDevice;
using test::reduction_of;
using testing::ElementsAre;
using testing::IsEmpty;

Reduction threshold(ThresholdType type, std::uint32_t events, std::int64_t seconds) {
  Reduction r = reduction_of("threshold");
  r.threshold_type = type;
  r.events = events;
  r.period = Duration::seconds(seconds);
  return r;
}

std::vector<double> passes(const Reduction& r, std::uint32_t count, double spacing) {
  ReducedDevice device(r);
  device.dns_run(0, count, spacing);
  device.until(10'000);
  EXPECT_TRUE(device.balanced());
  return device.times();
}

// Count 5 in 60 s, an event each second up to 129 s (130 events). threshold: the 5th, 10th, ... of the
// window that began at 0: 4, 9, ..., 59; a window begins at 60: 64, ..., 119; at 120: 124, 129.
TEST(Threshold, type_threshold_passes_each_nth) {
  std::vector<double> expected;
  for (int i = 4; i < 130; i += 5) expected.push_back(i);
  EXPECT_EQ(passes(threshold(ThresholdType::kThreshold, 5, 60), 130, 1), expected);
}
// limit: the first five of each window.
TEST(Threshold, type_limit_passes_the_first_n) {
  EXPECT_THAT(passes(threshold(ThresholdType::kLimit, 5, 60), 130, 1),
              ElementsAre(0, 1, 2, 3, 4, 60, 61, 62, 63, 64, 120, 121, 122, 123, 124));
}
// both: the fifth of each window.
TEST(Threshold, type_both_passes_the_nth_alone) {
  EXPECT_THAT(passes(threshold(ThresholdType::kBoth, 5, 60), 130, 1), ElementsAre(4, 64, 124));
}
// backoff with count 1 and multiplier 10: events 1, 10, 100, 1000.
TEST(Threshold, type_backoff_passes_ever_fewer) {
  Reduction r = threshold(ThresholdType::kBackoff, 1, 0);
  r.multiplier = 10;
  EXPECT_THAT(passes(r, 2'000, 1), ElementsAre(0, 9, 99, 999));
}

// What is lost says why: below the count, or beyond it.
TEST(Threshold, losses_have_their_reason) {
  ReducedDevice device(threshold(ThresholdType::kBoth, 5, 60));
  device.dns_run(0, 20, 1);
  EXPECT_EQ(device.dropped[DropReason::kBelowThreshold], 4);
  EXPECT_EQ(device.dropped[DropReason::kSuppressed], 15);
}

// With `count: next` the alert carries those below it.
TEST(Threshold, may_count_what_led_to_it) {
  Reduction r = threshold(ThresholdType::kThreshold, 5, 60);
  r.count = CountReport::kNext;
  ReducedDevice device(r);
  device.dns_run(0, 12, 1);
  device.until(100);
  EXPECT_THAT(device.hits(), ElementsAre(5, 5));
  EXPECT_EQ(device.held(), 2U);
  EXPECT_TRUE(device.balanced());
}

TEST(Threshold, keeps_the_laws) {
  for (const ThresholdType type :
       {ThresholdType::kThreshold, ThresholdType::kLimit, ThresholdType::kBoth, ThresholdType::kBackoff}) {
    for (const CountReport count : {CountReport::kNone, CountReport::kNext}) {
      for (const std::uint32_t events : {1U, 2U, 7U}) {
        Reduction r = threshold(type, events, 10);
        r.count = count;
        EXPECT_THAT(broken_laws(*test::made(r)), IsEmpty()) << kThresholdTypeNames[static_cast<std::size_t>(type)];
      }
    }
  }
}

TEST(Threshold, refuses_what_makes_no_sense) {
  EXPECT_FALSE(find_primitive("threshold")->problem(threshold(ThresholdType::kBoth, 0, 60)).empty());
  EXPECT_FALSE(find_primitive("threshold")->problem(threshold(ThresholdType::kBoth, 1, 0)).empty());
  Reduction r = threshold(ThresholdType::kBackoff, 1, 0);
  r.multiplier = 1;
  EXPECT_FALSE(find_primitive("threshold")->problem(r).empty()) << "it would never pass again";
}

}  // namespace
}  // namespace picket
