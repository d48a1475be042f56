#include "sim/hub/operation_log.h"

#include <gtest/gtest.h>

#include "tests/sim/hub/sample_device.h"
#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using test::kDevice;
using picket::test::at;


TEST(OperationLog, delays_each_record_by_its_own_latency) {
  OperationLog log(Distribution{Distribution::Kind::kUniform, 0, 100});
  log.disconnected(kDevice, at(0), true, 0.9);   // readable at 90
  log.disconnected(kDevice, at(10), true, 0.2);  // readable at 30
  EXPECT_EQ(log.next_available(), at(30));
  std::vector<LoggedOperation> out;
  log.pop_until(at(29), out);
  EXPECT_TRUE(out.empty());
  log.pop_until(at(90), out);
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(out[0].record.time, at(10));
  EXPECT_EQ(out[0].available_at, at(30));
  EXPECT_EQ(out[0].record.arrival(), at(30));  // what the pipeline goes by
  EXPECT_EQ(out[1].record.time, at(0));
  EXPECT_EQ(log.next_available(), Time::max());
  EXPECT_EQ(log.written(), 2U);
}

TEST(OperationLog, keeps_the_order_of_writing_among_equal_times) {
  OperationLog log(Distribution::constant(60));
  for (std::uint32_t i = 0; i < 100; ++i) log.disconnected(DeviceId(i), at(0), false, 0.5);
  std::vector<LoggedOperation> out;
  log.pop_until(at(60), out);
  ASSERT_EQ(out.size(), 100U);
  for (std::uint32_t i = 0; i < 100; ++i) EXPECT_EQ(out[i].record.device, DeviceId(i));
}

TEST(OperationLog, tells_of_a_replaced_connection_before_the_new_one) {
  OperationLog log(Distribution::constant(0));
  log.connected(kDevice, {hub_code::kOk, at(5), true}, true, 0.5);
  std::vector<LoggedOperation> out;
  log.pop_until(at(5), out);
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(out[0].record.operation, OperationName::kDeviceDisconnect);
  EXPECT_EQ(out[0].record.result_type, 400'027U);
  EXPECT_EQ(out[1].record.operation, OperationName::kDeviceConnect);
  EXPECT_EQ(out[1].record.result_type, 0U);
  EXPECT_TRUE(out[1].record.module);
}

TEST(OperationLog, tells_of_refused_sends_only_and_of_the_close_that_follows) {
  OperationLog log(Distribution::constant(0));
  log.sent(kDevice, {hub_code::kOk, at(1), false}, true, true, 0.5);
  EXPECT_EQ(log.held(), 0U);
  log.sent(kDevice, {hub_code::kThrottleBacklogLimitExceeded, at(2), true}, true, true, 0.5);
  log.sent(kDevice, {hub_code::kDeviceConnectionClosedRemotely, at(3), true}, false, true, 0.5);
  std::vector<LoggedOperation> out;
  log.pop_until(at(3), out);
  ASSERT_EQ(out.size(), 3U);
  EXPECT_EQ(out[0].record.operation, OperationName::kTelemetryError);
  EXPECT_EQ(out[0].record.result_type, 429'002U);
  EXPECT_EQ(out[1].record.operation, OperationName::kDeviceDisconnect);
  EXPECT_EQ(out[1].record.result_type, 429'002U);
  EXPECT_EQ(out[2].record.operation, OperationName::kTelemetryError);  // nothing was open to close
}

TEST(OperationLog, tells_of_operations_and_of_what_expired_with_their_details) {
  OperationLog log(Distribution::constant(5));
  Hub::OperationRequest request;
  request.operation = HubOperation::kTwinRead;
  request.arrival = at(1);
  request.device = kDevice;
  request.response = Bytes(800);
  log.operated(request, {hub_code::kOk, at(1), 1, 0, false}, HubId(0), 0.5);
  request.operation = HubOperation::kDesiredNotification;
  log.operated(request, {hub_code::kOk, at(1), 1, 0, false}, HubId(0), 0.5);  // has no record
  log.expired({HubOperation::kCloudToDeviceSend, kDevice, 3, 0, Bytes(10), at(0), at(2), Duration::seconds(2)}, HubId(0), 0.5);
  std::vector<LoggedOperation> out;
  log.pop_until(at(10), out);
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(out[0].record.operation, OperationName::kC2dTwinRead);
  EXPECT_EQ(out[0].available_at, at(6));
  ASSERT_NE(out[0].detail, nullptr);
  EXPECT_EQ(out[0].detail->response, Bytes(800));
  EXPECT_EQ(out[1].record.operation, OperationName::kC2dExpired);
  EXPECT_EQ(out[1].record.time, at(2));
  ASSERT_NE(out[1].detail, nullptr);
  EXPECT_EQ(out[1].detail->number, 3U);
}

}  // namespace
}  // namespace picket::sim
