#include "pipeline_core/learn/novelty.h"

#include <gtest/gtest.h>

#include "agent_core/base/hash.h"
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
  EXPECT_TRUE(state.is_first_sighting(NoveltyFamily::kPeer, 7, 1, true, false, settings));
  EXPECT_FALSE(state.is_first_sighting(NoveltyFamily::kPeer, 7, 1, false, false, settings));
  RandomStream random(1, 0, 0, Purpose::kTest);
  std::uint32_t looked = 0;
  for (int i = 0; i < 100'000; ++i)
    looked += state.is_first_sighting(NoveltyFamily::kPeer, random.next(), 2, false, false, settings) ? 1 : 0;
  EXPECT_EQ(looked, settings.per_hour);
  EXPECT_TRUE(state.seen.contains(7));
  EXPECT_TRUE(state.is_first_sighting(NoveltyFamily::kPeer, random.next(), 3, false, false, settings));
}

TEST(NoveltyState, wants_enough_points_within_the_window) {
  NoveltySettings settings;  // logins: 2 points in an hour
  NoveltyState state;
  const auto sighting = [](std::int64_t hours) {
    return Sighting(Time::from_unix_seconds(1 + hours * 3'600), 0, 0, 1);
  };
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
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(prior.note(5, 1, settings).rare);
  EXPECT_FALSE(prior.note(5, 2, settings).rare);  // two settled devices of 100 are over 1 %
  for (int i = 0; i <= 20; ++i) EXPECT_TRUE(prior.note(6, 1, settings).rare) << i;
  EXPECT_FALSE(prior.note(6, 1, settings).rare);
}

TEST(ClassPrior, a_large_class_has_changed_when_as_many_as_the_bound_have) {
  NoveltySettings settings;
  settings.sudden_devices = 50;
  ClassPrior prior;
  for (int i = 0; i < 10'000; ++i) prior.add_device();
  int rare = 0;
  for (int i = 0; i < 10'000; ++i) rare += prior.note(5, 1, settings).rare ? 1 : 0;
  EXPECT_EQ(rare, 51);
}

TEST(ClassPrior, looking_moves_nothing_and_probability_is_the_share) {
  const NoveltySettings settings;
  ClassPrior prior;
  for (int i = 0; i < 99; ++i) prior.add_device();
  for (int i = 0; i < 50; ++i) EXPECT_NEAR(prior.standing(5, 1, settings).probability, 0.5 / 100, 1e-12);
  for (int i = 0; i < 10; ++i) prior.note(5, 1, settings);
  EXPECT_NEAR(prior.standing(5, 1, settings).probability, 10.5 / 100, 1e-12);
  EXPECT_TRUE(prior.standing(5, 1, settings).rare);
  EXPECT_FALSE(prior.standing(5, 2, settings).rare);  // settled on the next day
}

TEST(NoveltyState, remembers_nothing_new_while_frozen) {
  const NoveltySettings settings;
  NoveltyState state;
  state.is_first_sighting(NoveltyFamily::kPeer, mix64(7), 1, true, false, settings);
  EXPECT_TRUE(state.is_first_sighting(NoveltyFamily::kPeer, mix64(8), 2, false, true, settings));
  EXPECT_TRUE(state.is_first_sighting(NoveltyFamily::kPeer, mix64(8), 3, false, false, settings));
  EXPECT_FALSE(state.is_first_sighting(NoveltyFamily::kPeer, mix64(8), 4, false, false, settings));
  EXPECT_FALSE(state.is_first_sighting(NoveltyFamily::kPeer, mix64(7), 4, false, true, settings));
  EXPECT_EQ(state.observed[static_cast<std::size_t>(NoveltyFamily::kPeer)], 5u);
}

TEST(Sighting, keeps_milliseconds_and_cuts_what_it_cannot_hold) {
  const Time time = Time::from_unix_microseconds(1'800'000'000'123'456);
  const Sighting s(time, 0xffffffff, 0xffff, 99);
  EXPECT_EQ(s.time().unix_microseconds(), 1'800'000'000'123'000);
  EXPECT_EQ(s.sequence(), 0xffffffff);
  EXPECT_EQ(s.observation(), 0xffff);
  EXPECT_EQ(s.points(), 15u);
  EXPECT_EQ(Sighting(Time::min(), 0, 0, 1).time(), Time());
  EXPECT_GT(Sighting(Time::max(), 0, 0, 1).time(), time);
  EXPECT_TRUE(Sighting().is_empty());
  EXPECT_FALSE(Sighting(Time(), 0, 0, 1).is_empty());
}

TEST(ClassPrior, stays_within_its_bound) {
  NoveltySettings settings;
  settings.max_prior_keys = 10;
  ClassPrior prior;
  for (std::uint64_t key = 0; key < 25; ++key) EXPECT_TRUE(prior.note(key, 1, settings).rare);
  EXPECT_EQ(prior.refused(), 15u);
}

}  // namespace
}  // namespace picket
