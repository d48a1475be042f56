// The table from operations to categories of the resource log, against the page's words on which category has which events.
#include "sim/hub/operation_categories.h"

#include <gtest/gtest.h>

#include <array>
#include <string_view>

#include "tests/sim/hub/sample_device.h"
#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using picket::test::at;
using test::kDevice;

constexpr HubId kLogHub{3};

Hub::OperationRequest logged_request(HubOperation operation) {
  Hub::OperationRequest request;
  request.operation = operation;
  request.arrival = at(10);
  if (rule_of(operation).of_one_device) request.device = kDevice;
  request.request = Bytes(700);
  request.response = Bytes(90);
  return request;
}

Hub::OperationAnswer logged_answer(std::uint32_t code) { return {.result_type = code, .answered_at = at(12), .blocks = 1, .number = 0, .closed = false}; }

/// monitor-iot-hub-reference, 2024-06-26: what each category tracks, "errors" or all; "" where it names none.
struct PageRow {
  HubOperation operation;
  std::string_view category;
  std::string_view word;
  bool errors_only;
};
constexpr std::array<PageRow, kHubOperations> kPage{{
    {HubOperation::kIdentityOperation, "DeviceIdentityOperations", "get", true},
    {HubOperation::kCloudToDeviceSend, "C2DCommands", "send", true},
    {HubOperation::kCloudToDeviceReceive, "C2DCommands", "receive", true},
    {HubOperation::kCloudToDeviceDelivery, "", "", false},
    {HubOperation::kCloudToDeviceComplete, "C2DCommands", "feedback", true},
    {HubOperation::kFileUploadInitiation, "FileUploadOperations", "ingress", true},
    {HubOperation::kFileUploadCompletion, "FileUploadOperations", "ingress", true},
    {HubOperation::kDirectMethod, "DirectMethods", "send", false},
    {HubOperation::kTwinRead, "C2DTwinOperations", "read", false},
    {HubOperation::kDeviceTwinRead, "D2CTwinOperations", "read", false},
    {HubOperation::kTwinUpdate, "C2DTwinOperations", "update", false},
    {HubOperation::kReportedUpdate, "D2CTwinOperations", "update", false},
    {HubOperation::kDesiredNotification, "", "", false},
    {HubOperation::kTwinQuery, "TwinQueries", "query", false},
    {HubOperation::kJobQuery, "", "", false},
    {HubOperation::kJobOperation, "JobsOperations", "jobCompleted", false},
    {HubOperation::kJobTwinUpdate, "C2DTwinOperations", "update", false},
    {HubOperation::kJobMethod, "DirectMethods", "send", false},
    {HubOperation::kConfigurationOperation, "Configurations", "ReadManyConfigurations", false},
    {HubOperation::kConfigurationApply, "C2DTwinOperations", "update", false},
    {HubOperation::kDeviceStreamInitiation, "DeviceStreams", "invoke", false},
}};

TEST(OperationCategories, log_each_operation_where_the_page_says) {
  for (const PageRow& row : kPage) {
    SCOPED_TRACE(rule_of(row.operation).name);
    const auto good = log_entry_of(logged_request(row.operation), logged_answer(hub_code::kOk), kLogHub);
    const auto refused = log_entry_of(logged_request(row.operation), logged_answer(hub_code::kThrottleBacklogLimitExceeded), kLogHub);
    EXPECT_EQ(good.has_value(), !row.category.empty() && !row.errors_only);
    ASSERT_EQ(refused.has_value(), !row.category.empty());
    if (!refused) continue;
    EXPECT_EQ(operation_category(refused->record.operation), row.category);
    EXPECT_EQ(operation_word(refused->record.operation), row.word);
    EXPECT_EQ(refused->record.result_type, 429'002U) << "errors carry codes";
    EXPECT_EQ(refused->record.hub, kLogHub);
    EXPECT_EQ(refused->record.time, at(10));
    EXPECT_EQ(refused->record.device, rule_of(row.operation).of_one_device ? kDevice : hub_identity(kLogHub));
    EXPECT_EQ(refused->detail.request, Bytes(700));
    EXPECT_EQ(refused->detail.response, Bytes(90));
    EXPECT_EQ(refused->detail.took, Duration::seconds(2));
  }
}

TEST(OperationCategories, know_nothing_of_a_hub_that_is_down) {
  for (const PageRow& row : kPage) {
    EXPECT_FALSE(log_entry_of(logged_request(row.operation), logged_answer(hub_code::kServerBusy), kLogHub)) << row.word;
  }
}

TEST(OperationCategories, tell_what_was_to_be_done_to_an_identity) {
  Hub::OperationRequest request = logged_request(HubOperation::kIdentityOperation);
  request.identity = {kDevice, Hub::IdentityChange::kCreate, true};
  auto entry = log_entry_of(request, logged_answer(hub_code::kDeviceAlreadyExists), kLogHub);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->record.operation, OperationName::kIdentityCreate);
  EXPECT_EQ(entry->record.device, kDevice);
  EXPECT_EQ(entry->record.result_type, 409'001U);
  request.identity->change = Hub::IdentityChange::kDelete;
  entry = log_entry_of(request, logged_answer(hub_code::kDeviceNotFound), kLogHub);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->record.operation, OperationName::kIdentityDelete);
  EXPECT_FALSE(log_entry_of(request, logged_answer(hub_code::kOk), kLogHub)) << "errors only";
}

// "the SAS URI ... expires before a device notifies the hub of a completed upload"; messageExpired is the page's own sample.
TEST(OperationCategories, tell_of_what_expired_at_the_time_at_which_it_did) {
  Hub::ExpiredItem item{HubOperation::kCloudToDeviceSend, kDevice, 7, 2, Bytes(500), at(100), at(3'700), Duration::hours(1)};
  const OperationLogEntry message = log_entry_of(item, kLogHub);
  EXPECT_EQ(operation_category(message.record.operation), "C2DCommands");
  EXPECT_EQ(operation_word(message.record.operation), "messageExpired");
  EXPECT_EQ(message.record.time, at(3'700));
  EXPECT_EQ(message.record.result_type, 412'002U);
  EXPECT_EQ(message.detail.deliveries, 2U);
  EXPECT_EQ(message.detail.time_to_live, Duration::hours(1));
  item.operation = HubOperation::kFileUploadInitiation;
  const OperationLogEntry upload = log_entry_of(item, kLogHub);
  EXPECT_EQ(operation_category(upload.record.operation), "FileUploadOperations");
  EXPECT_EQ(upload.record.result_type, 400'015U);
  EXPECT_EQ(upload.detail.number, 7U);
}

}  // namespace
}  // namespace picket::sim
