#include "sim/experiment/time_index.h"

#include <gtest/gtest.h>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

// Held against a look at every element: 300 times within 100 s, many of them equal, some out of order.
TEST(TimeIndex, finds_what_a_look_at_every_element_finds_in_the_list_s_order) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  const Time start = Time::from_unix_seconds(1'800'000'000);
  std::vector<Time> times;
  TimeIndex index;
  for (int i = 0; i < 300; ++i) {
    times.push_back(start + Duration::seconds(static_cast<std::int64_t>(random.below(10)) + i / 3));
    index.add(times.back());
    const Time from = start + Duration::seconds(static_cast<std::int64_t>(random.below(110)));
    const Time until = from + Duration::seconds(static_cast<std::int64_t>(random.below(20)));
    std::vector<std::uint32_t> expected;
    for (std::uint32_t k = 0; k < times.size(); ++k) {
      if (times[k] >= from && times[k] <= until) expected.push_back(k);
    }
    const auto found = index.within(from, until);
    EXPECT_EQ(std::vector<std::uint32_t>(found.begin(), found.end()), expected) << i;
  }
  EXPECT_EQ(index.size(), 300U);
  EXPECT_TRUE(index.within(start + Duration::hours(1), start + Duration::hours(2)).empty());
}

}  // namespace
}  // namespace picket::sim
