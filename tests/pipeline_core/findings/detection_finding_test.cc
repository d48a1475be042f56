#include "pipeline_core/findings/detection_finding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline_core/hub_watch/operation_record.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Findings : Bench {
  Findings() {
    builder.add_rule(
        "title: Shell calls back\nid: 11111111-1111-4111-8111-111111111111\nstatus: test\nlogsource: {category: "
        "process_creation}\nalert: IoT_ReverseShell\ntags: [attack.command_and_control, attack.t1095]\n"
        "detection: {sel: {Image: /bin/a}, condition: sel}\n",
        "shell.yml");
    start();
  }
  Finding finding(std::uint32_t rule, std::uint32_t alert, DeviceId device = DeviceId(5)) const {
    Finding f;
    f.time = kStart;
    f.alert = alert;
    f.device = device;
    f.window_start = kStart - Duration::hours(1);
    f.window_end = kStart - Duration::minutes(1);
    f.rule = rule;
    return f;
  }
  Finding of_rule() const { return finding(0, *content->find_alert("IoT_ReverseShell")); }
  Finding of_model(Model model) const { return finding(content->rule_index(model), content->alert_of(model)); }
  DetectionFinding record(const Finding& f, FindingSubject subject = {"dev-5", "kiosk", "hub", "/hubs/hub"},
                          std::uint64_t seed = 1) const {
    return DetectionFindings(*content, seed).record_of(f, std::move(subject), {{{DeviceId(5), 7, 2}, "dev-5", Uuid{3, 4}}});
  }
};

TEST(DetectionFinding, of_a_rule_says_who_found_what_when_and_why) {
  const Findings f;
  const DetectionFinding record = f.record(f.of_rule());
  EXPECT_EQ(record.alert_type, "IoT_ReverseShell");
  EXPECT_EQ(record.title, "Reverse shells");
  EXPECT_FALSE(record.description.empty() || record.remediation.empty());
  EXPECT_EQ(record.severity, Severity::kHigh);
  EXPECT_EQ(record.analytic_type, AnalyticType::kRule);
  EXPECT_EQ(record.analytic_uid, "11111111-1111-4111-8111-111111111111");
  EXPECT_EQ(record.analytic_name, "Shell calls back");
  EXPECT_EQ(record.attacks.tactics, bit(Tactic::kCommandAndControl));
  EXPECT_THAT(record.attacks.techniques, ElementsAre("T1095"));
  EXPECT_EQ(record.confidence, Confidence::kMedium) << "its status is test";
  EXPECT_FALSE(record.confidence_score);
  EXPECT_EQ(record.created, kStart);
  EXPECT_EQ(record.first_seen, kStart - Duration::hours(1));
  EXPECT_EQ(record.last_seen, kStart - Duration::minutes(1));
  ASSERT_EQ(record.evidence.size(), 1U);
  EXPECT_EQ(record.evidence[0].place, (Evidence{DeviceId(5), 7, 2}));
  EXPECT_THAT(record.reason, HasSubstr("Shell calls back"));
  EXPECT_FALSE(record.is_about_hub());
}

TEST(DetectionFinding, of_a_model_has_what_it_measured_and_what_it_allows) {
  const Findings f;
  Finding finding = f.of_model(Model::kEgressVolume);
  finding.reason = value_reason(12.5, 10);
  const DetectionFinding record = f.record(finding);
  EXPECT_EQ(record.analytic_type, AnalyticType::kStatistical);
  EXPECT_EQ(record.analytic_uid, "sim.egress_volume") << "it has no id but its alert's";
  EXPECT_EQ(record.measured, 12.5);
  EXPECT_EQ(record.limit, 10);
  EXPECT_EQ(record.confidence, Confidence::kUnknown);
  EXPECT_FALSE(f.record(f.of_model(Model::kNovelProcess)).measured);
}

TEST(DetectionFinding, that_rests_on_a_listed_value_is_as_sure_as_its_source) {
  const Findings f;
  const IndicatorReason indicator{IndicatorKind::kAddress, "192.0.2.1", "indicator--1", "feed", Tlp::kAmber, 69.9, kStart, kStart};
  Finding finding = f.of_model(Model::kListedAddress);
  finding.indicator = &indicator;
  const DetectionFinding record = f.record(finding);
  EXPECT_EQ(record.indicator, indicator);
  EXPECT_EQ(record.confidence_score, 69.9);
  EXPECT_EQ(record.confidence, Confidence::kMedium);
  EXPECT_EQ(record.analytic_type, AnalyticType::kRule);
}

