#include "sim/suite/suite_variants.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

AttackTemplate attack_with(bool range, bool held_out) {
  AttackTemplate attack;
  AttackParameter& p = attack.parameters["rate"];
  if (range) p.range = {1, 2};
  if (held_out) p.held_out = {3, 4};
  return attack;
}

/// Numbers of the cases; negative where they are held out.
std::vector<int> cases_of(const Suite& suite, const SuiteCase& one, const AttackTemplate& attack) {
  std::vector<int> out;
  for (const CaseVariant& variant : case_variants(suite, one, attack)) {
    out.push_back(variant.held_out ? -static_cast<int>(variant.number) : static_cast<int>(variant.number));
  }
  return out;
}

TEST(SuiteVariants, an_attack_with_ranges_is_a_case_for_each) {
  Suite suite;
  suite.variants = 3;
  EXPECT_EQ(cases_of(suite, {}, attack_with(true, true)), (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(cases_of(suite, {}, attack_with(false, false)), (std::vector<int>{0}));
  suite.held_out = true;
  EXPECT_EQ(cases_of(suite, {}, attack_with(true, true)), (std::vector<int>{-1, -2, -3}));
  EXPECT_EQ(cases_of(suite, {}, attack_with(true, false)), (std::vector<int>{0})) << "it has nothing that is held out";
  EXPECT_EQ(cases_of({}, {}, attack_with(true, true)), (std::vector<int>{0}));
}

TEST(SuiteVariants, a_case_s_own_word_wins) {
  Suite suite;
  suite.variants = 3;
  suite.held_out = true;
  SuiteCase one;
  one.variants = 1;
  EXPECT_EQ(cases_of(suite, one, attack_with(true, true)), (std::vector<int>{-1}));
  one.held_out = false;
  EXPECT_EQ(cases_of(suite, one, attack_with(true, false)), (std::vector<int>{1}));
  one.variants = 0;
  EXPECT_EQ(cases_of(suite, one, attack_with(true, true)), (std::vector<int>{0}));
}

TEST(SuiteVariants, have_names_folders_and_headings) {
  EXPECT_EQ(variant_name("a10_ssh_brute_force", {2, false}), "a10_ssh_brute_force#2");
  EXPECT_EQ(variant_name("a10_ssh_brute_force", {}), "a10_ssh_brute_force");
  EXPECT_EQ(case_folder("a10_ssh_brute_force#2"), "a10_ssh_brute_force-2");
  EXPECT_EQ(variant_words({2, true}), ", variant 2, held out");
  EXPECT_EQ(variant_words({2, false}), ", variant 2");
  EXPECT_EQ(variant_words({}), "");
}

}  // namespace
}  // namespace picket::sim
