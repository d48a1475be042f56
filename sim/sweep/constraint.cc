#include "sim/sweep/constraint.h"

#include <array>
#include <cctype>
#include <utility>

namespace picket::sim {
namespace {

/// Longer ones first: "<=" is not "<".
constexpr auto kRelations = std::to_array<std::pair<std::string_view, Relation>>({{"<=", Relation::kLessOrEqual},
                                                                                  {">=", Relation::kMoreOrEqual},
                                                                                  {"==", Relation::kEqual},
                                                                                  {"!=", Relation::kNotEqual},
                                                                                  {"<", Relation::kLess},
                                                                                  {">", Relation::kMore}});

ConstraintSide side_of(std::string_view text, std::size_t at, const std::function<bool(const std::string&)>& is_path) {
  while (!text.empty() && text.front() == ' ') {
    text.remove_prefix(1);
    ++at;
  }
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  ConstraintSide side;
  side.at = at;
  const bool named = !text.empty() && std::isalpha(static_cast<unsigned char>(text.front())) != 0;
  if (named && (text.find_first_of(".[") != std::string_view::npos || is_path(std::string(text)))) {
    side.path = std::string(text);
  } else {
    side.value = read_level(text);
  }
  return side;
}

bool compare(double left, Relation relation, double right) {
  switch (relation) {
    case Relation::kLessOrEqual:
      return left <= right;
    case Relation::kLess:
      return left < right;
    case Relation::kMoreOrEqual:
      return left >= right;
    case Relation::kMore:
      return left > right;
    case Relation::kEqual:
      return left == right;
    case Relation::kNotEqual:
      break;
  }
  return left != right;
}

}  // namespace

std::optional<bool> Constraint::holds(const std::function<std::optional<Level>(const std::string&)>& value_at) const {
  const std::optional<Level> l = left.path.empty() ? std::optional(left.value) : value_at(left.path);
  const std::optional<Level> r = right.path.empty() ? std::optional(right.value) : value_at(right.path);
  if (!l || !r || l->is_number != r->is_number || l->dimension != r->dimension) return std::nullopt;
  if (l->is_number) return compare(l->number, relation, r->number);
  if (relation == Relation::kEqual) return l->text == r->text;
  if (relation == Relation::kNotEqual) return l->text != r->text;
  return std::nullopt;
}

Result<Constraint, ConstraintError> read_constraint(std::string_view text, const std::function<bool(const std::string&)>& is_path) {
  const std::size_t at = text.find_first_of("<>=!");
  if (at == std::string_view::npos) return ConstraintError{text.size(), "a comparison is missing: <=, <, >=, >, == or !="};
  Constraint out;
  out.text = std::string(text);
  std::size_t length = 0;
  for (const auto& [word, relation] : kRelations) {
    if (!text.substr(at).starts_with(word)) continue;
    out.relation = relation;
    length = word.size();
    break;
  }
  if (length == 0) return ConstraintError{at, "expected <=, <, >=, >, == or !="};
  if (const std::size_t second = text.find_first_of("<>=!", at + length); second != std::string_view::npos) {
    return ConstraintError{second, "a second comparison; write two constraints"};
  }
  out.left = side_of(text.substr(0, at), 0, is_path);
  out.right = side_of(text.substr(at + length), at + length, is_path);
  for (const ConstraintSide* side : {&out.left, &out.right}) {
    if (side->path.empty() && side->value.text.empty()) return ConstraintError{side->at, "a path or a value is missing here"};
  }
  return out;
}

}  // namespace picket::sim
