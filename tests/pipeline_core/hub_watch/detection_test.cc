#include "pipeline_core/hub_watch/detection.h"

#include <gtest/gtest.h>

#include <set>

#include "pipeline_core/content/content.h"

namespace picket {
namespace {

// Alert types and severities are the product's, misspellings and stray dots included; ours begin with "sim.".
TEST(HubDetection, has_the_products_types_and_severities) {
  struct Row {
    HubDetection detection;
    std::string_view alert_type;
    Severity severity;
  };
  constexpr Row kRows[] = {
      {HubDetection::kCertificateAdded, "IoT_CertificateSuccessfullyAddedToHub", Severity::kMedium},
      {HubDetection::kCertificateDeleted, "IoT_CertificateSuccessfullyDeletedFromHub", Severity::kMedium},
      {HubDetection::kCertificateAddFailed, "Hub_CertificateFailedToBeAddedToHub", Severity::kMedium},
      {HubDetection::kCertificateDeleteFailed, "IoT.Hub_CertificateFailedToBeDeletedFromHub", Severity::kMedium},
      {HubDetection::kThumbprintMismatch, "IoT_Cert_Print_Mismatch", Severity::kMedium},
      {HubDetection::kCertificateExpired, "IoT_Cert_Expired", Severity::kMedium},
      {HubDetection::kDiagnosticSettingEdited, "IoT_DiagnosticSettingAddedOrEditedOnHub", Severity::kLow},
      {HubDetection::kDiagnosticSettingDeleted, "IoT_DiagnosticSettingDeletedFromHub", Severity::kLow},
      {HubDetection::kTokenExpired, "IoT_Expired_SAS_Token", Severity::kLow},
      {HubDetection::kTokenInvalid, "IoT_Invalid_SAS_Token", Severity::kLow},
      {HubDetection::kIdentityClone, "sim.identity_clone", Severity::kHigh},
      {HubDetection::kConnectionFlapping, "sim.connection_flapping", Severity::kLow},
      {HubDetection::kD2cFlood, "sim.d2c_flood", Severity::kMedium},
      {HubDetection::kFleetSilence, "sim.fleet_silence", Severity::kMedium},
      {HubDetection::kAgentConfigWeaker, "sim.agent_config_weaker", Severity::kHigh},
      {HubDetection::kQuotaStarve, "sim.quota_starve", Severity::kHigh},
  };
  static_assert(std::size(kRows) == static_cast<std::size_t>(HubDetection::kFirstCustom));
  const auto content = PipelineContent::Builder().build();
  for (const Row& row : kRows) {
    const AlertType& type = content->alert(content->alert_of(row.detection));
    EXPECT_EQ(type.alert_type, row.alert_type);
    EXPECT_EQ(type.severity, row.severity) << row.alert_type;
    EXPECT_EQ(content->rule_title(content->rule_index(row.detection)), row.alert_type);
  }
}

// Types of the hub's customizable alerts are "IoT_CA_" and the ruleType; for those of the agent none is published.
TEST(HubDetection, customizable_alerts_are_low_and_named_after_their_rule) {
  const auto content = PipelineContent::Builder().build();
  const std::set<CustomRule> unpublished{
      CustomRule::kActiveConnectionsNotInAllowedRange, CustomRule::kFailedLocalLoginsNotInAllowedRange,
      CustomRule::kConnectionToIpNotAllowed, CustomRule::kLocalUserNotAllowed, CustomRule::kProcessNotAllowed};
  std::set<std::uint32_t> alerts;
  for (std::size_t i = 0; i < kCustomRules; ++i) {
    const auto rule = static_cast<CustomRule>(i);
    const AlertType& type = content->alert(content->alert_of(detection_of(rule)));
    alerts.insert(content->alert_of(detection_of(rule)));
    EXPECT_EQ(type.severity, Severity::kLow);
    if (unpublished.contains(rule)) {
      EXPECT_TRUE(type.alert_type.starts_with("sim."));
    } else {
      EXPECT_EQ(type.alert_type, "IoT_CA_" + std::string(to_string(rule)));
    }
    EXPECT_EQ(content->rule_title(content->rule_index(detection_of(rule))), to_string(rule));
  }
  EXPECT_EQ(alerts.size(), kCustomRules);
  EXPECT_EQ(content->alert(*content->find_alert("IoT_CA_AmqpD2CMessagesNotInAllowedRange")).name,
            "Custom Alert - number of device to cloud messages in AMQP protocol is not in the allowed range");
}

TEST(HubDetection, rules_beyond_the_last_have_no_title) {
  const auto content = PipelineContent::Builder().build();
  EXPECT_EQ(content->rule_title(content->rule_index(HubDetection::kCount_)), "");
  EXPECT_EQ(content->rule_title(UINT32_MAX), "");
}

}  // namespace
}  // namespace picket
