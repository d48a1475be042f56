// What a run leaves in workspace.sqlite, against what it counted.

#include "sim/experiment/run_workspace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "agent_core/message/message.h"
#include "sim/experiment/replication.h"
#include "sim/generate/device_identity.h"
#include "tests/sim/experiment/feed_in_windows.h"
#include "tests/sim/experiment/small_study.h"
#include "tests/support/ocsf_rules.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Rows of a query, cells joined with '|'.
std::vector<std::string> rows_of(const std::string& path, const std::string& query) {
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK) << path;
  sqlite3_stmt* statement = nullptr;
  EXPECT_EQ(sqlite3_prepare_v2(database, query.c_str(), -1, &statement, nullptr), SQLITE_OK)
      << query << ": " << sqlite3_errmsg(database);
  std::vector<std::string> rows;
  while (statement != nullptr && sqlite3_step(statement) == SQLITE_ROW) {
    std::string row;
    for (int c = 0; c < sqlite3_column_count(statement); ++c) {
      const auto* cell = sqlite3_column_text(statement, c);
      row += (c == 0 ? "" : "|") + std::string(cell == nullptr ? "NULL" : reinterpret_cast<const char*>(cell));
    }
    rows.push_back(row);
  }
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return rows;
}

std::int64_t ask(const std::string& path, const std::string& query) {
  const std::vector<std::string> rows = rows_of(path, query);
  return rows.empty() ? -1 : std::stoll(rows.front());
}

/// Runs the small study and hands each run's folder to `look`.
template <class Look>
void with_runs(const std::vector<std::string>& sets, Look look) {
  const TemporaryFolder folder;
  const Scenario scenario = test::small_scenario(sets);
  const StudySettings settings = test::settings_for(scenario, folder.path());
  const StudyOutcome outcome = run_study(scenario, settings);
  ASSERT_EQ(outcome.exit_code, 0);
  for (const auto& entry : std::filesystem::directory_iterator(outcome.directory + "/runs")) {
    look(read_run(entry.path().string()), entry.path().string() + "/workspace.sqlite");
  }
}

/// Every record is valid OCSF; each alert has the record that it is a projection of, each incident its findings.
void expect_records(const std::string& path) {
  for (const char* table : {"OcsfDetectionFinding", "OcsfIncidentFinding"}) {
    for (const std::string& record : rows_of(path, std::string("select Record from ") + table)) {
      ASSERT_THAT(picket::test::OcsfCheck::event(record), IsEmpty()) << record;
    }
  }
  EXPECT_EQ(ask(path, "select count(*) from SecurityAlert a left join OcsfDetectionFinding f on f.Uid = a.SystemAlertId "
                      "where f.Uid is null or f.TimeGenerated <> a.TimeGenerated "
                      "or json_extract(f.Record, '$.finding_info.title') <> a.AlertName "
                      "or json_extract(f.Record, '$.severity') <> a.AlertSeverity "
                      "or json_extract(f.Record, '$.device.uid') <> a.CompromisedEntity"),
            0);
  EXPECT_EQ(ask(path, "select count(*) - count(distinct SystemAlertId) from SecurityAlert"), 0) << "ids differ";
  EXPECT_EQ(ask(path, "select count(*) from OcsfIncidentFinding i, json_each(i.Record, '$.finding_info_list') m "
                      "left join OcsfDetectionFinding f on f.Uid = json_extract(m.value, '$.uid') where f.Uid is null"),
            0);
}

/// Evidence of alerts, by the id of its row: all of it is in the tables, since `store: all` keeps every message; but for
/// findings that began in the warm-up, of which no row is kept.
void expect_evidence(const std::string& path) {
  const std::int64_t start = ocsf_time(test::small_scenario().start_utc);
  const std::string evidence =
      "from OcsfDetectionFinding f, json_each(f.Record, '$.evidences') e "
      "left join (select IoTRawEventId, DeviceId from SecurityIoTRawEvent union all "
      "select IoTRawEventId, DeviceId from DefenderIoTRawEvent) r "
      "on r.IoTRawEventId = json_extract(e.value, '$.uid') where json_extract(e.value, '$.name') = 'IoTRawEventId' ";
  EXPECT_EQ(ask(path, "select count(*) " + evidence + "and r.DeviceId is null and json_extract(f.Record, '$.start_time') >= " +
                          std::to_string(start)),
            0);
  EXPECT_GT(ask(path, "select count(*) " + evidence + "and r.DeviceId is not null"), 0) << "or the test tests nothing";
  EXPECT_EQ(ask(path, "select count(*) " + evidence + "and r.DeviceId <> json_extract(e.value, '$.data.DeviceId')"), 0);
}

