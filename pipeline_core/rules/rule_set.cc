#include "pipeline_core/rules/rule_set.h"

#include <algorithm>

#include "pipeline_core/rules/correlation_graph.h"

namespace picket {
namespace {

void collect_fields(const Expression& e, const std::vector<Predicate>& predicates, std::uint32_t& mask) {
  if (e.kind == Expression::Kind::kPredicate) mask |= bit(predicates[e.predicate].field());
  for (const Expression& child : e.children) collect_fields(child, predicates, mask);
}

}  // namespace

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

void RuleSet::resolve(std::vector<Diagnostic>& diagnostics) {
  resolve_correlations(rules_, diagnostics);
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    if (rules_[i].is_correlation) continue;
    const auto kind = static_cast<std::size_t>(rules_[i].kind);
    by_kind_[kind].push_back(i);
    collect_fields(rules_[i].expression, predicates_, fields_[kind]);
  }
  bundle_regexes();
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

void RuleSet::bundle_regexes() {
  bundle_of_.assign(predicates_.size(), kNoBundle);
  for (std::size_t f = 0; f < kFields; ++f) {
    RegexBundle bundle(static_cast<Field>(f));
    for (std::uint32_t p = 0; p < predicates_.size(); ++p) {
      if (predicates_[p].field() == bundle.field() && !predicates_[p].expression().empty())
        bundle.add(p, predicates_[p].expression());
    }
    if (!bundle.compile()) continue;
    for (const std::uint32_t p : bundle.predicates()) bundle_of_[p] = static_cast<std::uint32_t>(bundles_.size());
    bundles_.push_back(std::move(bundle));
  }
}

bool RuleMatcher::test(std::uint32_t predicate) {
  std::int8_t& known = memo_[predicate];
  if (known != 0) return known > 0;
  const std::uint32_t bundle = rules_->bundle_of(predicate);
  if (bundle != RuleSet::kNoBundle) {
    const RegexBundle& regexes = rules_->bundles()[bundle];
    if (regexes.match(reader_.text(regexes.field()), scratch_)) {
      for (const std::uint32_t p : regexes.predicates()) memo_[p] = -1;
      for (const int i : scratch_) memo_[regexes.predicates()[static_cast<std::size_t>(i)]] = 1;
      return known > 0;
    }
  }
  known = rules_->predicates()[predicate].matches(reader_) ? 1 : -1;
  return known > 0;
}

void RuleMatcher::match(const Observation& observation, const TextTable& texts, std::vector<std::uint32_t>& out) {
  reader_.reset(observation, texts);
  std::fill(memo_.begin(), memo_.end(), std::int8_t{0});
  for (const std::uint32_t index : rules_->rules_of(kind_of(observation.record))) {
    if (evaluate(rules_->rules()[index].expression, [this](std::uint32_t predicate) { return test(predicate); }))
      out.push_back(index);
  }
}

}  // namespace picket
