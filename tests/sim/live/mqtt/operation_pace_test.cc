#include "sim/live/mqtt/operation_pace.h"

#include <gtest/gtest.h>

#include <vector>

namespace picket::sim {
namespace {

constexpr Time kStart = Time::from_unix_seconds(1'700'000'000);

/// When each of `count` operations begins if each waits as told.
std::vector<Duration> begins_of(OperationPace pace, int count) {
  std::vector<Duration> begins;
  Time now = kStart;
  for (int i = 0; i < count; ++i) {
    now = now + pace.wait(now);
    pace.begin(now);
    begins.push_back(now - kStart);
  }
  return begins;
}

// 60 a minute, 3 at once: the first three begin together, then one each second.
TEST(OperationPace, lets_a_burst_pass_and_then_keeps_the_rate) {
  const std::vector<Duration> begins = begins_of({60, Duration::minutes(1), 3}, 6);
  const std::vector<Duration> expected{Duration(), Duration(), Duration(), Duration::seconds(1), Duration::seconds(2), Duration::seconds(3)};
  EXPECT_EQ(begins, expected);
}

// In any span of s seconds at most burst + rate * s begin, counted over every pair of operations.
TEST(OperationPace, never_lets_more_pass_in_a_span_than_burst_and_rate_allow) {
  const std::vector<Duration> begins = begins_of({7, Duration::seconds(1), 5}, 200);
  for (std::size_t from = 0; from < begins.size(); ++from) {
    for (std::size_t to = from; to < begins.size(); ++to) {
      const double span = (begins[to] - begins[from]).to_seconds();
      EXPECT_LE(static_cast<double>(to - from + 1), 5 + 7 * span + 1e-9);
    }
  }
}

TEST(OperationPace, a_pause_earns_a_burst_and_no_more) {
  OperationPace pace(60, Duration::minutes(1), 3);
  Time now = kStart;
  for (int i = 0; i < 3; ++i) pace.begin(now);
  now = now + Duration::hours(1);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(pace.wait(now), Duration());
    pace.begin(now);
  }
  EXPECT_EQ(pace.wait(now), Duration::seconds(1));
}

// 100 at once, where 30 are a burst: nothing has been used, so they pass; what follows waits until they are paid for.
TEST(OperationPace, an_order_larger_than_the_burst_waits_for_all_before_it) {
  OperationPace pace(60, Duration::minutes(1), 30);
  EXPECT_EQ(pace.wait(kStart, 100), Duration());
  pace.begin(kStart, 100);
  EXPECT_EQ(pace.wait(kStart, 100), Duration::seconds(100));
  EXPECT_EQ(pace.wait(kStart), Duration::seconds(71)) << "100 s are owed, and 29 may be ahead";
}

}  // namespace
}  // namespace picket::sim
