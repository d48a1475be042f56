#include "sim/exchange/alert_reader.h"

#include <gmock/gmock.h>

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

AlertFile read(std::string_view text, const AlertLimits& limits = {}) { return read_alerts(text, AlertColumns(), limits); }

std::string shown(const ForeignAlert& alert) {
  return std::to_string(alert.line) + " " + std::to_string(alert.time.unix_microseconds()) + " " + alert.device + " " + alert.type;
}
std::vector<std::string> shown(const AlertFile& file) {
  std::vector<std::string> out;
  for (const ForeignAlert& alert : file.alerts) out.push_back(shown(alert));
  return out;
}

TEST(AlertReader, reads_rows_of_security_alert) {
  const AlertFile file = read(
      "[{\"TimeGenerated\":\"2026-03-03T01:06:40.5Z\",\"StartTime\":\"2026-03-03T01:00:00Z\",\"CompromisedEntity\":\"kiosk-1\","
      "\"AlertType\":\"IoT_ReverseShell\",\"AlertSeverity\":\"High\"}]");
  EXPECT_THAT(shown(file), ElementsAre("1 1772500000500000 kiosk-1 IoT_ReverseShell"));
  EXPECT_EQ(file.alerts[0].severity, "High");
  EXPECT_THAT(file.taken[0], ElementsAre("TimeGenerated"));
  EXPECT_THAT(file.passed_over[0], ElementsAre("StartTime"));
  EXPECT_EQ(file.records, 1U);
}

TEST(AlertReader, reads_detection_findings_of_ocsf) {
  const AlertFile file = read(R"({"time":1772500000123,"device":{"uid":"kiosk-1","name":"k"},"severity":"High",)"
                              R"("finding_info":{"title":"Reverse shells","types":["IoT_ReverseShell"]}})");
  EXPECT_THAT(shown(file), ElementsAre("1 1772500000123000 kiosk-1 IoT_ReverseShell"));
}

TEST(AlertReader, reads_what_alerts_rest_on_from_objects_and_from_a_column) {
  const std::vector<NamedEvidence> wanted{{EvidenceKind::kAddress, "203.0.113.9"}};
  const AlertFile rows = read(R"([{"time":1,"device":"a","Entities":"[{\"Type\":\"ip\",\"Address\":\"203.0.113.9\"}]"},{"time":1,"device":"a"}])");
  ASSERT_EQ(rows.alerts.size(), 2U);
  EXPECT_EQ(rows.alerts[0].evidence, wanted);
  EXPECT_THAT(rows.alerts[1].evidence, IsEmpty());
  const AlertFile table = read("time,device,Entities\n1,a,\"[{\"\"Type\"\":\"\"ip\"\",\"\"Address\"\":\"\"203.0.113.9\"\"}]\"\n1,a,[\n");
  ASSERT_EQ(table.alerts.size(), 2U);
  EXPECT_EQ(table.alerts[0].evidence, wanted);
  EXPECT_THAT(table.alerts[1].evidence, IsEmpty());
}

TEST(AlertReader, reads_an_object_a_line_and_names_the_lines_of_those_that_it_cannot) {
  const AlertFile file = read("{\"time\":1772500000,\"device\":\"a\"}\n\n{\"time\":17725\n7\n{\"TIME\":\"1772500001\",\"Device\":\"b\",\"rule.name\":\"r\"}\n");
  EXPECT_THAT(shown(file), ElementsAre("1 1772500000000000 a ", "5 1772500001000000 b r"));
  EXPECT_EQ(file.faults[AlertFault::kNotReadable], 1U);
  EXPECT_EQ(file.faults[AlertFault::kNoObject], 1U);
  ASSERT_EQ(file.examples.size(), 2U);
  EXPECT_EQ(file.examples[0].line, 3U);
  EXPECT_EQ(file.examples[0].text, "{\"time\":17725");
  EXPECT_EQ(file.records, 4U);
}

TEST(AlertReader, reads_an_object_that_is_spread_over_lines) {
  EXPECT_THAT(shown(read("{\n \"time\": 1772500000,\n \"device\": \"a\"\n}\n")), ElementsAre("1 1772500000000000 a "));
}

TEST(AlertReader, reads_on_in_a_list_after_what_it_cannot_read) {
  const AlertFile file = read("\xef\xbb\xbf[\n {\"time\":1,\"device\":\"a\"},\n {\"time\":},\n {\"note\":\"},{[\\\"\",\"time\":2,\"device\":\"b\"},\n 7, []\n]");
  EXPECT_THAT(shown(file), ElementsAre("2 1000000 a ", "4 2000000 b "));
  EXPECT_EQ(file.faults[AlertFault::kNotReadable], 1U);
  EXPECT_EQ(file.faults[AlertFault::kNoObject], 2U);
  EXPECT_EQ(file.examples[0].line, 3U);
}

TEST(AlertReader, counts_the_rest_of_a_list_that_was_cut_off) {
  const AlertFile file = read("[{\"time\":1,\"device\":\"a\"},\n{\"time\":1,\"dev");
  EXPECT_THAT(shown(file), ElementsAre("1 1000000 a "));
  EXPECT_EQ(file.faults[AlertFault::kNotReadable], 1U);
  EXPECT_EQ(file.examples[0].line, 2U);
}

