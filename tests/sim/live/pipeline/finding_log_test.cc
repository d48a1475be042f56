#include "sim/live/pipeline/finding_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket::sim {
namespace {

DetectionFinding told_finding(const std::string& device) {
  DetectionFinding finding;
  finding.alert_type = "IoT_ReverseShell";
  finding.title = "Reverse shells";
  finding.severity = Severity::kHigh;
  finding.created = Time::from_unix_seconds(1'790'000'000);
  finding.reason = "a shell whose\nends are a socket";
  finding.subject.device_name = device;
  finding.subject.hub_name = "contoso-hub";
  return finding;
}

TEST(FindingLog, a_line_says_when_whom_and_what_on_one_line) {
  const std::string line = finding_line(told_finding("dev-1"));
  EXPECT_THAT(line, testing::HasSubstr(" High dev-1 Reverse shells (IoT_ReverseShell): a shell whose ends are a socket ["));
  EXPECT_THAT(line, testing::Not(testing::HasSubstr("\n")));
}

TEST(FindingLog, of_a_finding_about_the_hub_the_hub_is_named) { EXPECT_THAT(finding_line(told_finding("")), testing::HasSubstr(" High contoso-hub Reverse shells")); }

// A name that would turn the direction of writing, a control of C1 and DEL, which JSON lets stand.
TEST(FindingLog, a_json_line_is_an_ocsf_record_that_steers_no_terminal) {
  const std::string line = finding_json_line(told_finding("dev\xe2\x80\xae-1\x7f\xc2\x9b"));
  EXPECT_THAT(line, testing::StartsWith("{"));
  EXPECT_THAT(line, testing::EndsWith("}"));
  EXPECT_THAT(line, testing::HasSubstr("\"class_uid\":2004"));
  EXPECT_THAT(line, testing::HasSubstr("\\u007f"));
  EXPECT_THAT(line, testing::Not(testing::HasSubstr("\xe2\x80\xae")));
  EXPECT_THAT(line, testing::Not(testing::HasSubstr("\x7f")));
  EXPECT_THAT(line, testing::Not(testing::HasSubstr("\\x"))) << "no escape that JSON does not have";
  EXPECT_THAT(line, testing::Not(testing::HasSubstr("\n")));
}

TEST(FindingLog, ids_of_devices_events_differ_by_store_and_device) {
  EXPECT_EQ(live_event_seed(1, DeviceId(2)), live_event_seed(1, DeviceId(2)));
  EXPECT_NE(live_event_seed(1, DeviceId(2)), live_event_seed(1, DeviceId(3)));
  EXPECT_NE(live_event_seed(1, DeviceId(2)), live_event_seed(2, DeviceId(2)));
}

}  // namespace
}  // namespace picket::sim
