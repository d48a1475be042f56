#include <gtest/gtest.h>

#include "tests/sim/experiment/small_study.h"

// A study is a function of its scenario and seed: of nothing else, whatever the machine has to offer
// and however time is cut into windows.

namespace picket::sim {
namespace {

using test::run_small;
using test::SmallStudy;

/// What must be equal: every lane's digest, named so that a difference says where to look.
std::string digests(const SmallStudy& study) {
  std::string text;
  for (const LaneResult& lane : study.lanes) {
    text += lane.policy + (lane.fixed_hub ? " fixed " : " ") + std::to_string(lane.replication) + ": " + std::to_string(lane.digest) + "\n";
  }
  return text + study.outcome.result.digest;
}

/// Everything that a table or a bill is made of, times of the machine left out.
std::string contents(LaneResult lane) {
  lane.times = {};
  lane.digest = 0;
  lane.raw_events = 0;
  return to_json(lane);
}

TEST(StudyDigest, is_one_for_one_two_and_eight_threads) {
  const std::vector<std::string> sets{"replications=2"};
  const std::string one = digests(run_small(sets, 1));
  EXPECT_EQ(digests(run_small(sets, 2)), one);
  EXPECT_EQ(digests(run_small(sets, 8)), one);
}

TEST(StudyDigest, is_the_same_twice_and_another_with_another_seed) {
  const std::string once = digests(run_small());
  EXPECT_EQ(digests(run_small()), once);
  const SmallStudy other = run_small({"seed=12"});
  for (const LaneResult& lane : other.lanes) EXPECT_EQ(once.find(std::to_string(lane.digest)), std::string::npos) << lane.policy;
}

TEST(StudyDigest, does_not_know_how_long_a_window_is) {
  const std::string ten_minutes = digests(run_small());
  EXPECT_EQ(digests(run_small({"window=6 h"})), ten_minutes);
  EXPECT_EQ(digests(run_small({"window=7 min"})), ten_minutes);
}

TEST(StudyDigest, does_not_know_how_short_a_window_is) {
  const std::vector<std::string> shorter{"warm_up=20 min", "duration=60 min", "attacks[0].start=1 min", "attacks[1].start=1 min", "attacks[2].start=1 min"};
  std::vector<std::string> seconds = shorter;
  seconds.push_back("window=10 s");
  EXPECT_EQ(digests(run_small(seconds)), digests(run_small(shorter)));
}

TEST(StudyDigest, is_the_same_whether_bytes_or_structs_travel) {
  const SmallStudy sized = run_small();
  const SmallStudy exact = run_small({"wire=exact"});
  EXPECT_EQ(digests(exact), digests(sized));
  for (const LaneResult& lane : sized.lanes) {
    EXPECT_EQ(contents(exact.lane(lane.policy)), contents(lane)) << lane.policy;
  }
}

TEST(StudyDigest, is_the_same_on_the_calendar_and_on_simgrids_own_flows) {
  const SmallStudy fast = run_small();
  const SmallStudy s4u = run_small({"backend=s4u"});
  EXPECT_EQ(digests(s4u), digests(fast));
  for (const LaneResult& lane : fast.lanes) EXPECT_EQ(contents(s4u.lane(lane.policy)), contents(lane)) << lane.policy;
}

TEST(StudyDigest, of_a_policy_does_not_depend_on_the_company_it_runs_in) {
  const SmallStudy all = run_small();
  const std::string text = [] {
    std::string t = test::kSmallScenario;
    for (const char* line : {"  - {use: raw}\n", "  - {use: g1_c}\n", "  - {use: agentless}\n"}) t.erase(t.find(line), std::string(line).size());
    return t;
  }();
  const SmallStudy two = run_small({}, 1, text);
  ASSERT_EQ(two.lanes.size(), 2U);
  for (const LaneResult& lane : two.lanes) EXPECT_EQ(lane.digest, all.lane(lane.policy).digest) << lane.policy;
}

TEST(StudyDigest, survives_outages_and_a_hub_that_is_too_small_with_any_threads_and_window) {
  const std::vector<std::string> sets{"networks.lte.outage_gap={dist: exponential, mean: 20 min}",
                                      "networks.lte.outage_duration={dist: exponential, mean: 3 min}",
                                      "fixed_hub={name: tiny, sku: F1, units: 1}"};
  std::vector<std::string> other = sets;
  other.push_back("window=47 min");
  const std::string expected = digests(run_small(sets, 1));
  EXPECT_EQ(digests(run_small(other, 3)), expected);
}

// Documents of both schemas, a wrong one, a patch and a fork, each at another time on each device.
TEST(StudyDigest, survives_changes_of_the_twins_with_any_threads_and_window) {
  const std::vector<std::string> sets{
      "policies.g1_c.twin_changes=[{at: 30 min, jitter: 1 h, document: patch, desired: "
      "{'ms_iotn:urn_azureiot_Security_SecurityAgentConfiguration': {snapshotFrequency: {value: PT20M}}}}, "
      "{at: 1 h, jitter: 1 h, targets: {share: 0.5}, desired: "
      "{'ms_iotn:urn_azureiot_Security_SecurityAgentConfiguration': {snapshotFrequency: 7}}}]",
      "policies.g2_linux.twin_changes=[{at: 20 min, jitter: 2 h, targets: {share: 0.7}, document: patch, desired: "
      "{CollectorsCore_PriorityIntervals: '5,10,30'}}, {at: 40 min, jitter: 1 h, document: patch, desired: "
      "{Process_CacheSize: 32}}]",
      "policies.picket.twin_changes=[{at: 50 min, jitter: 30 min, targets: {device_class: kiosk}, policy: g2_linux}]",
      "device_classes.kiosk.reboots_per_30_days=300", "device_classes.kiosk.reboot_at_night=false"};
  const auto with = [&](const std::string& window) {
    std::vector<std::string> all = sets;
    all.push_back("window=" + window);
    return all;
  };
  const SmallStudy once = run_small(with("10 min"), 1);
  const std::string expected = digests(once);
  EXPECT_GT(once.lane("g1_c").twin.configuration_errors, 100U);
  EXPECT_GT(once.lane("g2_linux").twin.applied, 100U);
  EXPECT_GT(once.lane("picket").twin.flushed_messages, 20U);
  EXPECT_EQ(digests(run_small(with("10 min"), 2)), expected);
  EXPECT_EQ(digests(run_small(with("10 min"), 8)), expected);
  EXPECT_EQ(digests(run_small(with("7 min"), 2)), expected);
  EXPECT_EQ(digests(run_small(with("6 h"), 1)), expected);
  std::vector<std::string> exact = with("10 min");
  exact.push_back("wire=exact");
  EXPECT_EQ(digests(run_small(exact, 1)), expected);
}

// The agent for Azure RTOS learns of outages from the device stage.
TEST(StudyDigest, survives_an_agent_that_minds_its_line_with_any_threads_and_window) {
  std::string text = test::kSmallScenario;
  for (const char* line : {"  - {use: raw}\n", "  - {use: g1_c}\n", "  - {use: g2_linux}\n", "  - {use: agentless}\n"}) {
    text.erase(text.find(line), std::string(line).size());
  }
  text.replace(text.find("{use: picket}"), 13, "{use: g2_rtos}");
  text.replace(text.find("reference_policy: g2_linux"), 26, "reference_policy: g2_rtos");
  const std::vector<std::string> sets{"networks.lte.outage_gap={dist: exponential, mean: 20 min}",
                                      "networks.lte.outage_duration={dist: exponential, mean: 4 min}"};
  std::vector<std::string> other = sets;
  other.push_back("window=47 min");
  const std::string expected = digests(run_small(sets, 1, text));
  EXPECT_EQ(digests(run_small(other, 3, text)), expected);
}

// A fault of each kind, on a hub that is too small as well.
TEST(StudyDigest, survives_faults_of_every_kind_with_any_threads_and_window) {
  const std::string faults =
      "faults=[{name: a, kind: link_loss, start: 10 min, duration: {dist: exponential, mean: 5 min}, gap: {dist: exponential, mean: 20 min}}, "
      "{name: b, kind: power_cut, start: 50 min, duration: 10 min, targets: {share: 0.3}}, "
      "{name: c, kind: carrier_outage, start: 20 min, duration: 10 min, recovery: 20 min, targets: {network: lte}}, "
      "{name: d, kind: hub_outage, start: 70 min, duration: 5 min}, "
      "{name: e, kind: hub_maintenance, start: 80 min, duration: 10 min}, "
      "{name: f, kind: hub_load, start: 90 min, duration: 10 min, sends_per_second: 150, connects_per_second: 20}, "
      "{name: g, kind: clock_drift, start: 0 s, unsynchronised: 45 days, targets: {device_class: kiosk}}, "
      "{name: h, kind: clock_step, start: 100 min, duration: 10 min, targets: {device_class: ev_charger, count: 5}}, "
      "{name: i, kind: redelivery, start: 0 s}, "
      "{name: j, kind: event_storm, start: 40 min, duration: 10 min, events_per_second: 2, distinct_commandlines: 300, targets: {device_class: kiosk, count: 5}}, "
      "{name: k, kind: crash_loop, start: 100 min, duration: 30 min, targets: {device_class: kiosk, count: 5}}, "
      "{name: l, kind: certificate_expiry, start: 110 min, targets: {device_class: iot_gateway}}, "
      "{name: m, kind: cloned_image, start: 30 min, duration: 2 min, targets: {count: 6}}, "
      "{name: n, kind: quota_spent, start: 150 min}, "
      "{name: o, kind: sim_quota_spent, start: 15 min, duration: 20 min, targets: {share: 0.5}}, "
      "{name: p, kind: name_service_outage, start: 65 min, duration: 20 min, targets: {share: 0.5}}, "
      "{name: q, kind: backend_lag, start: 30 min, duration: 60 min}, "
      "{name: r, kind: disk_full, start: 45 min, duration: 40 min, targets: {share: 0.5}}, "
      "{name: s, kind: time_zone, start: 55 min, duration: 50 min, zone_shift: -1 h, targets: {share: 0.5}}, "
      "{name: t, kind: registration_storm, start: 120 min, duration: 2 min, requests_per_minute: 10, restart_backoff: 10 min, targets: {share: 0.5}}, "
      "{name: u, kind: registration_storm, start: 121 min, duration: 10 min, requests_per_minute: 20, honours_retry_after: true, targets: {share: 0.5}}]";
  const std::vector<std::string> sets{faults, "hubs[0].units=1", "hubs[0].throttle_burst_seconds=1", "fleet[0].identities={auth_type: x509}"};
  std::vector<std::string> other = sets;
  other.push_back("window=7 min");
  const SmallStudy once = run_small(sets, 1);
  ASSERT_EQ(once.lane("raw").faults.size(), 21U);
  EXPECT_GT(once.lane("raw").trouble.sends_over_quota, 0);
  EXPECT_GT(once.lane("raw").trouble.connections_taken_over, 0);
  EXPECT_GT(once.lane("raw").trouble.connects_refused, 0);
  EXPECT_GT(once.lane("raw").trouble.registrations_completed, 0);
  EXPECT_GT(once.lane("raw").trouble.registrations_given_up, 0);
  EXPECT_GT(once.lane("raw").trouble.registration_requests_throttled, 0);
  for (const LaneResult& lane : once.lanes) EXPECT_TRUE(lane.imbalances.empty()) << lane.policy << ": " << lane.imbalances.front();
  const std::string expected = digests(once);
  EXPECT_EQ(digests(run_small(sets, 2)), expected);
  EXPECT_EQ(digests(run_small(other, 3)), expected);
}

// Cells make sites wait for each other. All sites of a cell are in one kernel, whatever the threads, so nothing of it depends on them.
TEST(StudyDigest, is_the_same_where_sites_share_cells_that_fill_and_fail) {
  const std::string cell = "{sites: 3, uplink_bandwidth: 20 kbit/s, background_uplink: 12 kbit/s, background_seasonality: office, "
                           "outage_gap: {dist: exponential, mean: 40 min}, outage_duration: 2 min}";
  const std::vector<std::string> sets{"networks.lte.cell=" + cell, "networks.lte_m.cell=" + cell};
  const SmallStudy once = run_small(sets, 1);
  EXPECT_EQ(once.lane("raw").cell.cells, 3);
  EXPECT_GT(once.lane("raw").cell.utilisation_1h_max, 0.6);
  for (const LaneResult& lane : once.lanes) EXPECT_TRUE(lane.imbalances.empty()) << lane.policy << ": " << lane.imbalances.front();
  EXPECT_EQ(digests(run_small(sets, 2)), digests(once));
  std::vector<std::string> other = sets;
  other.push_back("window=7 min");
  EXPECT_EQ(digests(run_small(other, 8)), digests(once));
}

}  // namespace
}  // namespace picket::sim
