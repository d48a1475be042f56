// The queries are those of the product's documentation, KQL turned into SQL: parse_json and
// extractjson become json_extract, dcount becomes count(distinct), arg_max a join on max.
#include "sim/results/workspace.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/sim/results/sample_observations.h"
#include "tests/sim/results/temporary_folder.h"
#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using picket::test::at;

constexpr std::string_view kHubResource = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Devices/IotHubs/hub";

/// Rows of a query, cells joined with '|'.
std::vector<std::string> query(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  std::vector<std::string> rows;
  sqlite3_stmt* statement = nullptr;
  EXPECT_EQ(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
  while (statement != nullptr && sqlite3_step(statement) == SQLITE_ROW) {
    std::string row;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      const auto* cell = sqlite3_column_text(statement, i);
      if (i != 0) row += '|';
      row += cell == nullptr ? "NULL" : reinterpret_cast<const char*>(cell);
    }
    rows.push_back(row);
  }
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return rows;
}

class WorkspaceTest : public testing::Test {
 protected:
  std::unique_ptr<Workspace> open(std::int64_t row_limit = 1'000) {
    auto created = Workspace::create(path, {row_limit, 0.75});
    EXPECT_TRUE(created.ok());
    return std::move(created).value();
  }
  static RowContext context(Encoding encoding, std::string_view device) {
    return {encoding, device, "0.0.6", "s", kHubResource, "Linux"};
  }
  void login(Workspace& workspace, std::string_view device, std::string_view user, IpAddress from, bool failed,
             Time time) {
    Observation o;
    o.record = LoginRecord{texts.intern(user), texts.intern("/usr/sbin/sshd"), from, 1,
                           failed ? LoginOperation::kLoginFailed : LoginOperation::kLogin};
    o.first_time = o.last_time = time;
    const RowContext row = context(Encoding::kG1Json, device);
    workspace.add(RawEventRow{row, o, texts, Uuid{1, 1}, time + Duration::seconds(60)});
  }
  static AlertRow alert(std::string_view device, std::string_view name, Severity severity, std::uint64_t id,
                        Time time) {
    AlertRow row;
    row.alert_type = "IoT_Type";
    row.display_name = name;
    row.description = "What happened.";
    row.severity = severity;
    row.device_name = device;
    row.resource_id = kHubResource;
    row.id = {0, id};
    row.start = row.end = row.generated = time;
    return row;
  }

  TemporaryFolder folder;
  std::string path = folder.file("workspace.sqlite");
  TextTable texts;
};

TEST_F(WorkspaceTest, answers_the_alert_queries) {
  auto workspace = open();
  workspace->add(alert("dev-1", "Brute force", Severity::kHigh, 1, at(10)));
  workspace->add(alert("dev-1", "Brute force", Severity::kHigh, 2, at(20)));
  workspace->add(alert("dev-2", "Brute force", Severity::kHigh, 3, at(30)));
  workspace->add(alert("dev-2", "Disk \"full\"", Severity::kLow, 4, at(40)));
  ASSERT_FALSE(workspace->close());

  // 1. Sample alerts.
  EXPECT_EQ(query(path,
                  "SELECT TimeGenerated, ResourceId, json_extract(ExtendedProperties, '$.DeviceId'), AlertSeverity, "
                  "DisplayName, Description FROM SecurityAlert WHERE ProductName = 'Azure Security Center for IoT' "
                  "ORDER BY TimeGenerated LIMIT 1"),
            (std::vector<std::string>{"2026-03-03T00:00:10.000000Z|" + std::string(kHubResource) +
                                      "|dev-1|High|Brute force|What happened."}));
  // 2. Alerts by hub, device, severity and name.
  EXPECT_EQ(
      query(path,
            "SELECT count(DISTINCT SystemAlertId), json_extract(ExtendedProperties, '$.DeviceId') AS d, "
            "AlertSeverity, DisplayName FROM SecurityAlert WHERE TimeGenerated > '2026-02-25' "
            "GROUP BY ResourceId, d, AlertSeverity, DisplayName ORDER BY d, DisplayName"),
      (std::vector<std::string>{"2|dev-1|High|Brute force", "1|dev-2|High|Brute force", "1|dev-2|Low|Disk \"full\""}));
  // 3. Devices with alerts.
  EXPECT_EQ(query(path,
                  "SELECT count(DISTINCT json_extract(ExtendedProperties, '$.DeviceId')), DisplayName "
                  "FROM SecurityAlert GROUP BY ResourceId, AlertSeverity, DisplayName ORDER BY DisplayName"),
            (std::vector<std::string>{"2|Brute force", "1|Disk \"full\""}));
  // 5. Alerts of one device.
  EXPECT_EQ(query(path,
                  "SELECT count(*) FROM SecurityAlert WHERE ExtendedProperties LIKE '%dev-2%' AND "
                  "lower(ResourceId) LIKE '%iothubs/hub'"),
            (std::vector<std::string>{"2"}));
}

