// What is wrong with ranges and variants, without a file: the texts with their places are in golden/scenario/variants.txt.

#include "sim/scenario/variant_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

AttackTemplate attack_with(std::vector<double> range, std::vector<double> held_out = {}) {
  AttackTemplate attack;
  AttackParameter& p = attack.parameters["rate"];
  p.value = 5;
  p.min = 0;
  p.max = 100;
  p.range = std::move(range);
  p.held_out = std::move(held_out);
  return attack;
}

std::string checked(const AttackTemplate& attack) {
  Diagnostics diagnostics;
  check_attack_ranges(attack, "", Places{}, diagnostics);
  return diagnostics.text();
}

std::string checked(const AttackTemplate& attack, std::uint32_t variant, bool held_out) {
  AttackInstance instance;
  instance.use = "guesses";
  instance.variant = variant;
  instance.held_out = held_out;
  Diagnostics diagnostics;
  check_variant(instance, attack, "attacks[0]", Places{}, diagnostics);
  return diagnostics.text();
}

TEST(VariantChecks, nothing_is_wrong_with_intervals_that_lie_apart_in_either_order) {
  EXPECT_EQ(checked(attack_with({})), "");
  EXPECT_EQ(checked(attack_with({2, 10})), "");
  EXPECT_EQ(checked(attack_with({2, 10}, {20, 40})), "");
  EXPECT_EQ(checked(attack_with({2, 10}, {0, 1})), "");
  EXPECT_EQ(checked(attack_with({0, 100})), "") << "the ends of what is allowed";
}

TEST(VariantChecks, held_out_numbers_touch_neither_the_range_nor_the_choices_nor_the_value) {
  EXPECT_THAT(checked(attack_with({2, 10}, {10, 40})), HasSubstr("[10, 40] and the range [2, 10] have numbers in common"));
  EXPECT_THAT(checked(attack_with({20, 40}, {0, 20})), HasSubstr("have numbers in common"));
  EXPECT_THAT(checked(attack_with({20, 40}, {1, 10})), HasSubstr("[1, 10] holds the value, 5"));
  AttackTemplate choices = attack_with({}, {20, 40});
  choices.parameters["rate"].choices = {1, 30};
  EXPECT_THAT(checked(choices), HasSubstr("[20, 40] holds 30, which is one of the choices"));
  EXPECT_THAT(checked(attack_with({}, {20, 40})), HasSubstr("nothing that it is held out of"));
}

TEST(VariantChecks, a_variant_needs_ranges_and_a_held_out_one_needs_held_out_ones) {
  EXPECT_EQ(checked(attack_with({}), 0, false), "");
  EXPECT_EQ(checked(attack_with({2, 10}), 3, false), "");
  EXPECT_EQ(checked(attack_with({2, 10}, {20, 40}), 3, true), "");
  EXPECT_THAT(checked(attack_with({}), 3, false), HasSubstr("attacks[0].variant: the attack guesses has no ranges to draw a variant from"));
  EXPECT_THAT(checked(attack_with({2, 10}), 3, true), HasSubstr("attacks[0].held_out: the attack guesses has no held-out ranges"));
  EXPECT_THAT(checked(attack_with({2, 10}, {20, 40}), 0, true), HasSubstr("attacks[0].held_out: it says where a variant is drawn"));
}

}  // namespace
}  // namespace picket::sim
