#include "sim/experiment/registry_export.h"

#include <gmock/gmock.h>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

using ::testing::IsEmpty;

/// 7 devices, 3 of them with IoT Edge, 2 hubs, 30 hours with their warm-up.
constexpr const char* kSevenDevices = R"(
name: export
replications: 1
warm_up: 6 h
duration: 24 h
policies: [{use: raw}]
fleet:
  - {device_class: kiosk, count: 4, access: {ethernet: 1}, identities: {shared_credential_share: 0.5}}
  - {device_class: iot_gateway, count: 3, access: {ethernet: 1}, edge_manifest: {modules: [{logging_disabled: true}]}}
hubs: [{name: one}, {name: two}]
client: c_sdk
prices: us_2026_11
)";

struct ToldRecommendations : FindingSink {
  void on_finding(const Finding&) override { ADD_FAILURE() << "an export raises nothing"; }
  void on_recommendation(const Recommendation& r) override {
    lines.push_back(std::to_string(r.time.unix_seconds()) + " " + std::to_string(r.device.value()) + " " +
                    recommendation_type_text(r));
  }
  std::vector<std::string> lines;
};

struct Exported {
  explicit Exported(const std::vector<std::string>& sets = {}, Duration window = Duration::hours(1))
      : scenario(test::small_scenario(sets, kSevenDevices)),
        world(scenario, 0),
        policy(scenario.policy_templates.at("raw")),
        pipeline(PipelineContent::Builder().build(), scenario.pipeline, world.texts()),
        registry_export(world, HubRegistry(world, policy, GatewayRoutes(world, policy))) {
    for (std::uint32_t d = 0; d < world.fleet().size(); ++d) {
      pipeline.register_device(DeviceId(d), world.fleet().device(DeviceId(d)).device_class, Duration(), world.begin());
    }
    for (Time until = world.begin() + window; until <= world.end(); until += window) {
      registry_export.submit_due(until, pipeline);
      pipeline.advance(until, told);
    }
  }
  HubWatchCounts counts() const { return pipeline.counts().hub_watch; }

  Scenario scenario;
  World world;
  Policy policy;
  PipelineCore pipeline;
  RegistryExport registry_export;
  ToldRecommendations told;
};

// At 0 h and 24 h of 30: two exports. An export at the end itself would tell nobody anything.
TEST(RegistryExport, comes_at_the_start_and_then_daily) {
  const Exported two;
  EXPECT_EQ(two.counts().identities, 14U);
  EXPECT_EQ(two.counts().manifests, 6U);
  EXPECT_EQ(two.counts().configurations, 4U);
  EXPECT_THAT(two.registry_export.ledger(two.pipeline.counts()).check(), IsEmpty());
  EXPECT_EQ(two.registry_export.ledger(two.pipeline.counts()).stages().front().produced, 24);
  const Exported ends_at_24({"duration=18 h"});
  EXPECT_EQ(ends_at_24.counts().identities, 7U);
}

// Kiosks 1 and 3 share a key; gateways 4 to 6 log nothing and have idle protocol heads; hubs take every address. All of
// it holds from the start, so it is told at the first minute and 20 s later, and the second export changes nothing.
TEST(RegistryExport, tells_what_holds_once) {
  const Exported e;
  const std::string at = std::to_string((e.world.begin() + Duration::seconds(20)).unix_seconds()) + " ";
  std::vector<std::string> expected;
  for (const int d : {1, 3}) expected.push_back(at + std::to_string(d) + " IoT_SharedCredentials");
  for (const int d : {4, 5, 6}) {
    expected.push_back(at + std::to_string(d) + " IoT_EdgeHubMemOptimize");
    expected.push_back(at + std::to_string(d) + " IoT_EdgeLoggingOptions");
  }
  for (const std::uint32_t h : {0, 1}) {
    expected.push_back(at + std::to_string(hub_identity(HubId(h)).value()) + " IoT_IPFilter_DenyAll");
  }
  EXPECT_EQ(e.told.lines, expected);
}

TEST(RegistryExport, does_not_depend_on_the_callers_windows) {
  const Exported hours;
  for (const Duration window : {Duration::minutes(10), Duration::hours(6), Duration::hours(15)}) {
    const Exported other({}, window);
    EXPECT_EQ(other.told.lines, hours.told.lines);
    EXPECT_EQ(other.counts().identities, hours.counts().identities);
  }
}

TEST(RegistryExport, without_twin_data_exports_no_devices) {
  const Exported e({"pipeline.hub_watch.twin_data=false"});
  EXPECT_EQ(e.counts().identities, 0U);
  EXPECT_EQ(e.counts().manifests, 0U);
  EXPECT_EQ(e.counts().twin_data_off, 0U);
  EXPECT_EQ(e.counts().configurations, 4U);
  EXPECT_EQ(e.told.lines.size(), 2U);
  EXPECT_THAT(e.registry_export.ledger(e.pipeline.counts()).check(), IsEmpty());
}

// What the core counts as unknown or unread is balanced too; what vanishes is not.
TEST(RegistryExport, the_ledger_misses_what_nobody_looked_at) {
  const Exported e;
  PipelineCounts counts = e.pipeline.counts();
  counts.hub_watch.identities -= 3;
  EXPECT_EQ(e.registry_export.ledger(counts).check().size(), 1U);
  counts.hub_watch.unknown_devices = 3;
  EXPECT_THAT(e.registry_export.ledger(counts).check(), IsEmpty());
}

}  // namespace
}  // namespace picket::sim