// store: all keeps every observation that reached the pipeline, and every alert.
TEST(RunWorkspace, holds_as_many_rows_as_the_run_counted_over_either_wire) {
  std::int64_t recommendations = 0;
  std::int64_t incidents = 0;
  for (const char* wire : {"exact", "sized"}) {
    with_runs({"store=all", std::string("wire=") + wire}, [&](const LaneResult& lane, const std::string& path) {
      SCOPED_TRACE(lane.policy + ", " + wire);
      if (lane.replication > 0) {
        EXPECT_FALSE(std::filesystem::exists(path));
        return;
      }
      EXPECT_THAT(lane.imbalances, IsEmpty());
      const std::int64_t rows = ask(path, "select count(*) from SecurityIoTRawEvent") + ask(path, "select count(*) from DefenderIoTRawEvent");
      EXPECT_EQ(rows, lane.observations);
      EXPECT_EQ(ask(path, "select count(*) from SecurityAlert"), lane.alerts);
      EXPECT_EQ(ask(path, "select count(*) from OcsfDetectionFinding"), lane.alerts);
      EXPECT_EQ(ask(path, "select count(distinct Uid) from OcsfIncidentFinding where ActivityId = 1"),
                lane.incidents + lane.campaigns);
      EXPECT_GE(ask(path, "select count(*) from SecurityRecommendation"), lane.recommendations);
      EXPECT_EQ(lane.rows_over_limit, 0);
      expect_records(path);
      if (lane.policy != "agentless") expect_evidence(path);
      recommendations += ask(path, "select count(*) from SecurityRecommendation");
      incidents += lane.incidents + lane.campaigns;
      // The reverse shell and the miner are found by rules with ATT&CK tags; models have none.
      if (lane.policy == "raw") {
        EXPECT_GT(ask(path, "select count(*) from SecurityAlert where Techniques like '[\"T1%\"]'"), 0);
      }
    });
  }
  EXPECT_GT(recommendations, 0) << "or the test tests nothing";
  EXPECT_GT(incidents, 0) << "or the test tests nothing";
}

// The documented query against the reports themselves, which agents of generation 1 send every hour here: who listens on
// a port that is not the loopback's alone, and whose baseline has a failed check, has that recommendation, and nobody else.
TEST(RunWorkspace, recommends_what_the_reports_of_the_run_ask_for) {
  const std::string query = [] {
    std::ifstream file(test::library() + "/queries/active_recommendations.sql");
    std::string text{std::istreambuf_iterator<char>(file), {}};
    return text.substr(0, text.rfind(';'));
  }();
  with_runs({"store=all", "policy_templates.g1_c.snapshot_interval=1 h"}, [&](const LaneResult& lane, const std::string& path) {
    if (lane.policy != "g1_c") return;
    const auto recommended = [&](const std::string& name) {
      return ask(path, "select coalesce(sum(Devices), 0) from (" + query + ") where RecommendationDisplayName = '" + name + "'");
    };
    const std::string devices = "select count(distinct DeviceId) from SecurityIoTRawEvent where RawEventName = ";
    const std::int64_t listening =
        ask(path, devices + "'ListeningPorts' and json_extract(EventDetails, '$.LocalPort') is not null and "
                            "coalesce(json_extract(EventDetails, '$.LocalAddress'), '') not like '127.%'");
    const std::int64_t failing = ask(path, devices + "'OSBaseline' and json_extract(EventDetails, '$.Result') in ('Fail', 'Error')");
    EXPECT_EQ(recommended("Open Ports on device"), listening);
    EXPECT_EQ(recommended("Operation system baseline validation has failed"), failing);
    EXPECT_GT(listening, 80);
    EXPECT_GT(failing, 80);
    EXPECT_GT(lane.recommendations, 100);
    // Every row of a report names the row of the item that says so.
    EXPECT_EQ(ask(path, "select count(*) from SecurityRecommendation s join SecurityIoTRawEvent r "
                        "on r.IoTRawEventId = json_extract(s.Properties, '$.IoTRawEventId') and r.DeviceId = s.DeviceId"),
              ask(path, "select count(*) from SecurityRecommendation where FirstEvaluationDate >= '2026-03-03' and "
                        "json_extract(Properties, '$.IoTRawEventId') is not null"));
    // One rests on no report: the hub, whose default takes every address.
    EXPECT_EQ(ask(path, "select count(*) from SecurityRecommendation where FirstEvaluationDate >= '2026-03-03' and "
                        "json_extract(Properties, '$.IoTRawEventId') is null"),
              1);
  });
}

