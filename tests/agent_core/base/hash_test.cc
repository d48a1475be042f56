#include "agent_core/base/hash.h"

#include <gtest/gtest.h>

#include <bit>
#include <unordered_set>

namespace picket {
namespace {

// Published test vectors of FNV-1a, 64 bit.
TEST(Fnv1a, gives_the_published_values) {
  EXPECT_EQ(fnv1a(""), 0xcbf29ce484222325ULL);
  EXPECT_EQ(fnv1a("a"), 0xaf63dc4c8601ec8cULL);
  EXPECT_EQ(fnv1a("foobar"), 0x85944171f73967e8ULL);
}

TEST(Fnv1a, continues_where_it_stopped) {
  const std::string_view text = "wget http://192.0.2.1/x.sh";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    EXPECT_EQ(fnv1a(text.substr(cut), fnv1a(text.substr(0, cut))), fnv1a(text));
  }
}

// SplitMix64 seeded with 0 gives 0xe220a8397b1dcdaf first: the finaliser of the golden-ratio increment.
TEST(Mix64, is_the_finaliser_of_split_mix) { EXPECT_EQ(mix64(0x9e3779b97f4a7c15ULL), 0xe220a8397b1dcdafULL); }

// An input bit should flip half of the output bits: 32 of 64, over 64 x 64 pairs within a few per cent.
TEST(Mix64, one_input_bit_changes_about_half_of_the_output) {
  int flipped = 0;
  int pairs = 0;
  for (std::uint64_t x = 1; x <= 64; ++x) {
    for (int bit = 0; bit < 64; ++bit) {
      flipped += std::popcount(mix64(x) ^ mix64(x ^ (1ULL << bit)));
      ++pairs;
    }
  }
  EXPECT_NEAR(static_cast<double>(flipped) / pairs, 32.0, 0.5);
}

TEST(Mix64, does_not_collide) {
  std::unordered_set<std::uint64_t> seen;
  for (std::uint64_t x = 0; x < 100'000; ++x) seen.insert(mix64(x));
  EXPECT_EQ(seen.size(), 100'000U);
}

TEST(HashCombine, depends_on_the_order) {
  EXPECT_NE(hash_combine(hash_combine(0, 1), 2), hash_combine(hash_combine(0, 2), 1));
  EXPECT_NE(hash_combine(0, 0), 0U);
}

}  // namespace
}  // namespace picket
