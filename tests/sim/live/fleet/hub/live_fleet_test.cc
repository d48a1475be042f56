// A fleet against the doubles of registry and hub: identities are made, each device connects as its own, every message that the
// scenario makes arrives byte for byte and once, and nothing is left behind.

#include "sim/live/fleet/live_fleet.h"

#include <gtest/gtest.h>

#include <csignal>
#include <ctime>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "agent_core/publish/client_presets.h"
#include "sim/live/fleet/fleet_identities.h"
#include "sim/scenario/load.h"
#include "tests/sim/results/temporary_folder.h"
#include "tests/support/hub/https_server.h"
#include "tests/support/hub/hub_double.h"
#include "tests/support/hub/registry_front.h"

namespace picket::sim {
namespace {

using test::HubDouble;
using test::HubEvent;

constexpr const char* kFleetScenario = R"(
name: fleet
title: Thirty devices, one attack
seed: 11
replications: 1
warm_up: 10 min
duration: 3 h
window: 10 min
wire: sized
policies:
  - {use: g2_linux}
fleet:
  - {device_class: iot_gateway, count: 20, sites: 2, access: {ethernet: 1}}
  - {device_class: kiosk, count: 10, sites: 1, access: {ethernet: 1}}
hubs:
  - {name: hub}
attacks:
  - {name: miner, use: a09_miner, start: 10 min, targets: {device_class: iot_gateway, count: 3}}
client: c_sdk
prices: us_2026_11
)";

Scenario fleet_scenario() {
  Diagnostics diagnostics;
  LoadResult loaded = load_scenario_text(kFleetScenario, "fleet", {}, std::string(PICKET_SOURCE_DIR) + "/scenarios", diagnostics);
  EXPECT_TRUE(loaded.ok()) << diagnostics.text();
  return for_live(std::move(*loaded.scenario));
}

class FleetTold : public LiveFleetListener {
 public:
  std::string notes;

 private:
  void on_note(Time, const std::string& text) override { notes += text + "\n"; }
  void on_status(const LiveFleetStatus& status) override { EXPECT_TRUE(status.balances()); }
};

class LiveFleetAtHub : public ::testing::Test {
 protected:
  static std::string policy_key() { return "12345678901234567890123456789012"; }

  RegistrySettings registry_settings() {
    RegistrySettings settings;
    settings.access = {HubDouble::kHost, "registryReadWrite", Secret(policy_key())};
    settings.roots = certificates_.path("root.pem");
    settings.address = "127.0.0.1";
    settings.port = server_.port();
    settings.operations_per_minute = 100'000;
    settings.wait = [](Duration) { return true; };
    return settings;
  }
  /// The hub, which knows whom the registry knows.
  std::unique_ptr<HubDouble> hub() {
    std::string lines;
    for (const auto& [identity, key] : front_.identities()) lines += identity + " sas " + key + "\n";
    return std::make_unique<HubDouble>(folder_.path(), certificates_, lines);
  }
  LiveFleetSettings settings(const HubDouble& hub) const {
    LiveFleetSettings settings;
    settings.hub.host = HubDouble::kHost;
    settings.hub.preset = client_preset("c_sdk").value();
    settings.hub.roots = certificates_.path("root.pem");
    settings.hub.address = "127.0.0.1";
    settings.hub.port = hub.port();
    settings.hub.connects_per_second = 1'000;
    settings.hub.sends_per_second = 10'000;
    settings.hub.message_budget = 100'000;
    settings.hub.random = 42;
    settings.speed = 21'600;  // three hours in half a second
    return settings;
  }

