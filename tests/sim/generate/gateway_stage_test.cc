#include "sim/generate/gateway_stage.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/gateway_world.h"

namespace picket::sim {
namespace {

/// A stage whose children speak by hand: one flow a message.
class GatewayStageTest : public testing::Test {
 protected:
  GatewayStageTest()
      : scenario_(test::small_scenario({}, test::kGatewayScenario)), world_(scenario_, 0) {
    for (ShardOutput& output : outputs_) output.clear();
  }

  /// A child of the first gateway and of no other.
  DeviceId child(std::uint32_t n) const {
    const DeviceId gateway = GatewayRoutes(world_, scenario_.policy_templates.at("merged")).gateways().front();
    for (std::uint32_t d = 0; d < world_.fleet().size(); ++d) {
      if (world_.fleet().device(DeviceId(d)).gateway == gateway && n-- == 0) return DeviceId(d);
    }
    throw std::runtime_error("too few children");
  }

  void say(std::size_t shard, DeviceId device, Time at, std::uint32_t remote, std::uint32_t hits, std::uint32_t unit = Lineage::kBenign) {
    ShardOutput& out = outputs_[shard];
    NetworkRecord flow;
    flow.local_address = IpAddress::v4(0xc0a80001);
    flow.remote_address = IpAddress::v4(remote);
    flow.remote_port = 443;
    Observation o;
    o.record = flow;
    o.hit_count = hits;
    o.first_time = o.last_time = o.window_start = o.window_end = at;
    CarriedMessage message;
    message.device = device;
    message.created = at;
    message.observations = 1;
    message.hits = hits;
    message.body_bytes = 200;
    message.first_observation = static_cast<std::uint32_t>(out.batch->observations.size());
    message.label_begin = static_cast<std::uint32_t>(out.labels.size());
    if (unit != Lineage::kBenign) {
      out.labels.push_back({0, {unit, 0, hits, at}});
      message.labels = 1;
    }
    out.batch->observations.push_back(o);
    ++out.batch->live;
    out.messages.push_back(message);
  }

  ShardOutput run(GatewayStage& stage, Time until) {
    ShardOutput out;
    out.clear();
    stage.run(outputs_, until, out);
    for (ShardOutput& output : outputs_) output.clear();
    return out;
  }

