#include "pipeline_core/hub_watch/agent_configuration.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

constexpr auto kProcess = static_cast<std::size_t>(EventKind::kProcess);
constexpr auto kLogin = static_cast<std::size_t>(EventKind::kLogin);

AgentSettings usual() {
  AgentSettings settings;
  settings[kProcess] = {Duration::hours(2), 256};
  settings[kLogin] = {Duration::minutes(30), 0};
  return settings;
}

TEST(WeakerSettings, are_kinds_switched_off_longer_intervals_and_smaller_caches) {
  const AgentConfigurationSettings model;
  EXPECT_EQ(weaker_settings(usual(), usual(), model), 0U);
  AgentSettings now = usual();
  now[kProcess].interval = Duration::hours(4);
  now[kProcess].cache_size = 128;
  EXPECT_EQ(weaker_settings(usual(), now, model), 0U) << "by the factor and not by more";
  now[kProcess].interval += Duration::microseconds(1);
  EXPECT_EQ(weaker_settings(usual(), now, model), 1U);
  now[kProcess].cache_size = 127;
  EXPECT_EQ(weaker_settings(usual(), now, model), 2U);
  now[kProcess] = {};
  EXPECT_EQ(weaker_settings(usual(), now, model), 1U) << "off is one thing";
  now[kLogin].cache_size = 1000;
  EXPECT_EQ(weaker_settings(usual(), now, model), 2U) << "there was no bound";
}

TEST(WeakerSettings, more_protection_is_none) {
  AgentSettings now = usual();
  now[kProcess] = {Duration::minutes(1), 0};
  now[static_cast<std::size_t>(EventKind::kNetwork)] = {Duration::hours(1), 10};
  EXPECT_EQ(weaker_settings(usual(), now, {}), 0U);
}

TEST(StrongerSettings, take_of_each_kind_what_protects_more) {
  AgentSettings a = usual();
  AgentSettings b = usual();
  a[kProcess] = {Duration::hours(1), 100};
  b[kProcess] = {Duration::hours(3), 0};
  b[kLogin] = {};
  const AgentSettings both = stronger_settings(a, b);
  EXPECT_EQ(both[kProcess], (AgentKindSettings{Duration::hours(1), 0}));
  EXPECT_EQ(both[kLogin], usual()[kLogin]);
  EXPECT_EQ(stronger_settings(b, a), both);
}

/// A device whose twin is read while the models learn.
struct Twin : Bench {
  Twin() {
    settings.learning = true;
    start();
    set(Duration(), usual());
    advance(kStart + Duration::hours(1));
    core->set_learning(false);
  }
  void set(Duration after, const AgentSettings& now) { core->ingest(AgentConfiguration{kStart + after, DeviceId(0), now}, *sink); }
  std::size_t told(Duration after) {
    advance(kStart + after);
    return sink->count("sim.agent_config_weaker");
  }
};

TEST(AgentConfigWeaker, is_told_once_and_becomes_what_later_changes_are_held_against) {
  Twin twin;
  AgentSettings weak = usual();
  weak[kProcess] = {};
  twin.set(Duration::hours(2), weak);
  twin.set(Duration::hours(4), weak);
  EXPECT_EQ(twin.told(Duration::hours(5)), 1U);
  EXPECT_EQ(twin.sink->findings[0].time, kStart + Duration::hours(2) + twin.settings.processing_delay);
  weak[kLogin] = {};
  twin.set(Duration::hours(6), weak);
  EXPECT_EQ(twin.told(Duration::hours(7)), 2U);
  twin.set(Duration::hours(8), usual());
  EXPECT_EQ(twin.told(Duration::hours(9)), 2U) << "it was mended";
}

TEST(AgentConfigWeaker, small_steps_add_up) {
  Twin twin;
  for (int step = 1; step <= 4; ++step) {
    AgentSettings now = usual();
    now[kProcess].interval = Duration::minutes(120 + 30 * step);
    twin.set(Duration::hours(1 + 2 * step), now);
  }
  EXPECT_EQ(twin.told(Duration::hours(12)), 0U) << "twice the interval";
  AgentSettings now = usual();
  now[kProcess].interval = Duration::minutes(270);
  twin.set(Duration::hours(13), now);
  EXPECT_EQ(twin.told(Duration::hours(14)), 1U);
}

