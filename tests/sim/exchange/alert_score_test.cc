#include "sim/exchange/alert_score.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>

#include "sim/experiment/rule_content.h"
#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;

/// The world of the small study and a run in which nothing was detected.
class AlertScoring : public ::testing::Test {
 protected:
  AlertScoring() {
    own_.devices = 90;
    own_.days = 0.125;
    for (const AttackUnit& unit : world_.attacks().units()) {
      UnitOutcome outcome;
      outcome.attack = unit.attack.value();
      outcome.device = unit.device.value();
      outcome.start_us = (unit.start - world_.start()).count_microseconds();
      own_.units.push_back(outcome);
    }
  }
  /// The first unit of an attack.
  std::uint32_t unit_of(const std::string& attack) const {
    for (std::uint32_t u = 0; u < own_.units.size(); ++u) {
      if (scenario_.attacks[own_.units[u].attack].name == attack) return u;
    }
    throw std::runtime_error("no unit of " + attack);
  }
  const AttackUnit& unit(std::uint32_t number) const { return world_.attacks().units()[number]; }
  std::string device_of(std::uint32_t number) const { return world_.fleet().device_name(unit(number).device); }
  /// A device that nobody attacks.
  std::string quiet_device() const {
    for (std::uint32_t d = 0; d < world_.fleet().size(); ++d) {
      if (!world_.attacks().under_attack(DeviceId(d))) return world_.fleet().device_name(DeviceId(d));
    }
    throw std::runtime_error("all are attacked");
  }
  static ForeignAlert alert(Time time, const std::string& device, const std::string& type = "") { return {1, time, device, type, "", {}, {}}; }
  AlertScore score(const std::vector<ForeignAlert>& alerts, AlertMatch match = AlertMatch::kDevice) const {
    return score_alerts(world_, *content_, own_, alerts, match);
  }

  const Scenario scenario_ = test::small_scenario({"duration=8 h"});  // the deadline of `shell` ends within it
  const World world_{scenario_, 0};
  const std::shared_ptr<const PipelineContent> content_ = PipelineContent::Builder().build();
  LaneResult own_;
};

TEST_F(AlertScoring, credits_the_first_alert_about_the_device_in_the_time_of_its_attack) {
  const std::uint32_t shell = unit_of("shell");
  const AlertScore result = score({alert(unit(shell).start + Duration::seconds(40), device_of(shell), "late"),
                                   alert(unit(shell).start + Duration::seconds(20), device_of(shell), "mine")});
  const UnitOutcome& outcome = result.lane.units[shell];
  EXPECT_TRUE(outcome.detected);
  EXPECT_EQ(outcome.detected_us, 20'000'000);
  EXPECT_EQ(outcome.alert, "mine");
  EXPECT_EQ(result.lane.alerts_true, 2);
  EXPECT_EQ(result.lane.alerts_false, 0);
  EXPECT_EQ(std::count_if(result.lane.units.begin(), result.lane.units.end(), [](const auto& u) { return u.detected; }), 1);
}

TEST_F(AlertScoring, calls_false_what_is_before_the_attack_after_its_deadline_or_elsewhere) {
  const std::uint32_t shell = unit_of("shell");
  const Duration deadline = scenario_.attack_templates.at("a15_reverse_shell").deadline;
  ASSERT_LT(unit(shell).end + deadline + Duration::seconds(1), world_.end()) << "or the test tests nothing";
  const AlertScore result = score({alert(unit(shell).start - Duration::microseconds(1), device_of(shell), "a"),
                                   alert(unit(shell).end + deadline + Duration::microseconds(1), device_of(shell), "a"),
                                   alert(unit(shell).start, quiet_device(), "b"),
                                   alert(unit(shell).end + deadline, device_of(shell), "c")});
  EXPECT_EQ(result.lane.alerts_false, 3);
  EXPECT_EQ(result.lane.alerts_true, 1);
  ASSERT_EQ(result.lane.false_alerts.size(), 2U);
  EXPECT_EQ(result.lane.false_alerts[0].alert, "a");
  EXPECT_EQ(result.lane.false_alerts[0].alerts, 2);
  EXPECT_TRUE(result.lane.units[shell].detected);
}

