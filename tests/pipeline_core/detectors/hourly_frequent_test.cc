#include "pipeline_core/detectors/hourly_frequent.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "agent_core/base/hash.h"

namespace picket {
namespace {

const Time kHour = Time::from_unix_seconds(1'800'000'000);

// The law of the counters, against exact counts: never more than a target's true weight, and never less than it by more
// than the whole over the counters and one.
TEST(HourlyFrequent, lies_between_its_bounds_for_random_streams) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    HourlyFrequent counted;
    std::map<std::uint64_t, std::uint64_t> exact;
    std::uint64_t all = 0;
    for (int i = 0; i < 300; ++i) {
      const std::uint64_t target = mix64(random() % 10 < 7 ? 1 + random() % 2 : 3 + random() % 20);
      const std::uint32_t weight = 1 + random() % 100;
      exact[target] += weight;
      all += weight;
      const std::uint64_t count = counted.add(target, weight, kHour);
      EXPECT_LE(count, exact[target]) << "seed " << seed;
      EXPECT_GE(count + all / (HourlyFrequent::kTargets + 1), exact[target]) << "seed " << seed;
    }
  }
}

TEST(HourlyFrequent, counts_as_many_targets_exactly_as_it_has_counters) {
  HourlyFrequent counted;
  for (std::uint32_t i = 1; i <= 100; ++i) {
    for (std::uint64_t target = 1; target <= HourlyFrequent::kTargets; ++target) {
      EXPECT_EQ(counted.add(target << 32, 2, kHour), 2U * i);
    }
  }
}

TEST(HourlyFrequent, starts_anew_each_hour_and_leaves_closed_hours_alone) {
  HourlyFrequent counted;
  EXPECT_EQ(counted.add(1ULL << 32, 5, kHour), 5U);
  EXPECT_EQ(counted.add(1ULL << 32, 5, kHour + Duration::minutes(59)), 10U);
  EXPECT_EQ(counted.add(1ULL << 32, 5, kHour + Duration::minutes(60)), 5U);
  EXPECT_EQ(counted.add(1ULL << 32, 5, kHour), 0U);
}

TEST(HourlyFrequent, stops_at_the_largest_weight) {
  HourlyFrequent counted;
  counted.add(1ULL << 32, UINT32_MAX, kHour);
  EXPECT_EQ(counted.add(1ULL << 32, 7, kHour), UINT32_MAX);
}

}  // namespace
}  // namespace picket
