#include "pipeline_core/rules/rule_set.h"

#include <algorithm>
#include <map>
#include <utility>

#include "pipeline_core/rules/correlation_graph.h"

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
  if (added) predicates_.push_back(std::move(predicate));
  return at->second;
}

std::uint32_t RuleSet::add_rule(Rule rule) {
  rules_.push_back(std::move(rule));
  return static_cast<std::uint32_t>(rules_.size() - 1);
}

void RuleSet::apply_filters(std::vector<Diagnostic>& diagnostics) {
  for (const RuleFilter& filter : filters_) {
    const auto report = [&](std::string message) {
      diagnostics.push_back({filter.file, filter.line, 1, filter.id.empty() ? filter.title : filter.id, std::move(message), false});
    };
    for (const std::string& name : filter.rules) {
      const auto found = std::find_if(rules_.begin(), rules_.end(), [&](const Rule& r) {
        return !r.is_correlation && (r.id == name || (!r.name.empty() && r.name == name));
      });
      if (found == rules_.end()) {
        report("filter refers to '" + name + "', which is no loaded rule");
      } else if (!fits(filter.source, found->source)) {
        report("filter is for " + to_string(filter.source) + ", but rule '" + name + "' is for " + to_string(found->source));
      } else {
        std::vector<Expression> both;
        both.push_back(std::move(found->expression));
        both.push_back(Expression::negated(filter.expression));
        found->expression = Expression::joined(Expression::Kind::kAnd, std::move(both));
      }
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
  for (std::size_t route = 0; route < kRoutes; ++route) {
    std::vector<std::uint32_t> numbers;
    std::vector<std::pair<std::uint32_t, const Expression*>> members;
    for (std::uint32_t i = 0; i < rules_.size(); ++i) {
      if (rules_[i].is_correlation || (rules_[i].routes >> route & 1) == 0) continue;
      numbers.push_back(i);
      members.emplace_back(i, &rules_[i].expression);
    }
    std::shared_ptr<const RuleIndex>& index = compiled[numbers];
    if (index == nullptr) index = std::make_shared<const RuleIndex>(members, predicates_);
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
  // Sigma: a rule under a correlation raises no alert itself unless the correlation says `generate`.
  for (Rule& rule : rules_) {
    rule.silent = !rule.feeds.empty() && std::none_of(rule.feeds.begin(), rule.feeds.end(),
                                                      [&](CorrelationFeed f) { return rules_[f.correlation].generate; });
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