TEST(AlertReader, reads_tables_with_quoted_cells_and_lines_in_them) {
  const AlertFile file = read("Timestamp, Hostname ,Rule\r\n2026-03-03T01:06:40Z,a,\"x, \"\"y\"\"\nz\"\r\n\r\n1772500000,b,w\r\n");
  EXPECT_THAT(shown(file), ElementsAre("2 1772500000000000 a x, \"y\"\nz", "5 1772500000000000 b w"));
  EXPECT_THAT(file.columns, ElementsAre("Timestamp", "Hostname", "Rule"));
}

TEST(AlertReader, refuses_rows_by_reason) {
  const AlertFile file = read("time,device,replication\n1,a,0\n1,a\n,a,0\nsoon,a,0\n1,,0\n1,a,x\n1,b,2\n1,\"a,0\n1,c,0\n");
  EXPECT_THAT(shown(file), ElementsAre("2 1000000 a ", "8 1000000 b ", "10 1000000 c "));
  EXPECT_EQ(file.alerts[1].replication, 2U);
  for (const AlertFault fault : {AlertFault::kFieldCount, AlertFault::kNoTime, AlertFault::kBadTime, AlertFault::kNoDevice,
                                 AlertFault::kBadReplication, AlertFault::kNotReadable}) {
    EXPECT_EQ(file.faults[fault], 1U) << to_string(fault);
  }
  EXPECT_EQ(file.records, 9U);
}

// No alerts is a result, and a line of anything is not the same.
TEST(AlertReader, a_table_without_rows_needs_a_header_that_names_time_and_device) {
  EXPECT_EQ(read("Time,Device\n").records, 0U);
  EXPECT_EQ(read("hello\n").faults[AlertFault::kNoTime], 1U);
  EXPECT_EQ(read(std::string(100, '\0')).faults[AlertFault::kNoTime], 1U);
  const AlertFile file = read("\ntime,who\n\n");
  EXPECT_EQ(file.faults[AlertFault::kNoDevice], 1U);
  EXPECT_EQ(file.records, 1U);
  ASSERT_EQ(file.examples.size(), 1U);
  EXPECT_EQ(file.examples[0].line, 2U);
  EXPECT_EQ(file.examples[0].text, "time,who");
  const auto columns = AlertColumns::parse("device=who");
  ASSERT_TRUE(columns.ok());
  EXPECT_EQ(read_alerts("time,who\n", columns.value()).records, 0U);
}

TEST(AlertReader, takes_the_columns_that_are_asked_for_and_no_others) {
  const auto columns = AlertColumns::parse("device=who,time=when");
  ASSERT_TRUE(columns.ok());
  const AlertFile file = read_alerts("when,who,time,device,type\n1,a,2,b,t\n", columns.value());
  EXPECT_THAT(shown(file), ElementsAre("2 1000000 a t"));
  EXPECT_THAT(file.passed_over[0], IsEmpty());
}

TEST(AlertReader, is_bounded) {
  AlertLimits limits;
  limits.max_alerts = 2;
  limits.max_record_bytes = 60;
  limits.max_text = 3;
  const std::string one = "{\"time\":1,\"device\":\"abcd\"}";
  const AlertFile many = read("[" + one + "," + one + "," + one + "," + one + "]", limits);
  EXPECT_EQ(many.alerts.size(), 2U);
  EXPECT_EQ(many.alerts[0].device, "abc");
  EXPECT_EQ(many.faults[AlertFault::kTooMany], 1U);
  EXPECT_EQ(many.records, 3U);
  const AlertFile long_line = read("{\"time\":1,\"device\":\"a\"}\n{\"x\":\"" + std::string(100, 'y') + "\"}\n", limits);
  EXPECT_EQ(long_line.faults[AlertFault::kTooLong], 1U);
  EXPECT_EQ(long_line.alerts.size(), 1U);
  limits.max_bytes = 10;
  EXPECT_EQ(read(one, limits).faults[AlertFault::kTooLong], 1U);
  EXPECT_EQ(read("").records, 0U);
  EXPECT_EQ(read(" \n ").records, 0U);
  // Brackets as deep as a record may be.
  EXPECT_EQ(read("[" + std::string(500'000, '[')).faults[AlertFault::kNotReadable], 1U);
  EXPECT_EQ(read("{\"time\":1,\"device\":" + std::string(200'000, '[') + std::string(200'000, ']') + "}").faults[AlertFault::kNoDevice], 1U);
}

TEST(AlertTime, is_a_date_or_a_number_in_one_of_four_units) {
  const auto microseconds = [](std::string_view text) {
    const auto time = parse_alert_time(text);
    return time ? time->unix_microseconds() : -1;
  };
  EXPECT_EQ(microseconds("1772500000"), 1'772'500'000'000'000);
  EXPECT_EQ(microseconds("1772500000.25"), 1'772'500'000'250'000);
  EXPECT_EQ(microseconds("1772500000123"), 1'772'500'000'123'000);
  EXPECT_EQ(microseconds("1772500000123456"), 1'772'500'000'123'456);
  EXPECT_EQ(microseconds("1772500000123456789"), 1'772'500'000'123'456);
  EXPECT_EQ(microseconds(" 2026-03-03T02:06:40.000001+01:00 "), 1'772'500'000'000'001);
  EXPECT_EQ(microseconds("2026-03-03 01:06:40"), 1'772'500'000'000'000);
  for (const char* none : {"", "soon", "-1", "1e400", "nan", "inf", "2026-02-30T00:00:00Z", "1772500000 s", "99999999999999999999999"}) {
    EXPECT_EQ(microseconds(none), -1) << none;
  }
}

}  // namespace
}  // namespace picket::sim
