#include "sim/results/ocsf_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/ocsf_rules.h"

namespace picket::sim {
namespace {

using Json = nlohmann::json;
using test::OcsfCheck;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Time kRaised = Time::from_unix_microseconds(1'772'539'200'123'456);  // 2026-03-03T12:00:00.123456Z

DetectionFinding reverse_shell() {
  DetectionFinding f;
  f.uid = {1, 2};
  f.alert_type = "IoT_ReverseShell";
  f.title = "Reverse shells";
  f.description = "A shell calls back.";
  f.remediation = "Ask who ran it.";
  f.intent = "Unknown";
  f.severity = Severity::kHigh;
  f.pack = Pack::kProduct;
  f.analytic_uid = "11111111-1111-4111-8111-111111111111";
  f.analytic_name = "Shell calls back";
  f.attacks = {bit(Tactic::kExecution), {"T1059.004", "T1095"}};
  f.confidence = Confidence::kMedium;
  f.created = kRaised;
  f.first_seen = kRaised - Duration::minutes(2);
  f.last_seen = kRaised - Duration::minutes(1);
  f.evidence = {{{DeviceId(5), 7, 2}, "dev-5", Uuid{3, 4}}};
  f.reason = "product rule 'Shell calls back' because selection: Image is /bin/sh";
  f.subject = {"dev-5", "kiosk", "hub", "/subscriptions/s/IotHubs/hub"};
  return f;
}

Json record_of(const DetectionFinding& f) {
  const std::string text = detection_finding_json(f);
  EXPECT_THAT(OcsfCheck::event(text), IsEmpty()) << text;
  return Json::parse(text);
}

TEST(OcsfRecord, of_a_finding_says_each_thing_once) {
  const Json r = record_of(reverse_shell());
  EXPECT_EQ(r.at("class_uid"), 2004);
  EXPECT_EQ(r.at("type_uid"), 200401);
  EXPECT_EQ(r.at("severity_id"), 4);
  EXPECT_EQ(r.at("time"), 1'772'539'200'123) << "milliseconds, rounded down";
  EXPECT_EQ(r.at("start_time"), 1'772'539'080'123);
  EXPECT_EQ(r.at("status"), "New");
  EXPECT_EQ(r.at("is_alert"), true);
  EXPECT_EQ(r.at("confidence_id"), 2);
  EXPECT_FALSE(r.contains("confidence_score"));
  EXPECT_EQ(r.at("message"), reverse_shell().reason);
  const Json& info = r.at("finding_info");
  EXPECT_EQ(info.at("uid"), "00000000-0000-0001-0000-000000000002");
  EXPECT_EQ(info.at("title"), "Reverse shells");
  EXPECT_EQ(info.at("types"), Json::array({"IoT_ReverseShell"}));
  EXPECT_EQ(info.at("analytic").at("type"), "Rule");
  EXPECT_EQ(r.at("device").at("uid"), "dev-5");
  EXPECT_EQ(r.at("resources").at(0).at("uid"), "/subscriptions/s/IotHubs/hub");
  EXPECT_EQ(r.at("remediation").at("desc"), "Ask who ran it.");
  EXPECT_EQ(r.at("metadata").at("version"), "1.5.0");
  EXPECT_EQ(r.at("metadata").at("product").at("feature").at("name"), "product");
  EXPECT_FALSE(r.at("metadata").at("product").at("version").get<std::string>().empty());
  ASSERT_EQ(r.at("evidences").size(), 1U);
  EXPECT_EQ(r.at("evidences").at(0).at("uid"), "00000000-0000-0003-0000-000000000004");
  EXPECT_EQ(r.at("evidences").at(0).at("data").at("Message"), 7);
}

TEST(OcsfRecord, joins_techniques_with_the_tactic_where_there_is_but_one) {
  DetectionFinding f = reverse_shell();
  EXPECT_EQ(record_of(f).at("finding_info").at("attacks"),
            Json::parse(R"([{"tactic":{"uid":"TA0002","name":"Execution"},"technique":{"uid":"T1059"},
                             "sub_technique":{"uid":"T1059.004"}},
                            {"tactic":{"uid":"TA0002","name":"Execution"},"technique":{"uid":"T1095"}}])"));
  f.attacks = {bit(Tactic::kExecution) | bit(Tactic::kImpact), {"T1095"}};
  EXPECT_EQ(record_of(f).at("finding_info").at("attacks"),
            Json::parse(R"([{"tactic":{"uid":"TA0002","name":"Execution"}},{"tactic":{"uid":"TA0040","name":"Impact"}},
                            {"technique":{"uid":"T1095"}}])"));
  f.attacks = {};
  EXPECT_FALSE(record_of(f).at("finding_info").contains("attacks"));
}

TEST(OcsfRecord, names_a_listed_value_with_its_source_and_confidence) {
  DetectionFinding f = reverse_shell();
  f.indicator = IndicatorReason{IndicatorKind::kDomain, "evil.example", "indicator--1", "feed", Tlp::kAmberStrict, 80.4, kRaised, kRaised};
  f.confidence_score = 80.4;
  f.confidence = Confidence::kHigh;
  const Json r = record_of(f);
  EXPECT_EQ(r.at("confidence_score"), 80);
  const Json& osint = r.at("osint").at(0);
  EXPECT_EQ(osint.at("type"), "Domain");
  EXPECT_EQ(osint.at("value"), "evil.example");
  EXPECT_EQ(osint.at("vendor_name"), "feed");
  EXPECT_EQ(osint.at("uid"), "indicator--1");
  EXPECT_EQ(osint.at("tlp"), "AMBER STRICT");
  EXPECT_EQ(osint.at("expiration_time"), 1'772'539'200'123);
  EXPECT_EQ(r.at("observables").at(1).at("value"), "evil.example");
  EXPECT_THAT(r.at("metadata").at("profiles"), ElementsAre("host", "osint"));
  const auto type_of = [&](IndicatorKind kind, const char* value) {
    f.indicator->kind = kind;
    f.indicator->value = value;
    return record_of(f).at("observables").at(1).at("type").get<std::string>();
  };
  EXPECT_EQ(type_of(IndicatorKind::kAddress, "192.0.2.1"), "IP Address");
  EXPECT_EQ(type_of(IndicatorKind::kAddress, "192.0.2.0/24"), "Subnet");
  EXPECT_EQ(type_of(IndicatorKind::kAddress, "192.0.2.1:80"), "Address and port");
  EXPECT_EQ(type_of(IndicatorKind::kUrl, "http://evil.example/x"), "URL String");
  EXPECT_EQ(type_of(IndicatorKind::kFileHash, "d41d8cd98f00b204e9800998ecf8427e"), "Hash");
}

TEST(OcsfRecord, of_a_model_has_the_anomaly_beside_its_baseline) {
  DetectionFinding f = reverse_shell();
  f.measured = 12.5;
  f.limit = 10;
  const Json analysis = record_of(f).at("anomaly_analyses").at(0);
  EXPECT_EQ(analysis.at("analysis_target").at("name"), "dev-5");
  EXPECT_EQ(analysis.at("anomalies").at(0).at("observations").at(0).at("value"), "12.5");
  EXPECT_EQ(analysis.at("baselines").at(0).at("observations").at(0).at("value"), "10.0");
}

TEST(OcsfRecord, of_an_absence_rests_on_an_interval) {
  DetectionFinding f = reverse_shell();
  f.absence = true;
  f.evidence.clear();
  const Json data = record_of(f).at("evidences").at(0).at("data");
  EXPECT_EQ(data.at("DeviceId"), "dev-5");
  EXPECT_EQ(data.at("From"), 1'772'539'080'123);
  EXPECT_EQ(data.at("Until"), 1'772'539'140'123);
}

TEST(OcsfRecord, of_a_hub_names_no_device) {
  DetectionFinding f = reverse_shell();
  f.subject = {"", "", "hub", "/subscriptions/s/IotHubs/hub"};
  f.evidence.clear();
  f.measured = f.limit = 1;
  const Json r = record_of(f);
  EXPECT_FALSE(r.contains("device") || r.contains("evidences"));
  EXPECT_THAT(r.at("metadata").at("profiles"), IsEmpty());
  EXPECT_EQ(r.at("resources").at(0).at("name"), "hub");
  EXPECT_EQ(r.at("anomaly_analyses").at(0).at("analysis_target").at("type"), "Hub");
}

TEST(OcsfRecord, survives_hostile_bytes_in_every_text) {
  const std::string hostile = "\"},\xff\xc0\xaf{\n\x01\\\xe2\x82";
  DetectionFinding f = reverse_shell();
  for (std::string* text : {&f.alert_type, &f.title, &f.description, &f.remediation, &f.intent, &f.analytic_uid,
                            &f.analytic_name, &f.reason, &f.subject.device_name, &f.subject.device_class,
                            &f.subject.hub_name, &f.subject.hub_resource_id, &f.evidence[0].device_name}) {
    *text = hostile;
  }
  f.indicator = IndicatorReason{IndicatorKind::kUrl, hostile, hostile, hostile, Tlp::kRed, 50, kRaised, Time::max()};
  const Json r = record_of(f);
  EXPECT_EQ(r.at("finding_info").at("title"), "\"},\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD{\n\x01\\\xEF\xBF\xBD");
}

IncidentFinding incident(IncidentState state) {
  IncidentFinding f;
  f.uid = {5, 6};
  f.incident.number = 3;
  f.incident.state = state;
  f.incident.time = kRaised;
  f.incident.opened = kRaised - Duration::hours(1);
  f.incident.severity = Severity::kHigh;
  f.incident.score = 260.5;
  f.incident.tactics = bit(Tactic::kDiscovery) | bit(Tactic::kImpact);
  f.incident.findings = 9;
  f.alert_type = "IoT_ReverseShell";
  f.title = "Reverse shells";
  f.device_class = "kiosk";
  f.subject = {"dev-5", "kiosk", "hub", "/subscriptions/s/IotHubs/hub"};
  f.findings = {{{1, 2}, kRaised - Duration::hours(1), "Reverse shells"}};
  return f;
}

TEST(OcsfRecord, of_an_incident_lists_its_findings_and_has_one_id_in_all_states) {
  for (const auto& [state, activity, status] :
       {std::tuple(IncidentState::kOpened, "Create", "New"), std::tuple(IncidentState::kUpdated, "Update", "New"),
        std::tuple(IncidentState::kClosed, "Close", "Closed")}) {
    const std::string text = incident_finding_json(incident(state));
    EXPECT_THAT(OcsfCheck::event(text), IsEmpty()) << text;
    const Json r = Json::parse(text);
    EXPECT_EQ(r.at("class_uid"), 2005);
    EXPECT_EQ(r.at("activity_name"), activity);
    EXPECT_EQ(r.at("status"), status);
    EXPECT_EQ(r.at("metadata").at("correlation_uid"), "00000000-0000-0005-0000-000000000006");
    EXPECT_EQ(r.at("count"), 9);
    ASSERT_EQ(r.at("finding_info_list").size(), 1U);
    EXPECT_EQ(r.at("finding_info_list").at(0).at("uid"), "00000000-0000-0001-0000-000000000002");
    EXPECT_EQ(r.at("attacks").size(), 2U);
    EXPECT_EQ(r.at("unmapped").at("risk_score"), 260.5);
    EXPECT_EQ(r.at("desc"), "The risk score of dev-5 rose above the threshold.");
  }
}

TEST(OcsfRecord, of_a_campaign_says_how_many_devices_of_what) {
  IncidentFinding f = incident(IncidentState::kOpened);
  f.incident.kind = IncidentKind::kCampaign;
  f.incident.devices = 5;
  f.findings.clear();  // all suppressed
  const std::string text = incident_finding_json(f);
  EXPECT_THAT(OcsfCheck::event(text), IsEmpty()) << text;
  EXPECT_EQ(Json::parse(text).at("desc"), "'Reverse shells' on 5 devices of class kiosk.");
  EXPECT_EQ(Json::parse(text).at("finding_info_list"), Json::array());
}

// The checker itself: it finds what is wrong.
TEST(OcsfRecord, would_be_refused_if_something_were_missing_or_of_no_schema) {
  Json r = record_of(reverse_shell());
  r.erase("finding_info");
  r["colour"] = "red";
  r["type_uid"] = 200402;
  r["severity"] = "Low";
  r["metadata"]["profiles"] = Json::array();
  const std::vector<std::string> problems = OcsfCheck::event(r.dump());
  for (const char* problem : {"detection_finding lacks finding_info", "detection_finding has no attribute colour",
                              "type_uid is not class_uid * 100 + activity_id", "severity is not the caption of severity_id",
                              "the profile host is not named"}) {
    EXPECT_THAT(problems, Contains(problem));
  }
}

TEST(OcsfRecord, times_before_1970_are_rounded_down_too) {
  EXPECT_EQ(ocsf_time(Time::from_unix_microseconds(-1)), -1);
  EXPECT_EQ(ocsf_time(Time::from_unix_microseconds(-1'000)), -1);
  EXPECT_EQ(ocsf_time(Time::from_unix_microseconds(1'999)), 1);
}

}  // namespace
}  // namespace picket::sim
