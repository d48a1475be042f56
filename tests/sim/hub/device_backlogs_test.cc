#include "sim/hub/device_backlogs.h"

#include <gtest/gtest.h>

#include <utility>

#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using picket::test::at;

Hub::OperationRequest request_of(HubOperation operation, DeviceId device, double seconds, std::uint32_t number = 0) {
  Hub::OperationRequest request;
  request.operation = operation;
  request.arrival = at(seconds);
  request.device = device;
  request.number = number;
  return request;
}

constexpr DeviceId kOne{1};
constexpr DeviceId kTwo{2};

/// Judges and does it; the code that refused it, or the number.
std::pair<std::uint32_t, std::uint32_t> done(DeviceBacklogs& backlogs, const Hub::OperationRequest& request) {
  const std::uint32_t code = backlogs.refusal_of(request);
  return {code, code == hub_code::kOk ? backlogs.take(request, request.arrival) : 0};
}

using CodeAndNumber = std::pair<std::uint32_t, std::uint32_t>;

TEST(DeviceBacklogs, keep_devices_apart) {
  DeviceBacklogs backlogs;
  for (std::uint32_t i = 1; i <= 50; ++i) {
    ASSERT_EQ(done(backlogs, request_of(HubOperation::kCloudToDeviceSend, kOne, 0)), CodeAndNumber(hub_code::kOk, i));
  }
  EXPECT_EQ(done(backlogs, request_of(HubOperation::kCloudToDeviceSend, kOne, 0)).first,
            hub_code::kDeviceMaximumQueueDepthExceeded);
  EXPECT_EQ(done(backlogs, request_of(HubOperation::kCloudToDeviceSend, kTwo, 0)), CodeAndNumber(hub_code::kOk, 1));
  EXPECT_EQ(backlogs.messages_for(kOne)->held(), 50U);
  EXPECT_EQ(backlogs.messages_for(kTwo)->held(), 1U);
  for (std::uint32_t i = 1; i <= 10; ++i) {
    ASSERT_EQ(done(backlogs, request_of(HubOperation::kFileUploadInitiation, kOne, 0)),
              CodeAndNumber(hub_code::kOk, i));
  }
  EXPECT_EQ(done(backlogs, request_of(HubOperation::kFileUploadInitiation, kOne, 0)).first,
            hub_code::kDeviceMaximumActiveFileUploadLimitExceeded);
  EXPECT_EQ(done(backlogs, request_of(HubOperation::kFileUploadInitiation, kTwo, 0)), CodeAndNumber(hub_code::kOk, 1));
}

TEST(DeviceBacklogs, complete_what_is_there_once) {
  DeviceBacklogs backlogs;
  done(backlogs, request_of(HubOperation::kCloudToDeviceSend, kOne, 0));
  EXPECT_EQ(done(backlogs, request_of(HubOperation::kCloudToDeviceComplete, kOne, 1, 1)).first,
            hub_code::kDeviceMessageLockLost);
  EXPECT_EQ(done(backlogs, request_of(HubOperation::kCloudToDeviceReceive, kOne, 2)), CodeAndNumber(hub_code::kOk, 1));
  EXPECT_EQ(done(backlogs, request_of(HubOperation::kCloudToDeviceReceive, kOne, 3)), CodeAndNumber(hub_code::kOk, 0));
  EXPECT_EQ(done(backlogs, request_of(HubOperation::kCloudToDeviceComplete, kOne, 4, 1)).first, hub_code::kOk);
  EXPECT_EQ(done(backlogs, request_of(HubOperation::kCloudToDeviceComplete, kOne, 5, 1)).first,
            hub_code::kDeviceMessageLockLost);
  done(backlogs, request_of(HubOperation::kFileUploadInitiation, kOne, 6));
  EXPECT_EQ(done(backlogs, request_of(HubOperation::kFileUploadCompletion, kOne, 7, 1)).first, hub_code::kOk);
  EXPECT_EQ(done(backlogs, request_of(HubOperation::kFileUploadCompletion, kOne, 8, 1)).first,
            hub_code::kInvalidFileUploadCorrelationId);
}