TEST(DetectionFinding, of_a_classic_agent_has_that_generations_name) {
  const Findings f;
  const Finding finding = f.of_model(Model::kEgressVolume);
  const Finding egress = f.finding(finding.rule, *f.content->find_alert("IoT_EgressData"));
  EXPECT_EQ(f.record(egress, {"dev-5", "kiosk", "hub", "/hubs/hub", Encoding::kG1Json}).title,
            "Potential loss of data detected");
}

TEST(DetectionFinding, of_a_hub_has_no_device) {
  const Findings f;
  const auto detection = HubDetection::kCertificateAdded;
  const Finding finding =
      f.finding(f.content->rule_index(detection), f.content->alert_of(detection), hub_identity(HubId(0)));
  const DetectionFinding record = f.record(finding, {"", "", "hub", "/hubs/hub"});
  EXPECT_TRUE(record.is_about_hub());
  EXPECT_EQ(record.subject.hub_name, "hub");
  EXPECT_EQ(record.analytic_type, AnalyticType::kRule);
}

TEST(DetectionFinding, ids_repeat_and_tell_runs_devices_sources_and_times_apart) {
  const Findings f;
  const DetectionFindings one(*f.content, 1);
  const Finding first = f.of_rule();
  EXPECT_EQ(one.uid_of(first), one.uid_of(first));
  EXPECT_NE(to_string(one.uid_of(first)), to_string(DetectionFindings(*f.content, 2).uid_of(first)));
  for (auto change : {+[](Finding& g) { g.device = DeviceId(6); }, +[](Finding& g) { g.rule = 1; },
                      +[](Finding& g) { g.time = g.time + Duration::microseconds(1); },
                      +[](Finding& g) { g.window_end = g.time; }, +[](Finding& g) { g.alert = 0; }}) {
    Finding other = first;
    change(other);
    EXPECT_NE(to_string(one.uid_of(first)), to_string(one.uid_of(other)));
  }
}

TEST(DetectionFinding, every_source_has_a_type) {
  const Findings f;
  const PipelineContent& content = *f.content;
  EXPECT_EQ(analytic_type_of(content, 0), AnalyticType::kRule);
  EXPECT_EQ(analytic_type_of(content, content.rule_index(Model::kDeviceSilent)), AnalyticType::kRule);
  EXPECT_EQ(analytic_type_of(content, content.rule_index(Model::kNovelLogin)), AnalyticType::kBehavioral);
  EXPECT_EQ(analytic_type_of(content, content.rule_index(Model::kPeerShift)), AnalyticType::kBehavioral);
  EXPECT_EQ(analytic_type_of(content, content.rule_index(Model::kFailureLevel)), AnalyticType::kStatistical);
  EXPECT_EQ(analytic_type_of(content, content.rule_index(Detector::kUserAdded)), AnalyticType::kBehavioral);
  EXPECT_EQ(analytic_type_of(content, content.rule_index(HubDetection::kFleetSilence)), AnalyticType::kRule);
}

/// The scale of STIX 2.1, appendix A: Low 1-29, Med 30-69, High 70-100.
TEST(DetectionFinding, confidence_has_the_words_of_stix) {
  EXPECT_EQ(to_string(confidence_of_score(0)), "Unknown");
  EXPECT_EQ(to_string(confidence_of_score(1)), "Low");
  EXPECT_EQ(to_string(confidence_of_score(29)), "Low");
  EXPECT_EQ(to_string(confidence_of_score(30)), "Medium");
  EXPECT_EQ(to_string(confidence_of_score(70)), "High");
  EXPECT_EQ(confidence_of_status("stable"), Confidence::kHigh);
  EXPECT_EQ(confidence_of_status("experimental"), Confidence::kLow);
  EXPECT_EQ(confidence_of_status("deprecated"), Confidence::kUnknown);
}

}  // namespace
}  // namespace picket
