#include "pipeline_core/rules/rule_matcher.h"

#include <algorithm>

namespace picket {

RuleMatcher::RuleMatcher(const RuleSet& rules)
    : rules_(&rules),
      reader_(&rules.fields()),
      known_(rules.predicates().size()),
      met_(rules.predicates().size()),
      candidate_(rules.rules().size()) {}

void RuleMatcher::match(const Observation& observation, const TextTable& texts, std::vector<std::uint32_t>& out) {
  reader_.reset(observation, texts);
  run(rules_->index(route_of(observation.record)), out);
}

void RuleMatcher::match(const FlatEvent& event, const LogSource& source, std::vector<std::uint32_t>& out) {
  reader_.reset(event);
  run(index_of(source), out);
}

const RuleIndex& RuleMatcher::index_of(const LogSource& source) {
  constexpr std::size_t kMaxSources = 64;
  if (const auto known = indexes_.find(source); known != indexes_.end()) return *known->second;
  if (indexes_.size() >= kMaxSources) indexes_.clear();
  return *(indexes_[source] = rules_->compile_for(source));
}

void RuleMatcher::scan(const RuleIndex& index, const RuleIndex::Scan& scan, std::string_view text) {
  scan.automaton.scan(text, [&](std::uint32_t id, std::size_t start, std::size_t end) {
    const RuleIndex::Literal& literal = index.literal(id);
    if ((literal.at_start && start != 0) || (literal.at_end && end != text.size())) return;
    met_[literal.predicate] = event_;
    if (literal.decides) known_[literal.predicate] = event_ * 2 + 1;
    for (const std::uint32_t place : literal.rules) {
      if (candidate_[place] == event_) continue;
      candidate_[place] = event_;
      candidates_.push_back(place);
    }
  });
}

bool RuleMatcher::test(const RuleIndex& index, std::uint32_t predicate) {
  std::uint64_t& known = known_[predicate];
  if (known / 2 == event_) return (known & 1) != 0;
  const bool possible = met_[predicate] == event_ || !index.is_scanned_for(predicate);
  const bool value = possible && rules_->predicates()[predicate].matches(reader_);
  known = event_ * 2 + (value ? 1 : 0);
  return value;
}

void RuleMatcher::run(const RuleIndex& index, std::vector<std::uint32_t>& out) {
  if (index.size() == 0) return;
  ++event_;
  candidates_.assign(index.always().begin(), index.always().end());
  for (const RuleIndex::Scan& scan : index.scans()) {
    if (scan.field != Field::kWholeEvent) {
      if (reader_.presence(scan.field) == Presence::kValue) this->scan(index, scan, reader_.text(scan.field));
      continue;
    }
    const std::size_t count = reader_.value_count();
    for (std::size_t i = 0; i < count; ++i) this->scan(index, scan, reader_.value(i));
  }
  if (candidates_.size() > 1) std::sort(candidates_.begin(), candidates_.end());
  for (const std::uint32_t place : candidates_) {
    if (index.program(place).run([&](std::uint32_t predicate) { return test(index, predicate); }))
      out.push_back(index.number(place));
  }
}

}  // namespace picket
