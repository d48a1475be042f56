#include "sim/experiment/judge.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/in_child.h"
#include "tests/sim/experiment/small_study.h"

// A message made by hand carries labelled events of unit 0; findings made by hand rest on it.

namespace picket::sim {
namespace {

/// In a child: a world with attacks, and one accepted message of the first unit's device with two
/// observations, of which number 1 is evidence.
struct JudgeFixture {
  explicit JudgeFixture(bool attributed = true, const std::vector<std::string>& sets = {})
      : scenario(test::small_scenario(sets)),
        world(scenario, 0),
        content(build_content(world, with_rules())),
        pipeline(content, PipelineSettings{}, world.texts()),
        carry(world, scenario.policy_templates.at("raw"), {Backend::kFast, Sharing::kFifo, {{Sku::kS1, 0}}}, pipeline),
        judge(world, *content, carry),
        unit(world.attacks().units()[0]) {
    ShardOutput out;
    out.clear();
    CarriedMessage message;
    message.device = unit.device;
    message.sequence = 7;
    message.created = unit.start + Duration::seconds(5);
    message.body_bytes = 500;
    message.hits = 3;
    message.labels = 1;
    out.labels.push_back({1, {0, 0, 3, unit.start + Duration::seconds(2)}, attributed});
    out.batch->live = 1;
    out.messages.push_back(message);
    carry.take(out);
    carry.run_until(message.created + Duration::minutes(10));
  }

  static ReplicationSettings with_rules() {
    ReplicationSettings settings;
    picket::test::add_rules(settings.rules.texts, settings.rules.names);
    return settings;
  }

  std::uint32_t alert(const std::string& name) const { return content->find_alert(name).value(); }
  std::string expected_name() const { return scenario.attack_templates.at(scenario.attacks[0].use).expect.front(); }

  void find(std::uint32_t type, Time time, std::vector<Evidence> evidence) {
    Finding finding;
    finding.time = time;
    finding.alert = type;
    finding.device = unit.device;
    finding.evidence = evidence;
    judge.on_finding(finding);
  }

  void find_silence(std::uint32_t type, DeviceId device, Time from, Time until) {
    Finding finding;
    finding.time = until;
    finding.alert = type;
    finding.device = device;
    finding.absence = true;
    finding.window_start = from;
    finding.window_end = until;
    judge.on_finding(finding);
  }