TEST_F(WorkspaceTest, answers_the_login_query) {
  auto workspace = open();
  const IpAddress far = IpAddress::v4(0xc0000201);
  login(*workspace, "dev-1", "root", far, true, at(0));
  login(*workspace, "dev-1", "root", IpAddress::v4(0xc0000202), true, at(5));
  login(*workspace, "dev-1", "root", far, false, at(9));
  login(*workspace, "dev-1", "(invalid user)", far, true, at(11));
  login(*workspace, "dev-1", "admin", IpAddress::v4(0x7f000001), false, at(12));
  ASSERT_FALSE(workspace->close());
  EXPECT_EQ(query(path,
                  "SELECT json_extract(EventDetails, '$.UserName') AS u, json_extract(EventDetails, '$.Result') AS r, "
                  "count(*), min(json_extract(EventDetails, '$.TimestampLocal')), max(TimeStamp), "
                  "count(DISTINCT json_extract(EventDetails, '$.RemoteAddress')) FROM SecurityIoTRawEvent "
                  "WHERE RawEventName = 'Login' AND json_extract(EventDetails, '$.RemoteAddress') <> '127.0.0.1' "
                  "AND u NOT IN ('(invalid user)', '(unknown user)') "
                  "GROUP BY u, r, json_extract(EventDetails, '$.Executable') ORDER BY r"),
            (std::vector<std::string>{"root|Fail|2|2026-03-03T00:00:00Z|2026-03-03T00:00:05.000000Z|2",
                                      "root|Success|1|2026-03-03T00:00:09Z|2026-03-03T00:00:09.000000Z|1"}));
}

TEST_F(WorkspaceTest, answers_the_process_query_for_generation_2) {
  auto workspace = open();
  const RowContext row = context(Encoding::kG2FlatBuffers, "dev-1");
  for (std::uint32_t i = 0; i < 3; ++i) {
    Observation o;
    o.record =
        ProcessRecord{texts.intern("/bin/ls -l"), texts.intern("/bin/ls"), 10 + i, 1, 0, ProcessOperation::kExec};
    o.hit_count = i + 1;
    o.first_time = o.last_time = at(i);
    workspace->add(RawEventRow{row, o, texts, Uuid{0, i}, at(100)});
  }
  ASSERT_FALSE(workspace->close());
  EXPECT_EQ(query(path,
                  "SELECT json_extract(EventDetails, '$.Executable'), sum(json_extract(EventDetails, '$.HitCount')), "
                  "group_concat(json_extract(EventDetails, '$.ProcessId')), min(TimeStamp), max(TimeStamp) "
                  "FROM DefenderIoTRawEvent WHERE RawEventName = 'Process' GROUP BY 1"),
            (std::vector<std::string>{"/bin/ls|6|10,11,12|2026-03-03T00:00:00.000000Z|2026-03-03T00:00:02.000000Z"}));
}

