#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent_core/base/time.h"
#include "pipeline_core/pipeline.h"
#include "pipeline_core/rules/correlation.h"
#include "pipeline_core/rules/diagnostic.h"
#include "pipeline_core/rules/expression.h"
#include "pipeline_core/rules/predicate.h"
#include "pipeline_core/rules/regex_bundle.h"

namespace picket {

/// A rule as loaded: a single-event rule or a correlation.
struct Rule {
  std::string id;
  std::string name;
  std::string title;
  std::string file;
  std::string alert_name;  ///< custom key `alert`: a name of the catalogue; empty: an alert of its own
  std::vector<std::string> tags;
  Severity severity = Severity::kMedium;
  std::uint32_t alert = 0;  ///< index in the catalogue, after build
  bool is_correlation = false;
  bool generate = false;  ///< of correlations: referenced rules still raise alerts of their own
  bool silent = false;    ///< only feeds correlations, raises nothing itself
  EventKind kind = EventKind::kProcess;
  Expression expression;
  Correlation correlation;
  std::vector<CorrelationFeed> feeds;  ///< correlations that refer to this rule
  int line = 0;
};

/// All rules of a content, compiled. Immutable once built.
class RuleSet {
 public:
  std::uint32_t add_predicate(Predicate predicate);
  std::uint32_t add_rule(Rule rule);
  /// Resolves the references of correlations and computes which fields verdicts depend on.
  /// Correlations that cannot be resolved are reported and never fire.
  void resolve(std::vector<Diagnostic>& diagnostics);

  const std::vector<Rule>& rules() const { return rules_; }
  std::vector<Rule>& rules() { return rules_; }
  const std::vector<Predicate>& predicates() const { return predicates_; }
  /// Single-event rules for a kind, ascending.
  const std::vector<std::uint32_t>& rules_of(EventKind kind) const { return by_kind_[static_cast<std::size_t>(kind)]; }
  /// How far back any correlation looks, those inside it included; zero without correlations.
  Duration longest_timespan() const;
  /// Fields that the verdict on an observation of `kind` depends on: bits of Field.
  std::uint32_t fields_of(EventKind kind) const { return fields_[static_cast<std::size_t>(kind)]; }
  /// All regular expressions, bundled by field; one scan decides them together.
  const std::vector<RegexBundle>& bundles() const { return bundles_; }
  /// Index of the bundle that holds a predicate, or kNoBundle.
  static constexpr std::uint32_t kNoBundle = ~0U;
  std::uint32_t bundle_of(std::uint32_t predicate) const { return bundle_of_[predicate]; }

 private:
  void bundle_regexes();

  std::vector<Predicate> predicates_;
  std::unordered_map<std::string, std::uint32_t> predicate_index_;  ///< never iterated
  std::vector<Rule> rules_;
  std::array<std::vector<std::uint32_t>, kEventKinds> by_kind_;
  std::array<std::uint32_t, kEventKinds> fields_{};
  std::vector<RegexBundle> bundles_;
  std::vector<std::uint32_t> bundle_of_;  ///< by predicate
};

/// Evaluates every rule of an observation's kind. One per shard; reused.
class RuleMatcher {
 public:
  explicit RuleMatcher(const RuleSet& rules) : rules_(&rules), memo_(rules.predicates().size()) {}
  /// Appends the indexes of the matching single-event rules, ascending.
  /// Cost: each distinct predicate at most once per call.
  void match(const Observation& observation, const TextTable& texts, std::vector<std::uint32_t>& out);
  FieldReader& reader() { return reader_; }

 private:
  bool test(std::uint32_t predicate);

  const RuleSet* rules_;
  FieldReader reader_;
  std::vector<std::int8_t> memo_;  ///< 0 unknown, 1 true, -1 false
  std::vector<int> scratch_;
};

}  // namespace picket
