// n devices burst through one uplink: completion times of the flow model beside those of TCP in ns-3.
// Prints the tables of sim/network/README.md, "Beside ns-3".

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "agent_core/base/check.h"
#include "tests/bench/uplink_burst/burst_table.h"

namespace picket::sim {
namespace {

struct BurstOptions {
  std::vector<std::int64_t> devices{1, 10, 100, 1'000};
  std::vector<std::int64_t> bodies{1'000, 10'000, 100'000};
  std::vector<double> within{0.001, 1};
  std::vector<double> losses{0, 0.001, 0.01};
  std::string connection = "both";
  BurstSetting line;
  std::uint32_t replications = 6;
  std::uint64_t seed = 1;
  bool short_rows = false;
};

std::vector<BurstSetting> settings_of(const BurstOptions& options) {
  std::vector<BurstSetting> settings;
  BurstSetting s = options.line;
  for (const bool connected : {true, false}) {
    if (options.connection == (connected ? "opened" : "open")) continue;
    s.connected_before = connected;
    for (const double within : options.within) {
      s.within_seconds = within;
      for (const double loss : options.losses) {
        s.loss_ratio = loss;
        for (const std::int64_t body : options.bodies) {
          s.body_bytes = body;
          for (const std::int64_t devices : options.devices) {
            s.devices = devices;
            settings.push_back(s);
          }
        }
      }
    }
  }
  return settings;
}

BurstComparison compare(const BurstSetting& setting, const BurstOptions& options, double& backends_apart) {
  BurstComparison result{.setting = setting, .ns3 = {}, .fifo = {}, .fair = {}};
  for (std::uint32_t replication = 1; replication <= options.replications; ++replication) {
    const UplinkBurst burst = make_burst(setting, options.seed, replication);
    result.ns3.push_back(burst_quantiles(in_child_process([&] { return ns3_completion_seconds(burst); })));
    for (const Sharing sharing : {Sharing::kFifo, Sharing::kFair}) {
      const auto fast = in_child_process([&] { return model_completion_seconds(burst, Backend::kFast, sharing); });
      (sharing == Sharing::kFifo ? result.fifo : result.fair).push_back(burst_quantiles(fast));
      if (replication > 1) continue;
      const auto s4u = in_child_process([&] { return model_completion_seconds(burst, Backend::kS4u, sharing); });
      PICKET_CHECK(s4u.size() == fast.size(), "s4u", s4u.size(), "fast", fast.size());
      for (std::size_t i = 0; i < s4u.size(); ++i) backends_apart = std::max(backends_apart, std::abs(s4u[i] - fast[i]));
    }
  }
  return result;
}

int run_comparison(int argc, char** argv) {
  BurstOptions options;
  double megabits = options.line.bits_per_second / 1e6;
  double round_trip_ms = options.line.round_trip_seconds * 1e3;
  CLI::App app{"Devices of a site send one message each through its uplink: quantiles of the time until the hub has it, of the\n"
               "flow model and of TCP in ns-3, as tables in Markdown.\n\n"
               "  uplink_burst_ns3 --short\n"
               "  uplink_burst_ns3 --devices 1,10 --bodies 100000 --losses 0 --queue 1000"};
  const auto list = [&app](const char* name, auto& values, const char* says_what, auto least, auto most) {
    app.add_option(name, values, says_what)->delimiter(',')->check(CLI::Range(least, most))->capture_default_str();
  };
  const auto number = [&app](const char* name, auto& value, const char* says_what, auto least, auto most) {
    app.add_option(name, value, says_what)->check(CLI::Range(least, most))->capture_default_str();
  };
  list("--devices", options.devices, "Devices of the site", 1, 10'000);
  list("--bodies", options.bodies, "Bytes of a message's body", 1, 250'000);
  list("--within", options.within, "Seconds within which all messages are there, uniformly", 0.0, 3'600.0);
  list("--losses", options.losses, "Shares of packets lost", 0.0, 0.5);
  app.add_option("--connection", options.connection, "open: opened beforehand; opened: for the message, with TLS and MQTT; both")
      ->check(CLI::IsMember({"open", "opened", "both"}))
      ->capture_default_str();
  number("--uplink", megabits, "Mbit/s of the uplink", 0.001, 100.0);
  number("--round-trip", round_trip_ms, "ms from a device to the hub and back", 1.0, 10'000.0);
  number("--queue", options.line.queue_packets, "Packets that the gateway queues (ns-3)", 1, 1'000'000);
  number("--least-timeout", options.line.least_timeout_seconds, "Seconds of the least retransmission timeout of both", 0.01, 60.0);
  number("--replications", options.replications, "Replications of a setting; from 6 on intervals cover 95 %", 1, 999);
  number("--seed", options.seed, "Seed of all draws", 1, 1'000'000'000);
  app.add_flag("--short", options.short_rows, "A row for each setting, without intervals");
  CLI11_PARSE(app, argc, argv);
  options.line.bits_per_second = megabits * 1e6;
  options.line.round_trip_seconds = round_trip_ms / 1e3;

  const std::vector<BurstSetting> settings = settings_of(options);
  std::vector<BurstComparison> comparisons;
  double backends_apart = 0;
  for (const BurstSetting& setting : settings) {
    fmt::print(stderr, "{} of {}: {} devices, {} bytes, within {} s, loss {}, {}\n", comparisons.size() + 1, settings.size(),
               setting.devices, setting.body_bytes, setting.within_seconds, setting.loss_ratio,
               setting.connected_before ? "open" : "opened");
    comparisons.push_back(compare(setting, options, backends_apart));
  }
  fmt::print("{} Mbit/s, {} ms, queue of {} packets, least timeout {} s, {} replications (intervals: {:.1f} %)\n\n", megabits,
             round_trip_ms, options.line.queue_packets, options.line.least_timeout_seconds, options.replications,
             100 * median_interval(std::vector<double>(options.replications, 1.0)).coverage);
  fmt::print("{}", options.short_rows ? short_table(comparisons) : full_table(comparisons));
  fmt::print("\nfast and s4u are at most {:.0f} us apart in any message of the first replications.\n", backends_apart * 1e6);
  return 0;
}

}  // namespace
}  // namespace picket::sim

int main(int argc, char** argv) { return picket::sim::run_comparison(argc, argv); }