TEST_F(AlertScoring, finds_a_device_by_name_in_any_case_or_in_a_resource_id) {
  const std::uint32_t shell = unit_of("shell");
  const Time time = unit(shell).start;
  std::string upper = device_of(shell);
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  const AlertScore result = score({alert(time, device_of(shell)), alert(time, upper),
                                   alert(time, "/subscriptions/0/resourceGroups/g/providers/Microsoft.Devices/IotHubs/hub/devices/" + device_of(shell)),
                                   alert(time, device_of(shell) + "/azureiotsecurity"), alert(time, "hub"),
                                   alert(time, "/subscriptions/0/resourceGroups/g/providers/Microsoft.Devices/IotHubs/hub"),
                                   alert(time, "toaster-1"), alert(time, "toaster-1"), alert(time, "")});
  EXPECT_EQ(result.lane.alerts_true, 4);
  EXPECT_EQ(result.about_hubs, 2U);
  EXPECT_EQ(result.unknown_devices, 3U);
  EXPECT_THAT(result.unknown_names, ElementsAre("toaster-1", ""));
  EXPECT_EQ(result.judged, 4U);
}

TEST_F(AlertScoring, judges_nothing_outside_the_measured_period) {
  const AlertScore result = score({alert(world_.start() - Duration::seconds(1), quiet_device()), alert(world_.end() + Duration::seconds(1), quiet_device())});
  EXPECT_EQ(result.outside, 2U);
  EXPECT_EQ(result.judged, 0U);
}

TEST_F(AlertScoring, compares_types_that_the_catalogue_knows_if_told) {
  const std::uint32_t shell = unit_of("shell");
  const Time time = unit(shell).start;
  const std::string device = device_of(shell);
  const std::vector<ForeignAlert> alerts{alert(time, device, "IoT_CryptoMiner"), alert(time + Duration::seconds(1), device, "iot_reverseshell"),
                                         alert(time + Duration::seconds(2), device, "their own"), alert(time, quiet_device(), "IoT_USBConnection")};
  const AlertScore strict = score(alerts, AlertMatch::kDeviceAndType);
  EXPECT_EQ(strict.lane.units[shell].detected_us, 1'000'000);
  EXPECT_EQ(strict.lane.alerts_related, 1);
  EXPECT_EQ(strict.lane.alerts_true, 2);
  EXPECT_EQ(strict.lane.alerts_notice, 1);
  EXPECT_TRUE(strict.types.at("IoT_CryptoMiner").known);
  EXPECT_FALSE(strict.types.at("their own").known);
  const AlertScore loose = score(alerts);
  EXPECT_EQ(loose.lane.units[shell].detected_us, 0);
  EXPECT_EQ(loose.lane.alerts_related, 0);
  EXPECT_EQ(loose.lane.alerts_true, 3);
}

