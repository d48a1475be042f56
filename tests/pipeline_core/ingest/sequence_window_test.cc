#include "pipeline_core/ingest/sequence_window.h"

#include <gtest/gtest.h>

#include <set>

#include "agent_core/base/random.h"

namespace picket {
namespace {

TEST(SequenceWindow, accepts_each_number_once_in_any_near_order) {
  SequenceWindow w;
  EXPECT_TRUE(w.accept(5));
  EXPECT_FALSE(w.accept(5));
  EXPECT_TRUE(w.accept(3));
  EXPECT_FALSE(w.accept(3));
  EXPECT_TRUE(w.accept(4'000'000'000));
  EXPECT_FALSE(w.accept(4'000'000'000));
  EXPECT_TRUE(w.accept(6));  // too far back to know
}

TEST(SequenceWindow, agrees_with_a_set_while_numbers_stay_near) {
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    SequenceWindow w;
    std::set<std::uint32_t> seen;
    std::uint32_t highest = 0;
    for (int i = 0; i < 500; ++i) {
      const std::uint32_t low = highest < 63 ? 0 : highest - 63;
      const auto n = low + static_cast<std::uint32_t>(random.below(highest - low + 4));
      ASSERT_EQ(w.accept(n), seen.insert(n).second) << "seed " << seed << " number " << n;
      highest = std::max(highest, n);
    }
  }
}

}  // namespace
}  // namespace picket
