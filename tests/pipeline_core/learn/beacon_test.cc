#include "pipeline_core/learn/beacon.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <vector>

#include "agent_core/base/hash.h"
#include "agent_core/base/random.h"
#include "tests/pipeline_core/clock.h"

namespace picket {
namespace {

using testing_support::kStart;

constexpr std::uint64_t kOld = 0x1234567890abcdefULL;
constexpr std::uint64_t kNew = 0xfedcba0987654321ULL;

struct CallingDevice {
  BeaconSettings settings;
  BeaconPeers peers;
  BeaconPeers::Candidate told;
  std::uint32_t sequence = 0;

  CallingDevice() { call(kOld, 0, true); }
  BeaconPeers::Met call(std::uint64_t peer, double seconds, bool learning = false, bool frozen = false) {
    const Time time = kStart + Duration::from_seconds(seconds);
    return peers.meet({peer, time, time, 1, false, sequence++, 3},
                      {static_cast<std::int32_t>(time.unix_seconds() / 3600), learning, frozen, true}, settings, told);
  }
  /// Hours until it is told, of at most `hours`; gaps as `gap` draws them.
  template <class Gap>
  std::optional<double> told_after(double hours, Gap gap) {
    for (double time = 0; time < hours * 3600; time += gap()) {
      if (call(kNew, time).regular) return time / 3600;
    }
    return std::nullopt;
  }
};

struct Published {
  double period;
  double jitter;
  double hours;  ///< found within, at most
};

// The beacon settings of A28 in workloads.md 3.3 with their jitter to both sides, and 20 min as in A25. Where 1e-6 is reached
// at once the hour of `span` decides.
TEST(Beacon, finds_the_published_beacons) {
  const Published all[] = {{60, 0, 1.1}, {60, 0.3, 1.1}, {45, 0.37, 1.1}, {30, 0.5, 1.1}, {30, 0.9, 2},
                           {3.8, 0.59, 1.1}, {1200, 0.2, 5}, {86'400, 0.1, 24 * 9}, {83'935, 0.44, 24 * 20}};
  for (const Published& p : all) {
    RandomStream random(1, 0, static_cast<std::uint32_t>(p.period), Purpose::kTest);
    CallingDevice device;
    const auto told = device.told_after(
        p.hours, [&] { return p.period * (1 + random.uniform(-p.jitter, p.jitter)); });
    ASSERT_TRUE(told.has_value()) << p.period << " s, " << p.jitter;
    EXPECT_GE(*told, 0.99);
  }
}

// Each contact is judged, so a peer of n contacts is told with at most n times the chance: 1,000 peers of 300
// contacts and 1e-6 are 0.3 expected at most. The bound lies above the truth, so there is none.
TEST(Beacon, contact_at_random_times_is_none) {
  for (std::uint32_t d = 0; d < 1'000; ++d) {
    RandomStream random(2, 0, d, Purpose::kTest);
    CallingDevice device;
    EXPECT_FALSE(device.told_after(5, [&] { return random.exponential(60); }).has_value()) << d;
  }
}

// At a chance of 1e-2 false ones come, and fewer than the sum of the chances allows.
TEST(Beacon, the_chance_bounds_what_random_contact_raises) {
  int told = 0;
  constexpr int kPeers = 2'000;
  for (std::uint32_t d = 0; d < kPeers; ++d) {
    RandomStream random(3, 0, d, Purpose::kTest);
    CallingDevice device;
    device.settings.max_chance = 1e-2;
    device.settings.span = Duration();
    device.settings.max_variation = 1;
    int contacts = 0;
    if (device.told_after(1e6, [&] { return ++contacts > 8 ? 1e12 : random.exponential(60); })) ++told;
  }
  EXPECT_GT(told, 0);
  EXPECT_LE(told, kPeers * 7 * 1e-2);
}

// Times are whole seconds, so two values may agree by chance: of random contact 600 s apart one gap in some 600 e has the mean
// of the hour before it to the second. A third value that agrees is one in a million.
TEST(Beacon, two_values_that_agree_to_the_second_are_no_clock_yet) {
  CallingDevice device;
  const BeaconPeers::When when{0, false, false, true};
  EXPECT_FALSE(
      device.peers.meet({kNew, kStart, kStart + Duration::hours(1), 7, false, 0, 0}, when, device.settings, device.told)
          .regular);
  EXPECT_FALSE(device.call(kNew, 4'200).regular);
  EXPECT_TRUE(device.call(kNew, 4'800).regular);
}

TEST(Beacon, bursts_are_none) {
  RandomStream random(4, 0, 0, Purpose::kTest);
  CallingDevice device;
  int in_burst = 0;
  // Four calls a quarter of a second apart, then a pause of some minutes: constant gaps within.
  EXPECT_FALSE(device.told_after(200, [&] { return ++in_burst % 4 != 0 ? 0.25 : random.exponential(300); }).has_value());
}

TEST(Beacon, a_peer_of_the_past_is_none) {
  CallingDevice device;
  for (int i = 0; i < 200; ++i) EXPECT_FALSE(device.call(kOld, 60.0 * i).regular);
  EXPECT_EQ(device.peers.candidates(), 0U);
}

TEST(Beacon, a_device_without_a_past_has_none) {
  BeaconSettings settings;
  BeaconPeers peers;
  BeaconPeers::Candidate told;
  for (int i = 0; i < 200; ++i) {
    const Time time = kStart + Duration::seconds(60 * i);
    const auto met = peers.meet({kNew, time, time, 1, false, 0, 0}, {0, false, false, false}, settings, told);
    EXPECT_FALSE(met.regular);
    EXPECT_EQ(met.is_new, i == 0);
  }
}

TEST(Beacon, tells_once_with_the_latest_contacts) {
  CallingDevice device;
  int told = 0;
  for (int i = 0; i < 600; ++i) {
    if (!device.call(kNew, 60.0 * i).regular) continue;
    ++told;
    EXPECT_EQ(device.told.peer, kNew);
    EXPECT_EQ(device.told.kept, BeaconPeers::kEvidence);
    EXPECT_EQ(device.told.sequences[0], device.sequence - 1);
    EXPECT_EQ(device.told.sequences[3], device.sequence - 4);
    EXPECT_EQ(device.told.observations[0], 3);
  }
  EXPECT_EQ(told, 1);
}

TEST(Beacon, bounds_its_candidates_and_says_who_had_to_go) {
  CallingDevice device;
  device.settings.per_hour = 100;
  for (std::uint64_t p = 0; p < BeaconPeers::kCandidates; ++p) {
    EXPECT_FALSE(device.call(kNew + mix64(p + 1), static_cast<double>(p)).evicted);
  }
  // The first is called again, so the second goes.
  device.call(kNew + mix64(1), 50);
  EXPECT_TRUE(device.call(kNew + mix64(99), 60).evicted);
  EXPECT_EQ(device.peers.candidates(), BeaconPeers::kCandidates);
  for (int i = 2; i < 80; ++i) {
    if (device.call(kNew + mix64(1), 60.0 * i).regular) return;
  }
  FAIL() << "the first was kept";
}

std::uint64_t peer_of(std::uint64_t n) { return mix64(n + 1'000); }

// Two hours of 16 new peers each, called once: the first 16 have to go. One of them then calls by a clock, and is told an hour
// after it came back, as a new one would be.
TEST(Beacon, a_candidate_that_had_to_go_is_told_if_it_is_called_again_by_a_clock) {
  CallingDevice device;
  for (std::uint64_t p = 0; p < 32; ++p) device.call(peer_of(p), p < 16 ? static_cast<double>(p) : 3'600.0 + static_cast<double>(p));
  const BeaconPeers::Met back = device.call(peer_of(3), 7'200);
  EXPECT_TRUE(back.returned);
  EXPECT_FALSE(back.is_new) << "the class's prior would count the device twice";
  EXPECT_EQ(device.peers.candidates(), BeaconPeers::kCandidates);
  int at = 0;
  for (int i = 1; i < 100 && at == 0; ++i) {
    if (device.call(peer_of(3), 7'200 + 60.0 * i).regular) at = i;
  }
  EXPECT_EQ(at, 60);
  for (int i = 0; i < 200; ++i) EXPECT_FALSE(device.call(peer_of(3), 14'400 + 60.0 * i).regular) << "it was told";
}

TEST(Beacon, a_quarter_of_an_hours_places_is_for_those_that_return) {
  CallingDevice device;
  for (std::uint64_t p = 0; p < 32; ++p) device.call(peer_of(p), p < 16 ? static_cast<double>(p) : 3'600.0 + static_cast<double>(p));
  int returned = 0;
  int refused = 0;
  for (std::uint64_t p = 0; p < 16; ++p) {
    const BeaconPeers::Met met = device.call(peer_of(p), 7'200.0 + static_cast<double>(p));
    returned += met.returned ? 1 : 0;
    refused += met.refused ? 1 : 0;
  }
  EXPECT_EQ(returned, 4);
  EXPECT_EQ(refused, 12);
  EXPECT_TRUE(device.call(peer_of(99), 7'300).is_new) << "new ones have places of their own";
  EXPECT_TRUE(device.call(peer_of(15), 10'800).returned) << "the next hour has places again";
}

TEST(Beacon, remembers_so_many_that_had_to_go_and_says_whom_it_forgets) {
  CallingDevice device;
  device.settings.per_hour = 1'000;
  constexpr std::uint64_t kPeers = BeaconPeers::kCandidates + BeaconPeers::kEvicted;
  std::vector<std::uint64_t> peers;  // but for those that the filter of known ones takes for one
  double seconds = 0;
  for (std::uint64_t p = 0; peers.size() < kPeers; ++p) {
    const BeaconPeers::Met met = device.call(peer_of(p), ++seconds);
    EXPECT_FALSE(met.forgotten);
    if (met.is_new) peers.push_back(peer_of(p));
  }
  for (std::uint64_t p = 1'000;; ++p) {
    const BeaconPeers::Met met = device.call(peer_of(p), ++seconds);
    if (!met.is_new) continue;
    EXPECT_TRUE(met.forgotten);
    break;
  }
  EXPECT_FALSE(device.call(peers[0], ++seconds).returned);
  EXPECT_TRUE(device.call(peers[1], ++seconds).returned);
  EXPECT_LE(device.peers.bytes(), 456 + 96 * BeaconPeers::kCandidates + 4 * BeaconPeers::kEvicted);
}

TEST(Beacon, one_that_had_to_go_and_is_called_while_models_learn_is_a_habit) {
  CallingDevice device;
  for (std::uint64_t p = 0; p < 32; ++p) device.call(peer_of(p), p < 16 ? static_cast<double>(p) : 3'600.0 + static_cast<double>(p));
  device.call(peer_of(3), 7'200, true);
  for (int i = 1; i < 100; ++i) EXPECT_FALSE(device.call(peer_of(3), 7'200 + 60.0 * i).regular);
}

TEST(Beacon, looks_at_so_many_new_peers_an_hour) {
  CallingDevice device;
  device.settings.per_hour = 2;
  EXPECT_TRUE(device.call(kNew + 2, 0).is_new);
  EXPECT_FALSE(device.call(kNew + mix64(4), 1).refused);
  EXPECT_TRUE(device.call(kNew + mix64(6), 2).refused);
  EXPECT_FALSE(device.call(kNew + mix64(6), 3'601).refused);
}

TEST(Beacon, while_frozen_a_peer_moves_no_prior) {
  CallingDevice device;
  EXPECT_FALSE(device.call(kNew, 0, false, true).is_new);
  EXPECT_EQ(device.peers.candidates(), 1U);
}

TEST(Beacon, a_peer_is_rare_on_a_fifth_of_a_class_within_bounds) {
  const BeaconSettings settings;
  EXPECT_EQ(rare_devices(0, settings), 5U);
  EXPECT_EQ(rare_devices(8, settings), 5U);
  EXPECT_EQ(rare_devices(50, settings), 10U);
  EXPECT_EQ(rare_devices(100'000, settings), 20U);
}

TEST(Beacon, names_have_keys_of_their_own) {
  EXPECT_NE(name_key(7), name_key(8));
  EXPECT_NE(name_key(0), 0U);
}

}  // namespace
}  // namespace picket
