#include "sim/experiment/nat_bindings.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/carry_fixture.h"

namespace picket::sim {
namespace {

/// Two kiosks at one site on the fixture's line; the client pings each 240 s.
World world_with(const Scenario& scenario) { return World(scenario, 0); }

Scenario kiosks_behind(const std::string& nat_timeout) {
  return test::small_scenario({"networks.line.nat_timeout=" + nat_timeout}, test::CarryFixture::text(2, 1));
}

TEST(NatBindings, leave_out_lines_that_forget_nothing_between_two_pings) {
  for (const char* timeout : {"0 s", "240 s", "2 h"}) {
    const Scenario scenario = kiosks_behind(timeout);
    const World world = world_with(scenario);
    NatBindings nat(world, true);
    EXPECT_EQ(nat.devices(), 0U) << timeout;
    EXPECT_FALSE(nat.forgets(0)) << timeout;
    nat.begin(0, world.start());
    EXPECT_FALSE(nat.gone(0, world.start() + Duration::days(1))) << timeout;
    EXPECT_FALSE(nat.lose(0)) << timeout;
    EXPECT_FALSE(nat.lost(0)) << timeout;
  }
}

TEST(NatBindings, leave_out_devices_that_connect_to_nothing) {
  const Scenario scenario = kiosks_behind("2 min");
  const World world = world_with(scenario);
  EXPECT_EQ(NatBindings(world, true).devices(), 2U);
  EXPECT_EQ(NatBindings(world, false).devices(), 0U);
}

// 120 s after the last packet the next one passes still, a microsecond later none does.
TEST(NatBindings, forget_what_was_silent_for_longer_than_the_time_out) {
  const Scenario scenario = kiosks_behind("2 min");
  const World world = world_with(scenario);
  NatBindings nat(world, true);
  const Time start = world.start();
  nat.begin(0, start);
  nat.pass(0, start + Duration::seconds(100));
  nat.pass(0, start + Duration::seconds(50));  // told late: the later one counts
  EXPECT_EQ(nat.last_packet(0), start + Duration::seconds(100));
  EXPECT_FALSE(nat.gone(0, start + Duration::seconds(220)));
  EXPECT_TRUE(nat.gone(0, start + Duration::seconds(220) + Duration::microseconds(1)));
  EXPECT_FALSE(nat.lost(0)) << "nothing was sent in vain so far";
}

TEST(NatBindings, know_a_connection_again_only_when_a_new_one_begins) {
  const Scenario scenario = kiosks_behind("2 min");
  const World world = world_with(scenario);
  NatBindings nat(world, true);
  const Time start = world.start();
  nat.begin(0, start);
  EXPECT_TRUE(nat.lose(0));
  EXPECT_FALSE(nat.lose(0)) << "a connection is lost once";
  nat.pass(0, start + Duration::seconds(1));
  EXPECT_EQ(nat.last_packet(0), start) << "nothing passes any more";
  EXPECT_TRUE(nat.gone(0, start + Duration::seconds(1)));
  nat.begin(0, start + Duration::seconds(2));
  EXPECT_FALSE(nat.lost(0));
  EXPECT_FALSE(nat.gone(0, start + Duration::seconds(122)));
  EXPECT_FALSE(nat.lost(1)) << "of another device";
}

}  // namespace
}  // namespace picket::sim
