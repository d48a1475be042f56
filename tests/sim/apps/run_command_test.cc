// run and report, from the command line to the files.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
namespace fs = std::filesystem;

class Running : public Program {
 protected:
  /// The quick scenario, made quicker.
  static std::string quick() {
    return "run " + scenario("smoke/quick.yaml") + " --set 'duration=2 h' --set 'warm_up=1 h' --replications 1 --quiet";
  }
};

TEST_F(Running, a_quick_study_balances_and_leaves_all_its_files) {
  const Said said = picket(quick() + " --out results");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.err, ::testing::Not(HasSubstr("error")));
  EXPECT_THAT(said.out, HasSubstr("report.html"));
  for (const char* policy : {"agentless", "g2_linux", "picket"}) EXPECT_THAT(said.out, HasSubstr(policy));

  const fs::path study = file("results/latest");
  for (const char* name : {"scenario.yaml", "result.json", "measures.csv", "detections.csv", "misses.csv", "delays.csv", "bill.csv", "usage.csv", "prices.csv", "report.html"}) {
    ASSERT_TRUE(fs::exists(study / name)) << name;
    EXPECT_GT(fs::file_size(study / name), 100U) << name;
  }
  std::size_t runs = 0;
  for (const auto& run : fs::directory_iterator(study / "runs")) {
    ++runs;
    for (const char* name : {"manifest.json", "measures.json", "series.csv"}) EXPECT_TRUE(fs::exists(run.path() / name)) << name;
    const auto measures = nlohmann::json::parse(content_of((run.path() / "measures.json").string()));
    EXPECT_TRUE(measures.at("imbalances").empty()) << measures.at("policy");
    const auto manifest = nlohmann::json::parse(content_of((run.path() / "manifest.json").string()));
    EXPECT_FALSE(manifest.empty());
  }
  EXPECT_EQ(runs, 3U);
  // Replication 0 leaves a workspace for each policy.
  const auto workspaces = [&] {
    std::size_t found = 0;
    for (const auto& run : fs::directory_iterator(study / "runs")) found += fs::exists(run.path() / "workspace.sqlite") ? 1 : 0;
    return found;
  };
  EXPECT_EQ(workspaces(), 3U);
  EXPECT_EQ(picket("validate results/latest/scenario.yaml").exit_code, 0);

  // The report can be written again from what is kept, as the same page.
  const std::string page = content_of((study / "report.html").string());
  const Said again = picket("report results/latest -o again.html");
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(content_of(file("again.html")), page);
  EXPECT_THAT(page, HasSubstr("<html"));
  EXPECT_THAT(page, ::testing::Not(HasSubstr("src=\"http")));  // one file, no network
}

// Two changes come to the 20 gateways and 10 cameras: under g2_linux the first goes to the gateways alone and is
// taken, the second has two of three intervals and is refused by all 30. Under g1_c the first is taken by all 30, the
// second has a duration that is none and is refused; the C agent makes a ConfigurationError for each.
TEST_F(Running, twin_changes_are_judged_by_the_agents) {
  const Said said = picket("run " + scenario("smoke/twin_change.yaml") + " --quiet --out twins");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  const auto result = nlohmann::json::parse(content_of(file("twins/latest/result.json")));
  std::size_t seen = 0;
  for (const auto& policy : result.at("policies")) {
    const auto& twins = policy.at("twin_updates");
    const bool g1 = policy.at("policy") == "g1_c";
    EXPECT_EQ(twins.at("delivered"), g1 ? 60 : 50);
    EXPECT_EQ(twins.at("applied"), g1 ? 30 : 20);
    EXPECT_EQ(twins.at("failed"), 30);
    EXPECT_EQ(twins.at("configuration_errors"), g1 ? 60 : 0);
    EXPECT_EQ(twins.at("flushed_messages"), g1 ? 0 : 20);  // generation 2 sends all that it holds, at once
    // What the hub did for it in the six hours, each of less than 4 KB: an update for each change.
    for (const auto& operation : policy.at("hub_operations")) {
      if (operation.at("operation") != "twin_update") continue;
      EXPECT_NEAR(operation.at("done_per_day").get<double>(), g1 ? 240 : 200, 1e-6);
      EXPECT_NEAR(operation.at("blocks_per_day").get<double>(), g1 ? 240 : 200, 1e-6);
    }
    EXPECT_EQ(policy.at("hub_operations").size(), 4U) << policy.at("policy");
    ++seen;
  }
  EXPECT_EQ(seen, 2U);
  EXPECT_THAT(said.out, HasSubstr("Changes of the twins"));
  EXPECT_THAT(said.out, HasSubstr("Operations on twins a day"));
}

