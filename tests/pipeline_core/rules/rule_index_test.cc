#include "pipeline_core/rules/rule_index.h"

#include <gmock/gmock.h>

namespace picket {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Rules that each ask for one text.
struct Rules {
  std::vector<Predicate> predicates;
  std::vector<Expression> expressions;
  std::vector<std::pair<std::uint32_t, const Expression*>> members;
  explicit Rules(const std::vector<std::string>& patterns) {
    for (const std::string& pattern : patterns) {
      predicates.push_back(Predicate::pattern(Field::kCommandLine, parse_pattern(pattern), false));
      expressions.push_back(Expression::of(static_cast<std::uint32_t>(predicates.size() - 1)));
    }
    for (std::uint32_t i = 0; i < expressions.size(); ++i) members.emplace_back(10 * i, &expressions[i]);
  }
};

TEST(RuleIndex, tries_rules_with_a_literal_only_where_it_stands) {
  const Rules rules({"*curl*", "*", "*wget*"});
  const RuleIndex index(rules.members, rules.predicates);
  EXPECT_THAT(index.always(), ElementsAre(1u));
  ASSERT_THAT(index.scans(), SizeIs(1));
  EXPECT_EQ(index.number(2), 20u);
  EXPECT_TRUE(index.is_scanned_for(0));
  EXPECT_FALSE(index.is_scanned_for(1));
}

// "curl" takes four letters and one column for the rest, times five states: 25 cells. The longer literal finds no room,
// the third one does again.
TEST(RuleIndex, tries_rules_whose_literals_find_no_room_on_every_event) {
  const Rules rules({"*curl*", "*powershell*", "*lr*"});
  const RuleIndex roomy(rules.members, rules.predicates);
  EXPECT_THAT(roomy.always(), IsEmpty());
  const RuleIndex tight(rules.members, rules.predicates, 40);
  EXPECT_THAT(tight.always(), ElementsAre(1u));
  ASSERT_THAT(tight.scans(), SizeIs(1));
  EXPECT_FALSE(tight.is_scanned_for(1));
  EXPECT_TRUE(tight.is_scanned_for(2));
  EXPECT_LE(tight.scans()[0].automaton.table_bytes(), 40 * sizeof(std::uint32_t));
  EXPECT_EQ(tight.cells(), tight.scans()[0].automaton.table_bytes() / sizeof(std::uint32_t));
}

}  // namespace
}  // namespace picket
