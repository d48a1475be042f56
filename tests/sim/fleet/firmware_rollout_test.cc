#include "sim/fleet/firmware_rollout.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/sim/fleet/example_world.h"

namespace picket::sim {
namespace {

FirmwareRollout rollout_of(const std::string& device_class) {
  FirmwareRollout rollout;
  rollout.name = "spring";
  rollout.device_class = device_class;
  rollout.at = Duration::hours(12);
  rollout.firmware_version = "99.1";
  return rollout;
}

/// Kiosks that never restart by themselves, five hours west of Greenwich.
Scenario kiosks(std::uint32_t count, const FirmwareRollout& rollout) {
  Scenario scenario = world_of("kiosk", count);
  scenario.device_classes["kiosk"].reboots_per_30_days = 0;
  scenario.device_classes["kiosk"].power_losses_per_year = 0;
  scenario.fleet[0].utc_offset_hours = {-5};
  scenario.rollouts = {rollout};
  return scenario;
}

// 4,000 devices: 1 % of them, 4, 15 and 80 % more. Stages begin at 12:00 UTC (07:00 there), a day apart, and devices wait for
// their next 02:00 to 05:00: 19 to 22 hours. Of 4,000, 40 give or take 6.3 fail and keep their version.
TEST(FirmwareRollout, comes_in_stages_at_night) {
  const Scenario scenario = kiosks(4'000, rollout_of("kiosk"));
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const auto events = fleet.life_cycle(scenario.start_utc - Duration::days(1), scenario.start_utc + Duration::days(10));
  std::map<std::int64_t, int> of_night;
  std::set<std::uint32_t> restarted;
  for (const WorldEvent& e : events) {
    EXPECT_EQ(e.kind, WorldEvent::Kind::kReboot);
    EXPECT_FALSE(e.by_attack);
    EXPECT_TRUE(restarted.insert(e.device.value()).second) << "twice";
    const Duration since = e.time - (scenario.start_utc + Duration::hours(12));
    ++of_night[since / Duration::days(1)];
    const Duration of_day = since % Duration::days(1);
    EXPECT_GE(of_day, Duration::hours(19));
    EXPECT_LT(of_day, Duration::hours(22) + Duration::minutes(30));  // and at most half an hour to the restart
  }
  EXPECT_EQ(restarted.size(), 4'000U);
  EXPECT_NEAR(of_night[0], 40, 25);
  EXPECT_NEAR(of_night[1], 160, 50);
  EXPECT_NEAR(of_night[2], 600, 90);
  EXPECT_NEAR(of_night[3], 3'200, 100);
  EXPECT_EQ(of_night.size(), 4U);
  int old = 0;
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    const DeviceId id(d);
    const auto version = [&](Time at) { return texts.render(fleet.system_information(id, at).firmware_version); };
    const WorldEvent& restart = *std::ranges::find(events, id, &WorldEvent::device);
    EXPECT_EQ(version(restart.time + restart.duration - Duration::microseconds(1)), "9.3");
    const std::string after = version(restart.time + restart.duration);
    EXPECT_TRUE(after == "9.3" || after == "99.1") << after;
    old += after == "9.3" ? 1 : 0;
  }
  EXPECT_NEAR(old, 40, 25);
}

// A tenth of the fleet at once: without at_night all within the spread of the stage's begin, and nobody else.
TEST(FirmwareRollout, reaches_no_more_than_its_last_stage) {
  FirmwareRollout rollout = rollout_of("kiosk");
  rollout.stages = {0.1};
  rollout.at_night = false;
  rollout.spread = Duration::minutes(5);
  rollout.install = Distribution::constant(60);
  const Scenario scenario = kiosks(2'000, rollout);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const auto events = fleet.life_cycle(scenario.start_utc, scenario.start_utc + Duration::days(10));
  EXPECT_NEAR(static_cast<double>(events.size()), 200, 55);
  for (const WorldEvent& e : events) {
    EXPECT_GE(e.time, scenario.start_utc + Duration::hours(12) + Duration::minutes(1));
    EXPECT_LT(e.time, scenario.start_utc + Duration::hours(12) + Duration::minutes(6));
  }
}

// Who can install again when it comes gets it.
TEST(FirmwareRollout, leaves_a_device_as_it_is_that_can_install_nothing) {
  FirmwareRollout rollout = rollout_of("kiosk");
  rollout.stages = {1};
  rollout.at_night = false;
  rollout.spread = Duration::minutes(5);
  rollout.failed_share = 0;
  const Scenario scenario = kiosks(3, rollout);
  TextTable texts;
  Fleet fleet(scenario, 0, texts);
  const Time begin = scenario.start_utc + Duration::hours(12);
  fleet.refuse_updates(DeviceId(0), begin - Duration::hours(1), begin + Duration::hours(1));
  fleet.refuse_updates(DeviceId(1), begin - Duration::hours(1), begin);
  const Time later = begin + Duration::days(1);
  for (std::uint32_t d = 0; d < 3; ++d) {
    EXPECT_EQ(fleet.life_cycle_of(DeviceId(d), scenario.start_utc, later).size(), d == 0 ? 0U : 1U) << d;
    EXPECT_EQ(texts.render(fleet.system_information(DeviceId(d), later).firmware_version), d == 0 ? "9.3" : "99.1") << d;
  }
}

// What the class does at an update happens before the restart, once; the burst of a boot comes after it. Until the update
// the device lives as it would have lived without, and so do all devices of other classes.
TEST(FirmwareRollout, has_the_device_install_restart_and_boot) {
  for (const std::string name : {"ip_camera", "iot_gateway", "smart_meter", "ev_charger", "kiosk"}) {
    FirmwareRollout rollout = rollout_of(name);
    rollout.stages = {1};
    rollout.at_night = false;
    rollout.install = Distribution::constant(1'800);
    Scenario scenario = world_of(name, 12);
    scenario.device_classes[name].reboots_per_30_days = 0;
    scenario.device_classes[name].power_losses_per_year = 0;
    Scenario still = scenario;
    scenario.rollouts = {rollout};
    TextTable texts, other_texts;
    const Fleet fleet(scenario, 0, texts);
    const Fleet other(still, 0, other_texts);
    DeviceLives lives(fleet, scenario.start_utc);
    DeviceLives other_lives(other, still.start_utc);
    double execs = 0, files = 0, megabytes = 0;
    for (std::uint32_t d = 0; d < fleet.size(); ++d) {
      const auto cycle = fleet.life_cycle_of(DeviceId(d), scenario.start_utc, scenario.start_utc + Duration::days(2));
      ASSERT_EQ(cycle.size(), 1U) << name;
      const Time restart = cycle[0].time;
      const Time start = restart - Duration::minutes(30);
      std::vector<EventRun> before, as_before, during, off, boot;
      lives.advance(fleet, DeviceId(d), start, before);
      other_lives.advance(other, DeviceId(d), start, as_before);
      ASSERT_EQ(before.size(), as_before.size()) << name;
      for (std::size_t i = 0; i < before.size(); ++i) {
        ASSERT_EQ(before[i].first.time, as_before[i].first.time) << name;
        ASSERT_EQ(before[i].first.record.index(), as_before[i].first.record.index()) << name;
      }
      std::vector<EventRun> ordinary;
      lives.advance(fleet, DeviceId(d), restart, during);
      other_lives.advance(other, DeviceId(d), restart, ordinary);
      const auto count = [](const std::vector<EventRun>& events, const auto& value) {
        double sum = 0;
        for (const EventRun& e : events) sum += value(e.first.record);
        return sum;
      };
      const auto exec = [](const Record& r) {
        const auto* p = std::get_if<ProcessRecord>(&r);
        return p != nullptr && p->operation == ProcessOperation::kExec ? 1.0 : 0.0;
      };
      const auto file = [](const Record& r) { return std::holds_alternative<FileRecord>(r) ? 1.0 : 0.0; };
      const auto bytes = [](const Record& r) {
        const auto* n = std::get_if<NetworkRecord>(&r);
        return n == nullptr ? 0.0 : static_cast<double>(n->bytes_in) * 1e-6;
      };
      execs += (count(during, exec) - count(ordinary, exec)) / 12;
      files += (count(during, file) - count(ordinary, file)) / 12;
      megabytes += (count(during, bytes) - count(ordinary, bytes)) / 12;
      lives.advance(fleet, DeviceId(d), restart + cycle[0].duration, off);
      EXPECT_TRUE(off.empty()) << name;
      lives.advance(fleet, DeviceId(d), restart + cycle[0].duration + Duration::minutes(2), boot);
      EXPECT_GT(boot.size(), 5U) << name;
    }
    // Survey 1.6: 50 to 400 programs, 50 to 3,000 files, 2 to 60 MB; what else the device did in the half hour is taken off.
    EXPECT_GT(execs, 50) << name;
    EXPECT_LT(execs, 400) << name;
    EXPECT_GT(files, 50) << name;
    EXPECT_LT(files, 3'000) << name;
    EXPECT_GT(megabytes, 1.5) << name;
    EXPECT_LT(megabytes, 60) << name;
  }
}

// A device that is off when it would restart is not updated: it does not restart once more, and keeps its version.
TEST(FirmwareRollout, leaves_out_who_is_off) {
  FirmwareRollout rollout = rollout_of("kiosk");
  rollout.stages = {1};
  rollout.at_night = false;
  rollout.failed_share = 0;
  Scenario scenario = kiosks(400, rollout);
  scenario.device_classes["kiosk"].power_losses_per_year = 300;
  scenario.device_classes["kiosk"].power_loss_duration = Distribution::constant(12 * 3'600);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const Time end = scenario.start_utc + Duration::days(2);
  int updated = 0, kept = 0;
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    const auto cycle = fleet.life_cycle_of(DeviceId(d), scenario.start_utc, end);
    const auto restarts = std::ranges::count(cycle, WorldEvent::Kind::kReboot, &WorldEvent::kind);
    const bool has = texts.render(fleet.system_information(DeviceId(d), end).firmware_version) == "99.1";
    EXPECT_EQ(restarts, has ? 1 : 0);
    ++(has ? updated : kept);
    for (std::size_t i = 1; i < cycle.size(); ++i) EXPECT_GE(cycle[i].time, cycle[i - 1].time + cycle[i - 1].duration);
  }
  EXPECT_GT(updated, 40);
  EXPECT_GT(kept, 40);
}

}  // namespace
}  // namespace picket::sim