TEST_F(Running, gateways_merge_and_say_what_that_saves_and_loses) {
  const Said said = picket("run " + scenario("smoke/gateways.yaml") +
                           " --set 'duration=4 h' --set 'warm_up=1 h' --replications 1 --quiet --out gateways");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("Merging at gateways"));
  for (const auto& run : fs::directory_iterator(fs::path(file("gateways/latest")) / "runs")) {
    const auto measures = nlohmann::json::parse(content_of((run.path() / "measures.json").string()));
    EXPECT_TRUE(measures.at("imbalances").empty()) << measures.at("policy");
    const auto& gateway = measures.at("gateway");
    const std::string policy = measures.at("policy");
    EXPECT_EQ(gateway.at("gateways"), policy == "alone" ? 0 : 10);
    if (policy == "alone") continue;
    EXPECT_LT(gateway.at("observations_out"), gateway.at("observations_in"));
    EXPECT_LT(gateway.at("messages_out"), gateway.at("messages_in"));
  }
}

// A run that calibrates leaves a scenario that says its thresholds, which runs to the same result without calibrating.
// 40 device-days at 400 / 4 per 1,000 allow 4 alerts of each model.
TEST_F(Running, calibrates_each_policy_before_the_study_and_keeps_what_it_found) {
  const Said said = picket("run " + scenario("smoke/same_false_alerts.yaml") +
                           " --set 'warm_up=26 h' --set 'duration=4 h' --set 'policies=[{use: g2_linux}, {use: picket}]'"
                           " --set calibration.max_false_alerts_per_1000_device_days=400 --set 'calibration.duration=4.8 h'"
                           " --set calibration.replications=1 --set 'attacks=[]' --replications 1 --quiet --out calibrated");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("Thresholds calibrated before the study"));
  const auto result = nlohmann::json::parse(content_of(file("calibrated/latest/result.json")));
  const auto& rows = result.at("calibration");
  ASSERT_EQ(rows.size(), 8U);
  for (const auto& row : rows) {
    EXPECT_EQ(row.at("device_days"), 40);
    EXPECT_LE(row.at("alerts"), 4U) << row;
    EXPECT_FALSE(row.at("extrapolated")) << row;
  }
  EXPECT_THAT(content_of(file("calibrated/latest/calibration.csv")), HasSubstr("\npicket,drift,"));
  EXPECT_THAT(content_of(file("calibrated/latest/report.html")), HasSubstr("<section id=\"calibration\""));
  const Said again = picket("run calibrated/latest/scenario.yaml --quiet --out again");
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, ::testing::Not(HasSubstr("Thresholds calibrated")));
  EXPECT_EQ(nlohmann::json::parse(content_of(file("again/latest/result.json"))).at("digest"), result.at("digest"));
}

