#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/time.h"
#include "pipeline_core/pipeline.h"
#include "pipeline_core/rules/correlation.h"
#include "pipeline_core/rules/diagnostic.h"
#include "pipeline_core/rules/expression.h"
#include "pipeline_core/rules/log_source.h"
#include "pipeline_core/rules/predicate.h"
#include "pipeline_core/rules/rule_index.h"
#include "pipeline_core/rules/rule_metadata.h"

namespace picket {

/// What is no error in a rule and still may not be what its author meant, and where.
struct RuleNote {
  int line = 0;  ///< from 1
  int column = 0;
  std::string message;
};

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
  LogSource source;
  RouteMask routes = 0;  ///< observations that it is tried on, by LogSource; 0: none, generic events only
  Expression expression;  ///< filters included, after resolve
  Correlation correlation;
  std::vector<CorrelationFeed> feeds;  ///< correlations that refer to this rule
  int line = 0;
  RuleMetadata metadata;
  std::vector<RuleNote> notes;  ///< of its reading
};

/// True if every observation that the rule is tried on carries the field, and there are such.
bool carries(RouteMask routes, Field field);

/// A Sigma filter: what it describes is taken out of the rules that it names; naming one again changes nothing.
struct RuleFilter {
  std::string id;
  std::string title;
  std::string file;
  int line = 0;
  std::vector<std::string> rules;  ///< ids or names
  LogSource source;
  Expression expression;
  std::vector<RuleNote> notes;  ///< of its reading
};

/// All rules of a content, compiled. Immutable once resolved.
class RuleSet {
 public:
  /// What filters may add to rules in all, in parts of expressions (size_of): each rule that a filter names has a copy of
  /// its own, so a few files could ask for as many as they have rules times filters. 32 MB; our own number, more than a
  /// filter of a hundred values for each published rule.
  static constexpr std::size_t kMaxFilterParts = 500'000;

  std::uint32_t add_predicate(Predicate predicate);
  /// How many predicates and fields there are, so that what a refused document has added can be taken back.
  struct Extent {
    std::size_t predicates = 0;
    std::size_t fields = 0;
  };
  Extent extent() const { return {predicates_.size(), fields_.size()}; }
  void shrink_to(Extent extent);
  std::uint32_t add_rule(Rule rule);
  bool has_rule(std::string_view id) const { return ids_.contains(id); }
  void add_filter(RuleFilter filter);
  FieldTable& fields() { return fields_; }
  const FieldTable& fields() const { return fields_; }
  /// Applies the filters, resolves the references of correlations, computes which fields verdicts depend on
  /// and compiles. Correlations and filters that cannot be resolved are reported and do nothing. Call once.
  /// Limits: a filter that would pass kMaxFilterParts does nothing for any rule; 50 problems of a filter are told.
  void resolve(std::vector<Diagnostic>& diagnostics);
  /// Decides which rules are silent, once it is known which may raise an alert at all (by rule number; `resolve` takes
  /// all for such). By Sigma a rule under a correlation raises none itself unless the correlation says `generate`. A
  /// correlation that can raise nothing, neither itself nor through those over it, takes no rule's voice.
  void silence(const std::vector<bool>& raises);

  const std::vector<Rule>& rules() const { return rules_; }
  std::vector<Rule>& rules() { return rules_; }
  const std::vector<RuleFilter>& filters() const { return filters_; }
  const std::vector<Predicate>& predicates() const { return predicates_; }
  /// Of the predicates, how many are regular expressions.
  std::size_t regexes() const { return regexes_; }
  /// Length of the predicates' names in all: about that of their texts.
  std::size_t predicate_bytes() const { return predicate_bytes_; }
  /// Of the rules and filters as they were added: size_of their expressions in all.
  std::size_t parts() const { return parts_; }
  /// How far back any correlation looks, those inside it included; zero without correlations.
  Duration longest_timespan() const;
  /// Fields that the verdict on an observation of `kind` depends on: bits of Field. 0: no rule is tried.
  FieldMask fields_of(EventKind kind) const { return masks_[static_cast<std::size_t>(kind)]; }
  /// The single-event rules for the observations of a route.
  const RuleIndex& index(std::size_t route) const { return *indexes_[route]; }
  /// The single-event rules that fit generic events from `source`, compiled now.
  std::shared_ptr<const RuleIndex> compile_for(const LogSource& source) const;

 private:
  void apply_filters(std::vector<Diagnostic>& diagnostics);
  void collect_fields(const Rule& rule);
  void compile();

  FieldTable fields_;
  std::vector<Predicate> predicates_;
  std::size_t regexes_ = 0;
  std::size_t predicate_bytes_ = 0;
  std::size_t parts_ = 0;
  std::map<std::string, std::uint32_t, std::less<>> predicate_index_;  ///< by name; ordered, as rules may be hostile
  std::vector<Rule> rules_;
  std::set<std::string, std::less<>> ids_;
  std::vector<RuleFilter> filters_;
  std::array<FieldMask, kEventKinds> masks_{};
  std::array<std::shared_ptr<const RuleIndex>, kRoutes> indexes_;
};

}  // namespace picket
