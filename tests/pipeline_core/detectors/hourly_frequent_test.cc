#include "pipeline_core/detectors/hourly_frequent.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "agent_core/base/hash.h"
#include "tests/pipeline_core/clock.h"

namespace picket {
namespace {

using testing_support::kStart;

template <std::size_t kTargets_, class Weight_>
struct Size {
  static constexpr std::size_t kTargets = kTargets_;
  using Weight = Weight_;
  using Counted = HourlyFrequent<kTargets_, Weight_>;
};

template <class Of>
class HourlyFrequentOf : public ::testing::Test {};
using Sizes = ::testing::Types<Size<1, std::uint64_t>, Size<3, std::uint32_t>>;
TYPED_TEST_SUITE(HourlyFrequentOf, Sizes);

// The law of the counters, against exact counts: never more than a target's true weight, and never less than it by more
// than the whole over the counters and one. For one counter that is the law of the majority vote: not less than twice a target's
// weight minus the whole.
TYPED_TEST(HourlyFrequentOf, lies_between_its_bounds_for_random_streams) {
  for (const std::uint32_t heavy : {1U, 2U}) {
    for (std::uint32_t seed = 0; seed < 200; ++seed) {
      std::mt19937 random(seed);
      typename TypeParam::Counted counted;
      std::map<std::uint64_t, std::uint64_t> exact;
      std::uint64_t all = 0;
      for (int i = 0; i < 300; ++i) {
        const std::uint64_t target = mix64(random() % 10 < 7 ? 1 + random() % heavy : 1 + heavy + random() % 20);
        const std::uint32_t weight = 1 + random() % 100;
        exact[target] += weight;
        all += weight;
        const std::uint64_t count = counted.add(target, weight, kStart);
        EXPECT_LE(count, exact[target]) << "seed " << seed;
        EXPECT_GE(count + all / (TypeParam::kTargets + 1), exact[target]) << "seed " << seed;
        EXPECT_GE(count + all, 2 * exact[target]) << "seed " << seed;
      }
    }
  }
}

TYPED_TEST(HourlyFrequentOf, counts_as_many_targets_exactly_as_it_has_counters) {
  typename TypeParam::Counted counted;
  for (std::uint32_t i = 1; i <= 100; ++i) {
    for (std::uint64_t target = 1; target <= TypeParam::kTargets; ++target) {
      EXPECT_EQ(counted.add(target << 32, 2, kStart), 2U * i);
    }
  }
}

TYPED_TEST(HourlyFrequentOf, starts_anew_each_hour_and_leaves_closed_hours_alone) {
  typename TypeParam::Counted counted;
  EXPECT_EQ(counted.add(1ULL << 32, 5, kStart), 5U);
  EXPECT_EQ(counted.add(1ULL << 32, 5, kStart + Duration::minutes(59)), 10U);
  EXPECT_EQ(counted.add(1ULL << 32, 5, kStart + Duration::minutes(60)), 5U);
  EXPECT_EQ(counted.add(1ULL << 32, 5, kStart), 0U);
}

TEST(HourlyFrequent, stops_at_the_largest_weight) {
  HourlyFrequent<3, std::uint32_t> narrow;
  narrow.add(1ULL << 32, UINT32_MAX, kStart);
  EXPECT_EQ(narrow.add(1ULL << 32, 7, kStart), UINT32_MAX);
  HourlyFrequent<1, std::uint64_t> wide;
  wide.add(1ULL << 32, UINT32_MAX, kStart);
  EXPECT_EQ(wide.add(1ULL << 32, 7, kStart), UINT32_MAX + 7ULL);
}

}  // namespace
}  // namespace picket