// The devices look up the name from 1 h on and the feed comes at 3 h: all that was kept is told 20 s later, which is the
// delay of the pipeline, so 2 h and 20 s after the start. Generation 1 carries no name queries, so it is told nothing.
TEST_F(Running, a_late_feed_finds_what_was_kept) {
  const Said said = picket("run " + scenario("smoke/feeds.yaml") + " --quiet --out feeds");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_EQ(said.err.find("note: feeds/"), std::string::npos);
  for (const auto& run : fs::directory_iterator(fs::path(file("feeds/latest")) / "runs")) {
    const auto measures = nlohmann::json::parse(content_of((run.path() / "measures.json").string()));
    EXPECT_TRUE(measures.at("imbalances").empty()) << measures.at("policy");
    const bool told = measures.at("policy") != "g1_c";
    ASSERT_EQ(measures.at("units").size(), 5U);
    for (const auto& unit : measures.at("units")) {
      EXPECT_EQ(unit.at("detected"), told);
      EXPECT_EQ(unit.at("detected_us"), told ? 7'220'000'000 : 0);
    }
  }
  // The results hold the feeds too, and say whose they are.
  EXPECT_EQ(content_of(file("feeds/latest/feed_1.csv")), content_of(std::string(PICKET_SOURCE_DIR) + "/scenarios/smoke/feeds/beacons.csv"));
  const Said again = picket("run feeds/latest/scenario.yaml --quiet --out again");
  ASSERT_EQ(again.exit_code, 0) << again.err;
  const auto digest = [this](const std::string& path) { return nlohmann::json::parse(content_of(file(path))).at("digest"); };
  EXPECT_EQ(digest("again/latest/result.json"), digest("feeds/latest/result.json"));
}

/// What the head of smoke/hub_watch.yaml derives, and no other custom alert or recommendation of the hub. Those that rest
/// on a report of an agent name its row, and are none of the hub's.
class HubWatchRun : public Running {
 protected:
  void SetUp() override {
    const Said said = picket("run " + scenario("smoke/hub_watch.yaml") + " --quiet --out hub");
    ASSERT_EQ(said.exit_code, 0) << said.err;
  }
  std::string rows(const std::string& sql) {
    const Said said = picket("query hub/latest --limit 0 --format csv \"" + sql + "\"");
    EXPECT_EQ(said.exit_code, 0) << said.err;
    return said.out;
  }
  /// Class of the device, minute and type, in the order of time.
  std::string custom_alerts(const std::string& where) {
    return rows("SELECT substr(TimeGenerated, 12, 5) AS minute, substr(json_extract(ExtendedProperties, '$.DeviceId'), 1, 5) AS "
                "class, AlertType FROM SecurityAlert WHERE (AlertType LIKE 'IoT_CA_%' OR AlertType LIKE 'sim.%_allowed%') AND " +
                where + " ORDER BY TimeGenerated, AlertType");
  }
};

TEST_F(HubWatchRun, tells_the_custom_alerts_that_its_scenario_derives) {
  // The window that is empty closes on the second; what attacks exceed comes within two minutes.
  EXPECT_EQ(custom_alerts("substr(TimeGenerated, 15, 5) = '05:20'"),
            "minute,class,AlertType\n"
            "02:05,meter,IoT_CA_MqttD2CMessagesNotInAllowedRange\n"
            "03:05,meter,IoT_CA_MqttD2CMessagesNotInAllowedRange\n");
  EXPECT_EQ(rows("SELECT AlertType, count(DISTINCT json_extract(ExtendedProperties, '$.DeviceId')) AS devices, "
                 "count(*) AS alerts, min(TimeGenerated) < '2026-03-03T02:02:20' AS soon FROM SecurityAlert WHERE (AlertType "
                 "LIKE 'IoT_CA_%' OR AlertType LIKE 'sim.%_allowed%') AND substr(TimeGenerated, 15, 5) <> '05:20' AND "
                 "TimeGenerated > CASE AlertType WHEN 'sim.process_not_allowed' THEN '2026-03-03T01:30' ELSE "
                 "'2026-03-03T02:00' END GROUP BY AlertType ORDER BY AlertType"),
            "AlertType,devices,alerts,soon\n"
            "IoT_CA_MqttD2CMessagesNotInAllowedRange,1,1,1\n"
            "sim.failed_local_logins_not_in_allowed_range,1,1,1\n"
            "sim.process_not_allowed,1,1,1\n");
  EXPECT_EQ(custom_alerts("TimeGenerated < '2026-03-03T01:30'"), "minute,class,AlertType\n");
  // Each detects its attack, and no alert of theirs is a false one.
  for (const auto& run : fs::directory_iterator(fs::path(file("hub/latest")) / "runs")) {
    const auto measures = nlohmann::json::parse(content_of((run.path() / "measures.json").string()));
    EXPECT_TRUE(measures.at("imbalances").empty());
    ASSERT_EQ(measures.at("units").size(), 3U);
    for (const auto& unit : measures.at("units")) EXPECT_TRUE(unit.at("detected")) << unit.at("attack");
    EXPECT_EQ(measures.at("alerts_false"), 0);
  }
}

TEST_F(HubWatchRun, tells_the_recommendations_that_its_scenario_derives) {
  EXPECT_EQ(rows("SELECT substr(TimeGenerated, 12, 8) AS at, RecommendationState AS state, DeviceId AS device, "
                 "replace(AssessedResourceId, rtrim(AssessedResourceId, replace(AssessedResourceId, '/', '')), '') AS hub, "
                 "RecommendationName AS name FROM SecurityRecommendation WHERE RecommendationName <> "
                 "'IoT_AgentSendsUnutilizedMessages' AND json_extract(Properties, '$.IoTRawEventId') IS NULL ORDER BY name, device"),
            "at,state,device,hub,name\n"
            "00:01:20,Active,,plant,Enable diagnostics logs in IoT Hub\n"
            "00:01:20,Active,edge-000000,plant,IoT_EdgeHubMemOptimize\n"
            "00:01:20,Active,edge-000001,plant,IoT_EdgeHubMemOptimize\n"
            "00:01:20,Active,edge-000002,plant,IoT_EdgeHubMemOptimize\n"
            "00:01:20,Active,edge-000003,plant,IoT_EdgeHubMemOptimize\n"
            "00:01:20,Active,,office,IoT_IPFilter_DenyAll\n"
            "00:01:20,Active,,plant,IoT_IPFilter_PermissiveRule\n"
            "00:01:20,Active,edge-000003,plant,IoT_InconsistentModuleSettings\n"
            "00:01:20,Active,guest-000000,office,IoT_InstallAgent\n"
            "00:01:20,Active,guest-000001,office,IoT_InstallAgent\n"
            "00:01:20,Active,edge-000000,plant,IoT_PrivilegedDockerOptions\n"
            "00:01:20,Active,edge-000001,plant,IoT_PrivilegedDockerOptions\n"
            "00:01:20,Active,edge-000002,plant,IoT_PrivilegedDockerOptions\n"
            "00:01:20,Active,edge-000003,plant,IoT_PrivilegedDockerOptions\n"
            "00:01:20,Active,meter-000004,plant,IoT_SharedCredentials\n"
            "00:01:20,Active,meter-000009,plant,IoT_SharedCredentials\n"
            "00:01:20,Active,meter-000014,plant,IoT_SharedCredentials\n"
            "00:01:20,Active,meter-000019,plant,IoT_SharedCredentials\n"
            "00:01:20,Active,,plant,IoT_VulnerableTLSCipherSuite\n");
  // Only the hub with a diagnostic setting has its log in the workspace; guests authenticate by certificate.
  EXPECT_EQ(rows("SELECT DISTINCT Resource FROM AzureDiagnostics"), "Resource\noffice\n");
  EXPECT_EQ(rows("SELECT DISTINCT substr(properties_s, 14, 5) AS device, properties_s LIKE '%x509Certificate%' AS x509 FROM "
                 "AzureDiagnostics ORDER BY device"),
            "device,x509\nguest,1\ntermi,0\n");
}

/// The only run of a study, as its measures say.
nlohmann::json measures_of(const std::string& study) {
  const fs::directory_iterator runs(fs::path(study) / "runs");
  return nlohmann::json::parse(content_of((runs->path() / "measures.json").string()));
}

// What the head of smoke/hub_attacks.yaml derives; records and alerts come whenever the windows end.
TEST_F(Running, attacks_at_the_hub_raise_what_their_scenario_derives) {
  const Said said = picket("run " + scenario("smoke/hub_attacks.yaml") + " --quiet --threads 1 --out acts");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  const auto rows = [this](const std::string& sql) {
    const Said answer = picket("query acts/latest --limit 0 --format csv \"" + sql + "\"");
    EXPECT_EQ(answer.exit_code, 0) << answer.err;
    return answer.out;
  };
  const std::string ours = "(AlertType LIKE 'IoT_%' OR AlertType IN ('sim.identity_clone', 'sim.connection_flapping', 'sim.d2c_flood'))";
  EXPECT_EQ(rows("SELECT substr(TimeGenerated, 12, 8) AS at, AlertType FROM SecurityAlert WHERE " + ours + " ORDER BY at, AlertType"),
            "at,AlertType\n"
            "01:02:20,sim.identity_clone\n"
            "02:01:20,IoT_Expired_SAS_Token\n"
            "02:06:20,IoT_Invalid_SAS_Token\n"
            "02:11:20,IoT_Cert_Print_Mismatch\n"
            "02:16:20,IoT_CA_UnauthorizedOperationsNotInAllowedRange\n"
            "02:16:20,IoT_Cert_Expired\n"
            "03:01:20,IoT_CA_MqttD2CMessagesNotInAllowedRange\n"
            "03:01:21,sim.d2c_flood\n"
            "04:01:20,IoT_CA_TwinUpdatesNotInAllowedRange\n");
  EXPECT_EQ(rows("SELECT count(DISTINCT json_extract(ExtendedProperties, '$.DeviceId')) AS devices FROM SecurityAlert WHERE " + ours),
            "devices\n4\n");
  // A record is in the workspace a minute after what it says.
  EXPECT_EQ(rows("SELECT substr(TimeGenerated, 12, 5) AS at, OperationName, ResultType FROM AzureDiagnostics WHERE OperationName IN "
                 "('deviceConnect', 'deviceDisconnect') AND ResultType IN ('400027', '401003') AND properties_s NOT LIKE '%moduleId%' "
                 "ORDER BY TimeGenerated"),
            "at,OperationName,ResultType\n"
            "01:01,deviceDisconnect,400027\n01:01,deviceDisconnect,400027\n01:02,deviceDisconnect,400027\n"
            "01:02,deviceDisconnect,400027\n02:01,deviceConnect,401003\n02:06,deviceConnect,401003\n"
            "02:11,deviceConnect,401003\n02:16,deviceConnect,401003\n");
  EXPECT_EQ(rows("SELECT min(TimeGenerated) > '2026-03-03T03:03:29' AS late, ResultType FROM AzureDiagnostics WHERE Category = "
                 "'DeviceTelemetry' GROUP BY ResultType"),
            "late,ResultType\n1,429002\n");
  // The flush at 4:00 brings what the tampered meter held; afterwards five of six report processes.
  EXPECT_EQ(rows("SELECT count(DISTINCT DeviceId) AS meters FROM DefenderIoTRawEvent WHERE RawEventName = 'Process' AND "
                 "TimeGenerated > '2026-03-03T04:01'"),
            "meters\n5\n");

  const auto measures = measures_of(file("acts/latest"));
  EXPECT_TRUE(measures.at("imbalances").empty()) << measures.at("imbalances");
  ASSERT_EQ(measures.at("units").size(), 4U);
  for (const auto& unit : measures.at("units")) EXPECT_TRUE(unit.at("detected")) << unit.at("attack");
  const auto& units = measures.at("units");
  EXPECT_EQ(units[1].at("detected_us"), 80'000'000);
  EXPECT_EQ(units[2].at("detected_us"), 80'995'000);
  EXPECT_EQ(units[3].at("detected_us"), 80'000'000);
  EXPECT_EQ(units[0].at("events"), 8);  // in and out, twice for each of two
  EXPECT_EQ(units[0].at("events_arrived"), 8);
  EXPECT_EQ(units[1].at("events_arrived"), 4);
  EXPECT_EQ(units[3].at("events_arrived"), 1);

  const Said again = picket("run " + scenario("smoke/hub_attacks.yaml") + " --quiet --threads 2 --set 'window=7 min' --out again");
  ASSERT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(measures_of(file("again/latest")).at("digest"), measures.at("digest"));

  // A hub that nobody's agent talks to sees the same; only where no agent runs there is nothing to weaken.
  const Said alone = picket("run " + scenario("smoke/hub_attacks.yaml") +
                            " --quiet --set 'policies=[{use: agentless}]' --out alone");
  ASSERT_EQ(alone.exit_code, 0) << alone.err;
  const auto agentless = measures_of(file("alone/latest"));
  EXPECT_TRUE(agentless.at("imbalances").empty()) << agentless.at("imbalances");
  for (const auto& unit : agentless.at("units")) EXPECT_TRUE(unit.at("detected")) << unit.at("attack");
}

TEST_F(Running, a_feed_that_cannot_be_read_ends_it_with_2) {
  const std::string path = write("bad_feeds.yaml", content_of(scenario("smoke/quick.yaml")) +
                                 "intel: {feeds: [{file: none.csv}, {file: odd.txt}]}\n");
  Said said = picket("run " + path + " --quiet --out none");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, AllOf(HasSubstr("none.csv: no such file"), HasSubstr("odd.txt: no such file")));
  EXPECT_FALSE(fs::exists(file("none")));
}

