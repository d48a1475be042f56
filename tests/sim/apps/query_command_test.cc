// Questions to a workspace that was made by hand, so that every answer can be checked by reading.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/results/workspace.h"
#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::HasSubstr;

constexpr std::string_view kHub = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Devices/IotHubs/hub";

/// 2026-03-03T00:00:00Z and so many minutes.
Time minute(std::int64_t minutes) { return Time::from_unix_seconds(1'772'496'000 + minutes * 60); }

/// Two devices of generation 1, one of generation 2; minutes of one day, and one alert ten days earlier.
class Queries : public Program {
 protected:
  void SetUp() override {
    path_ = file("workspace.sqlite");
    auto created = Workspace::create(path_, {});
    ASSERT_TRUE(created.ok());
    workspace_ = std::move(created).value();
    alerts();
    recommendations();
    records();
    reports();
    events();
    attacks();
    ASSERT_FALSE(workspace_->close());
  }

  void alert(std::string_view device, std::string_view name, picket::Severity severity, Time time) {
    AlertRow row;
    row.alert_type = "IoT_Type";
    row.display_name = name;
    row.description = "What happened.";
    row.severity = severity;
    row.device_name = device;
    row.resource_id = kHub;
    row.id = {0, ++alerts_};
    row.start = row.end = row.generated = time;
    workspace_->add(row);
  }
  void alerts() {
    alert("dev-1", "Reverse shells", picket::Severity::kHigh, minute(-10 * 24 * 60));
    alert("dev-1", "Reverse shells", picket::Severity::kHigh, minute(1));
    alert("dev-1", "Reverse shells", picket::Severity::kHigh, minute(2));
    alert("dev-2", "Reverse shells", picket::Severity::kHigh, minute(3));
    alert("dev-2", "Bash history cleared", picket::Severity::kLow, minute(4));
  }
  void recommend(std::string_view device, std::string_view name, picket::Severity severity, RecommendationState state, Time time) {
    RecommendationRow row;
    row.resource_id = kHub;
    row.device_name = device;
    row.display_name = name;
    row.severity = severity;
    row.state = state;
    row.generated = row.first_evaluated = row.changed = time;
    workspace_->add(row);
  }
  void recommendations() {
    constexpr auto kActive = RecommendationState::kActive;
    constexpr auto kResolved = RecommendationState::kResolved;
    recommend("dev-1", "Open Ports on device", picket::Severity::kMedium, kActive, minute(1));
    recommend("dev-2", "Open Ports on device", picket::Severity::kMedium, kActive, minute(1));
    recommend("dev-3", "Open Ports on device", picket::Severity::kMedium, kActive, minute(1));
    recommend("dev-2", "Open Ports on device", picket::Severity::kMedium, kResolved, minute(30));
    recommend("dev-3", "Open Ports on device", picket::Severity::kMedium, kResolved, minute(30));
    recommend("dev-3", "Open Ports on device", picket::Severity::kMedium, kActive, minute(60));
    recommend("dev-1", "Agent sends unutilized messages", picket::Severity::kLow, kActive, minute(2));
    recommend("dev-2", "Security twin configuration conflict", picket::Severity::kLow, kActive, minute(2));
    recommend("dev-2", "Security twin configuration conflict", picket::Severity::kLow, kResolved, minute(3));
    recommend("", "Default IP filter policy should be deny", picket::Severity::kMedium, kActive, minute(2));
  }
  /// An incident of dev-1 that rests on two findings, one of them with evidence that is kept (the id of every row here).
  void records() {
    IncidentFinding incident;
    incident.uid = {9, 9};
    incident.subject.device_name = "dev-1";
    incident.incident.opened = minute(2);
    incident.incident.findings = 3;
    incident.incident.severity = picket::Severity::kHigh;
    for (std::uint64_t i = 1; i <= 2; ++i) {
      DetectionFinding finding;
      finding.uid = {8, i};
      finding.title = i == 1 ? "Reverse shells" : "Bash history cleared";
      finding.reason = i == 1 ? "because of this" : "because of that";
      finding.created = minute(static_cast<std::int64_t>(i));
      finding.subject.device_name = "dev-1";
      finding.evidence = {{{DeviceId(1), 1, 1}, "dev-1", i == 1 ? Uuid{2, 2} : Uuid{3, 3}}};
      workspace_->add(finding);
      incident.findings.push_back({finding.uid, finding.created, finding.title});
    }
    for (const IncidentState state : {IncidentState::kOpened, IncidentState::kClosed}) {
      incident.incident.state = state;
      incident.incident.time = state == IncidentState::kOpened ? minute(2) : minute(60);
      workspace_->add(incident);
    }
    Observation o;
    o.record = LoginRecord{texts_.intern("root"), texts_.intern("/bin/login"), IpAddress{}, 1, LoginOperation::kLogout};
    o.first_time = o.last_time = minute(0);
    const RowContext row{Encoding::kG2FlatBuffers, "dev-1", "0.0.6", "s", kHub, "Linux"};
    workspace_->add(RawEventRow{row, o, texts_, Uuid{2, 2}, minute(1)});
  }
  void add(Encoding encoding, std::string_view device, Record record, Time time, std::uint32_t hits = 1) {
    Observation o;
    o.record = record;
    o.hit_count = hits;
    o.first_time = o.last_time = o.window_start = o.window_end = time;
    const RowContext row{encoding, device, "0.0.6", "s", kHub, "Linux"};
    workspace_->add(RawEventRow{row, o, texts_, Uuid{1, 1}, time + Duration::seconds(60)});
  }
  void reports() {
    const Text root = texts_.intern("root");
    const Text wheel = texts_.intern("wheel");
    const Text ids = texts_.intern("0");
    add(Encoding::kG1Json, "dev-1", LocalUserRecord{root, wheel, ids, 0}, minute(0));
    add(Encoding::kG1Json, "dev-1", LocalUserRecord{root, wheel, ids, 0}, minute(60));
    add(Encoding::kG1Json, "dev-2", LocalUserRecord{texts_.intern("guest"), texts_.intern("users"), texts_.intern("100"), 1000}, minute(0));
    ListeningPortRecord port;
    for (const std::uint16_t number : {22, 80, 8080}) {
      port.local_port = number;
      add(Encoding::kG1Json, "dev-1", port, minute(0));
      if (number == 22) add(Encoding::kG1Json, "dev-1", port, minute(60));
    }
    BaselineCheckRecord check;
    check.description = texts_.intern("What is checked.");
    const auto scan = [&](Time time, std::string_view id, BaselineResult result) {
      check.id = texts_.intern(id);
      check.result = result;
      add(Encoding::kG2FlatBuffers, "dev-3", check, time);
    };
    scan(minute(0), "check-1", BaselineResult::kFail);
    scan(minute(0), "check-2", BaselineResult::kFail);
    scan(minute(60), "check-1", BaselineResult::kPass);
    scan(minute(60), "check-2", BaselineResult::kFail);
    scan(minute(60), "check-3", BaselineResult::kError);
  }
  void events() {
    const auto login = [&](Encoding encoding, std::string_view device, std::string_view user, const char* from,
                           LoginOperation operation, Time time, std::uint32_t hits) {
      add(encoding, device, LoginRecord{texts_.intern(user), texts_.intern("/usr/sbin/sshd"), *IpAddress::parse(from), 1, operation}, time, hits);
    };
    constexpr auto kFailed = LoginOperation::kLoginFailed;
    login(Encoding::kG1Json, "dev-1", "root", "192.0.2.1", kFailed, minute(1), 1);
    login(Encoding::kG1Json, "dev-1", "root", "192.0.2.2", kFailed, minute(2), 1);
    login(Encoding::kG1Json, "dev-1", "root", "192.0.2.1", LoginOperation::kLogin, minute(3), 1);
    login(Encoding::kG1Json, "dev-1", "root", "127.0.0.1", LoginOperation::kLogin, minute(4), 1);
    login(Encoding::kG1Json, "dev-1", "(invalid user)", "192.0.2.1", kFailed, minute(5), 1);
    login(Encoding::kG2FlatBuffers, "dev-3", "admin", "192.0.2.9", kFailed, minute(6), 40);
    login(Encoding::kG2FlatBuffers, "dev-3", "admin", "192.0.2.9", LoginOperation::kLogout, minute(7), 1);
    const auto process = [&](Encoding encoding, std::string_view device, std::string_view line, std::uint32_t user, Time time, std::uint32_t hits) {
      add(encoding, device, ProcessRecord{texts_.intern(line), texts_.intern("/bin/ls"), 10, 1, user, ProcessOperation::kExec}, time, hits);
    };
    process(Encoding::kG1Json, "dev-1", "ls -l", 0, minute(1), 1);
    process(Encoding::kG1Json, "dev-2", "ls", 1000, minute(2), 1);
    process(Encoding::kG2FlatBuffers, "dev-3", "ls /tmp", 33, minute(3), 5);
  }

  /// An attack on two devices: its scan is seen on one, its shell on neither.
  void attacks() {
    for (const char* device : {"dev-1", "dev-2"}) {
      const bool detected = std::string_view(device) == "dev-1";
      AttackUnitRow unit;
      unit.attack = "worm";
      unit.title = "A worm";
      unit.device_name = device;
      unit.start = minute(1);
      if (detected) {
        unit.detected = minute(2);
        unit.alert = "Port scan";
        unit.pack = "picket";
        unit.parts = {10, 20, 0, 5, 1, 2, 2, 20};
      }
      unit.events = 9;
      workspace_->add(unit);
      workspace_->add(AttackStepRow{"worm", device, minute(1), "scan", R"(["T1046"])", detected ? "detected" : "evicted",
                                    detected ? "pipeline" : "agent", detected ? "expected_alert" : "cache_overflow", 8, 8});
      workspace_->add(AttackStepRow{"worm", device, minute(1), "shell", "[]", "not_visible", "sensor", "too_short", 1, 0});
    }
  }

  /// The answer as CSV, without the line of column names.
  std::string ask(const std::string& arguments) const {
    const Said said = picket("query workspace.sqlite --format csv " + arguments);
    EXPECT_EQ(said.exit_code, 0) << said.err;
    return said.out.substr(said.out.find('\n') + 1);
  }

  std::string path_;
  std::unique_ptr<Workspace> workspace_;
  TextTable texts_;
  std::uint64_t alerts_ = 0;
};

TEST_F(Queries, on_alerts_answer_what_was_written_by_hand) {
  const std::string hub(kHub);
  EXPECT_EQ(ask("--query sample_alerts"),
            "2026-03-03T00:04:00.000000Z," + hub + ",dev-2,Low,Bash history cleared,What happened.\n"
            "2026-03-03T00:03:00.000000Z," + hub + ",dev-2,High,Reverse shells,What happened.\n"
            "2026-03-03T00:02:00.000000Z," + hub + ",dev-1,High,Reverse shells,What happened.\n");
  // The alert of ten days ago is not among the last seven days.
  EXPECT_EQ(ask("--query alerts_by_device"), hub + ",dev-1,High,Reverse shells,2\n" + hub +
                                                 ",dev-2,Low,Bash history cleared,1\n" + hub +
                                                 ",dev-2,High,Reverse shells,1\n");
  EXPECT_EQ(ask("--query devices_with_alerts"),
            hub + ",High,Reverse shells,2\n" + hub + ",Low,Bash history cleared,1\n");
  const std::string related = ask("--query related_alerts --parameter device=DEV-2 --parameter hub=iothubs/HUB");
  EXPECT_THAT(related, HasSubstr("2026-03-03T00:03:00.000000Z,High,Reverse shells,IoT_Type"));
  EXPECT_EQ(std::count(related.begin(), related.end(), '\n'), 2);
}

TEST_F(Queries, on_recommendations_answer_what_was_written_by_hand) {
  const std::string hub(kHub);
  EXPECT_EQ(ask("--query active_recommendations"),
            hub + ",Medium,Open Ports on device,2\n" + hub + ",Low,Agent sends unutilized messages,1\n" + hub +
                ",Medium,Default IP filter policy should be deny,0\n")
      << "dev-1 and again dev-3; dev-2's are resolved; the filter is the hub's";
}

TEST_F(Queries, on_our_own_records_answer_what_was_written_by_hand) {
  EXPECT_EQ(ask("--query incidents"), "score,dev-1,High,Closed,2026-03-03T00:02:00Z,3,"
                                      "\"[\"\"Bash history cleared\"\",\"\"Reverse shells\"\"]\"\n");
  const std::string evidence = ask("--query alert_evidence --parameter device=dev-1");
  EXPECT_THAT(evidence, HasSubstr("2026-03-03T00:01:00.000000Z,Reverse shells,because of this,Login,"));
  EXPECT_THAT(evidence, HasSubstr("2026-03-03T00:02:00.000000Z,Bash history cleared,because of that,,,\n"));
  EXPECT_EQ(std::count(evidence.begin(), evidence.end(), '\n'), 2);
}

TEST_F(Queries, on_attacks_answer_what_was_written_by_hand) {
  EXPECT_EQ(ask("--query missed_steps"),
            "worm,shell,not_visible,sensor too_short,2,2,dev-1\n"
            "worm,scan,evicted,agent cache_overflow,1,2,dev-2\n");
  EXPECT_EQ(ask("\"SELECT DeviceId, Detected, DelaySeconds, AttackSeconds + AgentSeconds + QueueSeconds + ReconnectSeconds + "
                "NetworkSeconds + ShapingSeconds + HubSeconds + PipelineSeconds, AlertType FROM PicketAttackUnit\""),
            "dev-1,1,60,60,Port scan\ndev-2,0,,,\n");
}

TEST_F(Queries, on_reports_answer_what_was_written_by_hand) {
  EXPECT_EQ(ask("--query users_with_access"),
            "dev-1,wheel,root,2026-03-03T00:00:00Z\n"
            "dev-2,users,guest,2026-03-03T00:00:00Z\n");
  EXPECT_EQ(ask("--query open_ports"),
            "dev-1,TCP,22,2026-03-03T00:00:00Z,2026-03-03T01:00:00Z,[]\n"
            "dev-1,TCP,80,2026-03-03T00:00:00Z,2026-03-03T00:00:00Z,[]\n")
      << "8080 is above 1024";
  EXPECT_EQ(ask("--query baseline"),
            "dev-3,2026-03-03T01:00:00.000000Z,check-2,Fail,What is checked.\n"
            "dev-3,2026-03-03T01:00:00.000000Z,check-3,Err,What is checked.\n")
      << "check-1 passed in the latest scan";
}

TEST_F(Queries, on_events_answer_what_was_written_by_hand) {
  EXPECT_EQ(ask("--query logins"),
            "dev-3,admin,Fail,/usr/sbin/sshd,40,2026-03-03T00:06:00Z,2026-03-03T00:06:00Z,1\n"
            "dev-1,root,Fail,/usr/sbin/sshd,2,2026-03-03T00:01:00Z,2026-03-03T00:02:00Z,2\n"
            "dev-1,root,Success,/usr/sbin/sshd,1,2026-03-03T00:03:00Z,2026-03-03T00:03:00Z,1\n")
      << "not: local ones, unknown users, logouts";
  EXPECT_EQ(ask("--query processes"),
            "/bin/ls,7,3,2026-03-03T00:01:00Z,2026-03-03T00:03:00Z,\"[\"\"33\"\",\"\"guest\"\",\"\"root\"\"]\","
            "\"[\"\"ls\"\",\"\"ls -l\"\",\"\"ls /tmp\"\"]\"\n")
      << "1 + 1 + 5; user 33 of dev-3 has no name";
}

TEST_F(Queries, come_as_a_table_as_csv_and_as_json) {
  const std::string sql = "\"SELECT DisplayName, count(*) AS Alerts FROM SecurityAlert GROUP BY 1\"";
  EXPECT_EQ(picket("query workspace.sqlite " + sql).out,
            "DisplayName           Alerts\n"
            "────────────────────  ──────\n"
            "Bash history cleared       1\n"
            "Reverse shells             4\n");
  EXPECT_EQ(picket("query workspace.sqlite --format csv " + sql).out,
            "DisplayName,Alerts\nBash history cleared,1\nReverse shells,4\n");
  EXPECT_EQ(picket("query workspace.sqlite --format json " + sql).out,
            "[\n{\"DisplayName\":\"Bash history cleared\",\"Alerts\":1},\n{\"DisplayName\":\"Reverse shells\",\"Alerts\":4}\n]\n");
  const Said cut = picket("query workspace.sqlite --limit 1 " + sql);
  EXPECT_THAT(cut.err, HasSubstr("more than 1 row; --limit 0, --format csv and --format json give all\n"));
  EXPECT_THAT(cut.out, ::testing::Not(HasSubstr("Reverse")));
}

// What devices called themselves stands in the workspace as it came; a terminal is not to obey it, files have it all.
TEST_F(Queries, show_a_terminal_nothing_that_it_would_obey) {
  const std::string sql = "\"SELECT char(27) || '[2J' || char(0x202e) || char(10) AS x\"";
  EXPECT_EQ(picket("query workspace.sqlite " + sql).out, "x\n─────────────────\n\\x1b[2J\\u202e\\x0a\n");
  EXPECT_EQ(picket("query workspace.sqlite --format csv " + sql).out, "x\n\"\x1b[2J\xe2\x80\xae\n\"\n");
}

TEST_F(Queries, that_ship_are_listed_with_what_they_show) {
  const Said said = picket("query --list");
  EXPECT_EQ(said.exit_code, 0);
  test::expect_golden("query_list.txt", said.out);
  EXPECT_EQ(std::count(said.out.begin(), said.out.end(), '\n'), 15) << "ten documented, three of ours, a header and a rule";
}

TEST_F(Queries, say_what_is_wrong_with_them) {
  const auto wrong = [&](const std::string& arguments, const std::string& says) {
    const Said said = picket("query " + arguments);
    EXPECT_EQ(said.exit_code, 2) << arguments;
    EXPECT_EQ(said.out, "") << arguments;
    EXPECT_THAT(said.err, HasSubstr(says)) << arguments;
  };
  wrong("workspace.sqlite 'SELECT AlertTyp FROM SecurityAlert'",
        "error: no such column: AlertTyp\nstatement:1:8\n    SELECT AlertTyp FROM SecurityAlert\n           ^\n");
  wrong("workspace.sqlite 'DELETE FROM SecurityAlert'", "only SELECT is allowed");
  wrong("workspace.sqlite", "give one of: a statement, --query NAME, --file FILE");
  wrong("workspace.sqlite 'SELECT 1' --query logins", "give one of");
  wrong("workspace.sqlite --query login", "did you mean 'logins'?");
  wrong("workspace.sqlite --query related_alerts", "parameter 'device' has no value");
  wrong("workspace.sqlite --query related_alerts",
        "parameter 'device' has no value\nparameter 'hub' has no value\nwrite --parameter device=... --parameter hub=...\n");
  wrong("workspace.sqlite --query related_alerts --parameter devise=x --parameter hub=h", "; did you mean 'device'?\nwrite --parameter device=...\n");
  wrong("workspace.sqlite 'SELECT AlertTyp FROM SecurityAlert'", "^\ndid you mean 'AlertType'?\n");
  wrong("workspace.sqlite 'SELECT 1 FROM SecurityAlerts'", "did you mean 'SecurityAlert'?\n");
  wrong("workspace.sqlite --limit -1 'SELECT 1'", "--limit: -1 is less than 0");
  wrong("workspace.sqlite --timeout -1 'SELECT 1'", "is no number of seconds");
  wrong("workspace.sqlite --query logins --parameter x=1", "no parameter 'x'; it has none");
  wrong("workspace.sqlite --query related_alerts --parameter device", "expected name=value");
  wrong("nowhere 'SELECT 1'", "nowhere: holds no workspace");
  wrong("workspace.sqlite --file nowhere.sql", "nowhere.sql: cannot be read");
  wrong("workspace.sqlite --file /dev/zero", "/dev/zero: cannot be read: not a regular file");
  write("text", "no database");
  wrong("text 'SELECT 1'", "text: ");
  write("two.sql", "-- a comment\nSELECT 1\nFRM x y");
  wrong("workspace.sqlite --file two.sql", "two.sql:3:");
}

// Neither counts nor gives rows without end.
TEST_F(Queries, that_would_never_end_are_stopped) {
  const std::string numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)";
  const Said said = picket("query workspace.sqlite --timeout 0.2 '" + numbers + " SELECT count(*) FROM n'");
  EXPECT_EQ(said.exit_code, 3);
  EXPECT_EQ(said.out, "");
  EXPECT_EQ(said.err, "error: the statement was stopped after 0.2 s\n--timeout SECONDS gives it more time; 0: any\n");
  const Said shown = picket("query workspace.sqlite --limit 3 '" + numbers + " SELECT i FROM n'");
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_EQ(shown.err, "more than 3 rows; --limit 0, --format csv and --format json give all\n");
}

TEST_F(Queries, go_to_the_latest_study_unless_a_run_is_named) {
  std::filesystem::create_directories(file("out/latest/runs/picket-r0-1"));
  std::filesystem::copy_file(path_, file("out/latest/runs/picket-r0-1/workspace.sqlite"));
  const std::string five = "count(*)\n5\n";
  EXPECT_EQ(picket("query --format csv 'SELECT count(*) FROM SecurityAlert'").out, five);
  EXPECT_EQ(picket("query workspace.sqlite --format csv 'SELECT count(*) FROM SecurityAlert'").out, five);
  EXPECT_EQ(picket("query --format csv --query devices_with_alerts").exit_code, 0);
  EXPECT_EQ(picket("query --format csv \"SELECT 'a' || char(0) || 'b' AS x\"").out, std::string("x\na\0b\n", 6));
}

TEST_F(Queries, find_the_run_of_a_study_that_is_meant) {
  namespace fs = std::filesystem;
  const fs::path runs = file("study/runs");
  for (const char* run : {"picket-r0-1", "picket-r1-2", "raw-r0-3"}) {
    fs::create_directories(runs / run);
    fs::copy_file(path_, runs / run / "workspace.sqlite");
  }
  fs::create_directories(runs / "g1_c-r0-4");  // without a workspace
  const Said several = picket("query study 'SELECT 1'");
  EXPECT_EQ(several.exit_code, 2);
  EXPECT_THAT(several.err, HasSubstr("study: holds 3 workspaces; choose one\n  --policy picket-r0-1"));
  EXPECT_EQ(picket("query study --policy raw-r0-3 'SELECT 1'").exit_code, 0);
  EXPECT_EQ(picket("query study/runs/picket-r1-2 'SELECT 1'").exit_code, 0);
  EXPECT_THAT(picket("query study --policy g1_c 'SELECT 1'").err, HasSubstr("no workspace is of that policy"));
}

}  // namespace
}  // namespace picket::sim