  Scenario scenario;
  World world;
  std::shared_ptr<const PipelineContent> content;
  PipelineCore pipeline;
  CarryStage carry;
  Judge judge;
  AttackUnit unit;
};

void with_judge(const std::function<void(JudgeFixture&)>& body) {
  test::in_child([&] {
    JudgeFixture fixture;
    body(fixture);
  });
}

// What a gateway merged without a name: the alert is a true one, and nobody knows of which device.
TEST(Judge, a_unit_whose_evidence_does_not_name_it_is_detected_at_its_site_only) {
  test::in_child([] {
    JudgeFixture f(false);
    const Time alert_at = f.unit.start + Duration::minutes(2);
    f.find(f.alert(f.expected_name()), alert_at + Duration::minutes(1), {{f.unit.device, 7, 1}});
    f.find(f.alert(f.expected_name()), alert_at, {{f.unit.device, 7, 1}});
    EXPECT_EQ(f.judge.counts()[Judgement::kDetection], 2);
    EXPECT_FALSE(f.judge.detection(0).has_value());
    EXPECT_EQ(f.judge.site_detection(0), alert_at);
  });
}

TEST(Judge, calls_an_expected_type_on_a_unit_s_evidence_a_detection_and_splits_its_delay) {
  with_judge([](JudgeFixture& f) {
    const AcceptedLabels& message = f.carry.accepted_labels().at({f.unit.device.value(), 7});
    const Time alert_at = message.enqueued + Duration::seconds(20);
    f.find(f.alert(f.expected_name()), alert_at, {{f.unit.device, 7, 1}});
    EXPECT_EQ(f.judge.counts()[Judgement::kDetection], 1);
    ASSERT_TRUE(f.judge.detection(0).has_value());
    const DelayParts& parts = f.judge.detection(0)->parts;
    EXPECT_EQ(parts.attack, 2'000'000);  // the event was 2 s after the unit's start
    EXPECT_EQ(parts.agent, 3'000'000);   // and left 5 s after it
    EXPECT_EQ(parts.queue, (message.sent - message.created).count_microseconds());
    EXPECT_EQ(parts.network, (message.arrived - message.sent).count_microseconds());
    EXPECT_GT(parts.network, 0);
    EXPECT_EQ(parts.hub, (message.enqueued - message.arrived).count_microseconds());
    EXPECT_EQ(parts.pipeline, 20'000'000);
    EXPECT_EQ(parts.total(), (alert_at - f.unit.start).count_microseconds());
  });
}

// The label of the message's second observation is of unit 0, step 0; nothing is said of its other steps.
TEST(Judge, notes_what_the_findings_rest_on_step_by_step) {
  with_judge([](JudgeFixture& f) {
    const AcceptedLabels& message = f.carry.accepted_labels().at({f.unit.device.value(), 7});
    const std::uint32_t expected = f.alert(f.expected_name());
    const std::uint32_t silent = f.content->alert_of(Model::kDeviceSilent);
    const auto find = [&](std::uint32_t alert, Time time, bool suppressed, std::uint32_t observation = 1) {
      Finding finding;
      finding.time = time;
      finding.alert = alert;
      finding.device = f.unit.device;
      const std::vector<Evidence> evidence{{f.unit.device, 7, observation}};
      finding.evidence = evidence;
      suppressed ? f.judge.on_suppressed(finding) : f.judge.on_finding(finding);
    };
    const Judge::StepFindings& step = f.judge.step_findings({0, 0});
    const Time soon = message.enqueued + Duration::seconds(20);
    find(expected, soon, false, 0);  // rests on the benign observation
    find(silent, soon, true);     // kept back, and no alert that is expected
    EXPECT_FALSE(step.expected || step.suppressed || step.other || step.after_end);
    find(silent, soon, false);
    EXPECT_TRUE(step.other);
    find(expected, soon, true);
    EXPECT_TRUE(step.suppressed);
    find(expected, f.world.end() + Duration::seconds(1), false);
    EXPECT_TRUE(step.after_end);
    EXPECT_FALSE(step.expected);
    find(expected, soon, false);
    EXPECT_TRUE(step.expected);
    const Judge::StepFindings& other = f.judge.step_findings({0, 1});
    EXPECT_FALSE(other.expected || other.suppressed || other.other || other.after_end);
  });
}

// An alert that counts a device's messages rests on all that came in its window. Here the message with labels came in
// it, before it, or from another device.
TEST(Judge, an_alert_that_counts_messages_rests_on_the_labelled_ones_of_its_window) {
  with_judge([](JudgeFixture& f) {
    const Time enqueued = f.carry.accepted_labels().at({f.unit.device.value(), 7}).enqueued;
    const auto count = [&](std::uint32_t type, DeviceId device, Time from, Time until) {
      Finding finding;
      finding.time = until + Duration::seconds(20);
      finding.alert = type;
      finding.rule = f.content->rule_index(detection_of(CustomRule::kMqttD2CMessagesNotInAllowedRange));
      finding.device = device;
      finding.window_start = from;
      finding.window_end = until;
      f.judge.on_finding(finding);
    };
    const Duration minute = Duration::minutes(1);
    count(f.alert("IoT_CA_MqttD2CMessagesNotInAllowedRange"), f.unit.device, enqueued - minute, enqueued);
    EXPECT_EQ(f.judge.counts()[Judgement::kRelated], 1);
    count(f.alert("IoT_CA_MqttD2CMessagesNotInAllowedRange"), f.unit.device, enqueued + minute, enqueued + 2 * minute);
    count(f.alert("IoT_CA_MqttD2CMessagesNotInAllowedRange"), DeviceId(f.unit.device.value() + 1), enqueued - minute,
          enqueued + minute);
    EXPECT_EQ(f.judge.counts()[Judgement::kFalse], 2);
    count(f.alert(f.expected_name()), f.unit.device, enqueued - minute, enqueued + minute);
    ASSERT_TRUE(f.judge.detection(0).has_value());
    EXPECT_EQ(f.judge.detection(0)->time, enqueued + minute + Duration::seconds(20));
    EXPECT_EQ(f.judge.detection(0)->parts.pipeline, 80'000'000);
  });
}

// Somebody connects twice with a device's identity; the log is read a minute later. An alert about connections rests on these
// records if they lie in its window, one about credentials or about another device does not.
TEST(Judge, an_alert_about_records_of_the_hub_rests_on_the_labelled_ones_of_its_window) {
  test::in_child([] {
    JudgeFixture f(true, {"hubs[0].log_latency=60 s",
                          "attacks=[{name: x, use: x, start: 1 h, targets: {device_class: kiosk, count: 1}}]",
                          "attack_templates={x: {id: X, title: x, memory_only: false, deadline: 10 min, expect: [sim.identity_clone], "
                          "phases: [{id: p, hub: [{kind: connect, count: 2, spacing: 30 s}]}]}}"});
    const auto& records = f.carry.hub_acts().evidence_of(f.unit.device);
    ASSERT_GE(records.size(), 4U);
    Finding finding;
    finding.device = f.unit.device;
    finding.alert = f.alert("sim.identity_clone");
    finding.rule = f.content->rule_index(HubDetection::kIdentityClone);
    finding.window_start = f.unit.start;
    finding.window_end = f.unit.start + Duration::seconds(10);
    finding.time = f.unit.start + Duration::seconds(80);
    const auto judged = [&f](const Finding& of) {
      f.judge.on_finding(of);
      return f.judge.findings().back().judgement;
    };
    Finding about_credentials = finding;
    about_credentials.rule = f.content->rule_index(HubDetection::kTokenExpired);
    EXPECT_EQ(judged(about_credentials), Judgement::kFalse);
    Finding before = finding;
    before.window_start = f.unit.start - Duration::seconds(10);
    before.window_end = f.unit.start - Duration::seconds(1);
    EXPECT_EQ(judged(before), Judgement::kFalse);
    Finding of_another = finding;
    of_another.device = DeviceId(f.unit.device.value() == 0 ? 1 : 0);
    EXPECT_EQ(judged(of_another), Judgement::kFalse);
    EXPECT_FALSE(f.judge.detection(0).has_value());
    EXPECT_EQ(judged(finding), Judgement::kDetection);
    // The intruder comes at 0 s, the device back within the first seconds; both are read a minute later.
    ASSERT_TRUE(f.judge.detection(0).has_value());
    const DelayParts& parts = f.judge.detection(0)->parts;
    EXPECT_GE(parts.attack, 0);
    EXPECT_LT(parts.attack, 10'000'000);
    EXPECT_EQ(parts.agent + parts.queue + parts.network, 0);
    EXPECT_EQ(parts.hub, 60'000'000);
    EXPECT_EQ(parts.total(), 80'000'000);
    Finding other_type = finding;
    other_type.alert = f.alert("sim.connection_flapping");
    other_type.rule = f.content->rule_index(HubDetection::kConnectionFlapping);
    EXPECT_EQ(judged(other_type), Judgement::kRelated);
  });
}

TEST(Judge, keeps_the_first_of_several_detections) {
  with_judge([](JudgeFixture& f) {
    const Time enqueued = f.carry.accepted_labels().at({f.unit.device.value(), 7}).enqueued;
    for (const int late : {30, 10, 50}) f.find(f.alert(f.expected_name()), enqueued + Duration::seconds(late), {{f.unit.device, 7, 1}});
    EXPECT_EQ(f.judge.counts()[Judgement::kDetection], 3);
    EXPECT_EQ(f.judge.detection(0)->time, enqueued + Duration::seconds(10));
    EXPECT_EQ(f.judge.findings().size(), 3U);
  });
}

TEST(Judge, calls_another_type_related_and_benign_evidence_false_or_a_notice) {
  with_judge([](JudgeFixture& f) {
    const auto& expect = f.scenario.attack_templates.at(f.scenario.attacks[0].use).expect;
    std::uint32_t other = 0;
    std::uint32_t notice = 0;
    bool has_notice = false;
    for (std::uint32_t a = 0; a < f.content->alert_count(); ++a) {
      const bool expected = std::any_of(expect.begin(), expect.end(), [&](const std::string& name) { return f.content->find_alert(name) == a; });
      if (f.content->alert(a).is_notice) {
        notice = a;
        has_notice = true;
      } else if (!expected) {
        other = a;
      }
    }
    const Time at = f.unit.start + Duration::minutes(20);
    f.find(other, at, {{f.unit.device, 7, 1}});
    EXPECT_EQ(f.judge.counts()[Judgement::kRelated], 1);
    f.find(other, at, {{f.unit.device, 7, 0}});  // the benign observation of the same message
    f.find(other, at, {{f.unit.device, 8, 1}});  // another message
    EXPECT_EQ(f.judge.counts()[Judgement::kFalse], 2);
    ASSERT_TRUE(has_notice);
    f.find(notice, at, {{f.unit.device, 8, 1}});
    EXPECT_EQ(f.judge.counts()[Judgement::kNotice], 1);
    EXPECT_FALSE(f.judge.detection(0).has_value());
  });
}

// A killed agent is silent because of the attack until something restarts it; before the attack the same
// finding is a false one.
TEST(Judge, takes_silence_as_a_detection_where_the_attack_caused_it) {
  with_judge([](JudgeFixture& f) {
    std::uint32_t u = 0;
    while (f.scenario.attacks[f.world.attacks().units()[u].attack.value()].name != "kill") ++u;
    const AttackUnit& killed = f.world.attacks().units()[u];
    const std::uint32_t silent = f.content->alert_of(Model::kDeviceSilent);
    f.find_silence(silent, killed.device, killed.start - Duration::minutes(30), killed.start - Duration::minutes(10));
    EXPECT_EQ(f.judge.counts()[Judgement::kFalse], 1);
    const Time from = killed.start + Duration::seconds(15);
    const Time until = from + Duration::minutes(60);
    f.find_silence(silent, killed.device, from, until);
    ASSERT_TRUE(f.judge.detection(u).has_value());
    EXPECT_EQ(f.judge.detection(u)->parts.attack, 15'000'000);
    EXPECT_EQ(f.judge.detection(u)->parts.pipeline, 3'600'000'000);
    EXPECT_EQ(f.judge.detection(u)->parts.network, 0);
  });
}

// A finding about a hub has no device; its absence is nobody's attack.
TEST(Judge, takes_what_is_found_about_a_hub_for_no_device_s) {
  with_judge([](JudgeFixture& f) {
    const DeviceId hub = hub_identity(HubId(0));
    const std::uint32_t alert = f.content->alert_of(HubDetection::kCertificateAdded);
    f.find_silence(alert, hub, f.unit.start, f.unit.start + Duration::hours(1));
    Finding finding;
    finding.time = f.unit.start;
    finding.alert = alert;
    finding.rule = f.content->rule_index(HubDetection::kCertificateAdded);
    finding.device = hub;
    f.judge.on_finding(finding);
    Incident incident;
    incident.device = hub;
    f.judge.on_incident(incident);
    Recommendation recommendation;
    recommendation.device = hub;
    recommendation.type = RecommendationType::kIpFilterDenyAll;
    f.judge.on_recommendation(recommendation);
    EXPECT_EQ(f.judge.counts()[Judgement::kFalse], 2);
    EXPECT_EQ(f.judge.false_incidents(), 1);
    EXPECT_EQ(f.judge.recommendations(), 1);
  });
}

TEST(Judge, has_a_digest_of_every_finding_in_order) {
  with_judge([](JudgeFixture& f) {
    const std::uint64_t empty = f.judge.digest().value();
    f.find(0, f.unit.start, {});
    const std::uint64_t one = f.judge.digest().value();
    f.find(0, f.unit.start, {});
    EXPECT_NE(one, empty);
    EXPECT_NE(f.judge.digest().value(), one);
  });
}

TEST(Judge, counts_incidents_and_those_without_an_attack) {
  with_judge([](JudgeFixture& f) {
    Incident incident;
    incident.device = f.unit.device;
    incident.time = f.unit.start - Duration::microseconds(1);
    f.judge.on_incident(incident);
    incident.time = f.unit.start;
    incident.kind = IncidentKind::kTactics;
    f.judge.on_incident(incident);
    incident.state = IncidentState::kUpdated;
    f.judge.on_incident(incident);
    incident.state = IncidentState::kClosed;
    f.judge.on_incident(incident);
    EXPECT_EQ(f.judge.incidents(), 2);
    EXPECT_EQ(f.judge.false_incidents(), 1) << "the first, before the attack";
    incident.kind = IncidentKind::kCampaign;
    incident.state = IncidentState::kOpened;
    f.judge.on_incident(incident);
    EXPECT_EQ(f.judge.campaigns(), 1);
    EXPECT_EQ(f.judge.incidents(), 2);
  });
}

}  // namespace
}  // namespace picket::sim
