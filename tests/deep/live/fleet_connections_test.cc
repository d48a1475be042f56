// Two thousand devices from one process at a hub over TLS, for ten minutes, with the broker killed in the middle: what a connection
// costs in memory, and that no message is lost. PICKET_DEEP_SECONDS says how long, if not ten minutes.

#include "sim/live/fleet/fleet_connections.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "agent_core/policy/policy_marking.h"
#include "agent_core/publish/client_presets.h"
#include "tests/sim/results/temporary_folder.h"
#include "tests/support/hub/hub_double.h"

namespace picket::sim {
namespace {

constexpr std::size_t kConnections = 2'000;
constexpr double kMostKibEach = 40;
constexpr std::uint64_t kConnectsPerSecond = 100;  // an S1 with one unit
/// Each device sends a message in so many seconds.
constexpr double kMessagePeriod = 30;

/// Resident memory of this process, in KiB. The broker is another one.
double resident_kib() {
  std::ifstream file("/proc/self/smaps_rollup");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("Rss:")) return std::strtod(line.c_str() + 4, nullptr);
  }
  return 0;
}

void allow_open_files() {
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  limit.rlim_cur = limit.rlim_max;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
}

Time steady_now() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return Time::from_unix_microseconds(std::chrono::duration_cast<std::chrono::microseconds>(since).count());
}

Duration time_of_day_less_steady() {
  const auto day = std::chrono::system_clock::now().time_since_epoch();
  return Time::from_unix_microseconds(std::chrono::duration_cast<std::chrono::microseconds>(day).count()) - steady_now();
}

