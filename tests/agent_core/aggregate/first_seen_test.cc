#include "agent_core/aggregate/first_seen.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>

#include "agent_core/base/random.h"

namespace picket {
namespace {

TEST(FirstSeen, remembers_the_newest_and_forgets_the_oldest) {
  for (const std::uint32_t limit : {1U, 5U, 64U, 1'000U}) {
    SlotPool pool;
    FirstSeenState state;
    std::deque<std::uint32_t> truth;
    RandomStream random(limit, 0, 0, Purpose::kTest);
    for (int i = 0; i < 4'000; ++i) {
      const auto key = static_cast<std::uint32_t>(random.below(3'000));
      const bool known = std::find(truth.begin(), truth.end(), key) != truth.end();
      ASSERT_EQ(contains(pool, state, key), known) << "limit " << limit << " step " << i;
      if (known) continue;
      remember(pool, state, limit, key);
      truth.push_back(key);
      if (truth.size() > limit) truth.pop_front();
    }
    // Four bytes a key, in a block of its size class.
    EXPECT_LE(pool.bytes_in_use(), std::max<std::size_t>(SlotPool::kUnit, truth.size() * 5));
    EXPECT_EQ(fingerprints_of(pool, state), std::vector<std::uint32_t>(truth.begin(), truth.end()));
    SlotPool other;
    const FirstSeenState copy = copy_first_seen(pool, state, other);
    for (const std::uint32_t key : truth) EXPECT_TRUE(contains(other, copy, key));
    forget_all(pool, state);
    EXPECT_EQ(pool.bytes_in_use(), 0U);
    EXPECT_FALSE(contains(pool, state, truth.back()));
  }
}

}  // namespace
}  // namespace picket
