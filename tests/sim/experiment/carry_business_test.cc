// What the fleet's own business asks of a hub, on the way of kiosks: ten of them on lines that are up.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/sim/experiment/carry_fixture.h"

namespace picket::sim {
namespace {

using test::CarryFixture;
using test::with_carry;

std::vector<std::string> business(const std::string& operations) { return {"fleet[0].business_operations={" + operations + "}"}; }

const OperationCounts& of_business(const CarryFixture& f, HubOperation operation) { return f.carry.hubs()[0].counts().of_business(operation); }

std::int64_t asked_of_business(const CarryFixture& f, HubOperation operation) {
  return static_cast<std::int64_t>(f.carry.business_operations()[static_cast<std::size_t>(operation)].asked);
}

TEST(CarryBusiness, is_metered_by_the_table_and_counted_apart) {
  // 10 kiosks x 240 a day: 100 in the hour, with a standard deviation of 10. A method of 100 B that gives 5,000 B is 1 + 2 blocks.
  with_carry(10, 2, business("direct_methods: {per_day: 240, request_size: 100 B, response_size: 5000 B}"), [](CarryFixture& f) {
    f.run_to(Duration::hours(1));
    const OperationCounts& methods = of_business(f, HubOperation::kDirectMethod);
    EXPECT_NEAR(static_cast<double>(methods.accepted), 100, 50);
    EXPECT_EQ(methods.requests, asked_of_business(f, HubOperation::kDirectMethod));
    EXPECT_EQ(methods.accepted, methods.requests);
    EXPECT_EQ(methods.blocks, 3 * methods.accepted);
    EXPECT_EQ(f.carry.hubs()[0].counts().blocks_of_business, methods.blocks);
    EXPECT_EQ(f.carry.hubs()[0].counts().blocks, 0);
    EXPECT_EQ(f.carry.hubs()[0].counts().of(HubOperation::kDirectMethod).requests, 0);
  });
}

TEST(CarryBusiness, brings_along_what_an_operation_needs) {
  with_carry(10, 2, business("file_uploads: {per_day: 240}, cloud_to_device_messages: {per_day: 240, request_size: 6000 B}, twin_updates: {per_day: 240}"),
             [](CarryFixture& f) {
               f.run_to(Duration::hours(1));
               EXPECT_GT(of_business(f, HubOperation::kFileUploadInitiation).accepted, 0);
               EXPECT_EQ(of_business(f, HubOperation::kFileUploadCompletion).accepted, of_business(f, HubOperation::kFileUploadInitiation).accepted);
               const OperationCounts& sent = of_business(f, HubOperation::kCloudToDeviceSend);
               EXPECT_GT(sent.accepted, 0);
               EXPECT_EQ(sent.blocks, 2 * sent.accepted);
               EXPECT_EQ(of_business(f, HubOperation::kCloudToDeviceComplete).accepted, sent.accepted);
               EXPECT_EQ(of_business(f, HubOperation::kDesiredNotification).accepted, of_business(f, HubOperation::kTwinUpdate).accepted);
             });
}

TEST(CarryBusiness, finds_no_device_behind_a_line_that_is_down) {
  const std::vector<std::string> down{"networks.line.outage_gap=1 min", "networks.line.outage_duration=10 d",
                                      "fleet[0].business_operations={direct_methods: {per_day: 960}, reported_updates: {per_day: 960}}"};
  with_carry(10, 1, down, [](CarryFixture& f) {
    f.run_to(Duration::hours(1));
    const OperationCounts& methods = of_business(f, HubOperation::kDirectMethod);
    EXPECT_GT(methods.device_not_online_404103, 0);
    EXPECT_EQ(methods.blocks, 2 * (methods.accepted + methods.device_not_online_404103)) << "a request and an answer of one block each";
    EXPECT_LT(asked_of_business(f, HubOperation::kReportedUpdate), methods.requests) << "a device that is away reports nothing";
  });
}

TEST(CarryBusiness, meets_the_throttles) {
  std::vector<std::string> narrow = business("registry_operations: {per_day: 100000}");  // 10 kiosks: 694 a minute, of which S1 takes 100
  with_carry(10, 1, narrow, [](CarryFixture& f) {
    f.run_to(Duration::hours(1));
    const OperationCounts& reads = of_business(f, HubOperation::kIdentityOperation);
    EXPECT_EQ(reads.accepted, 60 * 100);
    EXPECT_EQ(reads.requests, reads.accepted + reads.throttled_429001);
    EXPECT_EQ(reads.blocks, 0);
  });
}

}  // namespace
}  // namespace picket::sim
