// Generated rates against the table of the workload survey, section 1.3, per device: medians over
// devices (the factors between devices have median 1). Tolerance of the survey, section 5: x1.5.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "tests/sim/fleet/example_world.h"

namespace picket::sim {
namespace {

struct Rates {
  double execs = 0, forks = 0, outbound = 0, inbound = 0, dns = 0, logins = 0, failed = 0, files = 0, peripherals = 0;
  double distinct_commands = 0;  ///< (command line, user) in a window of 120 minutes, mean
};

struct Row {
  std::string device_class;
  double execs, outbound, inbound, dns, logins_per_day, failed_per_day, files, peripherals_per_day;
  double distinct_low, distinct_high;
};

/// Whole-fleet means over `days`, with every device alike (rate_sigma 0, no odd ones, no restarts).
Rates mean_rates(Scenario scenario, int days) {
  for (auto& [name, c] : scenario.device_classes) {
    c.rate_sigma = 0;
    c.odd_share = 0;
    c.reboots_per_30_days = 0;
    c.power_losses_per_year = 0;
  }
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  DeviceLives lives(fleet, scenario.start_utc);
  Rates r;
  double windows = 0;
  std::vector<EventRun> events;
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    for (int w = 1; w <= days * 12; ++w) {
      events.clear();
      lives.advance(fleet, DeviceId(d), scenario.start_utc + Duration::hours(2 * w), events);
      std::set<std::pair<std::uint64_t, std::uint32_t>> distinct;
      for (const EventRun& e : events) {
        const Record& record = e.first.record;
        if (const auto* p = std::get_if<ProcessRecord>(&record)) {
          (p->operation == ProcessOperation::kExec ? r.execs : r.forks) += 1;
          if (p->operation == ProcessOperation::kExec) distinct.insert({texts.hash(p->commandline), p->user_id});
        } else if (const auto* n = std::get_if<NetworkRecord>(&record)) {
          if (!n->raw_socket) (n->direction == Direction::kOutbound ? r.outbound : r.inbound) += 1;
        } else if (std::holds_alternative<DnsRecord>(record)) {
          r.dns += 1;
        } else if (const auto* l = std::get_if<LoginRecord>(&record)) {
          if (l->operation == LoginOperation::kLogin) r.logins += 1;
          if (l->operation == LoginOperation::kLoginFailed) r.failed += 1;
        } else if (std::holds_alternative<FileRecord>(record)) {
          r.files += 1;
        } else if (std::holds_alternative<PeripheralRecord>(record)) {
          r.peripherals += 1;
        }
      }
      r.distinct_commands += static_cast<double>(distinct.size());
      windows += 1;
    }
  }
  const double hours = 24.0 * days * static_cast<double>(fleet.size());
  for (double* x : {&r.execs, &r.forks, &r.outbound, &r.inbound, &r.dns, &r.files}) *x /= hours;
  for (double* x : {&r.logins, &r.failed, &r.peripherals}) *x *= 24 / hours;
  r.distinct_commands /= windows;
  return r;
}

void expect_within(double got, double wanted, double factor, const std::string& what) {
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
  };
  for (const Row& row : table) {
    const bool rare = row.device_class == "smart_meter" || row.device_class == "ev_charger";
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
  const std::map<std::string, double> failed{{"ip_camera", 3'000}, {"iot_gateway", 400}, {"ev_charger", 300}};
  for (const auto& [name, wanted] : failed) {
    Scenario scenario = world_of(name, 20);
    scenario.fleet[0].public_share = 1;
    scenario.fleet[0].vulnerable_share = 1;
    const Rates r = mean_rates(scenario, 4);
    expect_within(r.failed, wanted, 1.5, name + " failed logins/day");
    const double lan = name == "iot_gateway" ? 60 : 1;
    const double guesses = name == "ip_camera" ? 50 : 6;
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
