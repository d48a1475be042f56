#include <algorithm>
#include <cstdint>
#include <map>
#include <set>

#include "sim/fleet/compiled_class.h"
#include "tests/sim/fleet/example_world.h"

namespace picket::sim {
namespace {

std::vector<EventRun> life_of(const Fleet& fleet, DeviceLives& lives, std::uint32_t device, Time from, Time until,
                              Duration window) {
  std::vector<EventRun> out;
  for (Time t = from; t < until;) {
    t = std::min(t + window, until);
    lives.advance(fleet, DeviceId(device), t, out);
  }
  return out;
}

bool same(const EventRun& a, const EventRun& b) {
  return a.first == b.first && a.count == b.count && a.spacing == b.spacing && a.vary == b.vary;
}

TEST(DeviceLives, gives_the_same_events_for_windows_of_any_length) {
  for (const std::string& name : shipped_classes()) {
    Scenario scenario = world_of(name, 12);
    scenario.fleet[0].public_share = 0.5;
    scenario.fleet[0].vulnerable_share = 0.5;
    scenario.device_classes[name].reboots_per_30_days = 30;
    scenario.device_classes[name].power_losses_per_year = 100;
    TextTable texts;
    const Fleet fleet(scenario, 0, texts);
    const Time start = scenario.start_utc;
    const Time until = start + Duration::hours(30);
    DeviceLives a(fleet, start), b(fleet, start), c(fleet, start);
    for (std::uint32_t d = 0; d < fleet.size(); ++d) {
      const auto whole = life_of(fleet, a, d, start, until, Duration::days(9));
      const auto long_windows = life_of(fleet, b, d, start, until, Duration::hours(6));
      const auto short_windows = life_of(fleet, c, d, start, until, Duration::seconds(10));
      ASSERT_GT(whole.size(), 10U) << name;
      ASSERT_TRUE(std::equal(whole.begin(), whole.end(), long_windows.begin(), long_windows.end(), same)) << name;
      ASSERT_TRUE(std::equal(whole.begin(), whole.end(), short_windows.begin(), short_windows.end(), same)) << name;
    }
  }
}

TEST(DeviceLives, events_are_in_time_order_inside_the_window_and_never_while_the_device_is_off) {
  Scenario scenario = world_of("kiosk", 40);
  scenario.device_classes["kiosk"].power_losses_per_year = 60;
  TextTable texts;
  const Fleet fleet(scenario, 3, texts);
  const Time start = scenario.start_utc;
  const Time until = start + Duration::days(3);
  const auto cycle = fleet.life_cycle(start - Duration::days(1), until);
  std::size_t boots = 0;
  DeviceLives lives(fleet, start);
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    const auto events = life_of(fleet, lives, d, start, until, Duration::hours(6));
    for (std::size_t i = 0; i < events.size(); ++i) {
      ASSERT_GE(events[i].first.time, start);
      ASSERT_LT(events[i].first.time, until);
      if (i > 0) {
        ASSERT_LE(events[i - 1].first.time, events[i].first.time);
      }
    }
    for (const WorldEvent& e : cycle) {
      if (e.device != DeviceId(d)) continue;
      const Time up = e.time + e.duration;
      const auto within = [](Time from, Time to) {
        return [from, to](const EventRun& r) { return r.first.time >= from && r.first.time < to; };
      };
      EXPECT_EQ(std::count_if(events.begin(), events.end(), within(e.time, up)), 0);
      if (e.time < start || up + Duration::minutes(2) >= until) continue;
      ++boots;
      EXPECT_GE(std::count_if(events.begin(), events.end(), within(up, up + Duration::minutes(2))), 60) << "boot burst";
    }
  }
  EXPECT_GT(boots, 20U);
}

TEST(DeviceLives, a_copy_is_a_world_of_its_own) {
  const Scenario scenario = world_of("ip_camera", 3);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  DeviceLives original(fleet, scenario.start_utc);
  std::vector<EventRun> before;
  original.advance(fleet, DeviceId(1), scenario.start_utc + Duration::hours(1), before);
  DeviceLives copy(original);
  std::vector<EventRun> a, b;
  original.advance(fleet, DeviceId(1), scenario.start_utc + Duration::hours(3), a);
  copy.advance(fleet, DeviceId(1), scenario.start_utc + Duration::hours(3), b);
  ASSERT_FALSE(a.empty());
  EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin(), b.end(), same));
}

