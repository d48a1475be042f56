#include "agent_core/base/keyed_hash.h"

#include <gtest/gtest.h>

#include <bit>
#include <set>
#include <string>

#include "agent_core/base/random.h"

namespace picket {
namespace {

// The authors' vectors: key 00 01 ... 0f, which is the default one, over the bytes 00 01 02 ... of each length. That of 15
// bytes stands in the paper as well (appendix A).
TEST(KeyedHash, gives_the_published_values) {
  const std::pair<std::size_t, std::uint64_t> kVectors[] = {
      {0, 0x726fdb47dd0e0e31}, {1, 0x74f839c593dc67fd},  {2, 0x0d6c8009d9a94f5a},  {3, 0x85676696d7fb7e2d},
      {4, 0xcf2794e0277187b7}, {5, 0x18765564cd99a68d},  {6, 0xcbc9466e58fee3ce},  {7, 0xab0200f58b01d137},
      {8, 0x93f5f5799a932462}, {15, 0xa129ca6149be45e5}, {16, 0x3f2acc7f57c29bdb}, {63, 0x958a324ceb064572}};
  for (const auto& [length, value] : kVectors) {
    std::string bytes;
    for (std::size_t i = 0; i < length; ++i) bytes += static_cast<char>(i);
    EXPECT_EQ(keyed_hash({}, bytes), value) << length;
  }
}

TEST(KeyedHash, is_another_function_with_another_key) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  int flipped = 0;
  for (int i = 0; i < 1'000; ++i) {
    HashKey key{random.next(), random.next()};
    const std::uint64_t before = keyed_hash(key, "text");
    (random.below(2) == 0 ? key.low : key.high) ^= 1ULL << random.below(64);
    flipped += std::popcount(before ^ keyed_hash(key, "text"));
  }
  EXPECT_NEAR(flipped / 1'000.0, 32, 0.5);
}

TEST(KeyedHash, does_not_collide) {
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 100'000; ++i) seen.insert(keyed_hash({}, std::to_string(i)));
  EXPECT_EQ(seen.size(), 100'000u);
}

}  // namespace
}  // namespace picket
