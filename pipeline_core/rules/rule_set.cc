#include "pipeline_core/rules/rule_set.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string_view>
#include <utility>

#include "pipeline_core/rules/correlation_graph.h"
#include "pipeline_core/rules/rule_problem.h"

namespace picket {
namespace {

FieldMask fields_used(const Expression& e, const std::vector<Predicate>& predicates) {
  if (e.kind == Expression::Kind::kPredicate) return predicates[e.predicate].fields();
  FieldMask mask = 0;
  for (const Expression& child : e.children) mask |= fields_used(child, predicates);
  return mask;
}

/// The fields that tell the routes of a kind apart.
constexpr FieldMask kOperations =
    bit(Field::kOperation) | bit(Field::kLoginOperation) | bit(Field::kFileOperation);
/// A keyword may stand in any of these.
constexpr FieldMask kValues = ~(bit(Field::kHitCount) | bit(Field::kEventTime) | bit(Field::kDevice));

}  // namespace

bool carries(RouteMask routes, Field field) {
  for (std::size_t route = 0; route < kRoutes; ++route) {
    if ((routes >> route & 1) != 0 && !carries(kind_of_route(route), field)) return false;
  }
  return routes != 0;
}

std::uint32_t RuleSet::add_predicate(Predicate predicate) {
  const auto next = static_cast<std::uint32_t>(predicates_.size());
  const auto [at, added] = predicate_index_.emplace(predicate.name(), next);
  if (added) {
    regexes_ += predicate.test() == Predicate::Test::kRegex ? 1 : 0;
    predicate_bytes_ += predicate.name().size();
    predicates_.push_back(std::move(predicate));
  }
  return at->second;
}

void RuleSet::shrink_to(Extent extent) {
  for (std::size_t i = extent.predicates; i < predicates_.size(); ++i) {
    regexes_ -= predicates_[i].test() == Predicate::Test::kRegex ? 1 : 0;
    predicate_bytes_ -= predicates_[i].name().size();
    predicate_index_.erase(predicates_[i].name());
  }
  predicates_.erase(predicates_.begin() + static_cast<std::ptrdiff_t>(extent.predicates), predicates_.end());
  fields_.shrink_to(extent.fields);
}

std::uint32_t RuleSet::add_rule(Rule rule) {
  if (!rule.id.empty()) ids_.insert(rule.id);
  parts_ += size_of(rule.expression);
  rules_.push_back(std::move(rule));
  return static_cast<std::uint32_t>(rules_.size() - 1);
}

void RuleSet::add_filter(RuleFilter filter) {
  parts_ += size_of(filter.expression);
  filters_.push_back(std::move(filter));
}

void RuleSet::apply_filters(std::vector<Diagnostic>& diagnostics) {
  constexpr std::uint32_t kSeveral = ~0U;
  std::map<std::string_view, std::uint32_t> by_name;
  const auto add_name = [&](const std::string& name, std::uint32_t rule) {
    if (name.empty()) return;
    const auto [at, added] = by_name.emplace(name, rule);
    if (!added && at->second != rule) at->second = kSeveral;
  };
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    if (rules_[i].is_correlation) continue;
    add_name(rules_[i].id, i);
    add_name(rules_[i].name, i);
  }
  std::vector<bool> is_filtered(rules_.size());
  std::size_t room = kMaxFilterParts;
  for (const RuleFilter& filter : filters_) {
    std::size_t problems = 0;
    const auto report = [&](std::string message, bool unsupported = false) {
      if (++problems > RuleProblems::kMax) return;
      diagnostics.push_back({filter.file, filter.line, 1, filter.id.empty() ? filter.title : filter.id, std::move(message), unsupported});
    };
    std::set<std::uint32_t> seen;
    std::vector<std::uint32_t> chosen;
    for (const std::string& name : filter.rules) {
      const auto found = by_name.find(name);
      if (found == by_name.end()) {
        report("filter refers to " + in_quotes(name) + ", which is no loaded rule");
      } else if (found->second == kSeveral) {
        report("filter refers to " + in_quotes(name) + ", which several rules are called");
      } else if (!seen.insert(found->second).second) {
        continue;
      } else if (!fits(filter.source, rules_[found->second].source)) {
        report("filter is for " + to_string(filter.source) + ", but rule " + in_quotes(name) + " is for " +
               to_string(rules_[found->second].source));
      } else {
        chosen.push_back(found->second);
      }
    }
    const std::size_t parts = chosen.size() * (size_of(filter.expression) + 1);
    if (parts > room) {
      report("filter would add " + std::to_string(parts) + " parts to its rules; filters together may add " +
                 std::to_string(kMaxFilterParts),
             true);
      continue;
    }
    room -= parts;
    for (const std::uint32_t i : chosen) {
      Rule& rule = rules_[i];
      // One `and` for all filters of a rule, so that many make it long and not deep.
      if (!is_filtered[i]) {
        is_filtered[i] = true;
        Expression all{Expression::Kind::kAnd, 0, {}};
        all.children.push_back(std::move(rule.expression));
        rule.expression = std::move(all);
      }
      rule.expression.children.push_back(Expression::negated(filter.expression));
    }
  }
}

