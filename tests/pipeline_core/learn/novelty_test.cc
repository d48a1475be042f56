#include "pipeline_core/learn/novelty.h"

#include <gtest/gtest.h>

#include "agent_core/base/random.h"

namespace picket {
namespace {

TEST(ProcessKey, ignores_numbers_and_hexadecimal_ids) {
  EXPECT_EQ(process_key("/a", "job 17 --id 00ab12cd"), process_key("/a", "job 4711 --id ffab12c9"));
  EXPECT_EQ(process_key("/a", "ping 10.0.0.1"), process_key("/a", "ping 192.168.1.20"));
  EXPECT_NE(process_key("/a", "job"), process_key("/b", "job"));
  EXPECT_NE(process_key("/a", "job one"), process_key("/a", "job two"));
}

TEST(SeenKeys, never_forgets_a_recent_key_and_rarely_knows_a_new_one) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    SeenKeys seen;
    std::vector<std::uint64_t> keys;
    for (int i = 0; i < 1000; ++i) {
      keys.push_back(random.next());
      seen.insert(keys.back());
      for (std::size_t back = 0; back < std::min<std::size_t>(keys.size(), SeenKeys::kCapacity); ++back) {
        ASSERT_TRUE(seen.contains(keys[keys.size() - 1 - back])) << "seed " << seed;
      }
    }
    int wrong = 0;
    for (int i = 0; i < 2000; ++i) wrong += seen.contains(random.next()) ? 1 : 0;
    // Two full generations: 2 x (1 - e^(-3 * 192 / 1536))^3 = 6 %; 2,000 trials stay below 9 %.
    EXPECT_LT(wrong, 180) << "seed " << seed;
  }
}

TEST(NoveltyState, looks_at_few_keys_an_hour_and_forgets_none_of_its_own_in_a_scan) {
  NoveltySettings settings;
  NoveltyState state;
  EXPECT_TRUE(state.is_first_sighting(NoveltyFamily::kPeer, 7, 1, true, settings));
  EXPECT_FALSE(state.is_first_sighting(NoveltyFamily::kPeer, 7, 1, false, settings));
  RandomStream random(1, 0, 0, Purpose::kTest);
  std::uint32_t looked = 0;
  for (int i = 0; i < 100'000; ++i)
    looked += state.is_first_sighting(NoveltyFamily::kPeer, random.next(), 2, false, settings) ? 1 : 0;
  EXPECT_EQ(looked, settings.per_hour);
  EXPECT_TRUE(state.seen.contains(7));
  EXPECT_TRUE(state.is_first_sighting(NoveltyFamily::kPeer, random.next(), 3, false, settings));
}

TEST(NoveltyState, wants_enough_points_within_the_window) {
  NoveltySettings settings;  // logins: 2 points in an hour
  NoveltyState state;
  const auto sighting = [](std::int64_t hours) { return Sighting{1 + hours * 3'600'000'000, 0, 0, 1}; };
  EXPECT_FALSE(state.add(NoveltyFamily::kLogin, sighting(0), settings));
  EXPECT_FALSE(state.add(NoveltyFamily::kLogin, sighting(2), settings));
  EXPECT_TRUE(state.add(NoveltyFamily::kLogin, sighting(3), settings));
  state.clear(NoveltyFamily::kLogin);
  EXPECT_FALSE(state.add(NoveltyFamily::kLogin, sighting(3), settings));
}

TEST(ClassPrior, calls_a_key_rare_until_peers_settle_or_a_fifth_shows_it_at_once) {
  NoveltySettings settings;  // rare: 1 % settled, 20 % within a day
  ClassPrior prior;
  for (int i = 0; i < 100; ++i) prior.add_device();
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(prior.note(5, 1, settings));
  EXPECT_FALSE(prior.note(5, 2, settings));  // two settled devices of 100 are over 1 %
  for (int i = 0; i <= 20; ++i) EXPECT_TRUE(prior.note(6, 1, settings)) << i;
  EXPECT_FALSE(prior.note(6, 1, settings));
}

TEST(ClassPrior, stays_within_its_bound) {
  NoveltySettings settings;
  settings.max_prior_keys = 10;
  ClassPrior prior;
  for (std::uint64_t key = 0; key < 25; ++key) EXPECT_TRUE(prior.note(key, 1, settings));
  EXPECT_EQ(prior.refused(), 15u);
}

}  // namespace
}  // namespace picket
