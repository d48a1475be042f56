#pragma once

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/sim/fleet/example_world.h"

// What the life of a class comes to when it is counted, per device: the columns of the workload survey's table 1.3.

namespace picket::sim {

struct Rates {
  double execs = 0, forks = 0, outbound = 0, inbound = 0, dns = 0, logins = 0, failed = 0, files = 0, peripherals = 0;
  double distinct_commands = 0;  ///< (command line, user) in a window of 120 minutes, mean
  double programs = 0;           ///< names of programs a day, mean
  double names = 0;              ///< names asked for a day, mean
  double addresses = 0;          ///< remote addresses of outbound flows a day, mean
  double device_days = 0;
};

/// Every device alike and never off: the class as its file says, without spread, odd ones and restarts.
inline void make_alike(Scenario& scenario) {
  for (auto& [name, c] : scenario.device_classes) {
    c.rate_sigma = 0;
    c.odd_share = 0;
    c.reboots_per_30_days = 0;
    c.power_losses_per_year = 0;
  }
}

/// What one device did, hours and days apart.
struct LifeCounts {
  explicit LifeCounts(const TextTable& table) : texts(table) {}
  void add(const Record& record, Rates& r) {
    if (const auto* p = std::get_if<ProcessRecord>(&record)) {
      const bool exec = p->operation == ProcessOperation::kExec;
      (exec ? r.execs : r.forks) += 1;
      if (!exec) return;
      if (!commands.insert({texts.hash(p->commandline), p->user_id}).second) return;  // so its program was seen too
      const std::string image = texts.render(p->executable);
      programs.insert(image.substr(image.rfind('/') + 1));
    } else if (const auto* n = std::get_if<NetworkRecord>(&record)) {
      if (n->direction == Direction::kOutbound) addresses.insert(n->remote_address);
      if (!n->raw_socket) (n->direction == Direction::kOutbound ? r.outbound : r.inbound) += 1;
    } else if (const auto* d = std::get_if<DnsRecord>(&record)) {
      r.dns += 1;
      names.insert(texts.hash(d->name));
    } else if (const auto* l = std::get_if<LoginRecord>(&record)) {
      if (l->operation == LoginOperation::kLogin) r.logins += 1;
      if (l->operation == LoginOperation::kLoginFailed) r.failed += 1;
    } else if (std::holds_alternative<FileRecord>(record)) {
      r.files += 1;
    } else if (std::holds_alternative<PeripheralRecord>(record)) {
      r.peripherals += 1;
    }
  }
  void end_window(Rates& r) {
    r.distinct_commands += static_cast<double>(commands.size());
    commands.clear();
  }
  void end_day(Rates& r) {
    r.programs += static_cast<double>(programs.size());
    r.names += static_cast<double>(names.size());
    r.addresses += static_cast<double>(addresses.size());
    programs.clear();
    names.clear();
    addresses.clear();
  }

  const TextTable& texts;
  std::set<std::pair<std::uint64_t, std::uint32_t>> commands;
  std::set<std::string> programs;
  std::set<std::uint64_t> names;
  std::set<IpAddress> addresses;
};

/// Means over the whole fleet and `days`, with every device alike.
inline Rates mean_rates(Scenario scenario, int days) {
  make_alike(scenario);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  DeviceLives lives(fleet, scenario.start_utc);
  Rates r;
  LifeCounts counts(texts);
  std::vector<EventRun> events;
  for (std::uint32_t d = 0; d < fleet.size(); ++d) {
    for (int w = 1; w <= days * 12; ++w) {
      events.clear();
      lives.advance(fleet, DeviceId(d), scenario.start_utc + Duration::hours(2 * w), events);
      for (const EventRun& e : events) counts.add(e.first.record, r);
      counts.end_window(r);
      if (w % 12 == 0) counts.end_day(r);
    }
  }
  r.device_days = static_cast<double>(days) * static_cast<double>(fleet.size());
  for (double* x : {&r.execs, &r.forks, &r.outbound, &r.inbound, &r.dns, &r.files}) *x /= 24 * r.device_days;
  for (double* x : {&r.logins, &r.failed, &r.peripherals, &r.programs, &r.names, &r.addresses}) *x /= r.device_days;
  r.distinct_commands /= 12 * r.device_days;
  return r;
}

}  // namespace picket::sim