// A feed that gives nothing: cut off, with a header of unknown names, empty, with every line refused. Of 25 refused lines
// 20 are shown.
TEST_F(Running, feeds_of_which_nothing_can_be_used_end_it_with_2_and_every_problem) {
  write("cut.json", "{\"type\": \"bundle\", \"objects\": [");
  write("names.csv", "adress\n198.51.100.7\n");
  write("empty.txt", "# nothing\n");
  std::string lines = "0.0.0.0/0\n";
  for (int i = 0; i < 24; ++i) lines += "-bad-\n";
  write("odd.txt", lines);
  ASSERT_EQ(mkfifo(file("pipe.txt").c_str(), 0600), 0);
  const std::string path = write("bad_feeds.yaml", content_of(scenario("smoke/quick.yaml")) +
                                 "intel: {feeds: [{file: cut.json}, {file: names.csv}, {file: empty.txt}, {file: odd.txt}, {file: pipe.txt}]}\n");
  for (const char* command : {"run ", "validate "}) {
    const Said said = picket(command + path + (command[0] == 'r' ? " --quiet --out none" : "") + " --library " + scenario(""));
    EXPECT_EQ(said.exit_code, 2) << command;
    EXPECT_THAT(said.err, AllOf(HasSubstr("error: intel.feeds[0].file: " + file("cut.json") + ": nothing of it can be read"),
                                HasSubstr("names.csv:1:1: error: unknown column 'adress'"),
                                HasSubstr("empty.txt: holds no indicator"),
                                HasSubstr("odd.txt: none of its 25 indicators can be used; the first 20 problems of 25 follow, 5 more do not"),
                                HasSubstr("odd.txt:1:1: error: '0.0.0.0/0' lists too many addresses"),
                                HasSubstr("pipe.txt: is no regular file"))) << command;
    EXPECT_THAT(said.err, AllOf(HasSubstr("odd.txt:20:1: error: '-bad-'"), ::testing::Not(HasSubstr("odd.txt:21:")))) << command;
    // Each at the line of the scenario, with a caret.
    EXPECT_THAT(said.err, AllOf(HasSubstr("intel: {feeds: [{file: cut.json}"), HasSubstr("\n                           ^"))) << command;
  }
  EXPECT_FALSE(fs::exists(file("none")));
}