// Of six alerts in the time of a shell: one by time, one that names what the shell ran, one that names a private address, which
// may be the device's own; three name what the shell did not do, or what another system saw elsewhere.
TEST_F(AlertScoring, goes_by_evidence_where_an_alert_names_some) {
  const std::uint32_t shell = unit_of("shell");
  const Time time = unit(shell).start;
  const auto naming = [&](int seconds, const std::string& device, std::vector<NamedEvidence> evidence) {
    ForeignAlert one = alert(time + Duration::seconds(seconds), device, "theirs");
    one.evidence = std::move(evidence);
    return one;
  };
  const std::string device = device_of(shell);
  const NamedEvidence ran{EvidenceKind::kCommandline, "bash -i"};
  const NamedEvidence other{EvidenceKind::kCommandline, "apt-get update"};
  const AlertScore result = score({naming(2, device, {other}), naming(3, device, {{EvidenceKind::kAddress, "203.0.113.200"}}),
                                   naming(4, device, {other, ran}), naming(5, device, {{EvidenceKind::kAddress, "192.168.200.200"}}),
                                   naming(6, device, {}), naming(7, quiet_device(), {ran})});
  EXPECT_TRUE(result.lane.units[shell].detected);
  EXPECT_EQ(result.lane.units[shell].detected_us, 4'000'000) << "the first that names what it did";
  EXPECT_TRUE(result.by_evidence[shell]);
  EXPECT_EQ(result.judged, 6U);
  EXPECT_EQ(result.with_evidence, 4U);
  EXPECT_EQ(result.detections_by_evidence, 1U);
  EXPECT_EQ(result.of_other_evidence, 2U);
  EXPECT_EQ(result.lane.alerts_true, 3);
  EXPECT_EQ(result.lane.alerts_false, 3);
  const AlertScore by_time = score({naming(6, device, {})});
  EXPECT_TRUE(by_time.lane.units[shell].detected);
  EXPECT_FALSE(by_time.by_evidence[shell]);
}

// However an alert writes the device, that device's name as a domain says nothing of the attack.
TEST_F(AlertScoring, knows_the_devices_own_name_behind_a_resource_id) {
  const std::uint32_t shell = unit_of("shell");
  ForeignAlert one = alert(unit(shell).start + Duration::seconds(2), "/subscriptions/0/x/devices/" + device_of(shell), "theirs");
  one.evidence = {{EvidenceKind::kDomain, device_of(shell)}};
  const AlertScore result = score({one});
  EXPECT_EQ(result.with_evidence, 0U);
  EXPECT_EQ(result.lane.alerts_true, 1);
  EXPECT_TRUE(result.lane.units[shell].detected);
}

// 128 alerts of 32 each fill the 4,096. What comes later counts by device and time, unless all that it names is among them.
TEST_F(AlertScoring, compares_so_much_evidence_on_a_device_and_counts_the_alerts_beyond) {
  const std::uint32_t shell = unit_of("shell");
  const auto naming = [&](int milliseconds, std::vector<NamedEvidence> evidence) {
    ForeignAlert one = alert(unit(shell).start + Duration::milliseconds(milliseconds), device_of(shell), "theirs");
    one.evidence = std::move(evidence);
    return one;
  };
  const auto other = [](std::size_t n) { return NamedEvidence{EvidenceKind::kCommandline, "other " + std::to_string(n)}; };
  std::vector<ForeignAlert> alerts;
  for (int i = 0; i < 128; ++i) {
    std::vector<NamedEvidence> evidence;
    for (std::size_t e = 0; e < kMaxEvidence; ++e) evidence.push_back(other(alerts.size() * kMaxEvidence + e));
    alerts.push_back(naming(1 + i, evidence));
  }
  alerts.push_back(naming(200, {other(7)}));
  alerts.push_back(naming(300, {other(8), {EvidenceKind::kCommandline, "bash -i"}}));
  const AlertScore result = score(alerts);
  EXPECT_EQ(result.judged, 130U);
  EXPECT_EQ(result.of_other_evidence, 129U);
  EXPECT_EQ(result.evidence_not_compared, 1U);
  EXPECT_EQ(result.with_evidence, 129U);
  EXPECT_EQ(result.lane.units[shell].detected_us, 300'000);
  EXPECT_FALSE(result.by_evidence[shell]);
}

TEST_F(AlertScoring, refuses_a_run_of_other_attacks) {
  own_.units.front().start_us += 1;
  EXPECT_THROW(score({}), WrongInput);
  own_.units.clear();
  EXPECT_THROW(score({}), WrongInput);
}

}  // namespace
}  // namespace picket::sim