std::string device_id(std::size_t i) {
  const std::string digits = std::to_string(10'000 + i);
  return "dev" + digits;
}

double seconds_to_run() {
  const char* const given = std::getenv("PICKET_DEEP_SECONDS");
  return given == nullptr ? 600 : std::max(20.0, std::strtod(given, nullptr));
}

class ManyConnections : public ::testing::Test {
 protected:
  void SetUp() override {
    allow_open_files();
    std::string lines;
    for (std::size_t i = 0; i < kConnections; ++i) {
      identities_.push_back(with_random_keys({device_id(i), "azureiotsecurity"}));
      devices_.push_back(static_cast<std::uint32_t>(i));
      lines += to_text(identities_.back().identity) + " sas " + std::string(identities_.back().primary_key.exposed()) + "\n";
    }
    hub_ = std::make_unique<test::HubDouble>(folder_.path(), certificates_, lines);
  }

  FleetHubSettings settings() const {
    FleetHubSettings out;
    out.host = test::HubDouble::kHost;
    out.preset = client_preset("c_sdk").value();
    out.roots = certificates_.path("root.pem");
    out.address = "127.0.0.1";
    out.port = hub_->port();
    out.connects_per_second = kConnectsPerSecond;
    out.sends_per_second = 1'000;
    out.message_budget = 10'000'000;
    out.random = 7;
    return out;
  }

  /// Turns until then, and says how many clients connected in the busiest second of it.
  std::uint64_t turn_until(FleetConnections& fleet, Time until) {
    std::uint64_t busiest = 0;
    std::uint64_t before = fleet.counts().connections;
    for (Time second = steady_now() + Duration::seconds(1); steady_now() < until;) {
      fleet.turn(steady_now, std::min(second, until));
      if (steady_now() < second) continue;
      const std::uint64_t now = fleet.counts().connections;
      busiest = std::max(busiest, now - before);
      before = now;
      second = steady_now() + Duration::seconds(1);
    }
    return busiest;
  }


  TemporaryFolder folder_;
  test::HubCertificates certificates_{folder_.path()};
  std::vector<NewIdentity> identities_;
  std::vector<std::uint32_t> devices_;
  std::unique_ptr<test::HubDouble> hub_;
  std::map<std::string, int> arrived_;  ///< by body, which names device and number
};

TEST_F(ManyConnections, cost_little_memory_and_lose_nothing_when_the_broker_dies) {
  std::string told;
  const double without = resident_kib();
  FleetConnections fleet(settings(), identities_, devices_, steady_now(), [&](Time, const std::string& text) { told += text + "\n"; });
  ASSERT_EQ(fleet.problem(), "");
  fleet.set_clock(time_of_day_less_steady());
  fleet.start(steady_now());
  const std::uint64_t busiest_at_first = turn_until(fleet, steady_now() + Duration::seconds(static_cast<std::int64_t>(kConnections / kConnectsPerSecond) + 15));
  ASSERT_EQ(fleet.counts().connected, kConnections) << told;
  EXPECT_LE(busiest_at_first, kConnectsPerSecond * 3 / 2) << "the hub's throttle";
  const double connected = resident_kib();

  const Time begin = steady_now();
  const double seconds = seconds_to_run();
  const auto total = static_cast<std::uint64_t>(seconds / kMessagePeriod * kConnections);
  bool killed = false;
  std::uint64_t busiest_after = 0;
  for (std::uint64_t sent = 0; sent < total;) {
    const double elapsed = (steady_now() - begin).to_seconds();
    const auto due = std::min(total, static_cast<std::uint64_t>(elapsed / seconds * static_cast<double>(total)));
    for (; sent < due; ++sent) {
      MarkedMessage message;
      Policy policy;
      policy.encoding = Encoding::kG1Json;
      message.marking = marking_of(policy);
      message.body = device_id(sent % kConnections) + ":" + std::to_string(sent / kConnections) + std::string(700, ' ');
      fleet.send(steady_now(), static_cast<std::uint32_t>(sent % kConnections), message);
    }
    if (!killed && elapsed > seconds / 2) {
      killed = true;
      hub_->broker().end(SIGKILL);
      turn_until(fleet, steady_now() + Duration::seconds(5));
      EXPECT_EQ(fleet.counts().connected, 0U);
      hub_->broker().start();
      busiest_after = turn_until(fleet, steady_now() + Duration::seconds(10));
    }
    fleet.turn(steady_now, steady_now() + Duration::milliseconds(20));
  }
  const auto is_over = [&] { return fleet.idle() && fleet.counts().connected == kConnections; };
  for (const Time end = steady_now() + Duration::minutes(3); !is_over() && steady_now() < end;) {
    fleet.turn(steady_now, steady_now() + Duration::milliseconds(200));
  }
  const double at_the_end = resident_kib();
  EXPECT_LE(busiest_after, kConnectsPerSecond * 3 / 2) << "nor does the herd come back at once";
  const FleetCounts counts = fleet.counts();
  fleet.stop(steady_now());
  turn_until(fleet, steady_now() + Duration::seconds(3));
  hub_->broker().end(SIGTERM);
  for (const test::HubEvent& event : hub_->events()) ++arrived_[event.body];

  EXPECT_TRUE(counts.balances());
  EXPECT_EQ(counts.offered, total);
  EXPECT_EQ(counts.delivered, total) << told;
  EXPECT_EQ(counts.held, 0U);
  EXPECT_EQ(counts.connected, kConnections);
  EXPECT_GE(counts.connections, 2 * kConnections);
  EXPECT_EQ(arrived_.size(), total) << "each message is at the hub";
  std::uint64_t copies = 0;
  for (const auto& [body, times] : arrived_) copies += static_cast<std::uint64_t>(times - 1);
  EXPECT_LE(copies, counts.repeated) << "what came twice was sent twice";
  const double each = (connected - without) / kConnections;
  const double each_at_the_end = (at_the_end - without) / kConnections;
  std::printf("%zu connections: %.1f KiB each when all are connected, %.1f KiB at the end; %llu messages, %llu sent again, %llu arrived twice; at most %llu connects in a second\n",
              kConnections, each, each_at_the_end, static_cast<unsigned long long>(counts.delivered), static_cast<unsigned long long>(counts.repeated),
              static_cast<unsigned long long>(copies), static_cast<unsigned long long>(std::max(busiest_at_first, busiest_after)));
  EXPECT_LE(each, kMostKibEach);
  EXPECT_LE(each_at_the_end, kMostKibEach);
}

}  // namespace
}  // namespace picket::sim