// A feed is not ours: what is wrong with a part of it hinders nothing, and is said wherever results are.
TEST_F(Running, refused_lines_of_a_feed_are_in_the_result_the_report_and_the_manifests) {
  write("part.txt", "198.51.100.7\n-bad-\n");
  const std::string path = write("part.yaml", content_of(scenario("smoke/quick.yaml")) + "intel: {feeds: [{file: part.txt}]}\n");
  const Said said = picket("run " + path + " --library " + scenario("") +
                           " --set 'duration=2 h' --set 'warm_up=1 h' --set 'attacks=[]' --set 'policies=[{use: agentless}]' --set reference_policy=agentless --replications 1 --quiet --out part");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  const std::string remark = "part.txt: 1 of 2 indicators loaded, 1 refused; the first: part.txt:2:1: error: ";
  EXPECT_THAT(said.out, HasSubstr("note: " + remark));
  const auto in = [&](const nlohmann::json& warnings) {
    return std::count_if(warnings.begin(), warnings.end(), [&](const nlohmann::json& w) { return w.get<std::string>().starts_with(remark); });
  };
  EXPECT_EQ(in(nlohmann::json::parse(content_of(file("part/latest/result.json"))).at("warnings")), 1);
  EXPECT_THAT(content_of(file("part/latest/report.html")), HasSubstr("part.txt: 1 of 2 indicators loaded, 1 refused"));
  for (const auto& run : fs::directory_iterator(fs::path(file("part/latest")) / "runs")) {
    EXPECT_EQ(in(nlohmann::json::parse(content_of((run.path() / "manifest.json").string())).at("warnings")), 1);
  }
}

