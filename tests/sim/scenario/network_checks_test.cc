#include "sim/scenario/network_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// The texts with their places are in tests/golden/scenario/nat_unseen.txt and background_uplink.txt.

namespace picket::sim {
namespace {

std::string checked_line(Duration nat_timeout, Duration ping_interval) {
  Scenario scenario;
  scenario.client.keep_alive = Duration::seconds(240);
  scenario.client.ping_interval = ping_interval;
  scenario.networks["line"].nat_timeout = nat_timeout;
  Diagnostics diagnostics;
  check_networks(scenario, Places{}, diagnostics);
  EXPECT_TRUE(diagnostics.ok()) << "a warning stops nothing";
  return diagnostics.text();
}

TEST(NetworkChecks, a_line_that_forgets_nothing_needs_no_client) { EXPECT_EQ(checked_line(Duration(), Duration()), ""); }

TEST(NetworkChecks, warn_of_a_time_out_that_the_client_s_pings_never_let_pass) {
  EXPECT_EQ(checked_line(Duration::seconds(239), Duration()), "");
  EXPECT_THAT(checked_line(Duration::seconds(240), Duration()), ::testing::HasSubstr("networks.line.nat_timeout"));
  EXPECT_EQ(checked_line(Duration::seconds(74), Duration::seconds(75)), "");
  EXPECT_THAT(checked_line(Duration::seconds(75), Duration::seconds(75)), ::testing::HasSubstr("every 75 s"));
}

TEST(NetworkChecks, other_traffic_leaves_the_devices_a_hundredth_of_the_line) {
  const auto checked = [](double background) {
    Scenario scenario;
    scenario.networks["line"].uplink_bandwidth = BitRate{1e6};
    scenario.networks["line"].background_uplink = BitRate{background};
    Diagnostics diagnostics;
    check_networks(scenario, Places{}, diagnostics);
    return diagnostics.ok();
  };
  EXPECT_TRUE(checked(0));
  EXPECT_TRUE(checked(0.99e6));
  EXPECT_FALSE(checked(0.991e6));
  EXPECT_FALSE(checked(2e6));
}

TEST(NetworkChecks, other_traffic_has_a_profile_that_exists) {
  for (const std::string_view name : kSeasonalities) {
    Scenario scenario;
    scenario.networks["line"].background_seasonality = std::string(name);
    Diagnostics diagnostics;
    check_networks(scenario, Places{}, diagnostics);
    EXPECT_TRUE(diagnostics.ok()) << name;
  }
  Scenario scenario;
  scenario.networks["line"].background_seasonality = "ofice";
  Diagnostics diagnostics;
  check_networks(scenario, Places{}, diagnostics);
  EXPECT_FALSE(diagnostics.ok());
  EXPECT_THAT(diagnostics.text(), ::testing::HasSubstr("did you mean 'office'?"));
}

}  // namespace
}  // namespace picket::sim
