#include "pipeline_core/rules/witness.h"

#include <gmock/gmock.h>

namespace picket {
namespace {

using ::testing::UnorderedElementsAre;

struct Predicates {
  std::vector<Predicate> list;
  Expression add(Predicate p) {
    list.push_back(std::move(p));
    return Expression::of(static_cast<std::uint32_t>(list.size() - 1));
  }
  Expression contains(Field field, std::string_view text, bool cased = false) {
    return add(Predicate::pattern(field, parse_pattern('*' + std::string(text) + '*'), cased));
  }
  std::vector<std::string> texts(const Expression& e) const {
    std::vector<std::string> out;
    if (const auto witness = find_witness(e, list)) {
      for (const WitnessLiteral& literal : witness->literals) out.push_back(literal.text);
    }
    return out;
  }
};

Expression all(std::vector<Expression> parts) { return Expression::joined(Expression::Kind::kAnd, std::move(parts)); }
Expression any(std::vector<Expression> parts) { return Expression::joined(Expression::Kind::kOr, std::move(parts)); }

TEST(Witness, takes_the_cheapest_part_of_an_and_and_all_parts_of_an_or) {
  Predicates p;
  const Expression common = p.contains(Field::kCommandLine, "sh");
  const Expression rare = p.contains(Field::kCommandLine, "XMRig-miner");
  const Expression other = p.contains(Field::kCommandLine, "cryptonight");
  EXPECT_THAT(p.texts(all({common, rare})), UnorderedElementsAre("xmrig-miner"));
  EXPECT_THAT(p.texts(any({common, rare})), UnorderedElementsAre("sh", "xmrig-miner"));
  EXPECT_THAT(p.texts(all({common, any({rare, other})})), UnorderedElementsAre("xmrig-miner", "cryptonight"));
}

TEST(Witness, has_none_where_absence_is_enough) {
  Predicates p;
  const Expression a = p.contains(Field::kImage, "curl");
  const Expression null = p.add(Predicate::null(Field::kImage));
  EXPECT_THAT(p.texts(Expression::negated(a)), UnorderedElementsAre());
  EXPECT_THAT(p.texts(any({a, null})), UnorderedElementsAre());
  EXPECT_THAT(p.texts(all({a, null})), UnorderedElementsAre("curl"));
  EXPECT_THAT(p.texts(Expression::negated(Expression::negated(a))), UnorderedElementsAre("curl"));
  // not (not a or b) is a and not b.
  const Expression b = p.contains(Field::kImage, "wget");
  EXPECT_THAT(p.texts(Expression::negated(any({Expression::negated(a), b}))), UnorderedElementsAre("curl"));
}

// A long literal is looked for by a part of it, which stands where the whole would.
TEST(Witness, takes_a_part_of_a_long_literal) {
  Predicates p;
  const std::string text = std::string(100, 'a') + std::string(100, 'z');
  const auto literal = [&](const std::string& pattern) {
    return find_witness(p.add(Predicate::pattern(Field::kImage, parse_pattern(pattern), false)), p.list)->literals[0];
  };
  const std::string first(kMaxWitnessBytes, 'a');
  const std::string last(kMaxWitnessBytes, 'z');
  EXPECT_EQ(literal(text), (WitnessLiteral{Field::kImage, first, true, false, 0, false}));
  EXPECT_EQ(literal(text + '*'), (WitnessLiteral{Field::kImage, first, true, false, 1, false}));
  EXPECT_EQ(literal('*' + text), (WitnessLiteral{Field::kImage, last, false, true, 2, false}));
  EXPECT_EQ(literal('*' + text + '*'), (WitnessLiteral{Field::kImage, first, false, false, 3, false}));
  const std::string just(kMaxWitnessBytes, 'b');
  EXPECT_TRUE(literal(just).decides);
}

TEST(Witness, decides_only_what_one_literal_says_whole) {
  Predicates p;
  const auto literal = [&](const Expression& e) { return find_witness(e, p.list)->literals[0]; };
  EXPECT_TRUE(literal(p.contains(Field::kImage, "curl")).decides);
  EXPECT_FALSE(literal(p.contains(Field::kImage, "curl", true)).decides);
  EXPECT_FALSE(literal(p.add(Predicate::pattern(Field::kImage, parse_pattern("cu*rl"), false))).decides);
  const WitnessLiteral port = literal(p.add(Predicate::number(Field::kDestinationPort, "eq", 23)));
  EXPECT_EQ(port.text, "23");
  EXPECT_TRUE(port.at_start && port.at_end && port.decides);
}

}  // namespace
}  // namespace picket
