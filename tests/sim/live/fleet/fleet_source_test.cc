#include "sim/live/fleet/fleet_source.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/scenario/load.h"

namespace picket::sim {
namespace {

constexpr const char* kSourceScenario = R"(
name: source
title: Eight devices, one attack
seed: 5
replications: 1
warm_up: 30 min
duration: 2 h
window: 10 min
policies:
  - {use: g2_linux}
fleet:
  - {device_class: iot_gateway, count: 5, sites: 1, access: {ethernet: 1}}
  - {device_class: kiosk, count: 3, sites: 1, access: {ethernet: 1}}
hubs:
  - {name: hub}
attacks:
  - {name: miner, use: a09_miner, start: 20 min, targets: {device_class: iot_gateway, count: 2}}
client: c_sdk
prices: us_2026_11
)";

Scenario source_scenario(const std::vector<std::string>& sets = {}) {
  Diagnostics diagnostics;
  LoadResult loaded = load_scenario_text(kSourceScenario, "source", sets, std::string(PICKET_SOURCE_DIR) + "/scenarios", diagnostics);
  EXPECT_TRUE(loaded.ok()) << diagnostics.text();
  return for_live(std::move(*loaded.scenario));
}

using SourceRow = std::tuple<Time, std::uint32_t, std::string>;

std::vector<SourceRow> rows_of(const Scenario& scenario) {
  FleetSource source(scenario, scenario.policies.at(0));
  std::vector<SourceRow> rows;
  while (!source.ended()) {
    const Time from = std::max(source.at(), source.start());
    for (const FleetMessage& message : source.next()) {
      EXPECT_GE(message.created, from);
      EXPECT_LE(message.created, source.at());
      EXPECT_FALSE(message.message.marking.interface_id.empty()) << "a security message";
      rows.emplace_back(message.created, message.device, message.message.body);
    }
  }
  return rows;
}

TEST(FleetSource, gives_messages_in_order_and_the_same_whatever_the_window) {
  const std::vector<SourceRow> rows = rows_of(source_scenario());
  ASSERT_GE(rows.size(), 8U);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    EXPECT_LE(std::tie(std::get<0>(rows[i - 1]), std::get<1>(rows[i - 1])), std::tie(std::get<0>(rows[i]), std::get<1>(rows[i])));
  }
  EXPECT_EQ(rows_of(source_scenario({"window=30 min"})), rows);
}

TEST(FleetSource, its_estimate_counts_what_it_gives) {
  const Scenario scenario = source_scenario();
  FleetSource source(scenario, scenario.policies.at(0));
  const FleetEstimate estimate = estimate_of(source, 4'096);
  const std::vector<SourceRow> rows = rows_of(scenario);
  std::uint64_t bytes = 0;
  for (const SourceRow& row : rows) bytes += std::get<2>(row).size();
  EXPECT_EQ(estimate.messages, rows.size());
  EXPECT_EQ(estimate.body_bytes, bytes);
  EXPECT_EQ(estimate.connections, 8U);
  EXPECT_GE(estimate.blocks, estimate.messages);
}

TEST(FleetSource, speaks_mqtt_alone) {
  Scenario scenario = source_scenario();
  scenario.client.transport = Transport::kAmqpWebSocket;
  EXPECT_EQ(FleetSource::why_not(scenario, scenario.policies.at(0)),
            "client.transport: amqp_websocket is not spoken to a real hub; choose mqtt");
}

TEST(FleetSource, a_second_hub_is_refused) {
  Scenario scenario = source_scenario();
  scenario.hubs.push_back(scenario.hubs.front());
  EXPECT_EQ(FleetSource::why_not(scenario, scenario.policies.at(0)), "hubs: 2 of them, and a live fleet connects to one");
}

}  // namespace
}  // namespace picket::sim
