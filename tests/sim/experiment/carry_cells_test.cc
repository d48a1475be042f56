// Messages of several sites through one cell: the fixture's lines carry 8 kbit/s each, 1,000 bytes a second.

#include <gtest/gtest.h>

#include "tests/sim/experiment/carry_fixture.h"

namespace picket::sim {
namespace {

using test::CarryFixture;
using test::with_carry;

std::string cell_set(const std::string& fields) { return "networks.line.cell={" + fields + "}"; }

// The closed formula: n sites that send the same at once through a cell as fast as a line take n times as long as one. A site of another
// cell is alone in it.
TEST(CarryCells, n_equal_messages_take_n_times_as_long_as_one) {
  for (const char* backend : {"backend=fast", "backend=s4u"}) {
    for (const char* sharing : {"sharing=fifo", "sharing=fair"}) {
      with_carry(5, 5, {backend, sharing, cell_set("sites: 4, uplink_bandwidth: 8 kbit/s")}, [](CarryFixture& f) {
        ASSERT_EQ(f.world.cells().size(), 2U);
        for (std::uint32_t d = 0; d < 5; ++d) f.add(d, 0, Duration::seconds(10), 1'000);
        f.run_to(Duration::minutes(5));
        const double alone = static_cast<double>(f.wire_bytes(1'000)) / 1'000;
        for (std::uint32_t d = 0; d < 5; ++d) {
          const bool shares = f.world.cells().cell_of(SiteId(d)) == 0;
          EXPECT_NEAR(f.arrived(d, 0), 10 + (shares ? 4 : 1) * alone + 0.05, 4e-6) << d;
        }
      });
    }
  }
}

// Others take half of a cell of 8 kbit/s at every hour, so two sites have a quarter each.
TEST(CarryCells, the_cell_s_other_users_take_their_part_of_it) {
  with_carry(2, 2, {cell_set("sites: 2, uplink_bandwidth: 8 kbit/s, background_uplink: 4 kbit/s")}, [](CarryFixture& f) {
    for (std::uint32_t d = 0; d < 2; ++d) f.add(d, 0, Duration::seconds(10), 1'000);
    f.run_to(Duration::minutes(5));
    for (std::uint32_t d = 0; d < 2; ++d) EXPECT_NEAR(f.arrived(d, 0), 10 + static_cast<double>(f.wire_bytes(1'000)) / 250 + 0.05, 4e-6);
  });
}

TEST(CarryCells, a_cell_that_is_never_full_changes_nothing) {
  for (const bool shared : {false, true}) {
    std::vector<std::string> sets;
    if (shared) sets.push_back(cell_set("sites: 4, uplink_bandwidth: 32 kbit/s"));
    with_carry(4, 4, sets, [](CarryFixture& f) {
      for (std::uint32_t d = 0; d < 4; ++d) f.add(d, 0, Duration::seconds(10), 1'000);
      f.run_to(Duration::minutes(5));
      const double alone = static_cast<double>(f.wire_bytes(1'000)) / 1'000;
      for (std::uint32_t d = 0; d < 4; ++d) EXPECT_NEAR(f.arrived(d, 0), 10 + alone + 0.05, 4e-6);
    });
  }
}

// Law: what crosses cells is what crosses the lines of their sites, to the byte, whatever is repeated, cut or under way at the end.
TEST(CarryCells, carry_what_their_sites_send_to_the_byte) {
  const std::string cell = cell_set("sites: 3, uplink_bandwidth: 12 kbit/s, background_uplink: 3 kbit/s, outage_gap: {dist: exponential, mean: 7 min}, outage_duration: 40 s");
  with_carry(8, 8, {cell, "networks.line.loss_ratio=0.05"}, [](CarryFixture& f) {
    for (std::uint32_t d = 0; d < 8; ++d) {
      for (std::uint32_t m = 0; m < 50; ++m) f.add(d, m, Duration::seconds(10 + 60 * m + 5 * d), 1'500);
    }
    f.run_to(Duration::hours(1));
    f.carry.account_keep_alive(f.world.end());
    ASSERT_EQ(f.world.cells().size(), 3U);
    std::int64_t all = 0;
    for (std::uint32_t c = 0; c < 3; ++c) {
      std::int64_t sites = 0;
      for (const SiteId site : f.world.cells().sites_of(c)) sites += f.carry.site_throughput().at(site.value()).total().count();
      EXPECT_EQ(f.carry.cell_meter().throughput().at(c).total().count(), sites) << c;
      EXPECT_GT(sites, 0) << c;
      all += sites;
    }
    EXPECT_LE(all, f.carry.counts().uplink_payload_bytes + f.carry.counts().uplink_envelope_bytes + f.carry.counts().uplink_upkeep_bytes);
    const auto& c = f.carry.counts();
    EXPECT_EQ(c.messages_taken, c.messages_accepted + f.carry.messages_held());
  });
}

// An outage each 20 minutes for a minute: what is created in it by any of the sites arrives after its end.
TEST(CarryCells, an_outage_of_the_cell_stops_all_its_sites) {
  with_carry(3, 3, {cell_set("sites: 3, uplink_bandwidth: 8 kbit/s, outage_gap: 20 min, outage_duration: 1 min")}, [](CarryFixture& f) {
    for (std::uint32_t d = 0; d < 3; ++d) f.add(d, 0, Duration::seconds(20 * 60 + 5), 1'000);
    f.run_to(Duration::minutes(40));
    for (std::uint32_t d = 0; d < 3; ++d) EXPECT_GT(f.arrived(d, 0), 21 * 60) << d;
  });
}

}  // namespace
}  // namespace picket::sim
