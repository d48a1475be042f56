#include "pipeline_core/rules/correlation_condition.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

using Operator = CorrelationCondition::Operator;

CorrelationCondition condition(std::initializer_list<std::pair<Operator, double>> criteria) {
  CorrelationCondition c;
  for (const auto& [op, number] : criteria) c.add(op, number);
  return c;
}

TEST(CorrelationCondition, compares_as_its_words_say) {
  const std::pair<const char*, std::array<bool, 3>> words[] = {
      {"gt", {false, false, true}}, {"gte", {false, true, true}}, {"lt", {true, false, false}},
      {"lte", {true, true, false}}, {"eq", {false, true, false}}, {"neq", {true, false, true}}};
  for (const auto& [word, expected] : words) {
    const auto op = CorrelationCondition::find_operator(word);
    ASSERT_TRUE(op) << word;
    for (int i = 0; i < 3; ++i)
      EXPECT_EQ(condition({{*op, 5}}).holds(4 + i), expected[static_cast<std::size_t>(i)]) << word << ' ' << 4 + i;
  }
  EXPECT_FALSE(CorrelationCondition::find_operator("GT"));
}

TEST(CorrelationCondition, makes_a_range_of_two) {
  const CorrelationCondition range = condition({{Operator::kGt, 100}, {Operator::kLte, 200}});
  EXPECT_FALSE(range.holds(100));
  EXPECT_TRUE(range.holds(101));
  EXPECT_TRUE(range.holds(200));
  EXPECT_FALSE(range.holds(201));
  EXPECT_FALSE(range.only_grows());
  EXPECT_FALSE(range.judges_absence());
}

TEST(CorrelationCondition, knows_what_further_members_can_undo_and_what_nothing_fulfils) {
  EXPECT_TRUE(condition({{Operator::kGte, 3}}).only_grows());
  EXPECT_TRUE(condition({{Operator::kGt, 3}}).only_grows());
  for (const Operator op : {Operator::kLt, Operator::kLte, Operator::kEq, Operator::kNeq})
    EXPECT_FALSE(condition({{op, 3}}).only_grows());
  EXPECT_TRUE(condition({{Operator::kLt, 3}}).judges_absence());
  EXPECT_TRUE(condition({{Operator::kLte, 0}}).judges_absence());
  EXPECT_TRUE(condition({{Operator::kEq, 0}}).judges_absence());
  EXPECT_FALSE(condition({{Operator::kEq, 2}}).judges_absence());
  EXPECT_FALSE(condition({{Operator::kNeq, 3}}).judges_absence());
}

TEST(CorrelationCondition, gives_the_least_whole_number) {
  EXPECT_EQ(condition({{Operator::kGt, 5}}).least_whole(), 6);
  EXPECT_EQ(condition({{Operator::kGte, 5}}).least_whole(), 5);
  EXPECT_EQ(condition({{Operator::kGt, 2.5}}).least_whole(), 3);
  EXPECT_EQ(condition({{Operator::kEq, 7}}).least_whole(), 7);
  EXPECT_EQ(condition({{Operator::kLt, 7}}).least_whole(), 0);
}

/// Against every whole number.
TEST(CorrelationCondition, decides_if_some_number_holds_and_some_does_not) {
  for (int a = 0; a <= 6; ++a) {
    for (int b = 0; b <= 6; ++b) {
      for (const Operator low : {Operator::kGt, Operator::kGte}) {
        for (const Operator high : {Operator::kLt, Operator::kLte}) {
          const CorrelationCondition c = condition({{low, a}, {high, b}});
          int holding = 0;
          for (int n = 0; n <= 6; ++n) holding += c.holds(n) ? 1 : 0;
          EXPECT_EQ(c.decides(6, true), holding != 0 && holding != 7) << a << ' ' << b;
          // Between whole numbers there is always one more.
          int with_halves = 0;
          for (int n = 0; n <= 12; ++n) with_halves += c.holds(n / 2.0) ? 1 : 0;
          EXPECT_EQ(c.decides(6, false), with_halves != 0 && with_halves != 13) << a << ' ' << b;
        }
      }
    }
  }
  EXPECT_FALSE(condition({{Operator::kGte, 0}}).decides(100, true));
  EXPECT_FALSE(condition({{Operator::kLt, 0}}).decides(100, true));
  EXPECT_FALSE(condition({{Operator::kGt, 100}}).decides(100, true));
  EXPECT_TRUE(condition({{Operator::kEq, 0}}).decides(100, true));
}

TEST(CorrelationCondition, says_itself_in_signs) {
  EXPECT_EQ(condition({{Operator::kGte, 10}}).describe(), ">= 10");
  EXPECT_EQ(condition({{Operator::kGt, 2.5}, {Operator::kLte, 9}}).describe(), "> 2.5 and <= 9");
  EXPECT_EQ(condition({{Operator::kNeq, 0}}).describe(), "not 0");
  EXPECT_EQ(condition({{Operator::kLt, 1e6}}).describe(), "< 1000000");
}

}  // namespace
}  // namespace picket
