#include "pipeline_core/rules/witness.h"

#include <algorithm>

#include "pipeline_core/rules/required_literals.h"

namespace picket {
namespace {

void shorten(WitnessLiteral& literal) {
  if (literal.text.size() <= kMaxWitnessBytes) return;
  literal.decides = false;
  if (literal.at_end && !literal.at_start) {
    literal.text.erase(0, literal.text.size() - kMaxWitnessBytes);
  } else {
    literal.text.resize(kMaxWitnessBytes);
    literal.at_end = false;
  }
}

std::optional<Witness> cover_of(std::vector<WitnessLiteral> literals) {
  Witness witness;
  for (WitnessLiteral& literal : literals) {
    shorten(literal);
    witness.rate += estimated_rate(literal);
  }
  witness.literals = std::move(literals);
  return witness;
}

std::optional<Witness> pattern_witness(const Predicate& p, std::uint32_t index) {
  using Shape = TextPattern::Shape;
  const TextPattern& pattern = *p.text_pattern();
  if (pattern.needed().empty()) return std::nullopt;
  WitnessLiteral literal{p.field(), pattern.needed(), false, false, index, false};
  literal.at_start = pattern.shape() == Shape::kEquals || pattern.shape() == Shape::kStarts;
  literal.at_end = pattern.shape() == Shape::kEquals || pattern.shape() == Shape::kEnds;
  literal.decides = !pattern.cased() && pattern.shape() != Shape::kGeneral;
  return cover_of({literal});
}

std::optional<Witness> predicate_witness(const Predicate& p, std::uint32_t index) {
  switch (p.test()) {
    case Predicate::Test::kPattern:
      return pattern_witness(p, index);
    case Predicate::Test::kRegex: {
      const auto needed = required_literals(p.expression());
      if (!needed) return std::nullopt;
      std::vector<WitnessLiteral> literals;
      for (const std::string& text : *needed) literals.push_back({p.field(), text, false, false, index, false});
      return cover_of(std::move(literals));
    }
    case Predicate::Test::kEq:
      // A number equals the field exactly if its spelling does, where both are spelled without an exponent.
      if (p.part() != TimePart::kNone || p.number_spelling().find('e') != std::string::npos) return std::nullopt;
      return cover_of({{p.field(), p.number_spelling(), true, true, index, true}});
    default:
      return std::nullopt;
  }
}

std::optional<Witness> search(const Expression& e, const std::vector<Predicate>& predicates, bool negated) {
  using Kind = Expression::Kind;
  if (e.kind == Kind::kNot) return search(e.children[0], predicates, !negated);
  if (e.kind == Kind::kTrue) return std::nullopt;
  if (e.kind == Kind::kPredicate)
    return negated ? std::nullopt : predicate_witness(predicates[e.predicate], e.predicate);
  if ((e.kind == Kind::kAnd) != negated) {  // de Morgan: not (a or b) is (not a) and (not b)
    std::optional<Witness> best;
    for (const Expression& child : e.children) {
      auto found = search(child, predicates, negated);
      if (found && (!best || found->rate < best->rate)) best = std::move(found);
    }
    return best;
  }
  Witness all;
  for (const Expression& child : e.children) {
    auto found = search(child, predicates, negated);
    if (!found) return std::nullopt;
    all.rate += found->rate;
    all.literals.insert(all.literals.end(), found->literals.begin(), found->literals.end());
  }
  if (all.literals.empty()) return std::nullopt;
  return all;
}

}  // namespace

double estimated_rate(const WitnessLiteral& literal) {
  const double rate = estimated_rate(literal.text);
  if (literal.at_start && literal.at_end) return rate * 0.1;
  if (literal.at_end) return rate * 0.15;
  if (literal.at_start) return rate * 0.5;
  return literal.field == Field::kWholeEvent ? rate * 2 : rate;
}

std::optional<Witness> find_witness(const Expression& expression, const std::vector<Predicate>& predicates) {
  return search(expression, predicates, false);
}

}  // namespace picket
