#include "sim/experiment/row_source.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

class RowSourceTest : public ::testing::Test {
 protected:
  const Scenario scenario_ = test::small_scenario();
  const World world_{scenario_, 0};
  const Policy& policy_ = scenario_.policy_templates.at("g1_c");
  const RowSource rows_{world_, policy_};
};

TEST_F(RowSourceTest, names_what_a_record_is_about) {
  OperationRecord record;
  record.device = DeviceId(31);
  record.module = true;
  const std::string name = rows_.device_name(record.device);
  EXPECT_EQ(name, world_.fleet().device_name(record.device));
  const nlohmann::json row = nlohmann::json::parse(operation_row_json(rows_.row_of(record, world_.start(), name)));
  EXPECT_EQ(row["Resource"], "hub");
  EXPECT_EQ(row["ResourceId"], hub_resource_id("hub"));
  EXPECT_EQ(nlohmann::json::parse(row["properties_s"].get<std::string>())["deviceId"], name);
  EXPECT_EQ(nlohmann::json::parse(row["properties_s"].get<std::string>())["moduleId"], policy_.module_name);
}

TEST_F(RowSourceTest, names_the_hub_alone_where_there_is_no_device) {
  const DeviceId hub = hub_identity(HubId(0));
  EXPECT_EQ(rows_.device_of(hub), nullptr);
  EXPECT_EQ(rows_.device_name(hub), "");
  EXPECT_EQ(rows_.hub_name(rows_.hub_of(hub)), "hub");
  EXPECT_EQ(rows_.hub_name(HubId(9)), "");
  EXPECT_EQ(rows_.resource_of(HubId(9)), "");
}

TEST_F(RowSourceTest, gives_each_observation_the_id_of_its_place_and_the_policy_that_the_agent_ran_under) {
  Policy other = policy_;
  other.agent_version = "9.8.7";
  CarriedMessage message;
  message.device = DeviceId(2);
  message.sequence = 5;
  message.policy = &other;
  std::vector<Observation> observations(2);
  const std::uint64_t seed = id_seed_of(world_, message.device);
  std::uint32_t place = 0;
  rows_.for_each_row(message, observations, world_.texts(), world_.start(), [&](const RawEventRow& row) {
    EXPECT_EQ(row.event_id, event_id({mix64(seed ^ 3), mix64(seed ^ 4)}, 5, place++));
    EXPECT_EQ(row.context.agent_version, "9.8.7");
    EXPECT_EQ(row.context.device_name, world_.fleet().device_name(message.device));
    EXPECT_EQ(row.generated, world_.start());
  });
  EXPECT_EQ(place, 2U);
}

}  // namespace
}  // namespace picket::sim
