#include "sim/results/security_alert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using picket::test::kNoon;
using Json = nlohmann::json;


DetectionFinding brute_force() {
  DetectionFinding f;
  f.uid = {1, 2};
  f.alert_type = "IoT_Bruteforce";
  f.title = "Brute \"force\"";
  f.description = "Many attempts.";
  f.remediation = "Lock the account.";
  f.severity = Severity::kHigh;
  f.pack = Pack::kProduct;
  f.analytic_name = "Guessing";
  f.attacks = {bit(Tactic::kCredentialAccess) | bit(Tactic::kCommandAndControl), {"T1110", "T1110.001", "T1095", "T1110.003"}};
  f.confidence = Confidence::kMedium;
  f.created = kNoon;
  f.first_seen = kNoon - Duration::minutes(2);
  f.last_seen = kNoon - Duration::minutes(1);
  f.evidence.resize(3);
  f.reason = "because";
  f.subject = {"dev-1", "kiosk", "hub", "/subscriptions/s/IotHubs/hub"};
  return f;
}
const WorkspacePlace kPlace{"s", "rg"};

TEST(SecurityAlert, is_a_projection_of_the_finding) {
  const AlertRow row = security_alert(brute_force(), kPlace);
  const Json r = Json::parse(alert_row_json(row));
  EXPECT_EQ(r.dump().size(), alert_row_bytes(row));
  EXPECT_EQ(r.at("SystemAlertId"), "00000000-0000-0001-0000-000000000002");
  EXPECT_EQ(r.at("VendorOriginalId"), r.at("SystemAlertId"));
  EXPECT_EQ(r.at("AlertType"), "IoT_Bruteforce");
  EXPECT_EQ(r.at("AlertName"), "Brute \"force\"");
  EXPECT_EQ(r.at("DisplayName"), "Brute \"force\"");
  EXPECT_EQ(r.at("AlertSeverity"), "High");
  EXPECT_EQ(r.at("Description"), "Many attempts.");
  EXPECT_EQ(Json::parse(r.at("RemediationSteps").get<std::string>()), Json::array({"Lock the account."}));
  EXPECT_EQ(r.at("CompromisedEntity"), "dev-1");
  EXPECT_EQ(r.at("ConfidenceLevel"), "Medium");
  EXPECT_FALSE(r.contains("ConfidenceScore"));
  EXPECT_EQ(r.at("StartTime"), "2026-03-03T11:58:00.000000Z");
  EXPECT_EQ(r.at("EndTime"), "2026-03-03T11:59:00.000000Z");
  EXPECT_EQ(r.at("TimeGenerated"), "2026-03-03T12:00:00.000000Z");
  EXPECT_EQ(r.at("ProductName"), "Azure Security Center for IoT");
  EXPECT_EQ(r.at("ProductComponentName"), "product");
  EXPECT_EQ(r.at("ProviderName"), "IoTSecurity");
  EXPECT_EQ(r.at("Status"), "New");
  EXPECT_EQ(r.at("Tactics"), "CredentialAccess, CommandAndControl");
  EXPECT_EQ(r.at("Techniques"), "[\"T1110\",\"T1095\"]");
  EXPECT_EQ(r.at("SubTechniques"), "[\"T1110.001\",\"T1110.003\"]");
  EXPECT_EQ(r.at("ResourceId"), "/subscriptions/s/IotHubs/hub");
  EXPECT_EQ(r.at("WorkspaceSubscriptionId"), "s");
  EXPECT_EQ(r.at("WorkspaceResourceGroup"), "rg");
}

TEST(SecurityAlert, names_its_device_in_the_extended_properties_and_the_entities) {
  const AlertRow row = security_alert(brute_force(), kPlace);
  EXPECT_EQ(extended_properties(row),
            R"({"Rule":"Guessing","Pack":"product","Evidence":"3","Reason":"because","DeviceId":"dev-1"})");
  EXPECT_EQ(row.entities, R"([{"$id":"1","ResourceId":"/subscriptions/s/IotHubs/hub","Type":"azure-resource"},)"
                          R"({"$id":"2","DeviceId":"dev-1","IoTHub":{"$ref":"1"},"Type":"iotdevice"}])");
}

TEST(SecurityAlert, shows_the_listed_value_with_source_confidence_and_tlp) {
  DetectionFinding f = brute_force();
  f.indicator = IndicatorReason{IndicatorKind::kAddress, "192.0.2.1", "indicator--1", "feed", Tlp::kGreen, 61.25, kNoon, kNoon};
  f.confidence_score = 61.25;
  const AlertRow row = security_alert(f, kPlace);
  const Json properties = Json::parse(extended_properties(row));
  EXPECT_EQ(properties.at("Indicator"), "192.0.2.1");
  EXPECT_EQ(properties.at("Indicator Source"), "feed");
  EXPECT_EQ(properties.at("Indicator Confidence"), "61.25");
  EXPECT_EQ(properties.at("Indicator TLP"), "tlp:green");
  EXPECT_EQ(Json::parse(row.entities).at(2), Json::parse(R"({"$id":"3","Address":"192.0.2.1","Type":"ip"})"));
  EXPECT_EQ(Json::parse(alert_row_json(row)).at("ConfidenceScore"), 0.6125);
  const auto entity_type = [&](IndicatorKind kind) {
    f.indicator->kind = kind;
    return Json::parse(security_alert(f, kPlace).entities).at(2).at("Type").get<std::string>();
  };
  EXPECT_EQ(entity_type(IndicatorKind::kDomain), "dns");
  EXPECT_EQ(entity_type(IndicatorKind::kUrl), "url");
  EXPECT_EQ(entity_type(IndicatorKind::kFileHash), "filehash");
}

TEST(SecurityAlert, about_a_hub_names_the_hub_alone) {
  DetectionFinding f = brute_force();
  f.subject = {"", "", "hub", "/subscriptions/s/IotHubs/hub"};
  const AlertRow row = security_alert(f, kPlace);
  EXPECT_EQ(row.compromised_entity, "hub");
  EXPECT_FALSE(Json::parse(extended_properties(row)).contains("DeviceId"));
  EXPECT_EQ(Json::parse(row.entities).size(), 1U);
}

TEST(SecurityAlert, survives_hostile_bytes_in_every_text) {
  const std::string hostile = "\"},\xff\xc0{\n\x01\\\xe2\x82";
  DetectionFinding f = brute_force();
  for (std::string* text : {&f.alert_type, &f.title, &f.description, &f.remediation, &f.analytic_name, &f.reason,
                            &f.subject.device_name, &f.subject.hub_resource_id}) {
    *text = hostile;
  }
  f.indicator = IndicatorReason{IndicatorKind::kUrl, hostile, hostile, hostile, Tlp::kRed, 50, kNoon, kNoon};
  const AlertRow row = security_alert(f, kPlace);
  const Json r = Json::parse(alert_row_json(row));
  EXPECT_EQ(r.dump().size(), alert_row_bytes(row)) << "what is measured is what is written";
  EXPECT_EQ(Json::parse(r.at("ExtendedProperties").get<std::string>()).at("Reason"),
            "\"},\xEF\xBF\xBD\xEF\xBF\xBD{\n\x01\\\xEF\xBF\xBD");
  EXPECT_EQ(Json::parse(r.at("Entities").get<std::string>()).size(), 3U);
}

}  // namespace
}  // namespace picket::sim
