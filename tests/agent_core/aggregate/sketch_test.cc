// sketch: the three policies on a device, against exact counts and the sketches' published bounds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <vector>

#include "agent_core/aggregate/hyperloglog.h"
#include "tests/support/reduced.h"
#include "tests/support/sketch_figures.h"

namespace picket {
namespace {

using test::kStart;
using test::ReducedDevice;
using test::sketch_reduction;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr double kMinute = 60;

Reduction space_saving(std::uint32_t keys, std::uint32_t top = 0) {
  Reduction r = sketch_reduction(SketchType::kSpaceSaving);
  r.max_keys = keys;
  r.top = top;
  return r;
}
Reduction count_min(std::uint32_t allow, std::uint32_t width) {
  Reduction r = sketch_reduction(SketchType::kCountMin);
  r.allow = allow;
  r.width = width;
  return r;
}
Reduction hyperloglog(std::uint32_t registers) {
  Reduction r = sketch_reduction(SketchType::kHyperLogLog);
  r.registers = registers;
  return r;
}

NetworkRecord flow_to(std::uint32_t peer) {
  NetworkRecord r;
  r.local_address = IpAddress::v4(0x0a000002);
  r.remote_address = IpAddress::v4(0x01010000U + peer);
  r.remote_port = 443;
  r.bytes_out = 100;
  return r;
}
void flows(test::Device& device, double seconds, std::uint32_t peer, std::uint32_t count = 1, double spacing = 0.001) {
  device.give({{kStart + Duration::from_seconds(seconds), flow_to(peer)},
               count,
               Duration::from_seconds(spacing),
               VaryingField::kNone,
               0,
               0});
}

using Counts32 = std::map<std::uint32_t, std::uint64_t>;
constexpr std::uint32_t kRestPeer = 0xffffffff;

/// What the receiver knows: events by peer; those without a peer are the rest.
Counts32 received(const test::Device& device) {
  Counts32 counts;
  for (const auto& message : device.sent) {
    for (const Observation& o : message.observations) {
      const auto& flow = std::get<NetworkRecord>(o.record);
      const bool is_rest = flow.remote_address == IpAddress();
      counts[is_rest ? kRestPeer : static_cast<std::uint32_t>(flow.remote_address.low() & 0xffff)] += o.hit_count;
    }
  }
  return counts;
}
std::uint64_t sum(const Counts32& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0},
                         [](std::uint64_t all, const auto& one) { return all + one.second; });
}

/// Flows of 300 peers by a power law in random order within one window; returns the true counts.
Counts32 live_power_law(test::Device& device, std::uint32_t seed, int events) {
  RandomStream random(seed, 0, 0, Purpose::kTest);
  Counts32 truth;
  for (int i = 0; i < events; ++i) {
    const auto peer = static_cast<std::uint32_t>(std::pow(300.0, random.uniform())) % 300;
    flows(device, 1 + 0.01 * i, peer);
    ++truth[peer];
  }
  return truth;
}

