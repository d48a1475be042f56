#include "pipeline_core/hub_watch/operation_record.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

TEST(OperationRecord, names_are_the_logs_own_and_lead_back) {
  EXPECT_EQ(operation_category(OperationName::kDeviceConnect), "Connections");
  EXPECT_EQ(operation_word(OperationName::kDeviceConnect), "deviceConnect");
  EXPECT_EQ(operation_category(OperationName::kDirectMethod), "DirectMethods");
  EXPECT_EQ(operation_word(OperationName::kTelemetryTrace), "DiagnosticIoTHubD2C");
  EXPECT_EQ(operation_category(OperationName::kCertificateWrite), "Administrative");
  for (std::size_t i = 0; i < kOperationNames; ++i) {
    const auto name = static_cast<OperationName>(i);
    ASSERT_FALSE(operation_word(name).empty()) << i;
    EXPECT_EQ(find_operation(operation_category(name), operation_word(name)), name);
  }
  EXPECT_FALSE(find_operation("Connections", "deviceconnect"));
  EXPECT_FALSE(find_operation("", ""));
  EXPECT_EQ(operation_word(OperationName::kCount_), "");
}

TEST(OperationRecord, arrives_when_it_was_logged) {
  OperationRecord record;
  record.time = Time::from_unix_seconds(100);
  EXPECT_EQ(record.arrival(), record.time);
  record.logged_time = Time::from_unix_seconds(160);
  EXPECT_EQ(record.arrival(), record.logged_time);
}

TEST(OperationRecord, codes_tell_whose_fault_it_was) {
  EXPECT_TRUE(is_unauthorized(401'003));
  EXPECT_FALSE(is_unauthorized(403'002));
  EXPECT_TRUE(is_throttled(403'002));
  EXPECT_TRUE(is_throttled(429'001));
  EXPECT_FALSE(is_throttled(404'104));
}

TEST(OperationRecord, hubs_have_identities_of_their_own) {
  EXPECT_EQ(hub_of_identity(hub_identity(HubId(0))), HubId(0));
  EXPECT_EQ(hub_of_identity(hub_identity(HubId(65'535))), HubId(65'535));
  EXPECT_FALSE(hub_of_identity(DeviceId(0)));
  EXPECT_FALSE(hub_of_identity(DeviceId(kFirstHubIdentity - 1)));
}

}  // namespace
}  // namespace picket
