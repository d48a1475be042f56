#include "pipeline_core/detectors/hourly_majority.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "agent_core/base/hash.h"

namespace picket {
namespace {

const Time kHour = Time::from_unix_seconds(1'800'000'000);

/// The law of the majority vote, against exact counts: never more than the target's true weight, and never less
/// than twice its weight minus the whole.
TEST(HourlyMajority, lies_between_its_bounds_for_random_streams) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    HourlyMajority vote;
    std::map<std::uint64_t, std::uint64_t> exact;
    std::uint64_t all = 0;
    for (int i = 0; i < 300; ++i) {
      const std::uint64_t target = mix64(random() % 10 < 7 ? 1 : 2 + random() % 20);
      const std::uint32_t weight = 1 + random() % 100;
      exact[target] += weight;
      all += weight;
      const std::uint64_t counted = vote.add(target, weight, kHour);
      EXPECT_LE(counted, exact[target]) << "seed " << seed;
      if (2 * exact[target] <= all) continue;
      EXPECT_GE(counted + all, 2 * exact[target]) << "seed " << seed;
    }
  }
}

TEST(HourlyMajority, starts_anew_each_hour_and_leaves_closed_hours_alone) {
  HourlyMajority vote;
  EXPECT_EQ(vote.add(1ULL << 32, 5, kHour), 5u);
  EXPECT_EQ(vote.add(1ULL << 32, 5, kHour + Duration::minutes(59)), 10u);
  EXPECT_EQ(vote.add(1ULL << 32, 5, kHour + Duration::minutes(60)), 5u);
  EXPECT_EQ(vote.add(1ULL << 32, 5, kHour), 0u);
}

}  // namespace
}  // namespace picket
