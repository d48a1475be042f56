#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "agent_core/policy/agent_plan.h"
#include "agent_core/twin/g2_twin.h"
#include "tests/agent_core/twin/twin_documents.h"
#include "tests/support/policies.h"

namespace picket {
namespace {

/// Kinds that have settings in the twin.
bool carried(EventKind kind) {
  constexpr std::array kReports{EventKind::kBaseline, EventKind::kSbom, EventKind::kStatistics, EventKind::kLog};
  return kind <= EventKind::kHeartbeat || std::find(kReports.begin(), kReports.end(), kind) != kReports.end();
}

// scenarios/policies/g2_linux.yaml is the micro agent with its twin's defaults: 30, 120 and 1,440 min; process,
// network, names and logins at medium, the rest at low; no files, since no path is named; 256 entries.
TEST(G2Policy, the_default_twin_makes_the_micro_agents_preset) {
  Policy policy = test::with_g2_reports(test::g2_linux_policy());
  Policy preset = policy;
  policy.intervals = {};
  for (std::size_t k = 0; k < kEventKinds; ++k) {
    if (!carried(static_cast<EventKind>(k))) continue;
    policy.kinds[k].collect = !policy.kinds[k].collect;
    policy.kinds[k].priority = Priority::kHigh;
  }
  apply_to(policy, default_g2_settings());
  EXPECT_EQ(policy.kinds, preset.kinds);
  EXPECT_EQ(policy.intervals, preset.intervals);
  EXPECT_EQ(policy.message_timeout, Duration::minutes(2'880));
  EXPECT_EQ(policy.process_sensor, ProcessSensor::kProcConnector);
  EXPECT_EQ(policy.login_sensor, LoginSensor::kUtmp);
  EXPECT_EQ(policy.network_devices, std::vector<std::string>{"eth0"});
  EXPECT_EQ(policy.file_paths, std::vector<std::string>());
  EXPECT_TRUE(policy.file_recursive);
}

// defender.md 1.2: 1 tries netlink, then polls; 2 netlink; 3 polls.
TEST(G2Policy, says_which_settings_decide_about_a_kind) {
  using P = G2Property;
  EXPECT_EQ(g2_properties_of(EventKind::kProcess), (std::vector{P::kProcessDisabled, P::kProcessMessageFrequency, P::kProcessCacheSize}));
  EXPECT_EQ(g2_properties_of(EventKind::kLogin), (std::vector{P::kLoginDisabled, P::kLoginMessageFrequency}));
  EXPECT_EQ(g2_properties_of(EventKind::kDns), g2_properties_of(EventKind::kNetwork));
  for (std::size_t k = 0; k < kEventKinds; ++k) {
    const auto kind = static_cast<EventKind>(k);
    EXPECT_EQ(!g2_properties_of(kind).empty(), carried(kind)) << to_string(kind);
  }
}

TEST(G2Policy, the_process_mode_chooses_the_sensor) {
  const auto sensor = [](int mode, bool has_connector) {
    G2Twin twin;
    EXPECT_TRUE(twin.update("{\"Process_Mode\":" + std::to_string(mode) + "}", TwinDocument::kPatch).success);
    Policy policy;
    apply_to(policy, twin.settings(), has_connector);
    return policy.process_sensor;
  };
  EXPECT_EQ(sensor(1, true), ProcessSensor::kProcConnector);
  EXPECT_EQ(sensor(2, true), ProcessSensor::kProcConnector);
  EXPECT_EQ(sensor(3, true), ProcessSensor::kPolling);
  EXPECT_EQ(sensor(1, false), ProcessSensor::kPolling);
  EXPECT_EQ(sensor(2, false), ProcessSensor::kNone);
  EXPECT_EQ(sensor(3, false), ProcessSensor::kPolling);
}

// defender.md 1.2: comma lists; without paths nothing is watched, though the collector runs.
TEST(G2Policy, files_are_collected_where_paths_are_named) {
  G2Twin twin;
  Policy policy;
  twin.update(R"({"FileSystem_Paths":"/etc, /srv/www,,","FileSystem_Recursive":false,"NetworkActivity_Devices":"eth0,wlan0"})",
              TwinDocument::kPatch);
  apply_to(policy, twin.settings());
  EXPECT_TRUE(policy.of(EventKind::kFile).collect);
  EXPECT_EQ(policy.file_paths, (std::vector<std::string>{"/etc", "/srv/www"}));
  EXPECT_FALSE(policy.file_recursive);
  EXPECT_EQ(policy.network_devices, (std::vector<std::string>{"eth0", "wlan0"}));
  twin.update(R"({"FileSystem_Disabled":true})", TwinDocument::kPatch);
  apply_to(policy, twin.settings());
  EXPECT_FALSE(policy.of(EventKind::kFile).collect);
}

Policy random_g2_policy(RandomStream& random) {
  const auto minutes = [&] { return 1 + static_cast<std::int64_t>(random.below(0x7fff'ffff)); };
  Policy policy = test::g2_linux_policy();
  for (Duration& interval : policy.intervals) interval = Duration::minutes(minutes());
  policy.message_timeout = Duration::minutes(minutes());
  policy.process_sensor = random.chance(0.5) ? ProcessSensor::kPolling : ProcessSensor::kProcConnector;
  policy.login_sensor = random.chance(0.5) ? LoginSensor::kPam : LoginSensor::kUtmp;
  policy.network_devices.resize(random.below(3), "wlan0");
  policy.file_paths.resize(random.below(4), "/srv/data");
  policy.file_recursive = random.chance(0.5);
  for (std::size_t k = 0; k < kEventKinds; ++k) {
    const auto of = static_cast<EventKind>(k);
    if (!carried(of)) continue;
    KindPolicy& kind = policy.of(of);
    kind.collect = random.chance(0.7);
    kind.priority = test::random_priority(random);
    const bool cached = of == EventKind::kProcess || of == EventKind::kNetwork || of == EventKind::kFile ||
                        of == EventKind::kPeripheral || of == EventKind::kStatistics;
    if (cached) kind.cache_size = 1 + static_cast<std::uint32_t>(random.below(0x7fff'ffff));
  }
  // Names are a part of network activity.
  KindPolicy& dns = policy.of(EventKind::kDns);
  const KindPolicy& network = policy.of(EventKind::kNetwork);
  dns.collect = network.collect;
  dns.priority = network.priority;
  dns.cache_size = network.cache_size;
  return policy;
}

// Law: apply_to(parse(g2_desired_of(p))) == p for what a twin carries.
TEST(G2Policy, the_twin_of_a_policy_makes_that_policy) {
  RandomStream random(22, 1, 0, Purpose::kTest);
  for (int i = 0; i < 5'000; ++i) {
    const Policy policy = random_g2_policy(random);
    const std::string json = g2_desired_of(policy);
    G2Twin twin;
    ASSERT_TRUE(twin.update(json, TwinDocument::kWhole).success) << json;
    Policy again = random_g2_policy(random);
    apply_to(again, twin.settings());
    ASSERT_EQ(again.kinds, policy.kinds) << json;
    ASSERT_EQ(again.intervals, policy.intervals);
    ASSERT_EQ(again.message_timeout, policy.message_timeout);
    ASSERT_EQ(again.process_sensor, policy.process_sensor);
    ASSERT_EQ(again.login_sensor, policy.login_sensor);
    ASSERT_EQ(again.network_devices, policy.network_devices);
    ASSERT_EQ(again.file_paths, policy.file_paths);
    ASSERT_EQ(again.file_recursive, policy.file_recursive);
  }
}

TEST(G2Policy, what_a_policy_does_not_say_comes_from_the_base) {
  G2Settings base = default_g2_settings();
  base[G2Property::kNetworkActivityPacketBufferSize] = 65'536U;
  base[G2Property::kProcessMode] = 2U;
  Policy policy = test::g2_linux_policy();
  policy.process_sensor = ProcessSensor::kAuditd;
  const G2Settings settings = settings_of(policy, base);
  EXPECT_EQ(settings.integer(G2Property::kNetworkActivityPacketBufferSize), 65'536U);
  EXPECT_EQ(settings.integer(G2Property::kProcessMode), 2U);
}

// defender.md 1.1: names are a part of network activity, whose settings decide about both.
TEST(G2Policy, network_activity_decides_about_names) {
  Policy policy = test::g2_linux_policy();
  policy.of(EventKind::kNetwork).cache_size = 100;
  policy.of(EventKind::kDns).cache_size = 200;
  policy.of(EventKind::kDns).collect = false;
  const G2Settings settings = settings_of(policy, default_g2_settings());
  EXPECT_EQ(settings.integer(G2Property::kNetworkActivityCacheSize), 100U);
  EXPECT_FALSE(settings.flag(G2Property::kNetworkActivityDisabled));
  apply_to(policy, settings);
  EXPECT_TRUE(policy.of(EventKind::kDns).collect);
  EXPECT_EQ(policy.of(EventKind::kDns).cache_size, 100U);
}

// Zero minutes cannot be said and become one; a fraction of a minute is lost.
TEST(G2Policy, the_twin_of_any_policy_can_be_read_and_compiles) {
  Policy policy = test::g1_c_policy();
  policy.intervals = {Duration(), Duration::seconds(150), Duration::max()};
  G2Twin twin;
  ASSERT_TRUE(twin.update(g2_desired_of(policy), TwinDocument::kWhole).success);
  EXPECT_EQ(twin.settings().intervals(G2Property::kPriorityIntervals), (PriorityIntervals{{1, 2, 2'147'483'647}}));
  Policy again = test::g2_linux_policy();
  apply_to(again, twin.settings());
  const TextTable texts;
  EXPECT_TRUE(AgentPlan(again, texts).of(EventKind::kProcess).collected);
}

}  // namespace
}  // namespace picket
