// suite.json, read back by a JSON library.

#include "sim/suite/suite_result_json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/sim/suite/golden_text.h"
#include "tests/sim/suite/made_suite.h"

namespace picket::sim {
namespace {

// What build servers and other programs read, byte by byte: keys, their order and how numbers are written. The suite is made by
// hand, so that no toolchain, clock or version is in it.
TEST(SuiteResultJson, is_written_as_it_was) { test::expect_golden("suite.json", suite_result_json(test::made_suite())); }

TEST(SuiteResultJson, holds_every_check_with_what_its_verdict_rests_on) {
  SuiteResult s = test::made_suite();
  s.checks[1].estimate.ci_high = INFINITY;
  const auto json = nlohmann::json::parse(suite_result_json(s));
  EXPECT_EQ(json.at("pass"), 1);
  EXPECT_EQ(json.at("fail"), 1);
  EXPECT_EQ(json.at("inconclusive"), 2);
  const auto& check = json.at("checks").at(0);
  EXPECT_EQ(check.at("case"), "a09_miner");
  EXPECT_EQ(check.at("policy"), "g2_linux");
  EXPECT_EQ(check.at("expectation"), "detected within 125 min: at least 80 %");
  EXPECT_EQ(check.at("verdict"), "FAIL");
  EXPECT_EQ(check.at("n"), 6);
  EXPECT_DOUBLE_EQ(check.at("estimate").at("ci_low"), 0.125);
  EXPECT_EQ(check.at("values").size(), 2U);
  EXPECT_TRUE(json.at("checks").at(1).at("estimate").at("ci_high").is_null());
  EXPECT_EQ(json.at("cases").at(1).at("failure"), "replication 2 ended with signal 9 (Killed)");
  const auto& parts = json.at("cases").at(0).at("detections").at(0).at("mean_parts");
  EXPECT_DOUBLE_EQ(parts.at("agent_seconds"), 3000);
  EXPECT_EQ(json.at("cases").at(0).at("detections").at(0).at("measurable"), true);
  EXPECT_EQ(json.at("false_alerts").at(0).at("alerts"), 2);
}

TEST(SuiteResultJson, holds_the_parts_of_delays_and_where_each_missed_step_ended) {
  const auto json = nlohmann::json::parse(suite_result_json(test::made_suite()));
  const auto& found = json.at("cases").at(0).at("detections").at(0);
  ASSERT_EQ(found.at("delays").size(), 2U);
  EXPECT_EQ(found.at("delays").at(0).at("part"), "agent");
  EXPECT_DOUBLE_EQ(found.at("delays").at(0).at("mean_seconds").at("ci_low"), 2'500);
  EXPECT_TRUE(found.at("delays").at(0).at("median_seconds").at("ci_low").is_null());
  EXPECT_EQ(found.at("steps"), 48);
  EXPECT_EQ(found.at("steps_detected"), 36);
  ASSERT_EQ(found.at("missed_steps").size(), 1U);
  const auto& missed = found.at("missed_steps").at(0);
  EXPECT_EQ(missed.at("step"), "mine");
  EXPECT_EQ(missed.at("reason"), "evicted");
  EXPECT_EQ(missed.at("ended_at"), "agent cache_overflow");
  EXPECT_EQ(missed.at("count"), 12);
  EXPECT_DOUBLE_EQ(missed.at("share").at("value"), 0.5);
  EXPECT_EQ(missed.at("example_replication"), 2);
  EXPECT_TRUE(missed.at("nearest_rule").is_null());
  const auto& all = json.at("cases").at(0).at("detections").at(1);
  EXPECT_TRUE(all.at("missed_steps").is_array());
  EXPECT_TRUE(all.at("missed_steps").empty());
  EXPECT_TRUE(all.at("delays").empty());
}

// Five attacks that only the second policy detects: chi-squared 5 with one degree of freedom.
TEST(SuiteResultJson, holds_the_ranks_of_policies_over_enough_attacks) {
  SuiteResult s = test::made_suite();
  EXPECT_TRUE(nlohmann::json::parse(suite_result_json(s)).at("policy_ranks").is_null());
  for (int a = 1; a < 5; ++a) {
    s.cases.push_back(s.cases.front());
    s.cases.back().attack += std::to_string(a);
  }
  const auto ranks = nlohmann::json::parse(suite_result_json(s)).at("policy_ranks");
  EXPECT_EQ(ranks.at("attacks"), 5);
  EXPECT_NEAR(ranks.at("p_value"), 0.0253, 1e-4);
  EXPECT_EQ(ranks.at("policies").at(0).at("policy"), "picket");
  EXPECT_EQ(ranks.at("policies").at(1).at("mean_rank"), 2);
  EXPECT_NEAR(ranks.at("policies").at(1).at("p_against_first"), 0.0253, 1e-4);
}

TEST(SuiteResultJson, holds_invariants_and_known_failures_apart_from_checks) {
  SuiteResult s = test::made_suite();
  s.checks[0].check.good = 0.95;
  const auto json = nlohmann::json::parse(suite_result_json(s));
  EXPECT_EQ(json.at("invariants_broken"), 1);
  EXPECT_EQ(json.at("fresh_seed"), false);
  const auto& invariant = json.at("invariants").at(1);
  EXPECT_EQ(invariant.at("case"), "a09_miner");
  EXPECT_EQ(invariant.at("verdict"), "FAIL");
  EXPECT_EQ(invariant.at("breaches").at(0).at("replication"), 3);
  EXPECT_EQ(json.at("corpus").at("directory"), "known");
  EXPECT_EQ(json.at("corpus").at("failures").at(0).at("state"), "still fails");
  EXPECT_DOUBLE_EQ(json.at("checks").at(0).at("good"), 0.95);
  EXPECT_TRUE(json.at("checks").at(1).at("good").is_null());
  s.corpus_directory.clear();
  EXPECT_TRUE(nlohmann::json::parse(suite_result_json(s)).at("corpus").is_null());
}

}  // namespace
}  // namespace picket::sim
