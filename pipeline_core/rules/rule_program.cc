#include "pipeline_core/rules/rule_program.h"

#include <algorithm>
#include <numeric>

namespace picket {

int cost_of(const Predicate& p) {
  int cost = 2;
  if (p.test() == Predicate::Test::kRegex) {
    cost = 20;
  } else if (const TextPattern* pattern = p.text_pattern()) {
    if (pattern->shape() == TextPattern::Shape::kContains) cost = 4;
    if (pattern->shape() == TextPattern::Shape::kGeneral) cost = 10;
  } else if (p.test() == Predicate::Test::kExists || p.test() == Predicate::Test::kNull) {
    cost = 1;
  }
  return p.field() == Field::kWholeEvent ? cost * 5 : cost;
}

int cost_of(const Expression& e, const std::vector<Predicate>& predicates) {
  if (e.kind == Expression::Kind::kPredicate) return cost_of(predicates[e.predicate]);
  int sum = 0;
  for (const Expression& child : e.children) sum = std::min(1'000'000, sum + cost_of(child, predicates));
  return sum;
}

RuleProgram::RuleProgram(const Expression& expression, const std::vector<Predicate>& predicates) {
  append(expression, predicates);
}

void RuleProgram::append(const Expression& e, const std::vector<Predicate>& predicates) {
  const std::size_t at = parts_.size();
  parts_.push_back({e.kind, e.predicate, 0});
  std::vector<std::pair<int, std::size_t>> order;
  for (std::size_t i = 0; i < e.children.size(); ++i) order.emplace_back(cost_of(e.children[i], predicates), i);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [cost, child] : order) append(e.children[child], predicates);
  parts_[at].end = static_cast<std::uint32_t>(parts_.size());
}

}  // namespace picket