TEST(AgentConfigWeaker, the_first_twin_and_what_is_learned_are_no_change) {
  Bench b;
  b.settings.learning = true;
  b.start(2);
  AgentSettings weak = usual();
  weak[kProcess] = {};
  b.core->ingest(AgentConfiguration{kStart, DeviceId(0), usual()}, *b.sink);
  b.core->ingest(AgentConfiguration{kStart + Duration::hours(1), DeviceId(0), weak}, *b.sink);
  b.advance(kStart + Duration::hours(2));
  b.core->set_learning(false);
  b.core->ingest(AgentConfiguration{kStart + Duration::hours(3), DeviceId(0), weak}, *b.sink);
  b.core->ingest(AgentConfiguration{kStart + Duration::hours(3), DeviceId(1), weak}, *b.sink);
  b.core->ingest(AgentConfiguration{kStart + Duration::hours(3), DeviceId(7), weak}, *b.sink);
  b.advance(kStart + Duration::hours(4));
  EXPECT_TRUE(b.sink->findings.empty());
  EXPECT_EQ(b.core->counts().hub_watch.agent_configurations, 4U);
  EXPECT_EQ(b.core->counts().hub_watch.unknown_devices, 1U);
}

TEST(AgentConfigWeaker, is_not_looked_for_without_twin_data) {
  Bench b;
  b.settings.hub_watch.twin_data = false;
  b.start();
  b.core->ingest(AgentConfiguration{kStart, DeviceId(0), usual()}, *b.sink);
  b.core->ingest(AgentConfiguration{kStart + Duration::hours(1), DeviceId(0), AgentSettings()}, *b.sink);
  b.advance(kStart + Duration::hours(2));
  EXPECT_TRUE(b.sink->findings.empty());
  EXPECT_EQ(b.core->counts().hub_watch.twin_data_off, 2U);
}

// 1,100 devices of one shard, each with settings of its own; then one changes its own again and again: what nobody has any
// more makes room.
TEST(AgentConfigWeaker, keeps_so_many_different_settings_as_devices_have_at_one_time) {
  Bench b;
  b.settings.learning = true;  // each configuration is taken as it is
  b.start();
  const auto device = [](std::uint32_t i) { return DeviceId(i * PipelineCore::kShards); };
  const auto set = [&](std::uint32_t second, DeviceId of, std::uint32_t cache) {
    AgentSettings settings = usual();
    settings[kProcess].cache_size = cache;
    b.core->ingest(AgentConfiguration{kStart + Duration::seconds(second), of, settings}, *b.sink);
  };
  for (std::uint32_t i = 1; i <= 1'100; ++i) {
    b.core->register_device(device(i), ClassId(0), Duration(), kStart);
    set(i, device(i), i);
  }
  b.advance(kStart + Duration::hours(1));
  EXPECT_EQ(b.core->counts().hub_watch.agent_configurations, 1'100U);
  EXPECT_EQ(b.core->counts().hub_watch.agent_settings_refused, 1'100U - 1'024U);
  // The last of those without a place gets that of a device that takes the settings of another.
  set(4'000, device(1), 2);
  set(4'001, device(1'100), 1'100);
  b.advance(kStart + Duration::hours(2));
  EXPECT_EQ(b.core->counts().hub_watch.agent_settings_refused, 1'100U - 1'024U);

  Bench changing;
  changing.settings.learning = true;
  changing.start();
  for (std::uint32_t i = 1; i <= 3'000; ++i) {
    AgentSettings settings = usual();
    settings[kProcess].cache_size = i;
    changing.core->ingest(AgentConfiguration{kStart + Duration::seconds(i), DeviceId(0), settings}, *changing.sink);
  }
  changing.advance(kStart + Duration::hours(1));
  EXPECT_EQ(changing.core->counts().hub_watch.agent_settings_refused, 0U);
}

}  // namespace
}  // namespace picket