// Rules are named from where the user is; what is kept of a run means the same from elsewhere.
TEST_F(Running, a_run_with_rules_of_a_folder_can_be_explained_from_another) {
  fs::create_directory(file("rr"));
  write("rr/own.yml", "title: Own\nid: 5a0b1c2d-0000-4000-8000-000000000001\nlogsource: {category: process_creation, product: linux}\n"
                      "detection: {own: {CommandLine|contains: nothing-says-this}, condition: own}\nlevel: low\n");
  const Said said = picket("run " + scenario("smoke/quick.yaml") +
                           " --set 'duration=1 h' --set 'warm_up=1 h' --set 'attacks=[]' --set 'policies=[{use: raw}]' --set reference_policy=raw --replications 1 --quiet --rules rr --out own");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(content_of(file("own/latest/scenario.yaml")), HasSubstr(file("rr")));
  fs::create_directory(file("elsewhere"));
  const std::string command = "cd '" + file("elsewhere") + "' && '" + PICKET_PROGRAM + "' why '" + file("own/latest") + "' --quiet > said.txt 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0) << content_of(file("elsewhere/said.txt"));
  EXPECT_THAT(content_of(file("elsewhere/said.txt")), HasSubstr("policy raw, replication 0"));
}

TEST_F(Running, every_pack_that_cannot_be_read_is_named) {
  const Said said = picket(quick() + " --rules nowhere --rules neither --out none");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, AllOf(HasSubstr("<--rules #1>:1:1: error: rules[0]: nowhere: is neither a pack"),
                              HasSubstr("<--rules #2>:1:1: error: rules[1]: neither: is neither a pack"), HasSubstr("2 errors, 5 warnings; nothing was run.")));
  const std::string path = write("bad_rules.yaml", content_of(scenario("smoke/quick.yaml")) + "rules: [picket, nowhere]\n");
  const Said checked = picket("validate " + path + " --library " + scenario(""));
  EXPECT_EQ(checked.exit_code, 2);
  EXPECT_THAT(checked.err, AllOf(HasSubstr("error: rules[1]: nowhere: is neither a pack"), HasSubstr("    rules: [picket, nowhere]\n                    ^")));
}

