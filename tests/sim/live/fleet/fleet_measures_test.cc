#include "sim/live/fleet/fleet_measures.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/sim/live/compare/made_fleet.h"

namespace picket::sim {
namespace {

// That every field reads back is tested where it is read: tests/sim/live/compare/live_measures_test.cc.

TEST(FleetMeasures, names_units_and_leaves_out_what_did_not_occur) {
  FleetMeasures fleet = test::made_fleet();
  fleet.all.losses[QueueLoss::kExpired] = 2;
  fleet.all.ends[LinkEnd::kClosedWhileIdle] = 3;
  fleet.classes[0].line_is_counted = false;
  const auto json = nlohmann::json::parse(fleet_measures_json(fleet));
  EXPECT_EQ(json.at("schema"), "picket.live_fleet");
  EXPECT_EQ(json.at("all").at("losses"), nlohmann::json({{"expired", 2}}));
  EXPECT_EQ(json.at("all").at("ends"), nlohmann::json({{"closed_while_idle", 3}}));
  EXPECT_TRUE(json.at("classes").at(0).at("line").is_null()) << "not counted is not 0";
  EXPECT_GT(json.at("all").at("publish_delay").at("seconds_p95").get<double>(), json.at("all").at("publish_delay").at("seconds_p50").get<double>());
  EXPECT_EQ(json.at("estimates"), nlohmann::json({"pings", "modelled_up_bytes", "modelled_down_bytes"}));
}

TEST(FleetMeasures, another_scenario_has_another_fingerprint) {
  EXPECT_EQ(fingerprint_of_scenario("name: a\n").size(), 16U);
  EXPECT_NE(fingerprint_of_scenario("name: a\n"), fingerprint_of_scenario("name: b\n"));
  // FNV-1a, 64 bits, of "a": a published value of the algorithm.
  EXPECT_EQ(fingerprint_of_scenario("a"), "af63dc4c8601ec8c");
}

TEST(FleetMeasures, a_run_is_whole_once_the_scenario_was_played_to_its_end) {
  FleetMeasures fleet = test::made_fleet();
  EXPECT_TRUE(fleet.is_whole());
  fleet.played_seconds -= 1;
  EXPECT_FALSE(fleet.is_whole());
}

}  // namespace
}  // namespace picket::sim