// The manifest says what the analytics core left out, zeros included, and accounts for what it told.
TEST(RunWorkspace, stands_beside_a_manifest_that_counts_what_was_left_out) {
  with_runs({}, [&](const LaneResult& lane, const std::string& path) {
    std::ifstream file(path.substr(0, path.rfind('/')) + "/manifest.json");
    const auto manifest = nlohmann::json::parse(file);
    for (const DropCount& loss : lane.pipeline_losses) {
      EXPECT_EQ(manifest.at("counts").at("pipeline." + loss.reason), loss.count) << loss.reason;
    }
    EXPECT_EQ(manifest.at("counts").at("recommendations"), lane.recommendations);
    std::vector<std::string> units;
    for (const auto& ledger : manifest.at("balance")) {
      units.push_back(ledger.at("unit"));
      EXPECT_THAT(ledger.at("imbalances"), IsEmpty()) << units.back();
    }
    std::vector<std::string> expected{"raw events", "messages", "operation records", "findings", "changes of recommendations",
                                      "incidents", "identities, manifests and configurations"};
    if (!lane.hub_operations.empty()) expected.insert(expected.begin() + 3, "hub operations");
    EXPECT_EQ(units, expected);
    EXPECT_FALSE(lane.pipeline_losses.empty());
  });
}

TEST(RunWorkspace, keeps_only_attacked_devices_and_counts_what_its_limit_leaves_out) {
  with_runs({"store=attack_windows", "store_row_limit=20"}, [&](const LaneResult& lane, const std::string& path) {
    if (lane.replication > 0 || lane.policy != "raw") return;
    std::int64_t rows = 0;
    for (const char* table : {"DefenderIoTRawEvent", "SecurityAlert", "AzureDiagnostics", "SecurityRecommendation",
                              "OcsfDetectionFinding", "OcsfIncidentFinding"}) {
      rows += ask(path, std::string("select count(*) from ") + table);
    }
    EXPECT_EQ(rows, 20);
    EXPECT_GT(lane.rows_over_limit, 0);
    EXPECT_LT(rows + lane.rows_over_limit, lane.observations);
  });
}

/// A workspace of the small world that a test writes by itself.
struct OwnWorkspace {
  OwnWorkspace(const std::string& policy_name, const std::vector<std::string>& sets)
      : scenario(test::small_scenario(sets)),
        world(scenario, 0),
        policy(scenario.policy_templates.at(policy_name)),
        content(build_content(world, {})),
        run(StudyDirectory::create(folder.path(), "study").value().run("run").value()),
        workspace(world, policy, *content, &run) {}

  std::string close() {
    EXPECT_FALSE(workspace.close());
    return run.file("workspace.sqlite");
  }

  TemporaryFolder folder;
  Scenario scenario;
  World world;
  Policy policy;
  std::shared_ptr<const PipelineContent> content;
  RunDirectory run;
  RunWorkspace workspace;
};

// The receiver's reading of a message's bytes is the truth about what its payload holds: the table has one row for each
// item that `decode` finds, under the id that the agent gave the event, which generation 1 also writes on the wire.
TEST(RunWorkspace, has_one_row_for_each_payload_item_of_each_message_in_both_generations) {
  for (const char* name : {"g1_c", "g2_linux"}) {
    SCOPED_TRACE(name);
    OwnWorkspace own(name, {"store=all", "wire=exact"});
    DeviceStage stage(own.world, own.policy);
    std::map<std::string, std::string> device_of;  // by id of a row that must be there
    std::size_t messages = 0;
    std::size_t with_several = 0;
    test::feed_in_windows(own.world, stage, Duration::hours(1), [&](const ShardOutput& out, std::uint32_t device) {
      for (const CarriedMessage& m : out.messages) {
        TextTable texts;
        DecodedMessage decoded;
        const std::string_view bytes = std::string_view(out.batch->bytes).substr(m.first_byte, m.body_bytes);
        const auto items = decode(own.policy.encoding, bytes, {}, texts, decoded);
        ASSERT_TRUE(items.ok());
        const AgentIdentity identity = identity_of(own.world, own.policy, DeviceId(device), "");
        for (std::uint32_t i = 0; i < items.value(); ++i) {
          const std::string id = to_string(event_id(identity.id_seed, m.sequence, i));
          EXPECT_TRUE(device_of.emplace(id, own.world.fleet().device_name(DeviceId(device))).second) << "ids differ";
        }
        ++messages;
        with_several += items.value() > 1 ? 1 : 0;
        own.workspace.add(m, std::span(out.batch->observations).subspan(m.first_observation, m.observations), m.created);
      }
    });
    const std::string path = own.close();
    const std::string table(raw_event_table(own.policy.encoding));
    std::map<std::string, std::string> found;
    for (const std::string& row : rows_of(path, "select IoTRawEventId, DeviceId from " + table)) {
      const std::size_t bar = row.find('|');
      EXPECT_TRUE(found.emplace(row.substr(0, bar), row.substr(bar + 1)).second) << "a row stands once";
    }
    EXPECT_EQ(found, device_of);
    EXPECT_GT(messages, 100U);
    EXPECT_GT(with_several, 20U);
  }
}