  Scenario scenario_;
  World world_;
  std::array<ShardOutput, 2> outputs_;
};

TEST_F(GatewayStageTest, sends_one_message_in_its_own_name_and_leaves_strangers_alone) {
  GatewayStage stage(world_, scenario_.policy_templates.at("merged"));
  const Time from = world_.begin();
  say(0, DeviceId(38), from + Duration::seconds(1), 1, 1);
  say(1, child(0), from + Duration::seconds(2), 7, 3);
  say(0, child(1), from + Duration::seconds(2), 7, 4);
  ShardOutput out;
  out.clear();
  stage.run(outputs_, from + Duration::minutes(6), out);
  ASSERT_EQ(outputs_[0].messages.size(), 1U);
  EXPECT_EQ(outputs_[0].messages[0].device, DeviceId(38));
  EXPECT_EQ(outputs_[0].batch->live, 1U);
  EXPECT_EQ(outputs_[1].batch->live, 0U);
  ASSERT_EQ(out.messages.size(), 1U);
  EXPECT_EQ(out.messages[0].device, stage.routes().gateways().front());
  EXPECT_EQ(out.messages[0].sequence, 0U);
  EXPECT_EQ(out.messages[0].observations, 1U);
  EXPECT_EQ(out.messages[0].hits, 7U);
  // "children", and of each child its name with a separator and its mention.
  EXPECT_EQ(out.messages[0].property_bytes, 8U + 2 * (world_.fleet().device_name(child(0)).size() + 1 + 3));
  EXPECT_EQ(stage.counts().saving.messages_in, 2U);
  EXPECT_EQ(stage.counts().saving.bytes_in, 400U);
  EXPECT_EQ(stage.counts().saving.messages_out, 1U);
  EXPECT_EQ(stage.counts().saving.bytes_out, out.messages[0].body_bytes + out.messages[0].property_bytes);
  EXPECT_EQ(stage.counts().saving.blocks_in, 2U);
  EXPECT_EQ(stage.counts().saving.blocks_out, 1U);
}

TEST_F(GatewayStageTest, what_a_window_holds_goes_over_into_the_next_call) {
  const Time from = world_.begin();
  GatewayStage whole(world_, scenario_.policy_templates.at("merged"));
  GatewayStage cut(world_, scenario_.policy_templates.at("merged"));
  const auto say_all = [&](Time begin, Time end) {
    for (std::uint32_t i = 0; i < 90; ++i) {
      const Time at = from + Duration::seconds(10 * i);
      if (at >= begin && at < end) say(i % 2, child(i % 3), at, i % 5, 1 + i % 4);
    }
  };
  const Time end = from + Duration::minutes(20);
  say_all(from, end);
  const ShardOutput one = run(whole, end);
  std::vector<CarriedMessage> pieces;
  for (Time at = from; at < end; at += Duration::seconds(50)) {
    say_all(at, at + Duration::seconds(50));
    for (const CarriedMessage& message : run(cut, at + Duration::seconds(50)).messages) pieces.push_back(message);
  }
  ASSERT_GE(one.messages.size(), 3U);
  ASSERT_EQ(pieces.size(), one.messages.size());
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    EXPECT_EQ(pieces[i].created, one.messages[i].created);
    EXPECT_EQ(pieces[i].sequence, i);
    EXPECT_EQ(pieces[i].hits, one.messages[i].hits);
    EXPECT_EQ(pieces[i].body_bytes, one.messages[i].body_bytes);
  }
  EXPECT_EQ(cut.held(), whole.held());
  EXPECT_EQ(cut.counts().hits_in, cut.counts().hits_out + cut.held());
}

TEST_F(GatewayStageTest, a_label_says_whether_its_device_is_still_named) {
  ASSERT_FALSE(world_.attacks().units().empty());
  const DeviceId attacked = world_.attacks().units()[0].device;
  for (const char* policy : {"merged", "nameless"}) {
    GatewayStage stage(world_, scenario_.policy_templates.at(policy));
    const Time from = world_.begin();
    say(0, attacked, from + Duration::seconds(2), 7, 3, 0);
    say(0, attacked, from + Duration::seconds(1), 7, 2, 0);
    const ShardOutput out = run(stage, from + Duration::minutes(6));
    ASSERT_EQ(out.labels.size(), 1U);
    EXPECT_EQ(out.labels[0].label.events, 5U);
    EXPECT_EQ(out.labels[0].label.first_event, from + Duration::seconds(1));
    EXPECT_EQ(out.labels[0].attributed, std::string(policy) == "merged");
    EXPECT_TRUE(stage.labels_held().empty());
  }
}

TEST_F(GatewayStageTest, a_full_cache_loses_labels_with_what_they_are_about) {
  Policy policy = scenario_.policy_templates.at("merged");
  policy.gateway_merge->cache_size = 1;
  const DeviceId attacked = world_.attacks().units()[0].device;
  GatewayStage stage(world_, policy);
  say(0, attacked, world_.begin(), 7, 3, 0);
  say(0, attacked, world_.begin(), 8, 2, 0);
  const ShardOutput out = run(stage, world_.begin() + Duration::microseconds(1));
  EXPECT_EQ(stage.labels_lost().at({StepRef{0, 0}, DropReason::kCacheOverflow}), 3U);
  EXPECT_EQ(stage.labels_held().at(StepRef{0, 0}), 2U);
  EXPECT_EQ(stage.counts().dropped[DropReason::kCacheOverflow], 3U);
}

TEST_F(GatewayStageTest, messages_are_split_at_their_largest_size) {
  Policy policy = scenario_.policy_templates.at("merged");
  policy.max_message_bytes = 2'048;
  GatewayStage stage(world_, policy);
  for (std::uint32_t i = 0; i < 200; ++i) say(0, child(0), world_.begin() + Duration::milliseconds(i), i, 1);
  const ShardOutput out = run(stage, world_.begin() + Duration::minutes(6));
  EXPECT_GT(out.messages.size(), 3U);
  std::uint64_t hits = 0;
  for (const CarriedMessage& message : out.messages) {
    hits += message.hits;
    EXPECT_LE(message.body_bytes + message.property_bytes, 2'048U) << message.body_bytes << " " << message.observations;
  }
  EXPECT_EQ(hits, 200U);
}

TEST_F(GatewayStageTest, measuring_forgets_counts_and_keeps_what_is_held) {
  GatewayStage stage(world_, scenario_.policy_templates.at("merged"));
  say(0, child(0), world_.begin(), 7, 3);
  run(stage, world_.begin() + Duration::microseconds(1));
  EXPECT_EQ(stage.counts().hits_in, 3U);
  stage.begin_measuring();
  EXPECT_EQ(stage.counts().hits_in, 0U);
  EXPECT_EQ(stage.carried_in(), 3U);
}

/// Whole runs: the counts of each balance (a run that does not ends with an error).
TEST(GatewayRun, digests_know_no_threads_no_window_and_no_wire) {
  const auto digests = [](const std::vector<std::string>& sets, unsigned threads) {
    std::string text;
    for (const LaneResult& lane : test::run_small(sets, threads, test::kGatewayScenario).lanes) {
      EXPECT_TRUE(lane.imbalances.empty());
      text += lane.policy + " " + std::to_string(lane.digest) + "\n";
    }
    return text;
  };
  const std::string expected = digests({}, 1);
  EXPECT_EQ(digests({"window=7 min"}, 3), expected);
  EXPECT_EQ(digests({"wire=exact"}, 2), expected);
  EXPECT_EQ(digests({"wire=exact", "policy_templates.merged.compression=none"}, 1), expected);
}

TEST(GatewayRun, merging_saves_messages_and_loses_who_it_was_where_nobody_is_named) {
  const test::SmallStudy study = test::run_small({}, 1, test::kGatewayScenario);
  const LaneResult& alone = study.lane("alone");
  const LaneResult& named = study.lane("named");
  const LaneResult& nameless = study.lane("nameless");
  EXPECT_EQ(alone.gateway.gateways, 0U);
  for (const LaneResult* lane : {&named, &nameless}) {
    EXPECT_EQ(lane->raw_events, alone.raw_events);
    EXPECT_EQ(lane->gateway.gateways, 4U);
    EXPECT_LT(lane->gateway.observations_out, lane->gateway.observations_in);
    EXPECT_LT(lane->gateway.messages_out, lane->gateway.messages_in);
    EXPECT_LT(lane->messages_accepted, alone.messages_accepted);
    EXPECT_LT(lane->uplink_upkeep_bytes, alone.uplink_upkeep_bytes);
  }
  EXPECT_EQ(named.gateway.attributions_lost, 0);
  EXPECT_GT(nameless.gateway.attributions_lost, 0);
  EXPECT_EQ(named.gateway.observations_out, nameless.gateway.observations_out);
  EXPECT_LT(nameless.gateway.bytes_out, named.gateway.bytes_out);
  const auto detected = [](const LaneResult& lane) {
    return std::count_if(lane.units.begin(), lane.units.end(), [](const UnitOutcome& u) { return u.detected; });
  };
  const auto at_site = [](const LaneResult& lane) {
    return std::count_if(lane.units.begin(), lane.units.end(), [](const UnitOutcome& u) { return u.site_detected; });
  };
  EXPECT_GT(detected(named), detected(nameless));
  EXPECT_EQ(at_site(named), 0);
  EXPECT_GT(at_site(nameless), 0);
}

// Four gateways and five chargers have a SIM each, whatever stands behind the gateways. Thirty kiosks there have a connection and a
// module of their own if nobody merges.
TEST(GatewayRun, devices_behind_gateways_have_no_sim_and_where_these_merge_no_connection) {
  const test::SmallStudy study = test::run_small({"networks.lte.monthly_fee=0.4", "networks.lte_m.monthly_fee=0.3"}, 1, test::kGatewayScenario);
  for (const char* policy : {"alone", "named"}) {
    const LaneResult& lane = study.lane(policy);
    const double connected = lane.policy == "alone" ? 39 : 9;
    EXPECT_EQ(lane.usage.agents, 39) << policy;
    EXPECT_EQ(lane.usage.connections, connected) << policy;
    EXPECT_EQ(lane.usage.modules, connected) << policy;
    ASSERT_EQ(lane.hub_usage.size(), 1U);
    EXPECT_EQ(lane.hub_usage[0].connections, connected) << policy;
    EXPECT_EQ(lane.hub_usage[0].modules, connected) << policy;
    EXPECT_EQ(lane.usage.metered_line_devices, 9) << policy;
    EXPECT_NEAR(lane.usage.metered_line_fees_usd_per_month, 4 * 0.4 + 5 * 0.3, 1e-9) << policy;
  }
}

TEST(GatewayRun, counts_balance_where_gateways_are_killed_and_compress) {
  std::string text = test::kGatewayScenario;
  text.replace(text.find("client: c_sdk"), 0,
               "  - {name: kill, use: a37_agent_kill, start: 40 min, start_jitter: 20 min, "
               "targets: {device_class: iot_gateway, count: 2}}\n");
  const test::SmallStudy study =
      test::run_small({"wire=exact", "policy_templates.merged.compression=zstd"}, 1, text);
  EXPECT_GT(test::dropped(study.lane("named"), "gateway", "agent_dead"), 0);
  EXPECT_TRUE(study.lane("named").imbalances.empty());
}

}  // namespace
}  // namespace picket::sim
