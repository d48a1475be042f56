#include "sim/live/compare/live_measures.h"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/sim/live/compare/made_fleet.h"

namespace picket::sim {
namespace {

FleetMeasures full_fleet() {
  FleetMeasures fleet = test::made_fleet();
  ClassMeasures& of = fleet.classes[0];
  of.losses[QueueLoss::kOldestDropped] = 3;
  of.generated += 3;
  of.unsent = 4;
  of.held = 5;
  of.generated += 9;
  of.repeated = 6;
  of.reconnects = 7;
  of.pings = 8;
  of.ends[LinkEnd::kTokenRefused] = 9;
  of.line_is_counted = false;
  of.line = {};
  fleet.all.losses = of.losses;
  fleet.all.generated += 12;
  fleet.all.unsent = 4;
  fleet.all.held = 5;
  fleet.speed = 60;
  fleet.behind_seconds = 0.25;
  return fleet;
}

TEST(LiveMeasures, read_back_as_they_were_written) {
  const FleetMeasures fleet = full_fleet();
  const Result<FleetMeasures, std::string> read = read_live_measures(fleet_measures_json(fleet));
  ASSERT_TRUE(read.ok()) << read.error();
  const FleetMeasures& back = read.value();
  ASSERT_EQ(back.classes.size(), 2U);
  EXPECT_EQ(back.classes[0], fleet.classes[0]);
  EXPECT_EQ(back.classes[1], fleet.classes[1]);
  EXPECT_EQ(back.all, fleet.all);
  // What is written again is the same to the byte, so nothing of the head is lost either.
  EXPECT_EQ(fleet_measures_json(back), fleet_measures_json(fleet));
}

std::string said_of(const std::function<void(nlohmann::json&)>& change) {
  nlohmann::json json = nlohmann::json::parse(fleet_measures_json(full_fleet()));
  change(json);
  const Result<FleetMeasures, std::string> read = read_live_measures(json.dump());
  return read.ok() ? "taken" : read.error();
}

TEST(LiveMeasures, what_no_fleet_wrote_is_refused_with_the_reason) {
  using Json = nlohmann::json;
  const struct {
    std::function<void(Json&)> change;
    const char* says;
  } cases[] = {
      {[](Json& json) { json["schema"] = "x"; }, "is none that 'picket live fleet' wrote"},
      {[](Json& json) { json["schema_version"] = 2; }, "is of another version"},
      {[](Json& json) { json.erase("seed"); }, "live_fleet.seed: expected this field"},
      {[](Json& json) { json["seed"] = -1; }, "live_fleet.seed: expected a count"},
      {[](Json& json) { json["speed"] = 0; }, "speed: is not above 0"},
      {[](Json& json) { json["speed"] = nullptr; }, "speed: is no amount"},
      {[](Json& json) { json["all"]["sent"] = 1'000'000'000'000'001; }, "sent: 1000000000000001 is more than a fleet counts"},
      {[](Json& json) { json["all"]["held"] = 6; }, "generated is not unsent + delivered + held + losses"},
      {[](Json& json) { json["classes"].erase(1); }, "the classes' messages do not sum to those of all"},
      {[](Json& json) { json["all"]["losses"] = {{"eaten", 1}}; }, "losses: a name that this version does not know"},
      {[](Json& json) { json["all"]["losses"] = {{"expired", 1.5}}; }, "losses: a value that is no count"},
      {[](Json& json) { json["all"]["ends"] = Json::array(); }, "ends: expected an object of numbers"},
      {[](Json& json) { json["all"]["line"]["segments_again"] = 1'000'000; }, "segments_again: is more than data_segments_up"},
      {[](Json& json) { json["all"]["publish_delay"]["seconds_p50"] = 9'000.0; }, "a delay's quantiles do not rise"},
      {[](Json& json) { json["all"]["publish_delay"]["log_seconds_lag_one"] = 1.5; }, "is outside [-1, 1]"},
      {[](Json& json) { json["all"]["publish_delay"]["log_seconds_mean"] = 1e300; }, "is of no delay"},
      {[](Json& json) { json["hub"] = std::string(2'000, 'h'); }, "hub: is longer than 1000 bytes"},
      {[](Json& json) { json["classes"] = Json::array({1}); }, "expected an object"},
  };
  for (const auto& one : cases) EXPECT_NE(said_of(one.change).find(one.says), std::string::npos) << one.says << "\n" << said_of(one.change);
}

TEST(LiveMeasures, no_cut_or_changed_byte_breaks_the_reader) {
  const std::string text = fleet_measures_json(full_fleet());
  for (std::size_t length = 0; length < text.size(); length += 97) EXPECT_FALSE(read_live_measures(text.substr(0, length)).ok()) << length;
  std::size_t refused = 0;
  for (std::size_t at = 0; at < text.size(); at += 53) {
    std::string changed = text;
    changed[at] = '\xff';
    refused += read_live_measures(changed).ok() ? 0 : 1;
  }
  EXPECT_EQ(refused, (text.size() + 52) / 53) << "no byte of it may be anything";
  EXPECT_FALSE(read_live_measures(std::string(100'000, '[')).ok());
}

}  // namespace
}  // namespace picket::sim
