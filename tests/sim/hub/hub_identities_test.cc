// Hub::operate on identities that come and go, on twins that are too large, and what a hub says has expired.
#include <gtest/gtest.h>

#include "sim/hub/hub.h"
#include "tests/sim/hub/sample_device.h"
#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using picket::test::at;
using test::kDevice;

Hub hub_with_device() {
  HubSettings settings;
  settings.ingress_latency = Distribution::constant(0.05);
  Hub hub(settings, 1);
  EXPECT_TRUE(hub.add_identity(kDevice, true));
  hub.assume_connected(kDevice);
  return hub;
}

Hub::OperationRequest identity_request(Hub::IdentityChange change, double seconds) {
  Hub::OperationRequest request;
  request.operation = HubOperation::kIdentityOperation;
  request.arrival = at(seconds);
  request.identity = {kDevice, change, true};
  return request;
}

Hub::OperationRequest twin_request(double seconds, std::int64_t bytes) {
  Hub::OperationRequest request;
  request.operation = HubOperation::kTwinUpdate;
  request.arrival = at(seconds);
  request.device = kDevice;
  request.request = Bytes(bytes);
  return request;
}

TEST(HubIdentities, a_device_that_is_deleted_is_out_until_it_is_created_again) {
  Hub hub = hub_with_device();
  const std::int64_t before = hub.identities();
  EXPECT_EQ(hub.operate(identity_request(Hub::IdentityChange::kDelete, 1)).result_type, hub_code::kOk);
  EXPECT_FALSE(hub.connected(kDevice));
  EXPECT_EQ(hub.identities(), before - 2) << "device and module";
  EXPECT_EQ(hub.connect(kDevice, at(2)).result_type, hub_code::kUnauthorized);
  EXPECT_EQ(hub.send(kDevice, at(3), Bytes(100), 0.5).result_type, hub_code::kUnauthorized);
  EXPECT_EQ(hub.operate(twin_request(4, 100)).result_type, hub_code::kDeviceNotFound);
  EXPECT_EQ(hub.operate(identity_request(Hub::IdentityChange::kDelete, 5)).result_type, hub_code::kDeviceNotFound);
  EXPECT_EQ(hub.operate(identity_request(Hub::IdentityChange::kCreate, 6)).result_type, hub_code::kOk);
  EXPECT_EQ(hub.operate(identity_request(Hub::IdentityChange::kCreate, 7)).result_type, hub_code::kDeviceAlreadyExists);
  EXPECT_EQ(hub.identities(), before);
  EXPECT_EQ(hub.connect(kDevice, at(8)).result_type, hub_code::kOk);
  const OperationCounts& counts = hub.counts().of(HubOperation::kIdentityOperation);
  EXPECT_EQ(counts.requests, 4);
  EXPECT_EQ(counts.accepted, 2);
  EXPECT_EQ(counts.already_there_409001, 1);
  EXPECT_EQ(counts.unknown_identity, 1);
}

// 100 a minute and unit (iot-hub-devguide-quotas-throttling).
TEST(HubIdentities, changes_of_identities_are_throttled_as_all_identity_operations) {
  Hub hub = hub_with_device();
  for (int i = 0; i < 100; ++i) {
    const auto change = i % 2 == 0 ? Hub::IdentityChange::kDelete : Hub::IdentityChange::kCreate;
    ASSERT_EQ(hub.operate(identity_request(change, 0.1 * i)).result_type, hub_code::kOk) << i;
  }
  EXPECT_EQ(hub.operate(identity_request(Hub::IdentityChange::kDelete, 20)).result_type, hub_code::kThrottling);
  EXPECT_EQ(hub.connect(kDevice, at(21)).result_type, hub_code::kOk) << "it was not deleted";
}

TEST(HubIdentities, a_twin_too_large_is_refused_before_it_costs_anything) {
  Hub hub = hub_with_device();
  EXPECT_EQ(hub.operate(twin_request(1, 32'768)).result_type, hub_code::kOk);
  const std::int64_t blocks = hub.counts().blocks;
  EXPECT_EQ(hub.operate(twin_request(2, 32'769)).result_type, hub_code::kMessageTooLarge) << "its bytes stand for its size";
  Hub::OperationRequest measured = twin_request(3, 40'000);
  measured.patch = TwinPatch{};
  measured.patch->measure.size = Bytes(32'000);
  EXPECT_EQ(hub.operate(measured).result_type, hub_code::kOk) << "punctuation does not count";
  measured.arrival = at(4);
  measured.patch->section = TwinSection::kTags;
  EXPECT_EQ(hub.operate(measured).result_type, hub_code::kMessageTooLarge);
  measured.patch = TwinPatch{};
  measured.patch->measure.largest_value = Bytes(4'097);
  measured.arrival = at(5);
  EXPECT_EQ(hub.operate(measured).result_type, hub_code::kArgumentInvalid);
  measured.operation = HubOperation::kReportedUpdate;
  measured.arrival = at(6);
  EXPECT_EQ(hub.operate(measured).result_type, hub_code::kArgumentInvalid);
  EXPECT_TRUE(hub.connected(kDevice)) << "it is answered";
  EXPECT_EQ(hub.counts().blocks, blocks + 10);
  EXPECT_EQ(hub.counts().of(HubOperation::kTwinUpdate).too_large_413001, 2);
  EXPECT_EQ(hub.counts().of(HubOperation::kTwinUpdate).invalid_400004, 1);
  EXPECT_EQ(hub.counts().of(HubOperation::kReportedUpdate).invalid_400004, 1);
}

// One message of two is fetched and completed; the other, and the upload, wait for an hour in vain.
TEST(HubIdentities, a_hub_counts_what_expired) {
  Hub hub = hub_with_device();
  Hub::OperationRequest request = twin_request(0, 1'000);
  request.operation = HubOperation::kCloudToDeviceSend;
  EXPECT_EQ(hub.operate(request).number, 1U);
  EXPECT_EQ(hub.operate(request).number, 2U);
  request.operation = HubOperation::kFileUploadInitiation;
  EXPECT_EQ(hub.operate(request).result_type, hub_code::kOk);
  request.operation = HubOperation::kCloudToDeviceReceive;
  request.number = hub.operate(request).number;
  request.operation = HubOperation::kCloudToDeviceComplete;
  EXPECT_EQ(hub.operate(request).result_type, hub_code::kOk);
  EXPECT_TRUE(hub.take_expired(at(3'599)).empty());
  const auto expired = hub.take_expired(at(3'600));
  ASSERT_EQ(expired.size(), 2U);
  EXPECT_EQ(hub.counts().messages_expired, 1);
  EXPECT_EQ(hub.counts().uploads_expired, 1);
  EXPECT_EQ(hub.counts().of(HubOperation::kCloudToDeviceSend).accepted,
            hub.counts().of(HubOperation::kCloudToDeviceComplete).accepted + hub.counts().messages_expired);
}

}  // namespace
}  // namespace picket::sim
