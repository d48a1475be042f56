// What the heads of scenarios/faults/*.yaml say: each file is loaded, and each shows its mark. With faults on the counts
// balance; without them, and when they are over, every queue drains.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

std::string folder() { return test::library() + "/faults"; }

Scenario loaded(const std::string& path, const std::vector<std::string>& sets = {}) {
  Diagnostics diagnostics;
  LoadResult result = load_scenario(path, sets, test::library(), diagnostics);
  EXPECT_TRUE(result.ok()) << diagnostics.text();
  for (const Diagnostic& told : diagnostics.all()) EXPECT_FALSE(told.path.starts_with("faults")) << diagnostics.text();
  if (!result.ok()) throw std::runtime_error("wrong scenario");
  return std::move(*result.scenario);
}

/// One run of a file of the folder.
LaneResult run_of(const std::string& name, const std::vector<std::string>& sets = {}) {
  const test::SmallStudy study = test::run_small({}, 1, write_scenario_yaml(loaded(folder() + "/" + name + ".yaml", sets)));
  const LaneResult& lane = study.lane("processes");
  EXPECT_THAT(lane.imbalances, ::testing::IsEmpty());
  return lane;
}

/// A message is held at the end if it was made in the last seconds.
void expect_drained(const LaneResult& lane) { EXPECT_LE(lane.messages_held, 2); }

/// Raw events that were lost for this reason, wherever.
double lost_as(const LaneResult& lane, const std::string& reason) {
  double sum = 0;
  for (const DropRow& row : lane.drops) sum += row.reason == reason ? row.raw_events_per_device_day : 0;
  return sum * lane.devices * lane.days;
}

/// What the series of that name counts in [from, until) minutes.
double counted_between(const LaneResult& lane, const std::string& name, double from, double until) {
  for (const Series& series : lane.series) {
    if (series.name != name) continue;
    double sum = 0;
    for (std::size_t i = 0; i < series.values.size(); ++i) {
      const double at = (series.start_seconds + static_cast<double>(i) * series.step_seconds) / 60;
      if (at >= from && at < until) sum += series.values[i] * series.step_seconds;
    }
    return sum;
  }
  return -1;
}

double connects_between(const LaneResult& lane, double from, double until) {
  return counted_between(lane, "hub_connects", from, until);
}

/// Connects in each step of the series from that minute on in which there are any, and how many steps lie between them.
struct Waves {
  std::vector<double> connects;
  std::vector<std::size_t> quiet_steps;
};
Waves waves_from(const LaneResult& lane, double minute) {
  Waves out;
  for (const Series& series : lane.series) {
    if (series.name != "hub_connects") continue;
    std::size_t quiet = 0;
    for (std::size_t i = 0; i < series.values.size(); ++i) {
      if (series.start_seconds + static_cast<double>(i) * series.step_seconds < minute * 60) continue;
      if (series.values[i] <= 0) {
        ++quiet;
        continue;
      }
      if (!out.connects.empty()) out.quiet_steps.push_back(quiet);
      out.connects.push_back(series.values[i] * series.step_seconds);
      quiet = 0;
    }
  }
  return out;
}

TEST(FaultScenarios, are_all_right_and_show_a_kind_each) {
  std::set<FaultKind> kinds;
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(folder())) {
    if (entry.path().extension() != ".yaml") continue;
    const Scenario scenario = loaded(entry.path().string());
    EXPECT_EQ(scenario.name, entry.path().stem());
    ASSERT_FALSE(scenario.faults.empty()) << entry.path();
    for (const Fault& fault : scenario.faults) kinds.insert(fault.kind);
    ++files;
  }
  EXPECT_EQ(kinds.size(), kFaultKinds);
  EXPECT_GE(files, 20U);
}