// Room for all: every count is exact, and there is no rest.
TEST(Sketch, space_saving_is_exact_below_its_room) {
  ReducedDevice device(space_saving(300));
  const Counts32 truth = live_power_law(device, 1, 5'000);
  device.until(11 * kMinute);
  EXPECT_EQ(received(device), truth);
  EXPECT_TRUE(device.balanced());
}

// With m keys and N events (Metwally et al. 2005): the counters sum to N and the least is at most N / m (lemma 3); what
// is sent of a key is at most the truth and at least N / m below it; each key with more than N / m events is sent
// (theorem 2). With the rest the counts balance.
TEST(Sketch, space_saving_errs_by_n_over_m_at_most) {
  constexpr int kEvents = 5'000;
  for (const std::uint32_t m : {1U, 4U, 16U, 64U}) {
    for (std::uint32_t seed = 0; seed < 8; ++seed) {
      SCOPED_TRACE(testing::Message() << m << " keys, seed " << seed);
      ReducedDevice device(space_saving(m));
      const Counts32 truth = live_power_law(device, seed, kEvents);
      const double most = static_cast<double>(kEvents) / m;
      const KeyTable keys = keys_of(*device.plan, device.state, device.pool, 1);
      std::uint64_t counters = 0;
      keys.for_each([&](std::uint32_t i) { counters += is_rest(keys.entry(i).hash) ? 0 : keys.counted(i); });
      EXPECT_EQ(counters, std::uint64_t{kEvents});
      const auto figures = test::sketch_figures(*device.plan, device.state, device.pool, EventKind::kNetwork);
      ASSERT_TRUE(figures.has_value());
      EXPECT_EQ(figures->keys, m);
      EXPECT_LE(figures->error_bound, most);
      device.until(11 * kMinute);
      const Counts32 got = received(device);
      EXPECT_EQ(sum(got), std::uint64_t{kEvents});
      for (const auto& [peer, hits] : got) {
        if (peer == kRestPeer) continue;
        EXPECT_LE(hits, truth.at(peer));
        EXPECT_LE(static_cast<double>(truth.at(peer) - hits), figures->error_bound);
      }
      for (const auto& [peer, hits] : truth) {
        EXPECT_TRUE(static_cast<double>(hits) <= most || got.contains(peer)) << hits;
      }
      EXPECT_TRUE(device.balanced());
    }
  }
}

TEST(Sketch, space_saving_sends_the_top_and_the_rest) {
  ReducedDevice device(space_saving(8, 2));
  flows(device, 10, 1, 30);
  flows(device, 20, 2, 50);
  flows(device, 30, 3, 20);
  flows(device, 40, 4, 5);
  device.until(11 * kMinute);
  EXPECT_THAT(device.hits(), ElementsAre(30, 50, 25));
  EXPECT_EQ(received(device), (Counts32{{1, 30}, {2, 50}, {kRestPeer, 25}}));
}

// Of m counters that sum to N at most k - 1 are larger than one of more than N / k: who has more is sent.
TEST(Sketch, space_saving_sends_who_has_more_than_one_in_top) {
  for (std::uint32_t seed = 0; seed < 8; ++seed) {
    for (const std::uint32_t top : {1U, 4U, 16U}) {
      ReducedDevice device(space_saving(64, top));
      const Counts32 truth = live_power_law(device, seed, 3'000);
      device.until(11 * kMinute);
      const Counts32 got = received(device);
      EXPECT_EQ(sum(got), 3'000U);
      EXPECT_EQ(got.size(), top + 1);
      for (const auto& [peer, hits] : truth) EXPECT_TRUE(hits <= 3'000 / top || got.contains(peer)) << hits;
    }
  }
}

// Windows end at the multiples of the period: 599 s belongs to the first, 600 s to the second.
TEST(Sketch, windows_are_those_of_the_agent_and_not_of_a_key) {
  ReducedDevice device(space_saving(8));
  flows(device, 599, 1);
  flows(device, 600, 1);
  flows(device, 1'000, 2);
  device.until(30 * kMinute);
  EXPECT_THAT(device.hits(), ElementsAre(1, 1, 1));
  EXPECT_EQ(device.sent[0].at, kStart + Duration::seconds(601));
  EXPECT_EQ(device.sent[1].at, kStart + Duration::seconds(1'201));
}

// A gateway or a receiver adds what devices send, key by key and rest by rest: errors and rests add up.
TEST(Sketch, space_saving_of_two_devices_merges_by_adding) {
  ReducedDevice a(space_saving(16));
  ReducedDevice b(space_saving(16));
  Counts32 truth = live_power_law(a, 21, 3'000);
  for (const auto& [peer, hits] : live_power_law(b, 22, 2'000)) truth[peer] += hits;
  a.until(11 * kMinute);
  b.until(11 * kMinute);
  Counts32 merged = received(a);
  for (const auto& [peer, hits] : received(b)) merged[peer] += hits;
  EXPECT_EQ(sum(merged), 5'000U);
  for (const auto& [peer, hits] : truth) {
    const std::uint64_t got = merged.contains(peer) ? merged.at(peer) : 0;
    EXPECT_LE(got, hits);
    EXPECT_LE(hits - got, 5'000U / 16 + 1);
  }
}

// Pollution: 40 beacons of an infection are there to see; with a scan behind them they are a number in the rest.
TEST(Sketch, space_saving_is_blind_to_what_a_key_flood_evicts) {
  for (const bool flooded : {false, true}) {
    ReducedDevice device(space_saving(16));
    flows(device, 10, 7, 40, 1);
    if (flooded) {
      for (std::uint32_t peer = 100; peer < 1'000; ++peer) flows(device, 100 + peer * 0.01, peer);
    }
    device.until(11 * kMinute);
    const Counts32 got = received(device);
    EXPECT_EQ(got.contains(7), !flooded);
    EXPECT_EQ(sum(got), flooded ? 940U : 40U);
    // 940 events in 16 places: the least counter passes 40 long before the end.
  }
}

// Few keys: each passes its first two events of a window, the others are the rest.
TEST(Sketch, count_min_is_a_limit_below_its_room) {
  ReducedDevice device(count_min(2, 1'024));
  for (std::uint32_t peer = 0; peer < 20; ++peer) flows(device, 10 + peer, peer, peer + 1);
  device.until(11 * kMinute);
  Counts32 expected;
  for (std::uint32_t peer = 0; peer < 20; ++peer) expected[peer] = std::min(peer + 1, 2U);
  expected[kRestPeer] = 18 * 19 / 2;
  EXPECT_EQ(received(device), expected);
  flows(device, 12 * kMinute, 5, 3);
  device.until(21 * kMinute);
  EXPECT_EQ(received(device)[5], 4U) << "the next window begins anew";
  EXPECT_TRUE(device.balanced());
}

// Never more than `allow` of a key, in any stream; nothing is lost; and in a sketch of e / epsilon cells no more than
// e^-depth of the keys whose events would pass are kept from it (4 x 1,024 cells, 376 events: epsilon N is below 1).
TEST(Sketch, count_min_errs_within_its_bounds) {
  int hidden = 0;
  int keys = 0;
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    Reduction r = count_min(3, 1'024);
    r.seed = seed;
    ReducedDevice device(r);
    const Counts32 truth = live_power_law(device, seed, 376);
    device.until(11 * kMinute);
    Counts32 got = received(device);
    EXPECT_EQ(sum(got), 376U);
    for (const auto& [peer, hits] : truth) {
      EXPECT_LE(got[peer], 3U);
      hidden += got[peer] < std::min<std::uint64_t>(hits, 3) ? 1 : 0;
      ++keys;
    }
  }
  EXPECT_LE(hidden, keys * std::exp(-4.0) + 4 * std::sqrt(keys * std::exp(-4.0)));
  EXPECT_GT(keys, 1'000);
}

// Pollution: 4 rows of 64 cells, and 5,000 scanned peers bring every cell to 3 or more. What comes then is hidden.
TEST(Sketch, count_min_is_blind_once_a_key_flood_has_filled_it) {
  for (const bool flooded : {false, true}) {
    ReducedDevice device(count_min(3, 64));
    if (flooded) {
      for (std::uint32_t peer = 100; peer < 5'100; ++peer) flows(device, 1 + peer * 0.01, peer);
    }
    flows(device, 100, 7, 40, 1);
    device.until(11 * kMinute);
    EXPECT_EQ(received(device)[7], flooded ? 0U : 3U);
    EXPECT_TRUE(device.balanced());
  }
}

// The receiver rebuilds the registers from the keys it got, by the same hash; its estimate is the device's, and within
// four standard errors of the truth.
TEST(Sketch, hyperloglog_tells_the_number_of_keys_without_a_field_for_it) {
  const EventKey key(EventKind::kNetwork, kKeyRemoteAddress | kKeyProtocol | kKeyServicePort);
  for (const std::uint32_t peers : {50U, 3'000U}) {
    for (std::uint32_t seed = 0; seed < 10; ++seed) {
      Reduction r = hyperloglog(256);
      r.seed = seed;
      ReducedDevice device(r);
      for (std::uint32_t peer = 1; peer <= peers; ++peer) flows(device, 1 + peer * 0.01, peer, 1 + peer % 4, 0.0001);
      const auto figures = test::sketch_figures(*device.plan, device.state, device.pool, EventKind::kNetwork);
      ASSERT_TRUE(figures.has_value());
      device.until(11 * kMinute);
      std::vector<std::uint32_t> cells(256 / 4);
      HyperLogLog rebuilt(cells, seed);
      for (const auto& message : device.sent) {
        for (const Observation& o : message.observations) {
          if (std::get<NetworkRecord>(o.record).remote_address == IpAddress()) continue;
          EXPECT_TRUE(rebuilt.add(key.hash(o.record, device.plan->texts)));
        }
      }
      EXPECT_EQ(rebuilt.estimate(), figures->distinct_keys);
      EXPECT_DOUBLE_EQ(figures->relative_error, 1.04 / 16);
      EXPECT_NEAR(rebuilt.estimate(), peers, 4 * figures->relative_error * peers);
      EXPECT_LT(device.hits().size(), 256U * 3);
      EXPECT_TRUE(device.balanced());
    }
  }
}

// Sketches of several devices have the same seed: the union of what two send is the sketch of both.
TEST(Sketch, hyperloglogs_of_two_devices_merge) {
  const EventKey key(EventKind::kNetwork, kKeyRemoteAddress | kKeyProtocol | kKeyServicePort);
  const Reduction r = hyperloglog(64);
  std::vector<std::uint32_t> received_cells(16);
  std::vector<std::uint32_t> true_cells(16);
  HyperLogLog from_received(received_cells, r.seed);
  HyperLogLog truth(true_cells, r.seed);
  for (std::uint64_t id = 1; id <= 2; ++id) {
    const auto& words = ReducedDevice::shared_words();
    test::Device device(test::reduced_policy(r), words.texts, kStart, id);
    for (std::uint32_t peer = 0; peer < 700; ++peer) {
      const auto other = static_cast<std::uint32_t>(peer + id * 300);
      flows(device, 1 + peer * 0.01, other);
      truth.add(key.hash(flow_to(other), words.texts));
    }
    device.advance(kStart + Duration::minutes(11));
    for (const auto& message : device.sent) {
      for (const Observation& o : message.observations) {
        if (std::get<NetworkRecord>(o.record).remote_address != IpAddress()) {
          from_received.add(key.hash(o.record, words.texts));
        }
      }
    }
  }
  EXPECT_EQ(received_cells, true_cells);
}

// Pollution: after 60,000 scanned peers a new one raises a register with probability 0.7 * 16 / 60,000.
TEST(Sketch, hyperloglog_is_blind_once_a_key_flood_has_filled_it) {
  for (const bool flooded : {false, true}) {
    ReducedDevice device(hyperloglog(16));
    if (flooded) {
      for (std::uint32_t peer = 1'000; peer < 61'000; ++peer) flows(device, 1 + peer * 0.005, peer);
    }
    std::uint64_t seen = 0;
    for (std::uint32_t peer = 1; peer <= 5; ++peer) flows(device, 400 + peer, peer, 10);
    device.until(11 * kMinute);
    Counts32 got = received(device);
    for (std::uint32_t peer = 1; peer <= 5; ++peer) seen += got[peer];
    if (flooded) {
      EXPECT_EQ(seen, 0U);
    } else {
      EXPECT_GE(seen, 3U);
    }
  }
}

TEST(Sketch, keeps_the_laws) {
  for (const Reduction& r : {space_saving(4), space_saving(4, 2), count_min(2, 8), hyperloglog(16)}) {
    EXPECT_THAT(broken_laws(*test::made(r)), IsEmpty());
  }
}

TEST(Sketch, figures_are_of_sketches_only) {
  const ReducedDevice device(test::reduction_of("suppress"));
  EXPECT_FALSE(test::sketch_figures(*device.plan, device.state, device.pool, EventKind::kNetwork).has_value());
}

TEST(Sketch, count_min_knows_its_error) {
  ReducedDevice device(count_min(1, 100));
  flows(device, 1, 1, 400);
  const auto figures = test::sketch_figures(*device.plan, device.state, device.pool, EventKind::kNetwork);
  ASSERT_TRUE(figures.has_value());
  EXPECT_DOUBLE_EQ(figures->error_bound, std::exp(1.0) / 100 * 400);
}

TEST(Sketch, refuses_what_makes_no_sense) {
  const auto problem = [](const Reduction& r) { return find_primitive("sketch")->problem(r); };
  Reduction r = space_saving(8, 9);
  EXPECT_EQ(problem(r), "top must not exceed max_keys");
  r = space_saving(65'504);
  EXPECT_EQ(problem(r), "space_saving has room for 65,503 max_keys");
  EXPECT_EQ(problem(space_saving(65'503)), "");
  r = space_saving(8);
  r.period = Duration();
  EXPECT_EQ(problem(r), "a sketch needs a period of 1 ms or longer");
  r = space_saving(8);
  r.key_overflow = KeyOverflow::kDropNew;
  EXPECT_EQ(problem(r), "a sketch has its own rule for keys beyond its room: no key_overflow");
  EXPECT_EQ(problem(count_min(0, 8)), "allow must be 1 or more");
  EXPECT_EQ(problem(count_min(1, 0)), "width must be 1 to 16,384");
  r = count_min(1, 8);
  r.depth = 17;
  EXPECT_EQ(problem(r), "depth must be 1 to 16");
  EXPECT_EQ(problem(hyperloglog(48)), "registers must be a power of two, 16 to 65,536");
  EXPECT_EQ(problem(hyperloglog(8)), "registers must be a power of two, 16 to 65,536");
  r = hyperloglog(16);
  r.max_keys = 7;
  EXPECT_EQ(problem(r), "only space_saving remembers keys: no max_keys");
}

}  // namespace
}  // namespace picket