// Findings, recommendations and records about a hub name the hub and no device.
TEST(RunWorkspace, shows_what_is_about_a_hub_without_a_device) {
  OwnWorkspace own("g2_linux", {"store=all"});
  const DeviceId hub = hub_identity(HubId(0));
  Finding finding;
  finding.time = own.world.start();
  finding.device = hub;
  finding.alert = own.content->alert_of(HubDetection::kCertificateAdded);
  finding.rule = own.content->rule_index(HubDetection::kCertificateAdded);
  EXPECT_GT(own.workspace.add(finding), 0U);
  Recommendation recommendation;
  recommendation.time = own.world.start();
  recommendation.device = hub;
  recommendation.type = RecommendationType::kIpFilterDenyAll;
  EXPECT_GT(own.workspace.add(recommendation), 0U);
  OperationRecord record;
  record.time = own.world.start();
  record.device = hub;
  record.operation = OperationName::kCertificateWrite;
  EXPECT_GT(own.workspace.add(record, own.world.start()), 0U);
  // Of a hub that the scenario does not have: nothing can be said, and nothing is looked up.
  finding.device = hub_identity(HubId(40'000));
  EXPECT_GT(own.workspace.add(finding), 0U);

  const std::string path = own.close();
  const std::string resource = hub_resource_id("hub");
  EXPECT_THAT(rows_of(path, "select CompromisedEntity, ResourceId, json_extract(ExtendedProperties, '$.DeviceId'), AlertType "
                            "from SecurityAlert order by CompromisedEntity desc"),
              ElementsAre("hub|" + resource + "|NULL|IoT_CertificateSuccessfullyAddedToHub",
                          "||NULL|IoT_CertificateSuccessfullyAddedToHub"));
  EXPECT_THAT(rows_of(path, "select AssessedResourceId, DeviceId, RecommendationId from SecurityRecommendation"),
              ElementsAre(resource + "||IoT_IPFilter_DenyAll|hub"));
  EXPECT_THAT(rows_of(path, "select ResourceId, json_extract(properties_s, '$.deviceId') from AzureDiagnostics"),
              ElementsAre(resource + "|NULL"));
  EXPECT_EQ(ask(path, "select count(*) from OcsfDetectionFinding where json_extract(Record, '$.device') is not null"), 0);
  expect_records(path);
}

// What was active when the run began stands in its workspace, from before; its resolution keeps the first time.
TEST(RunWorkspace, begins_with_the_recommendations_of_the_warm_up) {
  OwnWorkspace own("g2_linux", {"store=all"});
  StandingRecommendations standing;
  Recommendation ports;
  ports.time = own.world.start() - Duration::minutes(30);
  ports.device = DeviceId(3);
  ports.evidence = Evidence{DeviceId(3), 1, 0};
  standing.on_recommendation(ports);
  ports.device = DeviceId(4);
  standing.on_recommendation(ports);
  own.workspace.begin_with(standing);
  ports.state = RecommendationState::kResolved;
  ports.time = own.world.start() + Duration::hours(1);
  own.workspace.add(ports);
  const std::string path = own.close();
  EXPECT_THAT(rows_of(path, "select DeviceId, group_concat(RecommendationState), count(distinct FirstEvaluationDate) from "
                            "(select * from SecurityRecommendation order by TimeGenerated) group by DeviceId order by DeviceId"),
              ElementsAre(own.world.fleet().device_name(DeviceId(3)) + "|Active|1",
                          own.world.fleet().device_name(DeviceId(4)) + "|Active,Resolved|1"));
}

}  // namespace
}  // namespace picket::sim
