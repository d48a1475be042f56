// What an export holds, against the run's own books, its workspace, and the decoder of security messages.

#include "sim/exchange/run_export.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "agent_core/message/message.h"
#include "sim/results/workspace_query.h"
#include "tests/sim/exchange/export_study.h"

namespace picket::sim {
namespace {

using Json = nlohmann::json;

class RunExportTest : public test::ExportStudy {
 protected:
  RunExportTest() : test::ExportStudy({"store=all"}) {}
};

/// Of standard base64.
std::string bytes_of_base64(const std::string& text) {
  static const std::string kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::uint32_t bits = 0;
  int have = 0;
  for (const char c : text) {
    if (c == '=') break;
    bits = bits << 6 | static_cast<std::uint32_t>(kLetters.find(c));
    have += 6;
    if (have < 8) continue;
    have -= 8;
    out += static_cast<char>(bits >> have & 0xffU);
  }
  return out;
}

class Rows final : public QuerySink {
 public:
  void on_columns(const std::vector<std::string>&) override {}
  bool on_row(const std::vector<QueryValue>& row) override {
    std::vector<std::string> cells;
    for (const QueryValue& value : row) cells.push_back(value.text);
    rows.push_back(cells);
    return true;
  }
  std::vector<std::vector<std::string>> rows;
};

std::vector<std::vector<std::string>> ask(const std::string& run, const std::string& sql) {
  auto workspace = WorkspaceQuery::open(run + "/workspace.sqlite");
  EXPECT_TRUE(workspace.ok());
  Rows rows;
  EXPECT_FALSE(workspace.value()->run(sql, {}, rows).has_value());
  return rows.rows;
}

TEST_F(RunExportTest, writes_a_line_for_each_message_that_the_hub_accepted_in_order) {
  for (const char* policy : {"g1_c", "picket"}) {
    SCOPED_TRACE(policy);
    const ChosenRun run = run_of(policy);
    const std::string directory = exported(policy);
    const Json manifest = manifest_of(directory);
    const Json& counts = manifest["counts"];
    EXPECT_EQ(manifest["run"]["digest"], run.manifest.digest);
    EXPECT_EQ(counts["messages_accepted"], run.result.messages_accepted);
    EXPECT_EQ(counts["messages_written"].get<std::int64_t>() + counts["messages_enqueued_after_the_end"].get<std::int64_t>(),
              counts["messages_accepted"].get<std::int64_t>() + counts["messages_accepted_again"].get<std::int64_t>());
    const std::vector<Json> lines = json_lines(directory + "/eventhubs/hub.jsonl");
    EXPECT_EQ(lines.size(), counts["messages_written"].get<std::size_t>());
    EXPECT_GT(lines.size(), 100U);
    std::map<std::string, std::int64_t> next;
    std::map<std::string, std::string> partition_of;
    std::string before;
    for (const Json& line : lines) {
      EXPECT_EQ(line["sequenceNumber"].get<std::int64_t>(), next[line["partitionId"]]++);
      EXPECT_LE(before, line["enqueuedTimeUtc"].get<std::string>());
      before = line["enqueuedTimeUtc"];
      EXPECT_EQ(line["systemProperties"]["iothub-message-source"], "Telemetry") << "nothing else without a route";
      const std::string device = line["systemProperties"]["iothub-connection-device-id"];
      EXPECT_EQ(partition_of.emplace(device, line["partitionId"]).first->second, line["partitionId"]);
    }
  }
}

// The bodies are the messages: the decoder reads as many observations in them as the run counted.
TEST_F(RunExportTest, writes_bodies_that_a_decoder_of_security_messages_reads) {
  for (const char* policy : {"g1_c", "g2_linux"}) {
    SCOPED_TRACE(policy);
    const bool json = std::string(policy) == "g1_c";
    TextTable texts;
    std::int64_t observations = 0;
    ExportForms forms;
    forms.log_analytics = false;
    const std::string directory = exported(policy, forms);
    EXPECT_FALSE(std::filesystem::exists(directory + "/log-analytics"));
    for (const std::string& line : lines_of(directory + "/eventhubs/hub.jsonl")) {
      const nlohmann::ordered_json event = nlohmann::ordered_json::parse(line);
      const std::string body = json ? event["body"].dump() : bytes_of_base64(event["body"].get<std::string>());
      DecodedMessage decoded;
      ASSERT_TRUE(decode(json ? Encoding::kG1Json : Encoding::kG2FlatBuffers, body, {}, texts, decoded).ok()) << line;
      observations += static_cast<std::int64_t>(decoded.observations.size());
    }
    EXPECT_EQ(observations, run_of(policy).result.observations);
  }
}

// `store: all` keeps every row of the run in its workspace.
TEST_F(RunExportTest, writes_the_rows_that_the_workspace_of_the_run_holds) {
  for (const char* policy : {"g1_c", "picket"}) {
    SCOPED_TRACE(policy);
    const std::string table = std::string(policy) == "g1_c" ? "SecurityIoTRawEvent" : "DefenderIoTRawEvent";
    ExportForms forms;
    forms.event_hubs = false;
    const std::string directory = exported(policy, forms);
    EXPECT_FALSE(std::filesystem::exists(directory + "/eventhubs"));
    const std::string run = run_of(policy).path;
    std::map<std::string, std::vector<std::string>> kept;
    for (const auto& row : ask(run, "SELECT IoTRawEventId, DeviceId, EventDetails, RawEventName, TimeGenerated, TimeStamp, Type FROM " + table)) {
      kept[row[0]] = row;
    }
    const std::vector<std::string> lines = lines_of(directory + "/log-analytics/" + table + ".jsonl");
    ASSERT_EQ(lines.size(), kept.size());
    for (const std::string& text : lines) {
      const nlohmann::ordered_json line = nlohmann::ordered_json::parse(text);
      const auto& details = line["EventDetails"];
      const std::vector<std::string> row{line["IoTRawEventId"], line["DeviceId"], details.is_string() ? details.get<std::string>() : details.dump(),
                                         line["RawEventName"], line["TimeGenerated"], line["TimeStamp"], line["Type"]};
      ASSERT_EQ(kept[row[0]], row);
    }
    for (const std::string& line : lines_of(directory + "/log-analytics/AzureDiagnostics.jsonl")) {
      ASSERT_TRUE(line.ends_with(",\"Type\":\"AzureDiagnostics\"}"));
      ASSERT_EQ(line.find("\"Type\""), line.rfind("\"Type\"")) << "once";
    }
    const std::vector<Json> operations = json_lines(directory + "/log-analytics/AzureDiagnostics.jsonl");
    const auto logged = ask(run, "SELECT TimeGenerated, OperationName, properties_s FROM AzureDiagnostics ORDER BY rowid");
    ASSERT_EQ(operations.size(), logged.size());
    for (std::size_t i = 0; i < logged.size(); ++i) {
      EXPECT_EQ(operations[i]["TimeGenerated"], logged[i][0]);
      EXPECT_EQ(operations[i]["OperationName"], logged[i][1]);
      EXPECT_EQ(operations[i]["properties_s"], logged[i][2]);
    }
  }
}

TEST_F(RunExportTest, labels_messages_that_are_there_and_sums_them_up_by_unit) {
  const std::string directory = exported("picket");
  std::map<std::pair<std::string, std::string>, Json> events;  // by partition and number
  for (const Json& line : json_lines(directory + "/eventhubs/hub.jsonl")) {
    events[{line["partitionId"], std::to_string(line["sequenceNumber"].get<std::int64_t>())}] = line;
  }
  std::set<std::string> rows;
  for (const Json& line : json_lines(directory + "/log-analytics/DefenderIoTRawEvent.jsonl")) rows.insert(line["IoTRawEventId"]);
  std::map<std::string, std::uint64_t> arrived;
  const auto labels = table_of(directory + "/labels/messages.csv");
  ASSERT_GT(labels.size(), 10U);
  for (std::size_t i = 1; i < labels.size(); ++i) {
    const auto& label = labels[i];
    const auto event = events.find({label[1], label[2]});
    ASSERT_NE(event, events.end());
    EXPECT_EQ(event->second["systemProperties"]["iothub-connection-device-id"], label[3]);
    EXPECT_TRUE(rows.contains(label[7]));
    EXPECT_EQ(label[3], label[10]) << "no gateway in between";
    if (label[5] == "false") arrived[label[8]] += std::stoull(label[13]);
  }
  const LaneResult result = run_of("picket").result;
  const auto units = table_of(directory + "/labels/units.csv");
  ASSERT_EQ(units.size(), result.units.size() + 1);
  for (std::size_t u = 0; u < result.units.size(); ++u) {
    EXPECT_EQ(std::stoull(units[u + 1][12]), result.units[u].events_arrived);
    EXPECT_EQ(arrived[std::to_string(u)], result.units[u].events_arrived);
    EXPECT_EQ(units[u + 1][13].empty(), !result.units[u].evidence);
  }
  // No word of the truth stands with what a detector is given.
  EXPECT_EQ(content_of(directory + "/eventhubs/hub.jsonl").find("miner\""), std::string::npos);
}

TEST_F(RunExportTest, writes_events_of_the_hub_itself_where_there_is_a_route) {
  ExportForms forms;
  forms.log_analytics = false;
  forms.connection_states = true;
  const std::string directory = exported("g2_linux", forms);
  std::map<std::string, bool> connected;
  std::string number;
  std::uint64_t events = 0;
  for (const Json& line : json_lines(directory + "/eventhubs/hub.jsonl")) {
    if (line["systemProperties"]["iothub-message-source"] != "deviceConnectionStateEvents") continue;
    ++events;
    const Json& application = line["applicationProperties"];
    EXPECT_EQ(application["iothub-message-schema"], "deviceConnectionStateNotification");
    EXPECT_EQ(application["hubName"], "hub");
    // The agent's module, or the device itself, of which the hub tells when it was off.
    const std::string module = application.value("moduleId", "");
    EXPECT_EQ(module, line["systemProperties"].value("iothub-connection-module-id", ""));
    const std::string kind = module.empty() ? "device" : "module";
    const bool now = application["opType"] == kind + "Connected";
    EXPECT_TRUE(now || application["opType"] == kind + "Disconnected") << line;
    const std::string identity = application["deviceId"].get<std::string>() + "/" + module;
    const auto told = connected.find(identity);
    EXPECT_TRUE(told == connected.end() || told->second != now) << "a state that was told is not told again";
    connected[identity] = now;
    EXPECT_LE(application["operationTimestamp"].get<std::string>(), line["enqueuedTimeUtc"].get<std::string>());
  }
  EXPECT_EQ(manifest_of(directory)["counts"]["connection_state_events"], events);
  EXPECT_GT(events, 0U) << "or the test tests nothing";
  EXPECT_LT(connected.size(), 90U) << "a token that is renewed is no change";
}

// What g1_c sends is JSON in utf-8: a route takes it elsewhere. Connection states have a route to the built-in endpoint.
class RoutedExportTest : public test::ExportStudy {
 protected:
  RoutedExportTest()
      : test::ExportStudy({"hubs=[{name: hub, partitions: 2, fallback_route: false, routes: [{name: cold, condition: \"$contentEncoding = "
                           "'utf-8'\", endpoint: storage}, {name: states, source: DeviceConnectionStateEvents}]}]"}) {}
};

TEST_F(RoutedExportTest, writes_what_routes_take_to_the_endpoint_and_rows_of_everything) {
  const std::string directory = exported("g1_c");
  const Json manifest = manifest_of(directory);
  const Json& counts = manifest["counts"];
  const Json& hub = manifest["hubs"][0];
  EXPECT_EQ(hub["partitions"], 2);
  EXPECT_EQ(counts["messages_written"], 0);
  EXPECT_GT(counts["messages_not_at_the_endpoint"].get<std::uint64_t>(), 100U);
  EXPECT_EQ(hub["routed"]["storage"], counts["messages_not_at_the_endpoint"]);
  EXPECT_EQ(hub["orphaned"], 0);
  EXPECT_EQ(manifest["routes"], Json({"Telemetry", "deviceConnectionStateEvents"}));
  const std::vector<Json> lines = json_lines(directory + "/eventhubs/hub.jsonl");
  EXPECT_EQ(hub["routed"]["events"], lines.size());
  EXPECT_EQ(counts["connection_state_events"], lines.size());
  for (const Json& line : lines) {
    EXPECT_EQ(line["systemProperties"]["iothub-message-source"], "deviceConnectionStateEvents");
    EXPECT_TRUE(line["partitionId"] == "0" || line["partitionId"] == "1");
  }
  EXPECT_GT(counts["raw_event_rows"].get<std::uint64_t>(), 100U) << "the security service has every message";
}

class TwinExportTest : public test::ExportStudy {
 protected:
  TwinExportTest() : test::ExportStudy({"replications=1"}, content_of(test::library() + "/smoke/twin_change.yaml")) {}
};

TEST_F(TwinExportTest, writes_twin_changes_with_their_documents) {
  ExportForms forms;
  forms.log_analytics = false;
  forms.twin_changes = true;
  const std::string directory = exported("g2_linux", forms);
  std::uint64_t events = 0;
  std::uint64_t with_properties = 0;
  for (const Json& line : json_lines(directory + "/eventhubs/hub.jsonl")) {
    if (line["systemProperties"]["iothub-message-source"] != "twinChangeEvents") continue;
    ++events;
    EXPECT_EQ(line["applicationProperties"]["opType"], "updateTwin");
    const Json& desired = line["body"]["properties"]["desired"];
    EXPECT_GE(desired["$version"].get<int>(), 2);
    EXPECT_EQ(line["body"]["version"].get<int>(), desired["$version"].get<int>() + 1);
    with_properties += desired.size() > 2 ? 1 : 0;
  }
  EXPECT_EQ(manifest_of(directory)["counts"]["twin_change_events"], events);
  // Twenty gateways at two hours, and all thirty devices at three.
  EXPECT_EQ(events, 50U);
  EXPECT_EQ(with_properties, 50U);
}

/// One meter whose twin two attacks change.
constexpr const char* kTwoChanges = R"(
name: two
title: Switched off and on again
seed: 1
replications: 1
warm_up: 1 h
duration: 4 h
policies: [{use: g2_linux}]
fleet:
  - {device_class: meter, count: 1, sites: 1, access: {ethernet: 1}}
device_classes:
  meter:
    title: Wakes every ten minutes
    reboots_per_30_days: 0
    power_losses_per_year: 0
    activities:
      poll: {timing: cron, period: 10 min, script: [{kind: process, commandlines: ["/usr/bin/poll"]}]}
hubs:
  - name: hub
    configuration:
      diagnostic_settings: [{name: workspace, categories: [Connections, C2DTwinOperations]}]
attack_templates:
  "on":
    id: X35
    title: A collector switched on
    deadline: 10 min
    memory_only: false
    phases: [{id: change, hub: [{kind: twin_update, desired_g2: {Process_Disabled: false}}]}]
  "off":
    id: X34
    title: A collector switched off
    deadline: 10 min
    memory_only: false
    phases: [{id: change, hub: [{kind: twin_update, desired_g2: {Process_Disabled: true}}]}]
attacks:
  - {name: first, use: "off", start: 1 h, targets: {device_class: meter, count: 1}}
  - {name: then, use: "on", start: 2 h, targets: {device_class: meter, count: 1}}
)";

class TwoChangesExportTest : public test::ExportStudy {
 protected:
  TwoChangesExportTest() : test::ExportStudy({}, kTwoChanges) {}
};

TEST_F(TwoChangesExportTest, each_twin_change_has_the_document_of_its_own_act) {
  ExportForms forms;
  forms.log_analytics = false;
  forms.twin_changes = true;
  std::vector<bool> disabled;
  for (const Json& line : json_lines(exported("g2_linux", forms) + "/eventhubs/hub.jsonl")) {
    if (line["systemProperties"]["iothub-message-source"] != "twinChangeEvents") continue;
    disabled.push_back(line["body"]["properties"]["desired"].at("Process_Disabled").get<bool>());
  }
  EXPECT_EQ(disabled, (std::vector<bool>{true, false}));
}

// A second copy of a message has a place of its own and a label, and makes no second row.
TEST(RunExport, tells_copies_apart) {
  const TemporaryFolder place;
  const Scenario scenario = test::small_scenario();
  const World world(scenario, 0);
  const Policy& policy = scenario.policy_templates.at("g2_linux");
  ExportFolder folder(place.file("x"), false);
  RunExport exported(world, "g2_linux", policy, {}, folder);
  CarriedMessage message;
  message.device = world.attacks().units()[0].device;
  message.sequence = 3;
  message.observations = 1;
  const std::vector<Observation> observations(1);
  DeviceMessage submitted;
  submitted.device = message.device;
  submitted.sequence = 3;
  submitted.enqueued_time = world.start() + Duration::seconds(1);
  submitted.observations = observations;
  AcceptedLabels labels;
  labels.labels.push_back({0, {0, 0, 5, world.start()}});
  exported.on_submitted(message, submitted, &labels);
  message.submitted = true;
  submitted.enqueued_time = world.start() + Duration::seconds(9);
  exported.on_submitted(message, submitted, &labels);
  exported.on_carried(world.start() + Duration::minutes(10));
  exported.write_labels();
  EXPECT_EQ(exported.counts().messages, 2U);
  EXPECT_EQ(exported.counts().copies, 1U);
  EXPECT_EQ(exported.counts().raw_event_rows, 1U);
  folder.finish("{}");
  const std::string text = content_of(place.file("x/labels/messages.csv"));
  EXPECT_THAT(text, ::testing::HasSubstr(",3,false,0,"));
  EXPECT_THAT(text, ::testing::HasSubstr(",3,true,0,"));
  EXPECT_THAT(content_of(place.file("x/labels/units.csv")), ::testing::HasSubstr(",1,5,2")) << "counted once";
}

/// One meter whose identity an attack deletes and creates again, at a hub that logs everything.
class IdentityExportTest : public test::ExportStudy {
 protected:
  IdentityExportTest()
      : test::ExportStudy({"policies=[{use: g1_c}]", "store=all", "attack_templates={x: {id: X41, title: An identity deleted and restored, deadline: 10 min, memory_only: false, phases: "
                           "[{id: gone, hub: [{kind: delete_identity}, {kind: delete_identity}]}, {id: back, after: [gone], delay: 20 min, "
                           "hub: [{kind: create_identity}]}]}}",
                           "attacks=[{name: x, use: x, start: 1 h, targets: {device_class: meter, count: 1}}]",
                           "hubs[0].configuration.diagnostic_settings=[{name: all, categories: [Connections, DeviceTelemetry, C2DCommands, "
                           "DeviceIdentityOperations, FileUploadOperations, Routes, D2CTwinOperations, TwinQueries, C2DTwinOperations, "
                           "JobsOperations, DirectMethods, Configurations, DistributedTracing, DeviceStreams]}]"},
                          kTwoChanges) {}
};

TEST_F(IdentityExportTest, writes_lifecycle_events_of_device_and_module) {
  ExportForms forms;
  forms.log_analytics = false;
  forms.lifecycle = true;
  const std::string directory = exported("g1_c", forms);
  std::vector<std::string> seen;
  for (const Json& line : json_lines(directory + "/eventhubs/hub.jsonl")) {
    if (line["systemProperties"]["iothub-message-source"] != "deviceLifecycleEvents") continue;
    const Json& application = line["applicationProperties"];
    EXPECT_EQ(application["iothub-message-schema"], "deviceLifecycleNotification");
    EXPECT_EQ(application["operationTimestamp"], line["enqueuedTimeUtc"]);
    EXPECT_EQ(line["body"]["deviceId"], application["deviceId"]);
    EXPECT_EQ(line["body"].value("moduleId", ""), application.value("moduleId", ""));
    EXPECT_EQ(line["body"]["etag"], "AAAAAAAAAAE=");
    EXPECT_EQ(line["body"]["properties"]["reported"]["$metadata"]["$lastUpdated"], "0001-01-01T00:00:00Z");
    seen.push_back(application["opType"].get<std::string>() + " " + application.value("moduleId", ""));
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"deleteDeviceIdentity ", "deleteDeviceIdentity azureiotsecurity", "createDeviceIdentity ",
                                            "createDeviceIdentity azureiotsecurity"}));
  const Json manifest = manifest_of(directory);
  EXPECT_EQ(manifest["counts"]["lifecycle_events"], 4);
  EXPECT_EQ(manifest["routes"], Json({"Telemetry", "deviceLifecycleEvents"}));
}

