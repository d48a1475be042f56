#include "agent_core/aggregate/slot_pool.h"

#include <gtest/gtest.h>

#include <cstring>
#include <map>

#include "agent_core/base/random.h"

namespace picket {
namespace {

TEST(SlotPool, size_classes_hold_what_they_say_and_waste_at_most_a_fifth) {
  std::size_t last = 0;
  for (std::size_t c = 0; c < SlotPool::kSizeClasses; ++c) {
    const std::size_t bytes = SlotPool::bytes_of_class(static_cast<std::uint8_t>(c));
    EXPECT_GT(bytes, last);
    EXPECT_EQ(SlotPool::size_class_for(bytes), c);
    EXPECT_EQ(SlotPool::size_class_for(last + 1), c);
    // From 5 units on, a block is at most 1.25 times the class before.
    EXPECT_LE(bytes * 4, c >= 4 ? last * 5 : bytes * 4);
    last = bytes;
  }
  EXPECT_GE(last, std::size_t{1} << 27);
}

TEST(SlotPool, blocks_do_not_overlap_and_are_used_again) {
  SlotPool pool;
  RandomStream random(3, 0, 0, Purpose::kTest);
  std::map<std::uint32_t, std::pair<std::uint8_t, unsigned char>> held;
  for (int i = 0; i < 20'000; ++i) {
    if (held.size() < 200 || random.chance(0.5)) {
      // Now and then one that is larger than a chunk.
      const std::size_t bytes = random.chance(0.001) ? 3'000'000 : 1 + random.below(20'000);
      const std::uint8_t size_class = SlotPool::size_class_for(bytes);
      const std::uint32_t block = pool.allocate(size_class);
      const auto fill = static_cast<unsigned char>(random.below(256));
      std::memset(pool.at(block), fill, SlotPool::bytes_of_class(size_class));
      ASSERT_TRUE(held.emplace(block, std::pair(size_class, fill)).second);
    } else {
      auto it = held.lower_bound(static_cast<std::uint32_t>(random.below(1'000'000)));
      if (it == held.end()) it = held.begin();
      const std::size_t bytes = SlotPool::bytes_of_class(it->second.first);
      for (std::size_t b = 0; b < bytes; b += 61) {
        ASSERT_EQ(static_cast<unsigned char>(pool.at(it->first)[b]), it->second.second);
      }
      pool.release(it->first, it->second.first);
      held.erase(it);
    }
  }
  const std::size_t reserved = pool.bytes_reserved();
  for (const auto& [block, of] : held) pool.release(block, of.first);
  EXPECT_EQ(pool.bytes_in_use(), 0U);
  for (const auto& [block, of] : held) pool.allocate(of.first);
  EXPECT_EQ(pool.bytes_reserved(), reserved);
}

TEST(SlotPool, a_copy_is_independent) {
  SlotPool pool;
  const std::uint32_t block = pool.allocate(0);
  std::memset(pool.at(block), 1, SlotPool::kUnit);
  SlotPool copy = pool;
  std::memset(copy.at(block), 2, SlotPool::kUnit);
  EXPECT_EQ(static_cast<int>(pool.at(block)[0]), 1);
  EXPECT_NE(copy.allocate(0), block);
}

}  // namespace
}  // namespace picket