TEST(FaultScenarios, f01_link_loss_delays_and_loses_nothing) {
  const LaneResult lane = run_of("f01_link_loss");
  ASSERT_EQ(lane.faults.size(), 1U);
  EXPECT_EQ(lane.faults[0].sites, 5);
  EXPECT_EQ(lane.faults[0].devices, 20);
  EXPECT_EQ(lane.faults[0].from_us, 20 * 60'000'000LL);
  EXPECT_EQ(lane.faults[0].until_us, 35 * 60'000'000LL);
  EXPECT_EQ(lane.trouble.connects, 20);
  EXPECT_EQ(connects_between(lane, 0, 35), 0);
  EXPECT_NEAR(connects_between(lane, 35, 38), 20, 1e-6);
  EXPECT_EQ(lane.trouble.connections_taken_over, 0);
  EXPECT_EQ(lane.messages_accepted + lane.messages_held, lane.messages_emitted);
  expect_drained(lane);
  EXPECT_TRUE(std::any_of(lane.marks.begin(), lane.marks.end(), [](const TimelineMark& m) { return m.kind == "fault" && m.label == "street"; }));
}

TEST(FaultScenarios, f02_power_cut_silences_sites_together) {
  const LaneResult lane = run_of("f02_power_cut");
  EXPECT_EQ(lane.faults[0].sites, 3);
  EXPECT_EQ(lane.faults[0].devices, 12);
  EXPECT_NEAR(connects_between(lane, 40, 42), 12, 1e-6);
  EXPECT_EQ(lane.trouble.connects, 12);
  expect_drained(lane);
  // Twelve devices do nothing for twenty minutes and a boot: some fifty polls.
  const LaneResult without = run_of("f02_power_cut", {"faults=[]"});
  EXPECT_GT(without.raw_events - lane.raw_events, 30);
  expect_drained(without);
}

TEST(FaultScenarios, f03_carrier_outage_ends_along_an_s_curve) {
  const LaneResult lane = run_of("f03_carrier_outage");
  EXPECT_EQ(lane.faults[0].sites, 54);
  EXPECT_EQ(lane.trouble.connects, 54);
  EXPECT_EQ(connects_between(lane, 0, 25), 0);
  const double first = connects_between(lane, 25, 40);
  const double middle = connects_between(lane, 40, 71);
  EXPECT_LT(first, 16);
  EXPECT_GT(middle, 28);
  EXPECT_NEAR(connects_between(lane, 25, 88), 54, 1e-6);
  expect_drained(lane);
}

TEST(FaultScenarios, f04_hub_outage_is_survived_by_every_message) {
  const LaneResult lane = run_of("f04_hub_outage");
  EXPECT_GT(lane.trouble.connects_unavailable, 60 * 5);
  EXPECT_EQ(lane.trouble.connects - lane.trouble.connects_unavailable, 60);
  EXPECT_EQ(lane.trouble.connections_lost_in_outages, 60);
  EXPECT_EQ(lane.trouble.connections_back_after_outages, 60);
  EXPECT_GT(lane.trouble.reconnect_us_median, 0);
  EXPECT_EQ(lane.messages_accepted + lane.messages_held, lane.messages_emitted);
  expect_drained(lane);
}

TEST(FaultScenarios, f05_hub_maintenance_refuses_the_immediate_retry) {
  const LaneResult lane = run_of("f05_hub_maintenance");
  EXPECT_GE(lane.trouble.connects_unavailable, 60);
  EXPECT_EQ(lane.trouble.connects - lane.trouble.connects_unavailable, 60);
  expect_drained(lane);
}

