// What the head of scenarios/smoke/business_operations.yaml derives by hand.

#include <gtest/gtest.h>

#include "tests/sim/experiment/scenario_run.h"

namespace picket::sim {
namespace {

// 20 meters x 68 blocks a day. Calls come as Poisson processes; of one kind with rate r and b blocks the variance of a day is r b^2:
// 20 (12 x 9 + 6 x 4 + 4 x 4 + 2 x 9 + 3 x 4) = 3,560, so over two days one standard deviation of the mean is 42.
TEST(BusinessScenario, meters_the_blocks_that_its_head_says) {
  const LaneResult lane = test::run_of_processes("smoke/business_operations.yaml", {});
  std::int64_t blocks = 0;
  for (const LaneOperation& operation : lane.business_operations) blocks += operation.blocks;
  EXPECT_NEAR(static_cast<double>(blocks) / lane.days, 1'360, 4 * 42);
}

TEST(BusinessScenario, has_free_operations_without_blocks) {
  const LaneResult lane = test::run_of_processes("smoke/business_operations.yaml", {});
  int seen = 0;
  for (const LaneOperation& operation : lane.business_operations) {
    if (operation.operation != rule_of(HubOperation::kIdentityOperation).name && operation.operation != rule_of(HubOperation::kJobOperation).name) continue;
    EXPECT_GT(operation.done, 0) << operation.operation;
    EXPECT_EQ(operation.blocks, 0) << operation.operation;
    ++seen;
  }
  EXPECT_EQ(seen, 2);
}

// A line that is away for hours, and messages that live an hour.
TEST(BusinessScenario, tells_messages_that_nobody_fetched) {
  const std::vector<std::string> away{"networks.line.outage_gap=6 h", "networks.line.outage_duration=4 h"};
  const LaneResult lane = test::run_of_processes("smoke/business_operations.yaml", away);
  std::int64_t expired = 0;
  for (const LaneOperation& operation : lane.business_operations) {
    EXPECT_LE(operation.expired, operation.done) << operation.operation;
    expired += operation.expired;
  }
  EXPECT_GT(expired, 0);
}

}  // namespace
}  // namespace picket::sim
