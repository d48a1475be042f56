#include "pipeline_core/learn/persistence.h"

#include <gtest/gtest.h>

#include <deque>
#include <numeric>

#include "agent_core/base/random.h"

namespace picket {
namespace {

TEST(Persistence, equals_a_queue_of_the_last_windows) {
  for (std::uint32_t n = 1; n <= 8; ++n) {
    for (std::uint32_t k = 1; k <= n; ++k) {
      RandomStream random(n * 16 + k, 0, 0, Purpose::kTest);
      Persistence persistence;
      std::deque<int> last;
      for (int i = 0; i < 300; ++i) {
        const bool exceeds = random.chance(0.4);
        persistence.add(exceeds);
        last.push_back(exceeds ? 1 : 0);
        if (last.size() > n) last.pop_front();
        const auto sum = static_cast<std::uint32_t>(std::accumulate(last.begin(), last.end(), 0));
        ASSERT_EQ(persistence.holds({k, n}), sum >= k) << k << " of " << n;
      }
    }
  }
}

TEST(Persistence, open_windows_that_exceed_take_the_place_of_old_ones) {
  Persistence persistence;
  for (const bool exceeds : {true, false, false}) persistence.add(exceeds);
  EXPECT_FALSE(persistence.holds({2, 3}, 1));  // the last two closed ones and one open
  persistence.add(true);
  EXPECT_TRUE(persistence.holds({2, 3}, 1));
  EXPECT_TRUE(Persistence().holds({2, 3}, 2));
}

TEST(Persistence, false_alarms_are_the_binomial_tail) {
  // 2 of 3 at p = 0.1: 3 * 0.01 * 0.9 + 0.001 = 0.028; 200,000 dependent windows, 3 deviations below 0.0025.
  RandomStream random(1, 0, 0, Purpose::kTest);
  Persistence persistence;
  int held = 0;
  for (int i = 0; i < 200'000; ++i) {
    persistence.add(random.chance(0.1));
    held += persistence.holds({2, 3}) ? 1 : 0;
  }
  EXPECT_NEAR(held / 200'000.0, 0.028, 0.0025);
}

}  // namespace
}  // namespace picket