TEST_F(WorkspaceTest, keeps_the_hubs_operation_log) {
  auto workspace = open();
  OperationRow row;
  row.record = {at(7), DeviceId(1), OperationName::kDeviceDisconnect, 404'104, true};
  row.generated = at(67);
  row.device_name = "dev-1";
  row.module_name = "azureiotsecurity";
  row.hub_name = "hub";
  row.resource_id = kHubResource;
  workspace->add(row);
  ASSERT_FALSE(workspace->close());
  EXPECT_EQ(query(path,
                  "SELECT OperationName, ResultType, ResultDescription, json_extract(properties_s, '$.deviceId'), "
                  "json_extract(json_extract(properties_s, '$.authType'), '$.type') FROM AzureDiagnostics "
                  "WHERE ResourceType = 'IOTHUBS' AND Category = 'Connections'"),
            (std::vector<std::string>{"deviceDisconnect|404104|DeviceConnectionClosedRemotely|dev-1|sas"}));
}

TEST_F(WorkspaceTest, keeps_recommendations_with_their_states) {
  auto workspace = open();
  RecommendationRow row;
  row.resource_id = kHubResource;
  row.device_name = "dev-1";
  row.name = "IoT_OpenPorts";
  row.display_name = "Open Ports on device";
  row.additional_data = R"({"Ports":"22/tcp"})";
  row.generated = row.first_evaluated = row.changed = at(10);
  workspace->add(row);
  row.state = RecommendationState::kResolved;
  row.generated = row.changed = at(20);
  workspace->add(row);
  EXPECT_EQ(workspace->counts().recommendations, 2);
  ASSERT_FALSE(workspace->close());
  EXPECT_EQ(query(path,
                  "SELECT RecommendationState, DeviceId, RecommendationSeverity, FirstEvaluationDate, ResolvedTimeUTC, "
                  "json_extract(RecommendationAdditionalData, '$.Ports'), IsSnapshot, Type "
                  "FROM SecurityRecommendation ORDER BY DiscoveredTimeUTC"),
            (std::vector<std::string>{
                "Active|dev-1|Medium|2026-03-03T00:00:10.000000Z|NULL|22/tcp|0|SecurityRecommendation",
                "Resolved|dev-1|Medium|2026-03-03T00:00:10.000000Z|2026-03-03T00:00:20.000000Z|22/tcp|0|"
                "SecurityRecommendation"}));
  const auto billed = query(path, "SELECT _BilledSize / 0.75 FROM SecurityRecommendation WHERE ResolvedTimeUTC <> ''");
  EXPECT_EQ(std::stod(billed.at(0)), static_cast<double>(recommendation_row_bytes(row)));
}

TEST_F(WorkspaceTest, keeps_findings_and_incidents_as_records_of_ocsf) {
  auto workspace = open();
  DetectionFinding finding;
  finding.uid = {1, 2};
  finding.title = "Reverse shells";
  finding.created = at(10);
  finding.subject.device_name = "dev-1";
  workspace->add(finding);
  IncidentFinding incident;
  incident.uid = {3, 4};
  incident.incident.time = at(20);
  incident.findings = {{finding.uid, at(10), finding.title}};
  workspace->add(incident);
  EXPECT_EQ(workspace->counts().findings, 1);
  EXPECT_EQ(workspace->counts().incidents, 1);
  ASSERT_FALSE(workspace->close());
  EXPECT_EQ(query(path,
                  "SELECT i.ActivityId, i.TimeGenerated, f.TimeGenerated, json_extract(f.Record, '$.finding_info.title') "
                  "FROM OcsfIncidentFinding i, json_each(i.Record, '$.finding_info_list') m "
                  "JOIN OcsfDetectionFinding f ON f.Uid = json_extract(m.value, '$.uid')"),
            (std::vector<std::string>{"1|2026-03-03T00:00:20.000000Z|2026-03-03T00:00:10.000000Z|Reverse shells"}));
}

TEST_F(WorkspaceTest, fills_every_column_of_an_alert_in_its_place) {
  auto workspace = open();
  AlertRow row = alert("dev-1", "Brute force", Severity::kHigh, 7, at(10));
  row.compromised_entity = "dev-1";
  row.remediation = {"Lock the account."};
  row.tactics = "CredentialAccess";
  row.techniques = "[\"T1110\"]";
  row.sub_techniques = "[\"T1110.001\"]";
  row.confidence_level = "High";
  row.confidence_score = 0.75;
  row.component = "product";
  row.subscription_id = "s";
  row.resource_group = "rg";
  workspace->add(row);
  ASSERT_FALSE(workspace->close());
  EXPECT_EQ(query(path,
                  "SELECT AlertName, AlertSeverity, AlertType, CompromisedEntity, ConfidenceLevel, ConfidenceScore, "
                  "Description, DisplayName, Entities, IsIncident, ProductComponentName, ProductName, ProviderName, "
                  "RemediationSteps, Status, SubTechniques, Tactics, Techniques, Type, VendorName, "
                  "WorkspaceResourceGroup, WorkspaceSubscriptionId FROM SecurityAlert"),
            (std::vector<std::string>{
                "Brute force|High|IoT_Type|dev-1|High|0.75|What happened.|Brute force|[]|0|product|Azure Security Center "
                "for IoT|IoTSecurity|[\"Lock the account.\"]|New|[\"T1110.001\"]|CredentialAccess|[\"T1110\"]|"
                "SecurityAlert|Microsoft|rg|s"}));
  EXPECT_EQ(query(path, "SELECT SystemAlertId = VendorOriginalId, StartTime, EndTime, ProcessingEndTime, TimeGenerated "
                        "FROM SecurityAlert"),
            (std::vector<std::string>{"1|2026-03-03T00:00:10.000000Z|2026-03-03T00:00:10.000000Z|"
                                      "2026-03-03T00:00:10.000000Z|2026-03-03T00:00:10.000000Z"}));
}

TEST_F(WorkspaceTest, replaces_bytes_of_a_device_that_are_no_text) {
  auto workspace = open();
  login(*workspace, "dev-1", "ro\xff\"ot\n", IpAddress::v4(0xc0000201), true, at(0));
  ASSERT_FALSE(workspace->close());
  EXPECT_EQ(query(path, "SELECT json_valid(EventDetails), json_extract(EventDetails, '$.UserName') FROM SecurityIoTRawEvent"),
            (std::vector<std::string>{"1|ro\xEF\xBF\xBD\"ot\n"}));
}

TEST_F(WorkspaceTest, stores_what_the_bill_counts) {
  SampleTexts t;
  RandomStream random(3, 0, 0, Purpose::kTest);
  auto workspace = open();
  double bytes = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    const RowContext row = context(i % 2 == 0 ? Encoding::kG1Json : Encoding::kG2FlatBuffers, "dev-1");
    const Observation o = random_observation(random, t, static_cast<EventKind>(i % kEventKinds));
    bytes += static_cast<double>(raw_event_row_bytes(row, o, t.texts));
    workspace->add(RawEventRow{row, o, t.texts, Uuid{}, o.last_time});
  }
  EXPECT_EQ(workspace->counts().raw_events, 200);
  ASSERT_FALSE(workspace->close());
  const auto rows = query(path,
                          "SELECT sum(_BilledSize) / 0.75, count(*), sum(json_valid(EventDetails)) FROM "
                          "(SELECT * FROM SecurityIoTRawEvent UNION ALL SELECT * FROM DefenderIoTRawEvent)");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_NEAR(std::stod(rows[0]), bytes, 1e-6);
  EXPECT_EQ(rows[0].substr(rows[0].find('|')), "|200|200");
}