// A wave is the whole herd at one moment; the hub takes 70 of it.
TEST(FaultScenarios, f06_reconnect_storm_is_throttled_and_comes_in_waves) {
  const LaneResult lane = run_of("f06_reconnect_storm");
  EXPECT_GE(lane.trouble.connects_busiest_second, 150);
  EXPECT_GE(lane.trouble.connects_throttled, 130);
  EXPECT_LE(lane.trouble.connects_throttled, 400);
  EXPECT_EQ(lane.trouble.connects - lane.trouble.connects_throttled - lane.trouble.connects_unavailable, 200);
  EXPECT_EQ(connects_between(lane, 23, 120), 0) << "over within a minute";
  // The series shows the herd's phase: all 200, then those that were refused, 70 fewer each time, 10 s apart.
  const Waves waves = waves_from(lane, 22);
  ASSERT_EQ(waves.connects.size(), 3U);
  EXPECT_NEAR(waves.connects[0], 200, 1e-6);
  EXPECT_NEAR(waves.connects[1], 130, 10);
  EXPECT_NEAR(waves.connects[2], 60, 20);
  for (const std::size_t quiet : waves.quiet_steps) EXPECT_GE(quiet, 1U);
  // So the median is in the second wave, the longest in the third or a fourth, and all are back.
  EXPECT_EQ(lane.trouble.connections_lost_in_outages, 200);
  EXPECT_EQ(lane.trouble.connections_back_after_outages, 200);
  const std::int64_t first_wave = lane.trouble.reconnect_us_longest - 20'000'000;
  EXPECT_LE(std::abs(lane.trouble.reconnect_us_median - first_wave - 10'000'000), 2'000'000);
  EXPECT_GE(lane.trouble.reconnect_us_95_percent, lane.trouble.reconnect_us_median);
  EXPECT_GE(lane.trouble.reconnect_us_99_percent, lane.trouble.reconnect_us_95_percent);
  expect_drained(lane);
}

TEST(FaultScenarios, f07_hub_load_refuses_and_delays_and_the_backlog_drains) {
  const LaneResult lane = run_of("f07_hub_load");
  EXPECT_GT(lane.trouble.sends_throttled, 20);
  EXPECT_EQ(lane.messages_accepted + lane.messages_held, lane.messages_emitted);
  expect_drained(lane);
  expect_drained(run_of("f07_hub_load", {"faults=[]"}));
}

