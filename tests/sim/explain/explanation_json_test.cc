#include "sim/explain/explanation_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using picket::test::at;
using Json = nlohmann::json;

TEST(ExplanationJson, of_a_run_lists_units_and_whom_alerts_are_about) {
  RunOverview o{"out/x", "why", "picket", 2, "0123456789abcdef", {}, {}};
  o.units.push_back({"shell/kiosk-000001", true, 51.25, "Reverse shells", "product", 4, 4, 3});
  o.units.push_back({"kill/kiosk-000002", false, 0, "", "", std::nullopt, 8, 0});
  o.alerts.push_back({1, at(0), {"kiosk-000001", ""}, "Reverse shells", "Shell", "detection"});
  o.alerts.push_back({2, at(1), {"", "west"}, "Certificate added", "certificate added", "notice"});
  const Json json = Json::parse(explanation_json(o));
  EXPECT_EQ(json["schema_version"], 1);
  EXPECT_EQ(json["explains"], "run");
  EXPECT_EQ(json["replication"], 2);
  EXPECT_EQ(json["units"][0]["delay_seconds"], 51.25);
  EXPECT_EQ(json["units"][0]["first_alert"], 4);
  EXPECT_FALSE(json["units"][1].contains("first_alert"));
  EXPECT_FALSE(json["units"][1].contains("delay_seconds"));
  EXPECT_EQ(json["alerts"][0]["device"], "kiosk-000001");
  EXPECT_FALSE(json["alerts"][0].contains("hub"));
  EXPECT_EQ(json["alerts"][1]["hub"], "west");
  EXPECT_FALSE(json["alerts"][1].contains("device"));
}

TEST(ExplanationJson, of_an_alert_has_its_value_with_the_unit) {
  AlertExplanation a;
  a.number = 3;
  a.subject.device = "kiosk-000001";
  a.raised = at(60);
  a.value = 4;
  a.limit = 4;
  a.unit = "points";
  EvidenceText known;
  known.place = {"kiosk-000001", 7, 1};
  known.fields = {{"CommandLine", "id"}};
  known.stands_for = {{"shell/kiosk-000001", "look", 1}, {"", "", 2}};
  EvidenceText unknown;
  unknown.known = false;
  a.evidence = {known, unknown};
  UnitDelay delay;
  delay.unit = "shell/kiosk-000001";
  delay.parts.attack = 1'500'000;
  delay.parts.pipeline = 20'000'000;
  a.delays.push_back(delay);
  const Json json = Json::parse(explanation_json(a));
  EXPECT_EQ(json["explains"], "alert");
  EXPECT_EQ(json["value"], 4);
  EXPECT_EQ(json["unit"], "points");
  EXPECT_EQ(json["raised"], "2026-03-03T00:01:00.000000Z");
  EXPECT_EQ(json["evidence"][0]["fields"]["CommandLine"], "id");
  EXPECT_EQ(json["evidence"][0]["stands_for"][1]["benign"], true);
  EXPECT_EQ(json["evidence"][1]["known"], false);
  EXPECT_FALSE(json["evidence"][1].contains("fields"));
  EXPECT_EQ(json["delays"][0]["total_seconds"], 21.5);
  a.value.reset();
  EXPECT_FALSE(Json::parse(explanation_json(a)).contains("unit"));
}

TEST(ExplanationJson, of_a_unit_has_steps_and_standings) {
  UnitExplanation u;
  u.unit = "shell/kiosk-000001";
  u.steps = {{"look", {"T1033"}, {{"exec 'id'", at(0), at(0), 3, {{"agent", "cache_full", 2}}, {{{"kiosk-000001", 7, 0}, 1, 4, at(5), false, true}}}}}};
  StandingText near{};
  near.outcome = "below";
  near.value = 3;
  near.limit = 5;
  near.unit = "points";
  u.expected = {near};
  const Json json = Json::parse(explanation_json(u));
  EXPECT_EQ(json["explains"], "unit");
  EXPECT_EQ(json["detected"], false);
  EXPECT_EQ(json["steps"][0]["acts"][0]["lost"][0]["reason"], "cache_full");
  EXPECT_EQ(json["steps"][0]["acts"][0]["reached"][0]["other_events"], 4);
  EXPECT_EQ(json["expected"][0]["unit"], "points");
  EXPECT_TRUE(json["others"].is_array());
}

// A command line is bytes; the document must stay JSON.
TEST(ExplanationJson, is_json_whatever_a_device_sent) {
  UnitExplanation u;
  u.unit = "shell/kiosk\xff";
  EXPECT_EQ(Json::parse(explanation_json(u))["unit"], "shell/kiosk\xef\xbf\xbd");
}

}  // namespace
}  // namespace picket::sim
