#include "sim/experiment/lane_operations.h"

#include <gtest/gtest.h>

#include <utility>

namespace picket::sim {
namespace {

constexpr Time kMoment = Time::from_unix_seconds(1'700'000'000);

Hub hub_with_device(double queue_seconds) {
  HubSettings settings;
  settings.throttle_burst_seconds = 0;
  settings.throttle_queue_seconds = settings.throttle_wait_seconds = queue_seconds;
  Hub hub(settings, 1);
  EXPECT_TRUE(hub.add_identity(DeviceId(0), true));
  hub.assume_connected(DeviceId(0));
  return hub;
}

void read_twin(Hub& hub, std::int64_t document) {
  Hub::OperationRequest request;
  request.operation = HubOperation::kDeviceTwinRead;
  request.arrival = kMoment;
  request.device = DeviceId(0);
  request.response = Bytes(document);
  (void)hub.operate(request);
}

// At one moment, of a bucket of one and a limit of 100 a second: at the first hub one is done and two are refused; at the second all
// wait for the one before, 10 and 20 ms.
TEST(LaneOperations, sum_over_hubs_and_balance_with_what_was_asked) {
  std::vector<Hub> hubs;
  hubs.push_back(hub_with_device(0));
  hubs.push_back(hub_with_device(60));
  for (Hub& hub : hubs) {
    for (int i = 0; i < 3; ++i) read_twin(hub, 8'000);
  }
  OperationTally asked{.asked = 9, .lost = 2, .uplink_bytes = 100, .downlink_bytes = 200};
  const LaneOperation of = lane_operation(HubOperation::kDeviceTwinRead, asked, 1, hubs);
  EXPECT_EQ(of.operation, "device_twin_read");
  EXPECT_EQ(of.done, 4);
  EXPECT_EQ(of.blocks, 8);
  ASSERT_EQ(of.refused.size(), 1U);
  EXPECT_EQ(of.refused[0].reason, "throttled_429002");
  EXPECT_EQ(of.refused_total(), 2);
  EXPECT_EQ(of.delayed, 2);
  EXPECT_EQ(of.delay_us, 30'000);
  EXPECT_EQ(of.uplink_bytes, 100);
  EXPECT_EQ(of.asked, of.done + of.refused_total() + of.lost + of.held);
  EXPECT_TRUE(operations_ledger({of}).check().empty());

  asked.asked = 10;
  const auto imbalances = operations_ledger({lane_operation(HubOperation::kDeviceTwinRead, asked, 1, hubs)}).check();
  ASSERT_EQ(imbalances.size(), 1U);
  EXPECT_EQ(imbalances[0].stage, "device_twin_read");
  EXPECT_EQ(imbalances[0].missing, 1);
}

}  // namespace
}  // namespace picket::sim