// The head of the file. Offered grows with those that have been reset, to some 18 a minute of each; a livelock that is over as soon as
// nothing that passes is lost.
TEST(FaultScenarios, f08_registration_storm_never_lets_a_fleet_back_whose_clients_start_over) {
  const LaneResult lane = run_of("f08_registration_storm");
  EXPECT_EQ(lane.faults[0].devices, 120);
  EXPECT_EQ(lane.faults[0].until_us, 12 * 60'000'000LL);
  EXPECT_EQ(counted_between(lane, "registration_requests", 0, 10), 0);
  const double first = counted_between(lane, "registration_requests", 10, 11);
  EXPECT_GT(first, 100);
  EXPECT_GT(counted_between(lane, "registration_requests", 11, 12), 2 * first);
  for (int minute = 13; minute < 59; ++minute) EXPECT_NEAR(counted_between(lane, "registration_requests", minute, minute + 1), 2'050, 200) << minute;
  EXPECT_NEAR(counted_between(lane, "registrations_completed", 12.5, 60), 0, 4);
  EXPECT_LE(lane.trouble.registrations_completed, 20);
  EXPECT_GE(lane.trouble.registration_requests_busiest_minute, 100 * 20 * 9 / 10);
  EXPECT_GT(lane.trouble.registrations_given_up, 100 * 44);
  EXPECT_LE(lane.trouble.registration_requests - lane.trouble.registration_requests_throttled, 50 * 20 + 120);
  EXPECT_EQ(lane.trouble.connects, lane.trouble.registrations_completed) << "the others never get as far as the hub";
  EXPECT_EQ(lane.messages_accepted + lane.messages_held, lane.messages_emitted);
  EXPECT_GT(lane.messages_held, 100 * 8);
}

TEST(FaultScenarios, f08_registration_storm_is_over_in_time_where_nothing_that_passes_is_lost) {
  for (const char* cure : {"faults[0].honours_retry_after=true", "faults[0].client_timeout=1 h"}) {
    const LaneResult lane = run_of("f08_registration_storm", {cure});
    EXPECT_EQ(lane.trouble.registrations, 120) << cure;
    EXPECT_EQ(lane.trouble.registrations_completed, 120) << cure;
    EXPECT_EQ(lane.trouble.registrations_given_up, 0) << cure;
    EXPECT_EQ(lane.trouble.registration_requests - lane.trouble.registration_requests_throttled, 2 * 120) << cure;
    EXPECT_LT(counted_between(lane, "registrations_completed", 0, 21), 120 - 5) << cure;
    EXPECT_NEAR(counted_between(lane, "registrations_completed", 10, 25), 120, 1e-6) << cure;
    EXPECT_EQ(lane.trouble.connects, 120) << cure;
    EXPECT_EQ(lane.messages_accepted + lane.messages_held, lane.messages_emitted) << cure;
    expect_drained(lane);
  }
}

// All sixty renew at minute 70 and at minute 128, and nobody between.
TEST(FaultScenarios, f09_renewal_echo_has_the_herd_in_phase) {
  const LaneResult lane = run_of("f09_renewal_echo");
  EXPECT_EQ(connects_between(lane, 15, 69), 0);
  EXPECT_NEAR(connects_between(lane, 69, 72), 60, 1e-6);
  EXPECT_EQ(connects_between(lane, 73, 127), 0);
  EXPECT_NEAR(connects_between(lane, 127, 131), 60, 1e-6);
  expect_drained(lane);
}

TEST(FaultScenarios, f10_clock_drift_ends_in_refused_tokens_and_is_no_attack) {
  const LaneResult lane = run_of("f10_clock_drift");
  EXPECT_EQ(lane.faults[0].devices, 60);
  EXPECT_GT(lane.trouble.connects_refused, 200);
  EXPECT_EQ(lane.alerts_true + lane.alerts_related, 0);
  EXPECT_TRUE(lane.units.empty());
  EXPECT_EQ(lane.messages_accepted + lane.messages_held, lane.messages_emitted);
  expect_drained(lane);
}

TEST(FaultScenarios, f11_clock_step_silences_devices_until_their_clocks_are_set) {
  const LaneResult lane = run_of("f11_clock_step");
  EXPECT_EQ(lane.faults[0].devices, 20);
  EXPECT_GT(lane.trouble.connects_refused, 20 * 10);
  EXPECT_EQ(lane.trouble.connects - lane.trouble.connects_refused, 20);
  expect_drained(lane);
}

// Forty backups at 02:30, a fork and an exec each: none if the clock goes from 02:00 to 03:00, two if it goes from 03:00 to 02:00.
TEST(FaultScenarios, f12_time_zone_has_jobs_run_twice_or_not_at_all) {
  const LaneResult without = run_of("f12_time_zone", {"faults=[]"});
  const LaneResult spring = run_of("f12_time_zone");
  EXPECT_EQ(spring.faults[0].devices, 40);
  EXPECT_EQ(without.raw_events - spring.raw_events, 2 * 40);
  const LaneResult autumn = run_of("f12_time_zone", {"faults[0].start=120 min", "faults[0].zone_shift=-1 h"});
  EXPECT_EQ(autumn.raw_events - without.raw_events, 2 * 40);
  EXPECT_EQ(spring.trouble.connects + autumn.trouble.connects, 0) << "tokens have UTC";
  expect_drained(spring);
}

TEST(FaultScenarios, f13_redelivery_gives_duplicates_that_the_analytics_drop) {
  const LaneResult lane = run_of("f13_redelivery");
  EXPECT_GT(lane.trouble.messages_duplicated, 20);
  EXPECT_GT(lane.trouble.messages_copied, 20);
  EXPECT_GT(lane.trouble.messages_late, 20);
  EXPECT_EQ(lane.messages_accepted + lane.messages_held, lane.messages_emitted);
  expect_drained(lane);
}

// Of 6,000 starts on each device all are lost but the last 256 of two whole intervals of ten minutes, or of one and the parts of
// two others: 512 to 768. A few polls of the meters are displaced with them.
TEST(FaultScenarios, f14_cache_overflow_loses_what_comes_round_again) {
  const LaneResult lane = run_of("f14_cache_overflow");
  EXPECT_EQ(lane.faults[0].devices, 10);
  const double lost = lost_as(lane, "cache_overflow");
  EXPECT_GE(lost, 10 * (6'000 - 768) - 1e-6);
  EXPECT_LE(lost, 10 * (6'000 - 512 + 10));
  expect_drained(lane);
  EXPECT_EQ(lost_as(run_of("f14_cache_overflow", {"faults[0].distinct_commandlines=200"}), "cache_overflow"), 0) << "they fit";
}

// Twenty meters poll twelve times in the hour, give or take one each; the other twenty restart with the new firmware.
TEST(FaultScenarios, f15_disk_full_blinds_who_reads_logs_and_keeps_the_old_firmware) {
  const LaneResult lane = run_of("f15_disk_full");
  EXPECT_EQ(lane.faults[0].devices, 20);
  EXPECT_NEAR(lost_as(lane, "disk_full"), 20 * 12, 20);
  EXPECT_EQ(lane.trouble.connects, 20);
  expect_drained(lane);
  const LaneResult late = run_of("f15_disk_full", {"faults[0].start=100 min"});
  EXPECT_NEAR(lost_as(late, "disk_full"), 20 * 4, 20) << "in the last twenty minutes";
  EXPECT_EQ(late.trouble.connects, 40) << "all are updated by then";
  const LaneResult netlink = run_of("f15_disk_full", {"policy_templates.processes.process_sensor=proc_connector"});
  EXPECT_EQ(lost_as(netlink, "disk_full"), 0) << "needs no log";
}

TEST(FaultScenarios, f16_event_storm_starts_six_thousand_processes_on_each_device) {
  const LaneResult lane = run_of("f16_event_storm");
  const LaneResult without = run_of("f16_event_storm", {"faults=[]"});
  EXPECT_EQ(lane.raw_events - without.raw_events, 10 * 6'000);
  expect_drained(without);
}

TEST(FaultScenarios, f17_crash_loop_connects_anew_after_each_restart) {
  const LaneResult lane = run_of("f17_crash_loop");
  EXPECT_EQ(lane.faults[0].devices, 5);
  EXPECT_EQ(lane.trouble.connects, 5 * 25);
  expect_drained(lane);
}

TEST(FaultScenarios, f18_certificate_expiry_silences_a_batch_at_one_moment) {
  const LaneResult lane = run_of("f18_certificate_expiry");
  EXPECT_EQ(lane.faults[0].devices, 20);
  EXPECT_GT(lane.trouble.connects_refused, 20 * 10);
  EXPECT_EQ(connects_between(lane, 0, 60), 0);
  EXPECT_EQ(lane.trouble.connects - lane.trouble.connects_refused, 20);
  EXPECT_EQ(lane.messages_accepted + lane.messages_held, lane.messages_emitted);
  expect_drained(lane);
}

TEST(FaultScenarios, f19_sim_quota_spent_silences_the_cellular_lines_alone) {
  const LaneResult lane = run_of("f19_sim_quota_spent");
  EXPECT_EQ(lane.faults[0].sites, 20);
  EXPECT_EQ(lane.faults[0].devices, 20);
  EXPECT_EQ(lane.faults[0].until_us, 50 * 60'000'000LL);
  EXPECT_EQ(connects_between(lane, 0, 50), 0);
  EXPECT_NEAR(connects_between(lane, 50, 53), 20, 1e-6);
  EXPECT_EQ(lane.trouble.connects, 20);
  EXPECT_EQ(lane.messages_accepted + lane.messages_held, lane.messages_emitted);
  expect_drained(lane);
}

// At 64 kbit/s, which is what is left if nothing is said, everybody goes on as before.
TEST(FaultScenarios, f19_sim_quota_spent_silences_nobody_who_is_only_slowed_down) {
  const LaneResult lane = run_of("f19_sim_quota_spent", {"faults[0].throttled_bandwidth=64 kbit/s"});
  EXPECT_EQ(lane.faults[0].devices, 20);
  EXPECT_EQ(lane.trouble.connects, 0);
  EXPECT_EQ(lane.messages_accepted + lane.messages_held, lane.messages_emitted);
  expect_drained(lane);
}

TEST(FaultScenarios, f20_cloned_image_flaps_and_is_no_attack) {
  const LaneResult lane = run_of("f20_cloned_image");
  EXPECT_EQ(lane.faults[0].devices, 4);
  EXPECT_GT(lane.trouble.connections_taken_over, 500);
  EXPECT_EQ(connects_between(lane, 32, 120), 0) << "it is over";
  EXPECT_EQ(lane.alerts_true, 0);
  EXPECT_EQ(lane.messages_accepted + lane.messages_held, lane.messages_emitted);
  expect_drained(lane);
}

TEST(FaultScenarios, f21_quota_spent_refuses_until_midnight) {
  const LaneResult lane = run_of("f21_quota_spent");
  EXPECT_EQ(lane.faults[0].until_us, 60 * 60'000'000LL);
  EXPECT_GT(lane.trouble.sends_over_quota, 40);
  EXPECT_EQ(lane.messages_accepted + lane.messages_held, lane.messages_emitted);
  expect_drained(lane);
}

TEST(FaultScenarios, f22_gateway_reboot_silences_the_children_with_their_gateway) {
  const LaneResult lane = run_of("f22_gateway_reboot");
  EXPECT_EQ(lane.faults[0].sites, 3);
  EXPECT_EQ(lane.faults[0].devices, 63);
  EXPECT_EQ(connects_between(lane, 0, 30), 0);
  EXPECT_NEAR(connects_between(lane, 30, 33), 63, 1e-6);
  EXPECT_EQ(lane.trouble.connects, 63);
  // What a gateway had not sent when it restarted may be lost; that of children is not.
  EXPECT_GE(lane.messages_accepted + lane.messages_held + 3, lane.messages_emitted);
  expect_drained(lane);
}

TEST(FaultScenarios, f23_name_service_outage_ends_in_a_herd_that_nobody_refused) {
  const LaneResult lane = run_of("f23_name_service_outage");
  EXPECT_EQ(lane.faults[0].devices, 60);
  EXPECT_EQ(connects_between(lane, 21, 80), 0);
  EXPECT_NEAR(connects_between(lane, 80, 83), 60, 1e-6);
  EXPECT_EQ(lane.trouble.connects_throttled + lane.trouble.connects_refused + lane.trouble.connects_unavailable, 0);
  EXPECT_EQ(lane.messages_accepted + lane.messages_held, lane.messages_emitted);
  expect_drained(lane);
}

// Forty meters, a message each five minutes, for 30 minutes and the 15 of catching up.
TEST(FaultScenarios, f24_backend_lag_is_seen_by_the_analytics_alone) {
  const LaneResult lane = run_of("f24_backend_lag");
  EXPECT_NEAR(static_cast<double>(lane.trouble.messages_late), 360, 30);
  EXPECT_EQ(lane.trouble.connects, 0);
  EXPECT_EQ(lane.messages_accepted + lane.messages_held, lane.messages_emitted);
  expect_drained(lane);
  const LaneResult without = run_of("f24_backend_lag", {"faults=[]"});
  EXPECT_EQ(without.messages_accepted, lane.messages_accepted);
  EXPECT_EQ(without.raw_events, lane.raw_events);
}

}  // namespace
}  // namespace picket::sim