  TemporaryFolder folder_;
  test::HubCertificates certificates_{folder_.path()};
  hub_double::RegistryFront front_{HubDouble::kHost, {{"registryReadWrite", policy_key()}}, [] { return std::time(nullptr); }};
  test::HttpsServer server_{certificates_.path("chain.pem"), certificates_.path("leaf.key"),
                            [this](const hub_double::HttpRequest& request) { return front_.answer(request); }};
  RegistryClient registry_{registry_settings()};
};

using Arrivals = std::map<std::string, std::vector<std::string>>;  ///< bodies by client, in order

Arrivals arrivals_of(const std::vector<HubEvent>& events) {
  Arrivals arrivals;
  for (const HubEvent& event : events) arrivals[event.client].push_back(event.body);
  return arrivals;
}

/// What the hub saw is what the measures say: bodies and messages exactly, the line by the kernel's count of it.
void expect_measures(const LiveFleetResult& result, const std::vector<HubEvent>& events, const FleetEstimate& estimate) {
  ASSERT_EQ(result.measures.size(), 3U) << "two classes, and all";
  EXPECT_EQ(result.measures[0].device_class, "iot_gateway");
  EXPECT_EQ(result.measures[1].device_class, "kiosk");
  const ClassMeasures& all = result.measures[2];
  std::uint64_t bytes = 0;
  for (const HubEvent& event : events) bytes += event.body.size();
  EXPECT_EQ(all.devices, 30U);
  EXPECT_EQ(all.connects, 30U);
  EXPECT_EQ(all.reconnects, 0U);
  EXPECT_EQ(all.delivered, events.size());
  EXPECT_EQ(all.delivered_bytes, bytes);
  EXPECT_EQ(all.payload_bytes, bytes) << "nothing was sent twice";
  EXPECT_EQ(all.generated, estimate.messages);
  EXPECT_EQ(all.generated_bytes, estimate.body_bytes);
  EXPECT_EQ(all.generated_blocks, estimate.blocks);
  EXPECT_GE(all.delivered_blocks, estimate.blocks) << "the identifiers are metered too";
  EXPECT_TRUE(all.balances());
  for (std::size_t i = 0; i < 2; ++i) EXPECT_TRUE(result.measures[i].balances()) << result.measures[i].device_class;
  EXPECT_EQ(result.measures[0].sent + result.measures[1].sent, all.sent);
  EXPECT_EQ(result.measures[0].mqtt_bytes + result.measures[1].mqtt_bytes, all.mqtt_bytes);
  EXPECT_EQ(all.publish_delay.count, all.delivered);
  EXPECT_GT(all.publish_delay.least, 0);
  EXPECT_LE(all.publish_delay.longest, all.whole_delay.longest);
  if (!all.line_is_counted) GTEST_SKIP() << "this kernel does not count what a connection sent";
  EXPECT_EQ(all.line.connections, 30U);
  EXPECT_GT(all.line.bytes_up, all.payload_bytes + all.mqtt_bytes);
  // The double's certificates are other ones than a hub's, and its segments larger: the model is near, not equal.
  EXPECT_NEAR(static_cast<double>(all.line.line_up_bytes()), static_cast<double>(all.modelled_up_bytes), 0.1 * static_cast<double>(all.modelled_up_bytes));
}

TEST_F(LiveFleetAtHub, every_message_of_the_scenario_arrives_once_and_nothing_is_left_behind) {
  const Scenario scenario = fleet_scenario();
  ASSERT_EQ(FleetSource::why_not(scenario, scenario.policies.at(0)), "");
  FleetSource source(scenario, scenario.policies.at(0));
  IdentityJournal journal = std::move(IdentityJournal::create(folder_.file("journal"), HubDouble::kHost, "picket-1-")).value();
  const FleetIdentities identities = make_fleet_identities(registry_, journal, source.devices(), "azureiotsecurity");
  ASSERT_TRUE(identities.problems.empty()) << identities.problems.at(0);
  const std::unique_ptr<HubDouble> hub = this->hub();

  FleetTold told;
  const auto result = run_live_fleet(settings(*hub), source, identities.made, told);
  ASSERT_TRUE(result.ok()) << result.error();
  const LiveFleetStatus& status = result.value().status;
  EXPECT_EQ(result.value().end, LiveFleetEnd::kPlayed) << told.notes;
  EXPECT_TRUE(status.balances()) << closing_balance(status);
  EXPECT_EQ(status.hub.connections, 30U) << told.notes;
  EXPECT_GT(status.generated, 30U);
  EXPECT_EQ(status.hub.delivered, status.generated) << closing_balance(status);

  // Another source of the same seed says what has to have arrived, and the estimate how much.
  Arrivals expected;
  FleetSource again(scenario, scenario.policies.at(0));
  while (!again.ended()) {
    for (const FleetMessage& message : again.next()) {
      expected[device_id_of("picket-1-", message.device) + "/azureiotsecurity"].push_back(message.message.body);
    }
  }
  EXPECT_EQ(arrivals_of(hub->events()), expected);
  FleetSource counted(scenario, scenario.policies.at(0));
  const FleetEstimate estimate = estimate_of(counted, 4'096);
  expect_measures(result.value(), hub->events(), estimate);
  EXPECT_EQ(estimate.messages, status.generated);
  EXPECT_EQ(estimate.connections, 30U);
  EXPECT_GE(estimate.blocks, estimate.messages);

  const FleetRemoval removal = remove_fleet_identities(registry_, HubDouble::kHost, journal);
  EXPECT_TRUE(removal.problems.empty());
  EXPECT_TRUE(front_.identities().empty());
}

TEST_F(LiveFleetAtHub, it_ends_with_its_budget_and_says_what_was_not_sent) {
  const Scenario scenario = fleet_scenario();
  FleetSource source(scenario, scenario.policies.at(0));
  IdentityJournal journal = std::move(IdentityJournal::create(folder_.file("journal"), HubDouble::kHost, "picket-1-")).value();
  const FleetIdentities identities = make_fleet_identities(registry_, journal, source.devices(), "azureiotsecurity");
  const std::unique_ptr<HubDouble> hub = this->hub();
  LiveFleetSettings settings = this->settings(*hub);
  settings.hub.message_budget = 7;
  FleetTold told;
  const auto result = run_live_fleet(std::move(settings), source, identities.made, told);
  ASSERT_TRUE(result.ok()) << result.error();
  EXPECT_EQ(result.value().end, LiveFleetEnd::kBudget);
  const LiveFleetStatus& status = result.value().status;
  EXPECT_TRUE(status.balances()) << closing_balance(status);
  EXPECT_EQ(status.hub.sent, 7U);
  EXPECT_EQ(hub->events().size(), 7U);
  EXPECT_GT(status.unsent + status.hub.held, 0U);
}

TEST_F(LiveFleetAtHub, a_restart_of_the_hub_loses_nothing) {
  const Scenario scenario = fleet_scenario();
  FleetSource source(scenario, scenario.policies.at(0));
  IdentityJournal journal = std::move(IdentityJournal::create(folder_.file("journal"), HubDouble::kHost, "picket-1-")).value();
  const FleetIdentities identities = make_fleet_identities(registry_, journal, source.devices(), "azureiotsecurity");
  const std::unique_ptr<HubDouble> hub = this->hub();
  LiveFleetSettings settings = this->settings(*hub);
  settings.status_every = Duration::milliseconds(200);
  class Restarting : public FleetTold {
   public:
    explicit Restarting(HubDouble& of) : hub_(of) {}
    bool restarted = false;

   private:
    void on_status(const LiveFleetStatus& status) override {
      EXPECT_TRUE(status.balances());
      if (restarted || status.hub.delivered < 5) return;
      restarted = true;
      hub_.broker().end(SIGKILL);
      hub_.broker().start();
    }
    HubDouble& hub_;
  } told(*hub);
  settings.speed = 10'800;
  const auto result = run_live_fleet(std::move(settings), source, identities.made, told);
  ASSERT_TRUE(result.ok()) << result.error();
  const LiveFleetStatus& status = result.value().status;
  EXPECT_TRUE(told.restarted);
  EXPECT_TRUE(status.balances()) << closing_balance(status);
  EXPECT_EQ(status.hub.delivered, status.generated) << closing_balance(status) << told.notes;
}

}  // namespace
}  // namespace picket::sim