// Before anything runs, and not in each of its processes.
TEST_F(Running, bad_rules_and_parameters_end_it_with_2_and_leave_nothing) {
  fs::create_directory(file("rules"));
  write("rules/broken.yml", "title: broken\ndetection: 7\n");
  Said said = picket(quick() + " --rules rules --out none");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("broken.yml"));
  EXPECT_THAT(said.err, HasSubstr("nothing was run."));
  EXPECT_FALSE(fs::exists(file("none")));
  said = picket(quick() + " --rules nowhere --out none");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("nowhere"));
  said = picket(quick() + " --set 'attacks.miner.parameters={typo: 3}' --out none");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("attacks[0].parameters.typo"));
  EXPECT_FALSE(fs::exists(file("none")));
}

TEST_F(Running, json_is_one_document_even_with_warnings) {
  // One replication is a warning, and must not stand before the result.
  const Said said = picket(quick() + " --format json --out json");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.err, HasSubstr("warning"));
  const auto result = nlohmann::json::parse(said.out, nullptr, false);
  ASSERT_FALSE(result.is_discarded()) << said.out.substr(0, 200);
  EXPECT_EQ(result.at("scenario_name"), "quick");
}

TEST_F(Running, the_same_seed_gives_the_same_digest_and_another_another) {
  const auto digest = [this](const std::string& folder, const std::string& more) {
    const Said said = picket(quick() + " --out " + folder + " " + more);
    EXPECT_EQ(said.exit_code, 0) << said.err;
    return nlohmann::json::parse(content_of(file(folder + "/latest/result.json"))).at("digest").get<std::string>();
  };
  const std::string once = digest("a", "--threads 1");
  EXPECT_EQ(digest("b", "--threads 2"), once);
  EXPECT_NE(digest("c", "--seed 5"), once);
}

