#include "sim/experiment/twin_change_feed.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

constexpr const char* kTwinChanges = R"(
name: twins
replications: 1
warm_up: 1 h
duration: 6 h
policies:
  - use: g2_linux
    twin_changes:
      - {at: 2 h, document: patch, desired: {Process_Disabled: true}}
      - {at: 3 h, document: patch, desired: {Login_Disabled: 7}}
      - {at: 10 h, document: patch, desired: {Login_Disabled: true}}
  - use: raw
fleet:
  - {device_class: kiosk, count: 3, access: {ethernet: 1}, hub: routes}
  - {device_class: kiosk, count: 2, access: {ethernet: 1}, hub: silent}
  - {device_class: kiosk, count: 1, access: {ethernet: 1}, hub: routes, identities: {security_module: false}}
hubs:
  - {name: routes, configuration: {twin_change_events: true}}
  - {name: silent}
client: c_sdk
prices: us_2026_11
)";

struct ToldConfigurations : FindingSink {
  explicit ToldConfigurations(const PipelineContent& known) : content(known) {}
  void on_finding(const Finding& f) override {
    if (content.alert(f.alert).name != "sim.agent_config_weaker") return;
    devices.push_back(f.device.value());
    times.push_back(f.window_end);
  }
  const PipelineContent& content;
  std::vector<std::uint32_t> devices;
  std::vector<Time> times;
};

struct Fed {
  explicit Fed(const std::string& policy_name)
      : scenario(test::small_scenario({}, kTwinChanges)),
        world(scenario, 0),
        policy(scenario.policy_templates.at(policy_name)),
        content(PipelineContent::Builder().build()),
        told(*content),
        pipeline(content, scenario.pipeline, world.texts()),
        feed(world, HubRegistry(world, policy, GatewayRoutes(world, policy)), world.rollout_of(policy_name)) {
    for (std::uint32_t d = 0; d < world.fleet().size(); ++d) {
      pipeline.register_device(DeviceId(d), world.fleet().device(DeviceId(d)).device_class, Duration(), world.begin());
    }
    for (Time until = world.begin() + Duration::hours(1); until <= world.end(); until += Duration::hours(1)) {
      feed.submit_due(until, pipeline);
      pipeline.advance(until, told);
    }
  }

  Scenario scenario;
  World world;
  Policy policy;
  std::shared_ptr<const PipelineContent> content;
  ToldConfigurations told;
  PipelineCore pipeline;
  TwinChangeFeed feed;
};

// Three devices at the hub that routes, with a module: a twin, a change that weakens and one that is refused, each. The last
// change comes after the end.
TEST(TwinChangeFeed, hands_over_the_twins_and_their_changes_of_hubs_that_route_them) {
  const Fed fed("g2_linux");
  EXPECT_EQ(fed.pipeline.counts().hub_watch.agent_configurations, 9U);
  EXPECT_EQ(fed.told.devices, (std::vector<std::uint32_t>{0, 1, 2}));
  for (const Time time : fed.told.times) EXPECT_EQ(time, fed.world.start() + Duration::hours(2));
  EXPECT_TRUE(fed.feed.ledger(fed.pipeline.counts()).check().empty());
  EXPECT_FALSE(fed.feed.ledger({}).check().empty()) << "what the core did not look at is missed";
}

TEST(TwinChangeFeed, feeds_nothing_where_no_twin_changes) {
  const Fed fed("raw");
  EXPECT_EQ(fed.pipeline.counts().hub_watch.agent_configurations, 0U);
  EXPECT_TRUE(fed.feed.ledger(fed.pipeline.counts()).check().empty());
}

TEST(AgentSettingsOf, says_what_a_policy_collects_and_how_long_it_waits) {
  Policy policy;
  policy.intervals = {Duration::minutes(30), Duration::minutes(120), Duration::minutes(1440)};
  policy.snapshot_interval = Duration::hours(13);
  policy.of(EventKind::kProcess).collect = true;
  policy.of(EventKind::kProcess).priority = Priority::kMedium;
  policy.of(EventKind::kProcess).cache_size = 77;
  policy.of(EventKind::kLogin).collect = true;
  policy.of(EventKind::kLogin).priority = Priority::kHigh;
  policy.of(EventKind::kLogin).window = Duration::hours(1);
  policy.of(EventKind::kHeartbeat).collect = true;
  policy.of(EventKind::kHeartbeat).priority = Priority::kHigh;
  const AgentSettings settings = agent_settings_of(policy);
  const auto of = [&](EventKind kind) { return settings[static_cast<std::size_t>(kind)]; };
  EXPECT_EQ(of(EventKind::kProcess), (AgentKindSettings{Duration::minutes(120), 77}));
  EXPECT_EQ(of(EventKind::kLogin).interval, Duration::hours(1));
  EXPECT_EQ(of(EventKind::kHeartbeat).interval, Duration::hours(13));
  EXPECT_EQ(of(EventKind::kNetwork), AgentKindSettings());
  policy.intervals = {};
  policy.snapshot_interval = Duration();
  EXPECT_GT(agent_settings_of(policy)[static_cast<std::size_t>(EventKind::kProcess)].interval, Duration());
}

}  // namespace
}  // namespace picket::sim
