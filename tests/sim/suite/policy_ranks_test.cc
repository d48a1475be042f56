#include "sim/suite/policy_ranks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/suite/made_suite.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;

/// A case of the catalogue's attack with these shares, one for each policy of the suite.
CaseResult case_of(const SuiteResult& suite, const std::string& name, const std::string& attack, const std::vector<double>& shares) {
  CaseResult one;
  one.name = name;
  one.attack = attack;
  for (std::size_t p = 0; p < shares.size(); ++p) {
    DetectionResult d;
    d.policy = suite.policies[p];
    d.attack = "instance";
    d.detected_by_deadline = test::estimate(shares[p], std::nullopt, std::nullopt, 6);
    one.detections.push_back(d);
  }
  return one;
}

/// `attacks` attacks, of each of which `last` detects all, `middle` half and `first` nothing.
SuiteResult clear_suite(std::uint32_t attacks) {
  SuiteResult suite;
  suite.policies = {"none", "half", "all"};
  for (std::uint32_t a = 0; a < attacks; ++a) {
    const std::string name = "a" + std::to_string(a);
    suite.cases.push_back(case_of(suite, name, name, {0, 0.5, 1}));
  }
  return suite;
}

std::vector<std::string> names(const PolicyRanks& ranks) {
  std::vector<std::string> out;
  for (const RankedPolicy& one : ranks.policies) out.push_back(one.policy);
  return out;
}

// Twelve times the same order: chi^2 = 24 with two degrees of freedom; z of the first and last 2 / sqrt(12 / 72) = 4.9, of neighbours
// 2.449 (p 0.0143, times 2 and 1 after Holm, and the larger of both is not smaller than the other: 0.029).
TEST(PolicyRanks, ranks_from_the_one_that_detects_most) {
  const PolicyRanks ranks = policy_ranks(clear_suite(12)).value();
  EXPECT_EQ(ranks.attacks, 12U);
  EXPECT_THAT(names(ranks), ElementsAre("all", "half", "none"));
  EXPECT_EQ(ranks.policies[0].mean_rank, 1);
  EXPECT_EQ(ranks.policies[2].mean_rank, 3);
  EXPECT_NEAR(ranks.p_value, 6.14e-6, 1e-8);
  EXPECT_NEAR(ranks.policies[1].p_against_first, 0.0286, 1e-4);
  EXPECT_EQ(policy_ranks_words(ranks),
            "Over 12 attacks by the share detected by the deadline, mean ranks: all 1.0, half 2.0, none 3.0 (Friedman p < 0.001). all comes "
            "before half (p = 0.029 after Holm), none (p < 0.001 after Holm).");
}

TEST(PolicyRanks, tells_that_there_is_no_evidence) {
  SuiteResult suite;
  suite.policies = {"g2_linux", "picket"};
  for (int a = 0; a < 8; ++a) {
    const std::string name = "a" + std::to_string(a);
    suite.cases.push_back(case_of(suite, name, name, {a % 2 == 0 ? 1.0 : 0.5, 0.75}));
  }
  EXPECT_EQ(policy_ranks_words(policy_ranks(suite).value()),
            "Over 8 attacks by the share detected by the deadline, mean ranks: g2_linux 1.5, picket 1.5 (Friedman p = 1). No evidence that the "
            "policies detect differently.");
}

TEST(PolicyRanks, says_of_whom_it_cannot_tell) {
  PolicyRanks ranks;
  ranks.attacks = 20;
  ranks.p_value = 0.01;
  ranks.policies = {{"picket", 1.5, 1}, {"g2_linux", 1.9, 0.4}, {"raw", 2.6, 0.02}};
  EXPECT_EQ(policy_ranks_words(ranks),
            "Over 20 attacks by the share detected by the deadline, mean ranks: picket 1.5, g2_linux 1.9, raw 2.6 (Friedman p = 0.01). picket "
            "comes before raw (p = 0.02 after Holm). No evidence that picket comes before g2_linux.");
}

// Ten variants of one attack in the reverse order are one attack against six.
TEST(PolicyRanks, counts_the_variants_of_an_attack_once) {
  SuiteResult suite = clear_suite(6);
  for (int v = 0; v < 10; ++v) suite.cases.push_back(case_of(suite, "b-" + std::to_string(v), "b", {1, 0.5, v == 0 ? 0.25 : 0.0}));
  const PolicyRanks ranks = policy_ranks(suite).value();
  EXPECT_EQ(ranks.attacks, 7U);
  EXPECT_THAT(names(ranks), ElementsAre("all", "half", "none"));
}

TEST(PolicyRanks, needs_two_policies_and_enough_attacks_that_can_be_judged) {
  SuiteResult suite = clear_suite(5);
  EXPECT_TRUE(policy_ranks(suite));
  suite.cases[0].detections[1].measurable = false;
  EXPECT_FALSE(policy_ranks(suite));
  EXPECT_FALSE(policy_ranks(test::made_suite()));
  SuiteResult alone = clear_suite(8);
  alone.policies = {"all"};
  EXPECT_FALSE(policy_ranks(alone));
  EXPECT_FALSE(policy_ranks(SuiteResult()));
}

}  // namespace
}  // namespace picket::sim