TEST_F(WorkspaceTest, counts_rows_over_the_limit) {
  auto workspace = open(2);
  for (std::uint64_t i = 0; i < 5; ++i) workspace->add(alert("dev-1", "x", Severity::kLow, i, at(0)));
  EXPECT_EQ(workspace->counts().alerts, 2);
  EXPECT_EQ(workspace->counts().over_limit, 3);
  ASSERT_FALSE(workspace->close());
  EXPECT_EQ(query(path, "SELECT count(*) FROM SecurityAlert"), (std::vector<std::string>{"2"}));
}

TEST_F(WorkspaceTest, shows_the_file_only_when_closed) {
  {
    auto workspace = open();
    workspace->add(alert("dev-1", "x", Severity::kLow, 1, at(0)));
    EXPECT_FALSE(std::filesystem::exists(path));
  }
  EXPECT_EQ(files_in(folder.path()), 0U);
}

TEST_F(WorkspaceTest, reports_a_place_where_it_cannot_write) {
  const auto created = Workspace::create(folder.file("none/workspace.sqlite"), {});
  ASSERT_FALSE(created.ok());
  EXPECT_EQ(created.error().reason, "unable to open database file");
}

TEST_F(WorkspaceTest, reports_a_name_that_is_taken_by_a_folder) {
  auto workspace = open();
  std::filesystem::create_directory(path);
  std::ofstream(path + "/x") << "x";
  EXPECT_TRUE(workspace->close());
  EXPECT_EQ(files_in(folder.path()), 1U);
}

}  // namespace
}  // namespace picket::sim
