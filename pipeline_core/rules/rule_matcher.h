#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "pipeline_core/rules/field_reader.h"
#include "pipeline_core/rules/log_source.h"
#include "pipeline_core/rules/rule_set.h"

namespace picket {

/// Finds the rules that fire on an event. One per shard; reused.
///
/// Model: of the rules for the event's log source, those with a witness literal in the event are evaluated;
///        each distinct predicate is tested at most once an event. The result is that of evaluating every
///        rule's expression (`evaluate`), with two-valued logic.
/// State: 16 bytes a predicate, 8 a rule; the indexes are the rule set's.
class RuleMatcher {
 public:
  explicit RuleMatcher(const RuleSet& rules);

  /// Appends the numbers of the matching single-event rules, ascending.
  void match(const Observation& observation, const TextTable& texts, std::vector<std::uint32_t>& out);
  /// The same for an event of other origin; rules for other log sources than `source` are not tried.
  /// Cost: the first event of a source compiles its index.
  /// Limits: keeps the indexes of the last 64 sources.
  void match(const FlatEvent& event, const LogSource& source, std::vector<std::uint32_t>& out);

  /// The event of the last call of match or of a reset, field by field.
  FieldReader& reader() { return reader_; }

 private:
  void run(const RuleIndex& index, std::vector<std::uint32_t>& out);
  void scan(const RuleIndex& index, const RuleIndex::Scan& scan, std::string_view text);
  bool test(const RuleIndex& index, std::uint32_t predicate);
  const RuleIndex& index_of(const LogSource& source);

  const RuleSet* rules_;
  FieldReader reader_;
  std::uint64_t event_ = 0;
  std::vector<std::uint64_t> known_;      ///< by predicate: event number * 2 + value
  std::vector<std::uint64_t> met_;        ///< by predicate: the last event that held one of its literals
  std::vector<std::uint64_t> candidate_;  ///< by rule number: the last event it was a candidate of
  std::vector<std::uint32_t> candidates_;
  std::map<LogSource, std::shared_ptr<const RuleIndex>> indexes_;
};

}  // namespace picket
