// Expectations are the rows of "Charges per operation" of IoT Hub's page on billing (2023-02-09) and the examples in
// it.
#include "sim/hub/operation.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "sim/hub/hub.h"
#include "tests/sim/hub/sample_device.h"

namespace picket::sim {
namespace {

using test::kKb;

std::int64_t paid(HubOperation operation, std::int64_t request, std::int64_t response) {
  return blocks_charged(operation, Bytes(request), Bytes(response), kPaidBlockBytes);
}

TEST(Operation, identity_operations_are_free) {
  EXPECT_EQ(paid(HubOperation::kIdentityOperation, 100 * kKb, 100 * kKb), 0);
}

TEST(Operation, a_cloud_to_device_message_of_6_kilobytes_is_two) {
  EXPECT_EQ(paid(HubOperation::kCloudToDeviceSend, 6 * kKb, 0), 2);
  EXPECT_EQ(paid(HubOperation::kCloudToDeviceSend, 100, 0), 1);
  EXPECT_EQ(paid(HubOperation::kCloudToDeviceReceive, 0, 6 * kKb), 0);
  EXPECT_EQ(paid(HubOperation::kCloudToDeviceDelivery, 6 * kKb, 0), 0);
  EXPECT_EQ(paid(HubOperation::kCloudToDeviceComplete, 0, 0), 0);
}

TEST(Operation, transferring_a_file_of_10_megabytes_is_two) {
  EXPECT_EQ(paid(HubOperation::kFileUploadInitiation, 60, 400) + paid(HubOperation::kFileUploadCompletion, 120, 0), 2);
}

TEST(Operation, a_method_with_4_kilobytes_and_no_response_is_two) {
  EXPECT_EQ(paid(HubOperation::kDirectMethod, 4 * kKb, 0), 2);
}

TEST(Operation, a_method_with_6_kilobytes_and_a_response_of_1_is_three) {
  EXPECT_EQ(paid(HubOperation::kDirectMethod, 6 * kKb, 1 * kKb), 3);
}

TEST(Operation, a_method_without_payload_either_way_is_two) {
  EXPECT_EQ(paid(HubOperation::kDirectMethod, 0, 0), 2);
}

TEST(Operation, reading_a_twin_of_8_kilobytes_is_two) {
  EXPECT_EQ(paid(HubOperation::kTwinRead, 0, 8 * kKb), 2);
  EXPECT_EQ(paid(HubOperation::kDeviceTwinRead, 1, 8 * kKb), 2);
}

TEST(Operation, an_update_of_a_twin_of_12_kilobytes_is_three_and_so_is_telling_the_device) {
  EXPECT_EQ(paid(HubOperation::kTwinUpdate, 12 * kKb, 0), 3);
  EXPECT_EQ(paid(HubOperation::kReportedUpdate, 12 * kKb, 0), 3);
  EXPECT_EQ(paid(HubOperation::kDesiredNotification, 12 * kKb, 0), 3);
}

TEST(Operation, queries_cost_by_their_result_and_those_of_jobs_nothing) {
  EXPECT_EQ(paid(HubOperation::kTwinQuery, 200, 10 * kKb), 3);
  EXPECT_EQ(paid(HubOperation::kJobQuery, 200, 10 * kKb), 0);
}

TEST(Operation, jobs_are_free_and_a_thousand_calls_of_methods_by_one_are_two_thousand) {
  EXPECT_EQ(paid(HubOperation::kJobOperation, 4 * kKb, 4 * kKb), 0);
  EXPECT_EQ(1'000 * paid(HubOperation::kJobMethod, 1 * kKb, 0), 2'000);
  EXPECT_EQ(paid(HubOperation::kJobTwinUpdate, 5 * kKb, 0), 2);
}

TEST(Operation, configurations_are_free_and_applying_6_kilobytes_is_two) {
  EXPECT_EQ(paid(HubOperation::kConfigurationOperation, 6 * kKb, 6 * kKb), 0);
  EXPECT_EQ(paid(HubOperation::kConfigurationApply, 6 * kKb, 6 * kKb), 2);
}

TEST(Operation, device_streams_are_free_yet) {
  EXPECT_EQ(paid(HubOperation::kDeviceStreamInitiation, 10 * kKb, 10 * kKb), 0);
}

TEST(Operation, the_free_tier_counts_half_kilobytes) {
  EXPECT_EQ(blocks_charged(HubOperation::kTwinRead, Bytes(0), Bytes(8 * kKb), 512), 16);
  EXPECT_EQ(blocks_charged(HubOperation::kDirectMethod, Bytes(513), Bytes(0), 512), 3);
}

// "Between 0 KB and 4 KB it's counted as 4 KB", "between 4 KB and 8 KB ... 20 calls per second per unit", "between 156
// KB and 160 KB ... only one call": of the 40 tokens that one unit of S1 has each second.
TEST(Operation, a_method_takes_tokens_by_the_chunk_of_its_request) {
  const auto calls = [](std::int64_t request) {
    return 40 / throttle_tokens(HubOperation::kDirectMethod, Bytes(request), 1);
  };
  EXPECT_EQ(calls(0), 40);
  EXPECT_EQ(calls(4 * kKb), 40);
  EXPECT_EQ(calls(4 * kKb + 1), 20);
  EXPECT_EQ(calls(8 * kKb), 20);
  EXPECT_EQ(calls(156 * kKb + 1), 1);
  EXPECT_EQ(calls(160 * kKb), 1);
}

TEST(Operation, a_bulk_identity_operation_takes_a_token_an_identity_and_all_others_take_one) {
  EXPECT_EQ(throttle_tokens(HubOperation::kIdentityOperation, Bytes(100 * kKb), 50), 50);
  EXPECT_EQ(throttle_tokens(HubOperation::kCloudToDeviceSend, Bytes(64 * kKb), 1), 1);
  EXPECT_EQ(throttle_tokens(HubOperation::kJobMethod, Bytes(128 * kKb), 1), 1);
}

TEST(Operation, each_has_a_name_of_its_own_and_a_throttle_wherever_its_tier_is) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < kHubOperations; ++i) {
    const OperationRule& rule = rule_of(static_cast<HubOperation>(i));
    SCOPED_TRACE(rule.name);
    EXPECT_TRUE(names.insert(std::string(rule.name)).second);
    // A tier that has the operation has its throttle as well.
    if (rule.throttle && !rule.standard_only) {
      EXPECT_FALSE(row_of(*rule.throttle).standard_only);
    }
  }
}

}  // namespace
}  // namespace picket::sim
