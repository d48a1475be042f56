#include "pipeline_core/rules/correlation_condition.h"

#include <algorithm>
#include <cmath>

#include "pipeline_core/rules/number_spelling.h"

namespace picket {
namespace {

using Operator = CorrelationCondition::Operator;

constexpr std::array<std::string_view, 6> kOperatorWords{"gt", "gte", "lt", "lte", "eq", "neq"};
constexpr std::array<std::string_view, 6> kSigns{"> ", ">= ", "< ", "<= ", "= ", "not "};

bool compares(Operator op, double result, double number) {
  switch (op) {
    case Operator::kGt:
      return result > number;
    case Operator::kGte:
      return result >= number;
    case Operator::kLt:
      return result < number;
    case Operator::kLte:
      return result <= number;
    case Operator::kEq:
      return result == number;
    case Operator::kNeq:
      return result != number;
  }
  return false;
}

}  // namespace

std::optional<Operator> CorrelationCondition::find_operator(std::string_view word) {
  const auto found = std::find(kOperatorWords.begin(), kOperatorWords.end(), word);
  if (found == kOperatorWords.end()) return std::nullopt;
  return static_cast<Operator>(found - kOperatorWords.begin());
}

bool CorrelationCondition::holds(double result) const {
  for (std::size_t i = 0; i < size_; ++i) {
    if (!compares(criteria_[i].op, result, criteria_[i].number)) return false;
  }
  return true;
}

std::string CorrelationCondition::describe() const {
  std::string out;
  for (std::size_t i = 0; i < size_; ++i) {
    if (i != 0) out += " and ";
    out += kSigns[static_cast<std::size_t>(criteria_[i].op)];
    out += spell_number(criteria_[i].number);
  }
  return out;
}

bool CorrelationCondition::only_grows() const {
  return std::all_of(criteria_.begin(), criteria_.begin() + static_cast<std::ptrdiff_t>(size_),
                     [](const Criterion& c) { return c.op == Operator::kGt || c.op == Operator::kGte; });
}

bool CorrelationCondition::judges_absence() const {
  if (size_ != 1) return false;
  const Criterion& c = criteria_[0];
  return c.op == Operator::kLt || c.op == Operator::kLte || (c.op == Operator::kEq && c.number == 0);
}

double CorrelationCondition::least_whole() const {
  double least = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    const Criterion& c = criteria_[i];
    if (c.op == Operator::kGt) least = std::max(least, std::floor(c.number) + 1);
    if (c.op == Operator::kGte || c.op == Operator::kEq) least = std::max(least, std::ceil(c.number));
  }
  return least;
}

double CorrelationCondition::greatest() const {
  double greatest = 0;
  for (std::size_t i = 0; i < size_; ++i) greatest = std::max(greatest, criteria_[i].number);
  return greatest;
}

bool CorrelationCondition::decides(double most, bool whole) const {
  // Whether a number holds can change only at a number of a criterion, so its neighbours and what lies between
  // two of them tell of all.
  bool some_holds = false;
  bool some_fails = false;
  const auto look = [&](double number) {
    if (number < 0 || number > most) return;
    (holds(number) ? some_holds : some_fails) = true;
  };
  look(0);
  look(most);
  for (std::size_t i = 0; i < size_; ++i) {
    const double number = criteria_[i].number;
    const double near = std::floor(number);
    for (const double step : {-1.0, 0.0, 1.0, 2.0}) look(near + step);
    if (whole) continue;
    look(number);
    look((number + criteria_[0].number) / 2);
  }
  return some_holds && some_fails;
}

}  // namespace picket
