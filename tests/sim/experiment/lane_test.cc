#include "sim/experiment/lane.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

// The warm-up is what the models learn from: without it, ordinary processes are new.
TEST(Lane, learns_ordinary_life_in_the_warm_up) {
  std::vector<std::string> none{"warm_up=0 s"};
  std::vector<std::string> hours{"warm_up=6 h"};
  const auto alerts = [](const std::vector<std::string>& sets) {
    const test::SmallStudy study = test::run_small(sets);
    const LaneResult& raw = study.lane("raw");
    return raw.alerts_false + raw.alerts_notice;
  };
  EXPECT_LT(3 * alerts(hours), 2 * alerts(none));
}

/// Six kiosks at two sites whose tokens are renewed every hour, for a day and an hour.
constexpr const char* kRenewals = R"(
name: renewals
replications: 1
warm_up: 0 s
duration: 25 h
wire: sized
store: findings
policies: [{use: g2_linux}]
fleet: [{device_class: kiosk, count: 6, sites: 2, access: {ethernet: 1}}]
hubs: [{name: hub}]
client: {base: c_sdk, token_life: 1 h}
prices: us_2026_11
)";

// Connections come from the lines of two sites since the first hour. The configuration of the second day is judged with
// 12 hours of them behind it: rules for two networks are recommended where so many may be, one rule is too few.
TEST(Lane, recommends_ip_rules_for_the_sites_that_devices_call_from) {
  const auto recommendations = [](const std::string& rules) {
    const test::SmallStudy study = test::run_small({"pipeline.hub_watch.ip_baseline=12 h", "pipeline.hub_watch.ip_rules=" + rules}, 1, kRenewals);
    return study.lane("g2_linux").recommendations;
  };
  EXPECT_EQ(recommendations("2"), recommendations("1") + 1);
}

// What the hub knows of its devices comes from one place, whatever threads and windows there are.
TEST(Lane, gets_the_same_from_the_hub_whatever_the_threads_and_windows) {
  const std::vector<std::string> sets{
      "pipeline.hub_watch.security_groups={default: {time_window_rules: {MqttD2CMessagesNotInAllowedRange: {is_enabled: "
      "true, min_threshold: 1, max_threshold: 3, time_window_size: 10 min}}, allowlist_rules: {ProcessNotAllowed: "
      "{is_enabled: true, allowlist_values: [python3]}}}}",
      "fleet[0].identities.shared_credential_share=0.5", "fleet[1].identities.site_tag=true"};
  const auto with = [&](const std::string& window, unsigned threads) {
    std::vector<std::string> all = sets;
    all.push_back("window=" + window);
    return test::run_small(all, threads);
  };
  const test::SmallStudy once = with("10 min", 1);
  EXPECT_GT(once.lane("raw").alerts, test::run_small().lane("raw").alerts);
  for (const test::SmallStudy& other : {with("1 h", 1), with("7 min", 3)}) {
    for (const LaneResult& lane : other.lanes) {
      EXPECT_TRUE(lane.imbalances.empty()) << lane.imbalances.front();
      EXPECT_EQ(lane.digest, once.lane(lane.policy).digest) << lane.policy;
      EXPECT_EQ(lane.recommendations, once.lane(lane.policy).recommendations) << lane.policy;
    }
  }
}

// Compressed or not, the pipeline reads the same observations; only the bytes on the line differ. In this
// small study messages hold few observations, so a dictionary gains most.
TEST(Lane, compression_saves_bytes_and_changes_nothing_that_is_observed) {
  const auto with = [](const std::string& compression, const std::string& window) {
    return test::run_small({"wire=exact", "window=" + window, "policy_templates.g2_linux.compression=" + compression,
                            "policy_templates.g1_c.compression=" + compression});
  };
  const test::SmallStudy none = with("none", "10 min");
  const test::SmallStudy zstd = with("zstd", "10 min");
  const test::SmallStudy dictionary = with("zstd_dictionary", "10 min");
  for (const char* policy : {"g2_linux", "g1_c"}) {
    const LaneResult& plain = none.lane(policy);
    for (const test::SmallStudy* study : {&zstd, &dictionary}) {
      const LaneResult& lane = study->lane(policy);
      EXPECT_TRUE(lane.imbalances.empty());
      EXPECT_EQ(lane.messages_emitted, plain.messages_emitted);
      EXPECT_EQ(lane.observations, plain.observations);
      EXPECT_EQ(lane.raw_events, plain.raw_events);
      EXPECT_EQ(test::dropped(lane, "pipeline", "undecodable"), 0);
      EXPECT_EQ(lane.alerts, plain.alerts);
    }
    EXPECT_LT(zstd.lane(policy).uplink_payload_bytes, plain.uplink_payload_bytes);
    EXPECT_LT(dictionary.lane(policy).uplink_payload_bytes, zstd.lane(policy).uplink_payload_bytes);
  }
  // What the dictionary learns from does not depend on how the warm-up is cut.
  const test::SmallStudy other = with("zstd_dictionary", "7 min");
  EXPECT_EQ(other.lane("g2_linux").digest, dictionary.lane("g2_linux").digest);
  EXPECT_EQ(other.lane("g2_linux").uplink_payload_bytes, dictionary.lane("g2_linux").uplink_payload_bytes);
}

}  // namespace
}  // namespace picket::sim