TEST(DeviceLives, another_group_of_the_fleet_changes_nobodys_life) {
  Scenario alone = world_of("smart_meter", 5);
  Scenario crowded = alone;
  crowded.device_classes["kiosk"] = shipped<DeviceClass>("profiles/kiosk.yaml");
  crowded.fleet.insert(crowded.fleet.begin(), group_of("kiosk", 7));
  TextTable texts_alone, texts_crowded;
  const Fleet a(alone, 0, texts_alone), b(crowded, 0, texts_crowded);
  DeviceLives la(a, alone.start_utc), lb(b, alone.start_utc);
  std::vector<EventRun> ea, eb;
  la.advance(a, DeviceId(2), alone.start_utc + Duration::days(1), ea);
  lb.advance(b, DeviceId(9), alone.start_utc + Duration::days(1), eb);
  ASSERT_EQ(ea.size(), eb.size());
  for (std::size_t i = 0; i < ea.size(); ++i) {
    EXPECT_EQ(ea[i].first.time, eb[i].first.time);
    EXPECT_EQ(ea[i].first.record.index(), eb[i].first.record.index());
  }
}

// The pool's interface is where its flows and its names pass; nothing else of the life changes.
TEST(DeviceLives, what_a_device_says_to_a_pool_passes_the_pools_interface) {
  const Scenario plain = world_of("iot_gateway", 3);
  Scenario other = plain;
  other.device_classes["iot_gateway"].remotes.at("lan").interface = NetworkInterface::kEth1;
  other.device_classes["iot_gateway"].remotes.at("ntp").interface = NetworkInterface::kWwan0;
  TextTable ta, tb;
  const Fleet a(plain, 0, ta), b(other, 0, tb);
  DeviceLives la(a, plain.start_utc), lb(b, other.start_utc);
  const Time until = plain.start_utc + Duration::days(1);
  auto ea = life_of(a, la, 1, plain.start_utc, until, Duration::days(1));
  auto eb = life_of(b, lb, 1, plain.start_utc, until, Duration::days(1));
  std::map<NetworkInterface, int> flows;
  std::map<NetworkInterface, int> names;
  for (EventRun& run : eb) {
    if (auto* flow = std::get_if<NetworkRecord>(&run.first.record)) {
      ++flows[flow->interface];
      if (flow->interface == NetworkInterface::kEth1) {
        EXPECT_TRUE(flow->remote_address.is_private());
      }
      flow->interface = NetworkInterface::kEth0;
    } else if (auto* dns = std::get_if<DnsRecord>(&run.first.record)) {
      ++names[dns->interface];
      dns->interface = NetworkInterface::kEth0;
    }
  }
  EXPECT_GT(flows[NetworkInterface::kEth0], 100);
  EXPECT_GT(flows[NetworkInterface::kEth1], 100);
  EXPECT_GT(flows[NetworkInterface::kWwan0] + names[NetworkInterface::kWwan0], 0);
  EXPECT_TRUE(std::equal(ea.begin(), ea.end(), eb.begin(), eb.end(), same));
}

// An echo request a connection check, every five minutes: 288 a day, and all of them one five-tuple.
TEST(DeviceLives, icmp_has_no_ports) {
  const Scenario scenario = world_of("smart_speaker", 1);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  DeviceLives lives(fleet, scenario.start_utc);
  const Time until = scenario.start_utc + Duration::days(1);
  int requests = 0;
  for (const EventRun& run : life_of(fleet, lives, 0, scenario.start_utc, until, Duration::days(1))) {
    const auto* flow = std::get_if<NetworkRecord>(&run.first.record);
    if (flow == nullptr || flow->protocol != TransportProtocol::kIcmp) continue;
    ++requests;
    EXPECT_EQ(flow->local_port, 0);
    EXPECT_EQ(flow->remote_port, 0);
  }
  EXPECT_NEAR(requests, 288, 8);
}

