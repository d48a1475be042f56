// What the head of scenarios/smoke/forgotten_connections.yaml derives.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/sim/experiment/scenario_run.h"

namespace picket::sim {
namespace {

LaneResult forgetful_run(const std::vector<std::string>& sets) { return test::run_of_processes("smoke/forgotten_connections.yaml", sets); }

TEST(ForgottenConnections, are_as_many_as_silences_of_the_client_allow) {
  const LaneResult lane = forgetful_run({});
  EXPECT_EQ(lane.nat.devices, 40);
  EXPECT_GE(lane.nat.connections_lost, 680);
  EXPECT_LE(lane.nat.connections_lost, 1'600);
  EXPECT_EQ(lane.messages_duplicated, 0) << "what is sent in vain does not arrive";
  // A message of the last minute may wait still; none is lost.
  EXPECT_EQ(lane.messages_accepted + lane.messages_held, lane.messages_emitted);
  EXPECT_LE(lane.messages_held, 40);
}

TEST(ForgottenConnections, do_not_happen_to_a_client_that_pings_often_or_on_a_line_that_forgets_nothing) {
  for (const std::string set : {"client=python_sdk", "networks.behind_nat.nat_timeout=0 s"}) {
    const LaneResult lane = forgetful_run({set});
    EXPECT_EQ(lane.nat.devices, 0) << set;
    EXPECT_EQ(lane.nat.connections_lost, 0) << set;
    EXPECT_LE(lane.messages_held, 2) << set;
  }
}

}  // namespace
}  // namespace picket::sim
