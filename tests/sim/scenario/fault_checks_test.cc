#include "sim/scenario/fault_checks.h"

#include <gmock/gmock.h>

#include "tests/sim/scenario/support.h"

// The texts are in tests/golden/scenario/faults.txt and fault_unseen.txt; here is what stops a run and what does not.

namespace picket::sim {
namespace {

test::Loaded load_with(const std::string& faults, std::vector<std::string> sets = {}) {
  sets.insert(sets.begin(), {"duration=100 h", "faults=" + faults});
  return test::load(test::kSmall, std::move(sets));
}

TEST(FaultChecks, have_nothing_to_say_of_faults_that_can_happen) {
  const test::Loaded loaded = load_with(
      "[{name: a, kind: link_loss, start: 1 h, targets: {network: lte_m, share: 0.5}}, {name: b, kind: hub_outage, start: 2 h}, "
      "{name: c, kind: clock_drift, start: 0 s, targets: {device_class: ip_camera, count: 3}}]");
  ASSERT_TRUE(loaded.result.ok()) << loaded.text();
  for (const Code code : {Code::kFault, Code::kFaultTooLate, Code::kFaultUnseen}) EXPECT_EQ(test::told(loaded, code), 0U) << loaded.text();
  ASSERT_EQ(loaded.result.scenario->faults.size(), 3U);
  EXPECT_EQ(loaded.result.scenario->faults[0].targets.network, "lte_m");
}

TEST(FaultChecks, stop_one_that_cannot_happen) {
  for (const char* wrong : {"[{name: a, kind: link_loss, start: 2 h, copies: 3}]", "[{name: a, kind: quota_spent, start: 2 h, duration: 1 h}]",
                            "[{name: a, kind: link_loss, start: 1 h, targets: {site: 10}}]",
                            "[{name: a, kind: hub_outage, start: 1 h, targets: {network: lte_m}}]",
                            "[{name: a, kind: power_cut, start: 1 h, targets: {share: 0.5, count: 2}}]",
                            "[{name: a, kind: redelivery, start: 1 h, copied_share: 0.6, late_share: 0.6}]",
                            "[{name: a, kind: event_storm, start: 1 h, commandline: ''}]",
                            "[{name: a, kind: link_loss, start: 1 h, lag: 5 min}]", "[{name: a, kind: power_cut, start: 1 h, throttled_bandwidth: 0 bit/s}]",
                            "[{name: a, kind: crash_loop, start: 1 h, distinct_commandlines: 300}]", "[{name: a, kind: disk_full, start: 1 h, zone_shift: 1 h}]",
                            "[{name: a, kind: clock_step, start: 1 h, resolve_timeout: 5 s}]", "[{name: a, kind: clock_step, start: 1 h, poll_interval: 5 s}]",
                            "[{name: a, kind: registration_storm, start: 1 h, client_timeout: 3 s}]", "[{name: a, kind: gateway_reboot, start: 1 h}]"}) {
    const test::Loaded loaded = load_with(wrong);
    EXPECT_FALSE(loaded.result.ok()) << wrong;
    EXPECT_EQ(test::told(loaded, Code::kFault), 1U) << wrong << "\n" << loaded.text();
  }
}

TEST(FaultChecks, let_one_that_nothing_shows_run_and_warn_of_it) {
  const test::Loaded loaded = load_with("[{name: a, kind: certificate_expiry, start: 1 h}, {name: b, kind: quota_spent, start: 101 h}]");
  EXPECT_TRUE(loaded.result.ok()) << loaded.text();
  EXPECT_EQ(test::told(loaded, Code::kFaultUnseen), 2U) << loaded.text();
  EXPECT_EQ(test::told(loaded, Code::kFaultTooLate), 1U) << loaded.text();
  EXPECT_EQ(told(load_with("[{name: b, kind: quota_spent, start: 1 h}]", {"hubs=[{name: hub, units: 1}]"}), Code::kFaultUnseen), 0U);
}

TEST(FaultChecks, warn_of_one_that_has_no_length_or_hits_nothing) {
  for (const char* idle : {"[{name: a, kind: link_loss, start: 1 h, duration: 0 s}]", "[{name: a, kind: power_cut, start: 1 h, targets: {share: 0.0001}}]",
                           "[{name: a, kind: crash_loop, start: 1 h, targets: {device_class: ip_camera, share: 0}}]"}) {
    const test::Loaded loaded = load_with(idle);
    EXPECT_TRUE(loaded.result.ok()) << loaded.text();
    EXPECT_EQ(test::told(loaded, Code::kFaultUnseen), 1U) << idle << "\n" << loaded.text();
  }
  const test::Loaded one = load_with("[{name: a, kind: link_loss, start: 1 h, duration: 0 s}]");
  EXPECT_THAT(one.text(), ::testing::AllOf(::testing::HasSubstr("faults[0].duration: a fault of no length"), ::testing::HasSubstr("1 h, duration: 0 s")));
}

TEST(FaultChecks, warn_of_a_time_zone_that_nothing_keeps) {
  const std::string fault = "[{name: a, kind: time_zone, start: 1 h}]";
  const std::string nightly = "device_classes.ip_camera.activities={tidy: {timing: cron, period: 24 h, at: 3 h, script: [{kind: process, commandlines: [/bin/tidy]}]}}";
  const test::Loaded moved = load_with(fault, {nightly});
  ASSERT_TRUE(moved.result.ok()) << moved.text();
  EXPECT_EQ(told(moved, Code::kFaultUnseen), 0U) << moved.text();
  const std::string activity = "device_classes.ip_camera.activities={poll: {timing: timer, period: 5 min, script: [{kind: process, commandlines: [/usr/bin/poll]}]}}";
  const test::Loaded still = load_with(fault, {activity});
  EXPECT_EQ(told(still, Code::kFaultUnseen), 1U) << still.text();
}

TEST(FaultChecks, warn_of_a_full_disk_that_no_sensor_and_no_rollout_meets) {
  const std::string fault = "[{name: a, kind: disk_full, start: 1 h}]";
  EXPECT_EQ(told(load_with(fault, {"policies=[{use: agentless}]"}), Code::kFaultUnseen), 1U);
  const test::Loaded audited = load_with(fault, {"policies=[{use: g2_linux}]", "policy_templates.g2_linux.process_sensor=auditd"});
  ASSERT_TRUE(audited.result.ok()) << audited.text();
  EXPECT_EQ(told(audited, Code::kFaultUnseen), 0U) << audited.text();
  const std::string rollout = "rollouts=[{name: spring, device_class: ip_camera, firmware_version: '2.0'}]";
  const test::Loaded updated = load_with(fault, {"policies=[{use: agentless}]", rollout});
  ASSERT_TRUE(updated.result.ok()) << updated.text();
  EXPECT_EQ(told(updated, Code::kFaultUnseen), 0U) << updated.text();
}

// 3.3 s: the first poll comes up to a tenth after poll_interval.
TEST(FaultChecks, want_a_client_to_poll_before_it_gives_up_and_to_hear_what_it_is_told) {
  const auto storm = [](const std::string& more) { return "[{name: a, kind: registration_storm, start: 1 h" + more + "}]"; };
  EXPECT_EQ(told(load_with(storm("")), Code::kFault), 0U);
  EXPECT_EQ(told(load_with(storm(", client_timeout: 3.3 s")), Code::kFault), 1U);
  EXPECT_EQ(told(load_with(storm(", client_timeout: 3.4 s")), Code::kFault), 0U);
  EXPECT_EQ(told(load_with(storm(", client_timeout: 3.4 s, poll_interval: 4 s")), Code::kFault), 1U);
  EXPECT_EQ(told(load_with(storm(", retry_after: 10 s")), Code::kFaultUnseen), 1U);
  EXPECT_EQ(told(load_with(storm(", retry_after: 10 s, honours_retry_after: true")), Code::kFaultUnseen), 0U);
}

TEST(FaultChecks, take_a_written_scenario_as_it_was_read) {
  const test::Loaded loaded = load_with(
      "[{name: a, kind: clock_step, start: 1 h, shift: -2 days, boot: {dist: uniform, min: 5 s, max: 9 s}}, "
      "{name: b, kind: crash_loop, start: 2 h, up: 2 min, targets: {count: 2}}, "
      "{name: c, kind: registration_storm, start: 2 h, requests_per_minute: 100, honours_retry_after: true, restart_backoff: 5 min}]");
  ASSERT_TRUE(loaded.result.ok()) << loaded.text();
  const std::string written = write_scenario_yaml(*loaded.result.scenario);
  const test::Loaded again = test::load(written);
  ASSERT_TRUE(again.result.ok()) << again.text();
  EXPECT_EQ(told(again, Code::kFault), 0U) << again.text();
  EXPECT_EQ(write_scenario_yaml(*again.result.scenario), written);
}

}  // namespace
}  // namespace picket::sim
