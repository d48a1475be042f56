// Generated rates against the table of the workload survey, section 1.3, per device: medians over
// devices (the factors between devices have median 1). Tolerance of the survey, section 5: x1.5.
#include <algorithm>
#include <cmath>
#include <map>

#include "tests/sim/fleet/life_measure.h"

namespace picket::sim {
namespace {

struct Row {
  std::string device_class;
  double execs, outbound, inbound, dns, logins_per_day, failed_per_day, files, peripherals_per_day;
  double distinct_low, distinct_high;
};

/// What the table has as none must not happen at all.
void expect_within(double got, double wanted, double factor, const std::string& what) {
  if (wanted == 0) {
    EXPECT_EQ(got, 0) << what;
    return;
  }
  EXPECT_GT(got, wanted / factor) << what;
  EXPECT_LT(got, wanted * factor) << what;
}

TEST(ClassRates, are_within_a_factor_of_one_and_a_half_of_the_table_behind_nat) {
  const std::vector<Row> table{
      {"ip_camera", 500, 25, 2, 12, 0.05, 0.01, 1, 0.05, 20, 60},
      {"iot_gateway", 300, 120, 60, 40, 0.2, 0.05, 10, 0.2, 80, 200},
      {"smart_meter", 20, 1.1, 0.2, 0.3, 0.003, 0.001, 0.2, 0.01, 10, 20},
      {"ev_charger", 60, 2, 0.2, 3, 0.02, 0.01, 1, 0.3, 20, 40},
      {"kiosk", 400, 80, 3, 30, 0.5, 0.3, 30, 6, 100, 250},
      // Outbound: the middle of 0.04 to 0.17. Distinct programs of four wake-up tasks, at least three.
      {"water_gas_meter", 2, 0.083, 0, 0.05, 0, 0, 0.02, 0, 3, 6},
      {"thermostat", 60, 20, 3, 9, 0.01, 0, 0.5, 0, 15, 30},
      // Inbound: the middle of 5 to 30. Log-ins are 0.15 on weekdays, 0.115 over the week.
      {"plc_gateway", 150, 6, 12, 3, 0.115, 0.02, 0.5, 0.1, 30, 60},
      {"medical", 200, 30, 5, 10, 0.3, 0.1, 3, 2, 40, 80},
      // Outbound: the mean day of 250 in the evening (2.0 in the residential profile) and 40 idle (0.3).
      {"set_top_box", 150, 125, 15, 60, 0, 0, 10, 0.1, 60, 150},
      {"router", 600, 60, 20, 15, 0.03, 0.05, 2, 0.1, 40, 100},
      {"smart_speaker", 100, 250, 30, 55, 0, 0, 2, 0, 40, 80},
      {"smart_hub", 30, 21, 3, 9, 0, 0, 0.3, 0, 10, 25},
  };
  for (const Row& row : table) {
    const bool rare = row.execs <= 60;
    Scenario scenario = world_of(row.device_class, rare ? 400 : 60);
    const Rates r = mean_rates(scenario, 7);
    const std::string& name = row.device_class;
    expect_within(r.execs, row.execs, 1.5, name + " execs/h");
    expect_within(r.forks, r.execs, 1.05, name + " forks against execs");
    expect_within(r.outbound, row.outbound, 1.5, name + " outbound/h");
    expect_within(r.inbound, row.inbound, 1.5, name + " inbound/h");
    expect_within(r.dns, row.dns, 1.5, name + " dns/h");
    expect_within(r.files, row.files, 1.5, name + " files/h");
    EXPECT_GE(r.distinct_commands, row.distinct_low) << name;
    EXPECT_LE(r.distinct_commands, row.distinct_high) << name;
    // Rare things: enough of them for the factor to mean something (expected count 25 or more).
    const double device_days = 7.0 * (rare ? 400 : 60);
    if (row.logins_per_day * device_days > 25) expect_within(r.logins, row.logins_per_day, 1.6, name + " logins/day");
    if (row.failed_per_day * device_days > 25) expect_within(r.failed, row.failed_per_day, 1.6, name + " failed/day");
    if (row.peripherals_per_day * device_days > 25)
      expect_within(r.peripherals, row.peripherals_per_day, 1.6, name + " peripherals/day");
    RecordProperty(name, std::to_string(r.execs));
  }
}

TEST(ClassRates, a_public_address_brings_the_unsolicited_flows_and_guesses_of_the_table) {
  const std::map<std::string, double> failed{
      {"ip_camera", 3'000}, {"iot_gateway", 400}, {"ev_charger", 300}, {"router", 6'000}};
  for (const auto& [name, wanted] : failed) {
    Scenario scenario = world_of(name, 20);
    scenario.fleet[0].public_share = 1;
    scenario.fleet[0].vulnerable_share = 1;
    const Rates r = mean_rates(scenario, 4);
    expect_within(r.failed, wanted, 1.5, name + " failed logins/day");
    const double lan = name == "iot_gateway" ? 60 : name == "router" ? 20 : 1;
    const double guesses = name == "ip_camera" ? 50 : name == "router" ? 96 : 6;
    expect_within(r.inbound - lan - guesses, 141, 1.5, name + " unsolicited/h");
  }
}

TEST(ClassRates, network_counts_are_over_dispersed_and_follow_the_season) {
  Scenario scenario = world_of("kiosk", 30);
  scenario.fleet[0].seasonality = "office";
  scenario.device_classes["kiosk"].rate_sigma = 0;
  scenario.device_classes["kiosk"].odd_share = 0;
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  DeviceLives lives(fleet, scenario.start_utc);
  double sum = 0, squares = 0, n = 0;
  std::map<int, double> by_hour;
  std::vector<EventRun> events;
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    for (int minute = 1; minute <= 24 * 60; ++minute) {  // 2026-03-03 is a Tuesday
      events.clear();
      lives.advance(fleet, DeviceId(d), scenario.start_utc + Duration::minutes(minute), events);
      double flows = 0;
      for (const EventRun& e : events)
        if (const auto* net = std::get_if<NetworkRecord>(&e.first.record))
          flows += net->direction == Direction::kOutbound ? 1 : 0;
      const int hour = (minute - 1) / 60;
      by_hour[hour] += flows;
      if (hour >= 9 && hour < 18) sum += flows, squares += flows * flows, n += 1;
    }
  }
  const double mean = sum / n;
  const double fano = (squares / n - mean * mean) / mean;
  EXPECT_GT(fano, 2) << "variance over mean per minute; a Poisson process has 1";
  // Office profile: 2.0 at 10 h and 0.2 at 2 h; a constant part (NTP) dilutes the ratio of 10.
  EXPECT_GT(by_hour[10] / by_hour[2], 3);
}

// The row says 250 flows/h in the evening and 40 when idle.
TEST(ClassRates, a_set_top_box_is_busy_in_the_evening_and_idle_in_the_small_hours) {
  Scenario scenario = world_of("set_top_box", 30);
  scenario.fleet[0].seasonality = "residential";
  make_alike(scenario);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  DeviceLives lives(fleet, scenario.start_utc);
  double evening = 0, idle = 0;
  std::vector<EventRun> events;
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    for (int hour = 1; hour <= 4 * 24; ++hour) {
      events.clear();
      lives.advance(fleet, DeviceId(d), scenario.start_utc + Duration::hours(hour), events);
      const auto flows = static_cast<double>(std::count_if(events.begin(), events.end(), [](const EventRun& e) {
        const auto* flow = std::get_if<NetworkRecord>(&e.first.record);
        return flow != nullptr && flow->direction == Direction::kOutbound;
      }));
      if (hour % 24 == 21) evening += flows / (4.0 * 30);  // from 20:00
      if (hour % 24 == 4) idle += flows / (4.0 * 30);      // from 03:00
    }
  }
  expect_within(evening, 250, 1.5, "evening");
  expect_within(idle, 40, 1.5, "idle");
}

TEST(ClassRates, devices_of_a_class_differ_as_the_class_says) {
  const Scenario scenario = world_of("ip_camera", 400);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  DeviceLives lives(fleet, scenario.start_utc);
  std::vector<double> logs;
  std::vector<EventRun> events;
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    events.clear();
    lives.advance(fleet, DeviceId(d), scenario.start_utc + Duration::hours(4), events);
    double execs = 0;
    for (const EventRun& e : events)
      if (const auto* p = std::get_if<ProcessRecord>(&e.first.record))
        execs += p->operation == ProcessOperation::kExec ? 1 : 0;
    logs.push_back(std::log(execs));
  }
  std::sort(logs.begin(), logs.end());
  // The middle 68 % of a log-normal spans two sigma: 1.2, less what is not scaled.
  const double spread = logs[336] - logs[64];
  EXPECT_GT(spread, 0.9);
  EXPECT_LT(spread, 1.5);
}

}  // namespace
}  // namespace picket::sim
