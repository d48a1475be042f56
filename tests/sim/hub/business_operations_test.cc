#include "sim/hub/business_operations.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "sim/hub/hub.h"
#include "sim/scenario/type_info.h"

// Blocks and tokens by hand from iot-hub-devguide-pricing and -quotas-throttling, 2023-02-09.

namespace picket::sim {
namespace {

double tokens_of(const BusinessDemand& demand, HubThrottle throttle) { return demand.tokens_per_day[static_cast<std::size_t>(throttle)]; }

HubSettings standard_hub() {
  HubSettings settings;
  settings.sku = Sku::kF1;  // 8,000 blocks a day of 512 bytes
  return settings;
}

Hub::OperationRequest business_request(HubOperation operation, Bytes request) {
  Hub::OperationRequest asked;
  asked.operation = operation;
  asked.arrival = Time::from_unix_seconds(1'000'000);
  asked.device = DeviceId(0);
  asked.request = request;
  asked.of_business = true;
  asked.online = true;
  return asked;
}

TEST(BusinessOperations, has_a_kind_for_each_key) {
  BusinessOperations all;
  std::set<std::string_view> keys;
  for (const Field& field : type_of<BusinessOperations>().fields(&all)) keys.insert(field.name);
  EXPECT_EQ(keys.size(), kBusinessKinds.size());
  for (const BusinessKind& kind : kBusinessKinds) {
    EXPECT_TRUE(keys.contains(kind.key)) << kind.key;
    (all.*kind.of).per_day = 1;
    const double tokens = tokens_of(demand_of(all), rule_of(kind.operation).throttle.value());
    EXPECT_GT(tokens, 0) << kind.key << " meets no throttle";
  }
}

TEST(BusinessOperations, ask_for_the_blocks_of_the_metering_table) {
  BusinessOperations of;
  of.direct_methods = {10, Bytes(4'097), Bytes(100)};  // 2 blocks there, 1 back; 2 chunks
  EXPECT_DOUBLE_EQ(demand_of(of).blocks_per_day, 30);
  EXPECT_DOUBLE_EQ(demand_of(of).small_blocks_per_day, 10 * (9 + 1));
  EXPECT_DOUBLE_EQ(tokens_of(demand_of(of), HubThrottle::kDirectMethods), 20);
  of = {};
  of.cloud_to_device_messages = {3, Bytes(6'000), Bytes()};  // 2; delivery and acknowledgement are free
  EXPECT_DOUBLE_EQ(demand_of(of).blocks_per_day, 6);
  EXPECT_DOUBLE_EQ(tokens_of(demand_of(of), HubThrottle::kCloudToDeviceSends), 3);
  of = {};
  of.twin_updates = {4, Bytes(1'000), Bytes()};  // and the notice
  EXPECT_DOUBLE_EQ(demand_of(of).blocks_per_day, 8);
  EXPECT_DOUBLE_EQ(tokens_of(demand_of(of), HubThrottle::kTwinUpdates), 4);
  of = {};
  of.twin_reads = {1, Bytes(), Bytes(8'192)};  // 8 KB of twin are 2
  of.device_twin_reads = of.twin_reads;
  EXPECT_DOUBLE_EQ(demand_of(of).blocks_per_day, 4);
  EXPECT_DOUBLE_EQ(tokens_of(demand_of(of), HubThrottle::kTwinReads), 2);
  of = {};
  of.file_uploads = {5, Bytes(), Bytes()};  // initiation and completion
  EXPECT_DOUBLE_EQ(demand_of(of).blocks_per_day, 10);
  EXPECT_DOUBLE_EQ(tokens_of(demand_of(of), HubThrottle::kFileUploads), 5);
  of = {};
  of.registry_operations = of.job_operations = {7, Bytes(10'000), Bytes(10'000)};  // free
  EXPECT_DOUBLE_EQ(demand_of(of).blocks_per_day, 0);
  EXPECT_DOUBLE_EQ(tokens_of(demand_of(of), HubThrottle::kIdentityOperations), 7);
  EXPECT_DOUBLE_EQ(tokens_of(demand_of(of), HubThrottle::kJobOperations), 7);
}

TEST(BusinessOperations, are_counted_apart_and_use_up_the_same_quota) {
  Hub hub(standard_hub(), 1);
  ASSERT_TRUE(hub.add_identity(DeviceId(0), false));
  // 512,000 bytes would be 1,000 blocks; a method takes 128 KB at most, so 256 blocks and 1 for the answer.
  for (int i = 0; i < 31; ++i) {
    EXPECT_EQ(hub.operate(business_request(HubOperation::kDirectMethod, Bytes(131'072))).blocks, 257);
  }
  EXPECT_EQ(hub.counts().blocks_of_business, 31 * 257);
  EXPECT_EQ(hub.counts().blocks, 0);
  EXPECT_EQ(hub.counts().busiest_day_blocks, 0) << "no demand of security's";
  EXPECT_EQ(hub.counts().of(HubOperation::kDirectMethod).requests, 0);
  EXPECT_EQ(hub.counts().of_business(HubOperation::kDirectMethod).accepted, 31);
  // 33 blocks are left of 8,000.
  EXPECT_EQ(hub.operate(business_request(HubOperation::kDirectMethod, Bytes(131'072))).result_type, hub_code::kQuotaExceeded);
  hub.assume_connected(DeviceId(0));
  EXPECT_EQ(hub.send(DeviceId(0), Time::from_unix_seconds(1'000'001), Bytes(34 * 512), 0.5).result_type, hub_code::kQuotaExceeded);
  hub.assume_connected(DeviceId(0));
  EXPECT_EQ(hub.send(DeviceId(0), Time::from_unix_seconds(1'000'002), Bytes(33 * 512), 0.5).result_type, hub_code::kOk);
}

TEST(BusinessOperations, go_by_the_devices_own_connection) {
  Hub hub(standard_hub(), 1);
  ASSERT_TRUE(hub.add_identity(DeviceId(0), false));
  EXPECT_EQ(hub.operate(business_request(HubOperation::kReportedUpdate, Bytes(10))).result_type, hub_code::kOk) << "the hub knows of none";
  hub.assume_connected(DeviceId(0));
  Hub::OperationRequest away = business_request(HubOperation::kDirectMethod, Bytes(10));
  away.online = false;
  EXPECT_EQ(hub.operate(away).result_type, hub_code::kDeviceNotOnline) << "though its agent is there";
  EXPECT_TRUE(hub.connected(DeviceId(0)));
}

}  // namespace
}  // namespace picket::sim
