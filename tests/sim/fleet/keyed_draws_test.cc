#include "sim/fleet/keyed_draws.h"

#include <gtest/gtest.h>

#include <set>

namespace picket::sim {
namespace {

TEST(KeyedDraws, of_replications_of_neighbouring_seeds_have_nothing_in_common) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    for (std::uint32_t replication = 0; replication < 40; ++replication) {
      EXPECT_TRUE(seen.insert(replication_key(seed, replication)).second) << seed << ", " << replication;
    }
  }
  EXPECT_EQ(seen.size(), 1'600U);
}

TEST(KeyedDraws, are_the_published_stream_of_their_generator) {
  // SplitMix64 from state 1234567: the reference implementation's first outputs (Vigna, splitmix64.c; also Rosetta Code).
  KeyedDraws draws(1'234'567);
  EXPECT_EQ(draws.next(), 6'457'827'717'110'365'317ULL);
  EXPECT_EQ(draws.next(), 3'203'168'211'198'807'973ULL);
  EXPECT_EQ(draws.next(), 9'817'491'932'198'370'423ULL);
}

}  // namespace
}  // namespace picket::sim
