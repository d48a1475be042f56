#include "sim/experiment/line_meter.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/small_study.h"

// Two kiosks on one metered line for 15 days, half of a billing month, without a kernel: the meter is told what they do.

namespace picket::sim {
namespace {

struct Metered {
  static std::string text(const std::string& fleet) {
    return "name: metered\nreplications: 1\nwarm_up: 0 s\nduration: 15 days\nwire: sized\nstore: findings\npolicies: [{use: raw}]\nfleet: " + fleet +
           "\nnetworks:\n  line: {uplink_bandwidth: 8 kbit/s, round_trip_time: 100 ms, loss_ratio: 0, price_per_megabyte: 2}\n"
           "hubs: [{name: hub}]\nclient: c_sdk\nprices: us_2026_11\n";
  }
  explicit Metered(const std::vector<std::string>& sets, bool connects = true,
                   const std::string& fleet = "[{device_class: kiosk, count: 2, sites: 1, access: {line: 1}}]")
      : scenario(test::small_scenario(sets, text(fleet))), world(scenario, 0), meter(world, connects) {}

  Scenario scenario;
  World world;
  LineMeter meter;
};

// Sessions of 1,500, 1,001 and 2,000 bytes, to multiples of 1,000 by the price book.
TEST(LineMeter, rounds_each_session_up_as_the_price_book_says) {
  Metered m({});
  m.meter.add(0, 1'000, 500);
  m.meter.end_session(0);
  m.meter.end_session(0);  // nothing was carried since
  m.meter.add(0, 1, 1'000);
  m.meter.add(1, 2'000, 0);
  m.meter.finish(m.world.end());
  const LineUse& use = m.meter.use();
  EXPECT_EQ(use.sessions, 3U);
  EXPECT_EQ(use.bytes, 4'501);
  EXPECT_EQ(use.rounding_bytes, 500 + 999);
  EXPECT_EQ(use.included_bytes, 0);
  EXPECT_NEAR(use.usd, 4'501 * 2e-6, 1e-15);
  EXPECT_NEAR(use.rounding_usd, 1'499 * 2e-6, 1e-15);
}

// 10,000 bytes for each direction of 1,000 up and 500 down: 9,000 and 9,500 more.
TEST(LineMeter, rounds_as_the_line_says_where_it_says_so) {
  Metered m({"networks.line.session_rounding=10 kB", "networks.line.rounded_bytes=direction"});
  m.meter.add(0, 1'000, 500);
  m.meter.finish(m.world.end());
  EXPECT_EQ(m.meter.use().rounding_bytes, 18'500);
}

// Half a month of a plan with 0.01 MB a month: 5,000 bytes of each device. The first carries 3,000 and is rounded up by nothing, the
// second carries 9,500 and is rounded up by 500: what the first leaves is no good to the second.
TEST(LineMeter, takes_what_a_plan_includes_off_each_device_in_proportion_to_the_measured_period) {
  Metered m({"networks.line.included_megabytes=0.01"});
  m.meter.add(0, 3'000, 0);
  m.meter.add(1, 9'500, 0);
  m.meter.finish(m.world.end());
  const LineUse& use = m.meter.use();
  EXPECT_EQ(use.bytes, 12'500);
  EXPECT_NEAR(use.included_bytes, 3'000 + 5'000, 1e-6);
  EXPECT_NEAR(use.usd, 4'500 * 2e-6, 1e-12);
  EXPECT_NEAR(use.rounding_usd, 500 * 2e-6, 1e-12);
}

// A gateway has one SIM for its three kiosks: half a month of 0.01 MB are 5,000 bytes of all four, not of each.
TEST(LineMeter, charges_devices_behind_a_gateway_on_the_gateways_plan) {
  Metered m({"networks.line.included_megabytes=0.01"}, true,
            "[{device_class: kiosk, count: 3, sites: 1, gateway: iot_gateway}, {device_class: iot_gateway, count: 1, sites: 1, access: {line: 1}}]");
  for (std::uint32_t d = 0; d < 4; ++d) m.meter.add(d, 3'000, 0);
  m.meter.finish(m.world.end());
  const LineUse& use = m.meter.use();
  EXPECT_EQ(use.bytes, 12'000);
  EXPECT_EQ(use.sessions, 4U);
  EXPECT_NEAR(use.included_bytes, 5'000, 1e-6);
  EXPECT_NEAR(use.usd, 7'000 * 2e-6, 1e-12);
}

TEST(LineMeter, counts_no_radio_that_is_not_known_and_no_volume_that_is_not_charged) {
  Metered m({"networks.line.price_per_megabyte=0"});
  m.meter.add(0, 3'000, 0);
  m.meter.exchange(0, m.world.start(), {Bytes(1'000), Bytes(0), 1});
  m.meter.finish(m.world.end());
  EXPECT_EQ(m.meter.use().bytes, 0);
  EXPECT_EQ(m.meter.use().sessions, 0U);
  EXPECT_TRUE(m.meter.radios().empty());
}

const std::string kKnownRadio = "networks.line.radio_power={transmit_watts: 5, receive_watts: 3, hold_watts: 2, wake_up_watts: 4, sleep_watts: 0}";

// 1,000 bytes up take 1 s at 5 W, one round trip 0.1 s at 2 W, and 10 s of holding 20 J. The other device's radio is its own.
TEST(LineMeter, gives_each_device_a_radio_of_its_own) {
  Metered m({kKnownRadio});
  const RadioExchange exchange{Bytes(1'000), Bytes(0), 1};
  m.meter.exchange(0, m.world.start(), exchange);
  m.meter.exchange(1, m.world.start() + Duration::seconds(5), exchange);
  m.meter.finish(m.world.end());
  ASSERT_EQ(m.meter.radios().size(), 1U);
  EXPECT_EQ(m.meter.radios()[0].devices, 2U);
  EXPECT_NEAR(m.meter.radios()[0].energy.total(), 2 * (5 + 0.2 + 20), 1e-9);
}

TEST(LineMeter, counts_devices_where_none_connects) {
  Metered m({kKnownRadio}, false);
  m.meter.add(0, 3'000, 0);
  m.meter.exchange(0, m.world.start(), {Bytes(1'000), Bytes(0), 1});
  m.meter.finish(m.world.end());
  ASSERT_EQ(m.meter.radios().size(), 1U);
  EXPECT_EQ(m.meter.radios()[0].devices, 2U);
  EXPECT_EQ(m.meter.radios()[0].energy.total(), 0);
  EXPECT_EQ(m.meter.use().bytes, 0);
}

// Three kiosks behind a gateway: what they send goes out by its radio, and is its class's.
TEST(LineMeter, gives_devices_behind_a_gateway_the_gateways_radio) {
  Metered m({kKnownRadio}, true,
            "[{device_class: iot_gateway, count: 1, sites: 1, access: {line: 1}}, {device_class: kiosk, count: 3, sites: 1, gateway: iot_gateway}]");
  const RadioExchange exchange{Bytes(1'000), Bytes(0), 1};
  for (std::uint32_t d = 0; d < 4; ++d) m.meter.exchange(d, m.world.start() + Duration::seconds(5 * d), exchange);
  m.meter.finish(m.world.end());
  const Fleet& fleet = m.world.fleet();
  ASSERT_EQ(m.meter.radios().size(), 2U);
  for (std::uint32_t c = 0; c < 2; ++c) {
    const ClassRadio& radio = m.meter.radios()[c];
    const bool gateway = fleet.class_name(ClassId(c)) == "iot_gateway";
    EXPECT_EQ(radio.devices, gateway ? 1U : 0U);
    EXPECT_NEAR(radio.energy.transmit, gateway ? 4 * 5 : 0, 1e-9);
    // Awake from the first to ten seconds after the last: three pauses of 3.9 s, four round trips, and the end.
    EXPECT_NEAR(radio.energy.hold, gateway ? 2 * (3 * 3.9 + 4 * 0.1 + 10) : 0, 1e-9);
  }
}

}  // namespace
}  // namespace picket::sim