// The same records as rows of AzureDiagnostics, in the form in which a diagnostic setting sends them elsewhere.
TEST_F(IdentityExportTest, writes_the_resource_log_as_a_setting_sends_it) {
  ExportForms rows;
  rows.event_hubs = false;
  ExportForms forms = rows;
  forms.log_analytics = false;
  forms.resource_logs = true;
  const std::string directory = exported("g1_c", forms);
  const std::vector<Json> records = json_lines(directory + "/resource-logs/hub.jsonl");
  const std::vector<Json> of_workspace = json_lines(exported("g1_c", rows) + "/log-analytics/AzureDiagnostics.jsonl");
  EXPECT_EQ(manifest_of(directory)["counts"]["resource_log_records"], records.size());
  ASSERT_EQ(records.size(), of_workspace.size());
  EXPECT_GT(records.size(), 10U);
  for (std::size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(records[i]["properties"], of_workspace[i]["properties_s"]);
    EXPECT_EQ(records[i]["category"], of_workspace[i]["Category"]);
    EXPECT_LE(records[i]["time"].get<std::string>(), of_workspace[i]["TimeGenerated"].get<std::string>());
  }
}

// What the table of operations says of the hub's log, in the rows of a run: the agents' twin operations, each with the properties of its
// category; and of identities the error alone, since the second deletion finds nothing.
TEST_F(IdentityExportTest, writes_records_of_every_category_that_the_run_causes) {
  ExportForms forms;
  forms.event_hubs = false;
  std::map<std::string, std::set<std::string>> results;  // by category and operation
  for (const Json& row : json_lines(exported("g1_c", forms) + "/log-analytics/AzureDiagnostics.jsonl")) {
    results[row["Category"].get<std::string>() + "/" + row["OperationName"].get<std::string>()].insert(row["ResultType"]);
    const Json properties = Json::parse(row["properties_s"].get<std::string>());
    if (row["Category"] == "D2CTwinOperations") {
      EXPECT_TRUE(properties.contains("authenticationType")) << properties;
      EXPECT_EQ(properties["protocol"], "Mqtt");
    }
    if (row["Category"] == "DeviceIdentityOperations") {
      EXPECT_EQ(properties["statusCode"], "404");
    }
    if (row["Category"] == "Connections") {
      EXPECT_TRUE(properties["maskedIpAddress"].get<std::string>().ends_with(".XXX")) << properties;
    }
  }
  EXPECT_EQ(results["DeviceIdentityOperations/delete"], (std::set<std::string>{"404001"}));
  EXPECT_FALSE(results.contains("DeviceIdentityOperations/create"));
  EXPECT_TRUE(results["Connections/deviceConnect"].contains("401003"));
  EXPECT_TRUE(results["Connections/deviceConnect"].contains("0"));
  EXPECT_TRUE(results["D2CTwinOperations/read"].contains("0"));
  EXPECT_TRUE(results["D2CTwinOperations/update"].contains("0"));
}

}  // namespace
}  // namespace picket::sim