TEST_F(Running, a_wrong_scenario_says_every_problem_and_leaves_no_folder) {
  const std::string path = write("wrong.yaml", "name: wrong\nfleet:\n  - {device_class: toaster, count: 5}\nduration: soon\n");
  const Said said = picket("run " + path + " --out results --library " + scenario(""));
  EXPECT_EQ(said.exit_code, 2);
  for (const char* word : {"toaster", "duration"}) EXPECT_THAT(said.err, HasSubstr(word));
  EXPECT_THAT(said.out, IsEmpty());
  EXPECT_FALSE(fs::exists(file("results")));
}

TEST_F(Running, a_wrong_override_is_wrong_input) {
  for (const char* set : {"--set no.such=1", "--set 'seed=-x'", "--set nothing", "--replications 0", "--seed many"}) {
    EXPECT_EQ(picket(quick() + " --out results " + set).exit_code, 2) << set;
    EXPECT_FALSE(fs::exists(file("results"))) << set;
  }
}

TEST_F(Running, a_folder_that_cannot_be_written_is_said_with_the_way_to_repeat) {
  const Said said = picket(quick() + " --out /proc/nowhere");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("/proc/nowhere"));
  EXPECT_THAT(said.err, HasSubstr("nothing was run"));
  EXPECT_THAT(said.err, HasSubstr("repeat: "));
  for (const char* place : {"--out ''", "--library nowhere", "--rules nowhere"}) {
    EXPECT_EQ(picket(quick() + " " + place).exit_code, 2) << place;
  }
}

// Copied away from the tree, a scenario still finds the parts that come with the program.
TEST_F(Running, a_scenario_far_from_any_library_takes_the_built_in_one) {
  const std::string path = write("away.yaml", content_of(scenario("smoke/quick.yaml")));
  const Said said = picket("validate " + path);
  EXPECT_EQ(said.exit_code, 0) << said.err;
}

TEST_F(Running, a_report_of_something_else_is_wrong_input) {
  EXPECT_EQ(picket("report nowhere").exit_code, 2);
  fs::create_directory(file("odd"));
  write("odd/result.json", "{\"a\": 1");
  const Said said = picket("report odd");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, HasSubstr("odd/result.json"));
}

}  // namespace
}  // namespace picket::sim
