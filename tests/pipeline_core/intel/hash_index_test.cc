#include "pipeline_core/intel/hash_index.h"

#include <gtest/gtest.h>

#include "agent_core/base/random.h"

namespace picket {
namespace {

std::uint32_t find(const HashIndex& index, std::uint64_t hash) {
  return index.may_contain(hash) ? index.find(hash, [](std::uint32_t) { return true; }) : HashIndex::kNone;
}

TEST(HashIndex, finds_every_key_and_seldom_asks_for_others) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  std::vector<HashIndex::Key> keys;
  for (std::uint32_t i = 0; i < 100'000; ++i) keys.push_back({random.next(), i});
  std::sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.hash < b.hash; });
  HashIndex index;
  std::size_t refused = 0;
  index.build(keys, [&](std::uint32_t) { ++refused; });
  EXPECT_EQ(refused, 0U);
  for (const HashIndex::Key& key : keys) ASSERT_EQ(find(index, key.hash), key.value);
  std::size_t passed = 0;
  for (int i = 0; i < 100'000; ++i) passed += index.may_contain(random.next()) ? 1 : 0;
  // Four bits of a word with on average 14 of 64 set: (14/64)^4 = 0.23 %; words that hold more keys make it 0.6 %.
  EXPECT_LT(passed, 1500U);
  EXPECT_LE(index.bytes(), 100'000U * 13);
}

TEST(HashIndex, refuses_keys_made_to_collide_and_keeps_the_rest) {
  std::vector<HashIndex::Key> keys;
  for (std::uint32_t i = 0; i < 5000; ++i) keys.push_back({0x8000000000000000ULL + i, i});
  HashIndex index;
  std::vector<std::uint32_t> refused;
  index.build(keys, [&](std::uint32_t value) { refused.push_back(value); });
  ASSERT_EQ(refused.size(), 5000U - HashIndex::kMaxDistance - 1);
  for (std::uint32_t i = 0; i < 5000; ++i) {
    const bool kept = i <= HashIndex::kMaxDistance;
    EXPECT_EQ(find(index, keys[i].hash), kept ? i : HashIndex::kNone);
  }
}

}  // namespace
}  // namespace picket