void RuleSet::collect_fields(const Rule& rule) {
  FieldMask used = fields_used(rule.expression, predicates_) | kOperations;
  if ((used & bit(Field::kWholeEvent)) != 0) used |= kValues;
  for (std::size_t route = 0; route < kRoutes; ++route) {
    if ((rule.routes >> route & 1) != 0) masks_[static_cast<std::size_t>(kind_of_route(route))] |= used;
  }
}

void RuleSet::compile() {
  std::map<std::vector<std::uint32_t>, std::shared_ptr<const RuleIndex>> compiled;
  std::size_t room = RuleIndex::kMaxCells;
  for (std::size_t route = 0; route < kRoutes; ++route) {
    std::vector<std::uint32_t> numbers;
    std::vector<std::pair<std::uint32_t, const Expression*>> members;
    for (std::uint32_t i = 0; i < rules_.size(); ++i) {
      if (rules_[i].is_correlation || (rules_[i].routes >> route & 1) == 0) continue;
      numbers.push_back(i);
      members.emplace_back(i, &rules_[i].expression);
    }
    std::shared_ptr<const RuleIndex>& index = compiled[numbers];
    if (index == nullptr) {
      index = std::make_shared<const RuleIndex>(members, predicates_, room);
      room -= index->cells();
    }
    indexes_[route] = index;
  }
}

std::shared_ptr<const RuleIndex> RuleSet::compile_for(const LogSource& source) const {
  std::vector<std::pair<std::uint32_t, const Expression*>> members;
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    if (!rules_[i].is_correlation && fits(rules_[i].source, source)) members.emplace_back(i, &rules_[i].expression);
  }
  return std::make_shared<const RuleIndex>(members, predicates_);
}

void RuleSet::resolve(std::vector<Diagnostic>& diagnostics) {
  apply_filters(diagnostics);
  resolve_correlations(rules_, diagnostics);
  for (const Rule& rule : rules_) {
    if (!rule.is_correlation) collect_fields(rule);
  }
  compile();
  silence(std::vector<bool>(rules_.size(), true));
}

void RuleSet::silence(const std::vector<bool>& raises) {
  // Outermost first: what a correlation leads to is known before what leads to it.
  std::vector<std::uint32_t> order(rules_.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto height = [&](std::uint32_t i) { return rules_[i].is_correlation ? rules_[i].correlation.depth + 1 : 0; };
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return height(a) > height(b); });
  std::vector<bool> is_heard(rules_.size());
  for (const std::uint32_t i : order) {
    Rule& rule = rules_[i];
    const auto heard = [&](CorrelationFeed f) { return is_heard[f.correlation]; };
    const bool is_told = std::any_of(rule.feeds.begin(), rule.feeds.end(), heard);
    const bool is_generated = std::any_of(rule.feeds.begin(), rule.feeds.end(), [&](CorrelationFeed f) {
      return is_heard[f.correlation] && rules_[f.correlation].generate;
    });
    rule.silent = !raises[i] || (is_told && !is_generated);
    is_heard[i] = is_told || raises[i];
  }
}

Duration RuleSet::longest_timespan() const {
  Duration longest;
  for (const Rule& rule : rules_) {
    if (rule.is_correlation) longest = std::max(longest, rule.correlation.reach);
  }
  return longest;
}

}  // namespace picket