TEST(DeviceBacklogs, judging_makes_no_queue) {
  DeviceBacklogs backlogs;
  EXPECT_EQ(backlogs.refusal_of(request_of(HubOperation::kCloudToDeviceSend, kOne, 0)), hub_code::kOk);
  EXPECT_EQ(backlogs.refusal_of(request_of(HubOperation::kFileUploadInitiation, kOne, 0)), hub_code::kOk);
  EXPECT_EQ(backlogs.messages_for(kOne), nullptr);
  EXPECT_EQ(done(backlogs, request_of(HubOperation::kCloudToDeviceSend, kOne, 0)), CodeAndNumber(hub_code::kOk, 1));
  EXPECT_NE(backlogs.messages_for(kOne), nullptr);
}

TEST(DeviceBacklogs, who_never_had_one_has_none) {
  DeviceBacklogs backlogs;
  EXPECT_EQ(done(backlogs, request_of(HubOperation::kCloudToDeviceReceive, kOne, 0)), CodeAndNumber(hub_code::kOk, 0));
  EXPECT_EQ(done(backlogs, request_of(HubOperation::kCloudToDeviceComplete, kOne, 0, 1)).first,
            hub_code::kDeviceMessageLockLost);
  EXPECT_EQ(done(backlogs, request_of(HubOperation::kFileUploadCompletion, kOne, 0, 1)).first,
            hub_code::kInvalidFileUploadCorrelationId);
  EXPECT_EQ(done(backlogs, request_of(HubOperation::kTwinRead, kOne, 0)), CodeAndNumber(hub_code::kOk, 0));
  EXPECT_EQ(backlogs.messages_for(kOne), nullptr);
}

TEST(DeviceBacklogs, give_what_has_expired_by_time_and_count_it_by_kind) {
  DeviceBacklogs backlogs;
  HubCounts counts;
  done(backlogs, request_of(HubOperation::kFileUploadInitiation, kTwo, 0));  // over at 3,600
  Hub::OperationRequest send = request_of(HubOperation::kCloudToDeviceSend, kTwo, 1);
  send.request = Bytes(900);
  send.time_to_live = Duration::seconds(9);
  done(backlogs, send);  // over at 10
  send.device = kOne;
  done(backlogs, send);  // the same
  const auto early = backlogs.take_expired(at(20), counts);
  ASSERT_EQ(early.size(), 2U);
  EXPECT_EQ(early[0].device, kOne);
  EXPECT_EQ(early[1].device, kTwo);
  EXPECT_EQ(early[1].operation, HubOperation::kCloudToDeviceSend);
  EXPECT_EQ(early[1].bytes, Bytes(900));
  EXPECT_EQ(early[1].expires, at(10));
  const auto late = backlogs.take_expired(at(4'000), counts);
  ASSERT_EQ(late.size(), 1U);
  EXPECT_EQ(late[0].operation, HubOperation::kFileUploadInitiation);
  EXPECT_EQ(late[0].enqueued, at(0));
  EXPECT_EQ(counts.messages_expired, 2);
  EXPECT_EQ(counts.uploads_expired, 1);
  EXPECT_EQ(counts.expired_not_named, 0);
}

// What waits for a device goes with its identity and has not expired; what had by then is told all the same.
TEST(DeviceBacklogs, forget_a_device) {
  DeviceBacklogs backlogs;
  HubCounts counts;
  Hub::OperationRequest send = request_of(HubOperation::kCloudToDeviceSend, kOne, 0);
  send.time_to_live = Duration::seconds(5);
  done(backlogs, send);
  done(backlogs, request_of(HubOperation::kCloudToDeviceSend, kOne, 1));
  done(backlogs, request_of(HubOperation::kFileUploadInitiation, kOne, 1));
  backlogs.forget(kOne, at(10));
  EXPECT_EQ(backlogs.messages_for(kOne), nullptr);
  EXPECT_EQ(backlogs.take_expired(at(9'000), counts).size(), 1U);
  EXPECT_EQ(counts.messages_expired, 1);
  EXPECT_EQ(counts.uploads_expired, 0);
}

}  // namespace
}  // namespace picket::sim
