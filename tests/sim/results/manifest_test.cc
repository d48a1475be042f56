#include "sim/results/manifest.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace picket::sim {
namespace {

Manifest sample_manifest() {
  Manifest manifest;
  manifest.build = {"0.1.0", "abc1234", "Release", "gcc 12.2.0"};
  manifest.host = {"box", "Linux 6.1.0 x86_64", 2};
  manifest.run_key = "raw-r3-0123456789abcdef";
  manifest.scenario_name = "mirai_small";
  manifest.scenario_path = "scenarios/smoke/mirai_small.yaml";
  manifest.resolved_scenario = "name: mirai_small\n";
  manifest.policy = "raw";
  manifest.seed = 7;
  manifest.replication = 3;
  manifest.argv = {"picket", "run", "x.yaml"};
  manifest.network_model = "CM02, crosstraffic 0; fast, fifo";
  manifest.started = Time::from_unix_seconds(1'772'496'000);
  manifest.ended = manifest.started + Duration::milliseconds(1'500);
  manifest.used = {2.5, 1'048'576};
  manifest.simulated = Duration::hours(48);
  manifest.digest = "00000000000000ff";
  manifest.counts = {{"raw_events", 10}, {"messages", 2}};
  ConservationLedger ledger("raw events");
  ledger.stage("sensor").produced = 10;
  ledger.stage("sensor").delivered = 8;
  ledger.stage("sensor").drop("not visible", 1);
  manifest.balance = {ledger};
  manifest.warnings = {"w"};
  return manifest;
}

TEST(Manifest, says_what_ran_where_and_how) {
  const auto parsed = nlohmann::json::parse(manifest_json(sample_manifest()));
  EXPECT_EQ(parsed.at("schema_version"), 1);
  EXPECT_EQ(parsed.at("tool").at("commit"), "abc1234");
  EXPECT_EQ(parsed.at("scenario").at("resolved"), "name: mirai_small\n");
  EXPECT_EQ(parsed.at("rng").at("algorithm"), "philox4x32-10");
  EXPECT_EQ(parsed.at("rng").at("replication"), 3);
  EXPECT_EQ(parsed.at("network_model"), "CM02, crosstraffic 0; fast, fifo");
  EXPECT_EQ(parsed.at("argv")[1], "run");
  EXPECT_EQ(parsed.at("started_utc"), "2026-03-03T00:00:00.000000Z");
  EXPECT_EQ(parsed.at("wall_seconds"), 1.5);
  EXPECT_EQ(parsed.at("simulated_seconds"), 172'800);
  EXPECT_EQ(parsed.at("counts").at("raw_events"), 10);
}

TEST(Manifest, holds_the_balance_and_what_is_wrong_with_it) {
  const auto balance = nlohmann::json::parse(manifest_json(sample_manifest())).at("balance")[0];
  EXPECT_EQ(balance.at("unit"), "raw events");
  EXPECT_EQ(balance.at("stages")[0].at("dropped").at("not visible"), 1);
  EXPECT_EQ(balance.at("stages")[0].at("missing"), 1);
  EXPECT_EQ(balance.at("imbalances").size(), 1U);
}

TEST(Manifest, gives_a_reader_the_essentials_back) {
  const auto summary = parse_manifest(manifest_json(sample_manifest()));
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->version, "0.1.0");
  EXPECT_EQ(summary->commit, "abc1234");
  EXPECT_EQ(summary->run_key, "raw-r3-0123456789abcdef");
  EXPECT_EQ(summary->policy, "raw");
  EXPECT_EQ(summary->seed, 7U);
  EXPECT_EQ(summary->replication, 3U);
  EXPECT_EQ(summary->status, "completed");
  EXPECT_EQ(summary->digest, "00000000000000ff");
  EXPECT_EQ(summary->resolved_scenario, "name: mirai_small\n");
  EXPECT_FALSE(parse_manifest("{}"));
  EXPECT_FALSE(parse_manifest("no json"));
}

TEST(Manifest, knows_this_machine) {
  EXPECT_FALSE(this_host().os.empty());
  EXPECT_GE(this_host().cores, 1U);
  EXPECT_FALSE(this_build().compiler.empty());
  const ResourceUse used = resources_used();
  EXPECT_GT(used.max_rss_bytes, 1'000'000);
  EXPECT_GE(used.cpu_seconds, 0);
}

}  // namespace
}  // namespace picket::sim