TEST(DeviceLives, needs_16_bytes_for_each_activity_of_the_class_and_16_more) {
  for (const std::string& name : shipped_classes()) {
    const Scenario scenario = world_of(name, 10);
    TextTable texts;
    const Fleet fleet(scenario, 0, texts);
    const DeviceLives lives(fleet, scenario.start_utc);
    EXPECT_LE(lives.bytes_per_device(), 16 + 16 * scenario.device_classes.at(name).activities.size()) << name;
  }
}

TEST(DeviceLives, all_texts_are_interned_by_the_fleet) {
  Scenario scenario = world_of("iot_gateway", 5);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  texts.freeze();
  const std::size_t entries = texts.size();
  DeviceLives lives(fleet, scenario.start_utc);
  std::vector<EventRun> events;
  lives.advance(fleet, DeviceId(0), scenario.start_utc + Duration::days(2), events);
  EXPECT_EQ(texts.size(), entries);
  for (const EventRun& e : events) {
    const auto* p = std::get_if<ProcessRecord>(&e.first.record);
    ASSERT_FALSE(p != nullptr && p->operation == ProcessOperation::kExec && p->commandline.empty());
  }
}

/// A kiosk that does nothing but a job at 02:30 of its local time, an hour ahead of UTC. Shifted by `shift` from `from` to
/// `until` after 00:00 UTC; gives the minutes after it at which the job comes, in two days.
std::vector<std::int64_t> minutes_of_a_nightly_job(Duration from, Duration until, Duration shift, Duration window) {
  Scenario scenario = world_of("kiosk", 1);
  DeviceClass& kiosk = scenario.device_classes["kiosk"];
  kiosk.reboots_per_30_days = 0;
  kiosk.power_losses_per_year = 0;
  kiosk.odd_share = 0;
  Activity job;
  job.timing = Timing::kCron;
  job.period = Duration::hours(24);
  job.at = Duration::minutes(150);
  Step step;
  step.commandlines = {"/usr/bin/backup"};
  step.fork = false;
  job.script = {step};
  kiosk.activities = {{"job", job}};
  scenario.fleet[0].utc_offset_hours = {1};
  TextTable texts;
  Fleet fleet(scenario, 0, texts);
  const Time start = scenario.start_utc;
  fleet.shift_zone(DeviceId(0), start + from, start + until, shift);
  DeviceLives lives(fleet, start);
  std::vector<std::int64_t> minutes;
  for (const EventRun& run : life_of(fleet, lives, 0, start, start + Duration::hours(48), window)) {
    minutes.push_back((run.first.time - start) / Duration::minutes(1));
  }
  return minutes;
}

// 02:30 there is 01:30 UTC. By clocks that go from 02:00 to 03:00 it is 00:30 UTC from then on; by those that go from 03:00 to
// 02:00, 02:30 UTC.
TEST(DeviceLives, do_local_jobs_twice_or_not_at_all_when_the_local_time_jumps) {
  const Duration hour = Duration::hours(1);
  for (const Duration window : {Duration::hours(48), Duration::minutes(7)}) {
    EXPECT_EQ(minutes_of_a_nightly_job(hour, hour, hour, window), (std::vector<std::int64_t>{90, 1'530})) << "no time at all";
    EXPECT_EQ(minutes_of_a_nightly_job(hour, hour * 100, hour, window), (std::vector<std::int64_t>{1'470}));
    EXPECT_EQ(minutes_of_a_nightly_job(hour * 2, hour * 100, -hour, window), (std::vector<std::int64_t>{90, 150, 1'590}));
    // A zone that is wrong for a while, beside the job's time.
    EXPECT_EQ(minutes_of_a_nightly_job(hour * 4, hour * 8, hour * 2, window), (std::vector<std::int64_t>{90, 1'530}));
    // From the beginning: seven hours behind.
    EXPECT_EQ(minutes_of_a_nightly_job(Duration(), hour * 100, hour * -7, window), (std::vector<std::int64_t>{510, 1'950}));
  }
}

}  // namespace
}  // namespace picket::sim
