#include "pipeline_core/rules/correlation_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

#include "pipeline_core/rules/diagnostic.h"
#include "pipeline_core/rules/rule_problem.h"

namespace picket {
namespace {

constexpr std::size_t kMaxReferences = 1'024;
constexpr std::size_t kMaxTemporalReferences = 64;
constexpr double kMaxCount = 1'000'000;
constexpr double kMaxDistinct = 4'096;
/// Largest threshold of sums and averages: whole numbers up to here are exact in a double.
constexpr double kMaxAmount = 9'007'199'254'740'992.0;

constexpr std::array<std::string_view, 7> kCorrelationKeys{"type",      "rules",   "group-by", "timespan",
                                                           "condition", "aliases", "generate"};
constexpr std::array<std::string_view, 8> kConditionKeys{"gt", "gte", "lt", "lte", "eq", "neq", "field", "percentile"};

PlacedName read_name(const YAML::Node& node, const char* what) {
  if (!node.IsScalar() || node.Scalar().empty()) refuse_rule(node, std::string("expected ") + what);
  return {node.Scalar(), node.Mark().line + 1, node.Mark().column + 1};
}

std::vector<PlacedName> read_names(const YAML::Node& node, const char* what) {
  std::vector<PlacedName> names;
  std::set<std::string> seen;
  for (const YAML::Node& one : node) {
    names.push_back(read_name(one, what));
    if (!seen.insert(names.back().text).second) refuse_rule(one, in_quotes(names.back().text) + " is given twice");
  }
  return names;
}

CorrelationType read_type(const YAML::Node& node, const YAML::Node& section) {
  if (!node) refuse_rule(section, "the correlation needs 'type'");
  const std::string text = read_name(node, "a correlation type").text;
  const auto found = std::find(kCorrelationTypeNames.begin(), kCorrelationTypeNames.end(), text);
  if (found != kCorrelationTypeNames.end()) return static_cast<CorrelationType>(found - kCorrelationTypeNames.begin());
  const bool known_elsewhere =
      text == "value_median" || text == "temporal_extended" || text == "temporal_ordered_extended";
  if (known_elsewhere) refuse_unsupported(node, "correlation type " + in_quotes(text) + " is not part of Sigma 2.1.0");
  refuse_rule(node, "unknown correlation type " + in_quotes(text) + hint(text, kCorrelationTypeNames));
}

Duration read_timespan(const YAML::Node& node, const YAML::Node& section) {
  if (!node) refuse_rule(section, "the correlation needs 'timespan'");
  const std::string text = node.IsScalar() ? node.Scalar() : std::string();
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error == std::errc() && end + 1 == text.data() + text.size() && n > 0 && n <= 1'000'000) {
    switch (*end) {
      case 's':
        return Duration::seconds(n);
      case 'm':
        return Duration::minutes(n);
      case 'h':
        return Duration::hours(n);
      case 'd':
        return Duration::days(n);
      default:
        break;
    }
  }
  refuse_rule(node, "'timespan' must be a number from 1 to 1000000 followed by s, m, h or d");
}

bool read_generate(const YAML::Node& node) {
  if (const auto generate = boolean_of(node)) return *generate;
  refuse_rule(node, "'generate' must be true or false");
}

double read_threshold(const YAML::Node& node) {
  if (const auto number = number_of(node)) return *number;
  refuse_rule(node, "expected a number");
}

/// The largest result that a window of this correlation can have.
double most_of(const Correlation& c) {
  switch (c.type) {
    case CorrelationType::kEventCount:
      return kMaxCount;
    case CorrelationType::kValueCount:
      return kMaxDistinct;
    case CorrelationType::kTemporal:
    case CorrelationType::kTemporalOrdered:
      return static_cast<double>(c.references.size());
    case CorrelationType::kValueSum:
    case CorrelationType::kValueAvg:
    case CorrelationType::kValuePercentile:
      return kMaxAmount;
  }
  return 0;
}

bool counts_whole(CorrelationType type) {
  return type != CorrelationType::kValueSum && type != CorrelationType::kValueAvg &&
         type != CorrelationType::kValuePercentile;
}

bool is_temporal(CorrelationType type) {
  return type == CorrelationType::kTemporal || type == CorrelationType::kTemporalOrdered;
}

void read_criterion(const YAML::Node& key, const YAML::Node& value, Correlation& c) {
  const auto op = CorrelationCondition::find_operator(key.Scalar());
  const double number = read_threshold(value);
  const double most = most_of(c);
  if (counts_whole(c.type) && number != std::floor(number)) refuse_rule(value, "expected a whole number");
  if (number < 0 || number > most) {
    const std::string limit = std::to_string(static_cast<std::int64_t>(most));
    if (is_temporal(c.type)) refuse_rule(value, "the correlation has " + limit + " rules; expected 0 to " + limit);
    refuse_unsupported(value, "expected a number from 0 to " + limit);
  }
  if (c.condition.size() == CorrelationCondition::kMaxCriteria) refuse_rule(key, "a condition has at most two comparisons");
  c.condition.add(*op, number);
}

void read_fields(const YAML::Node& node, Correlation& c) {
  if (node.IsSequence()) {
    c.value_fields = read_names(node, "a field");
    if (c.value_fields.empty()) refuse_rule(node, "expected a field");
    if (c.value_fields.size() > Correlation::kMaxGroupFields)
      refuse_unsupported(node, "more than 16 fields are not supported");
    if (c.value_fields.size() > 1 && c.type != CorrelationType::kValueCount)
      refuse_unsupported(node, "only value_count takes more than one field");
  } else {
    c.value_fields.push_back(read_name(node, "a field"));
  }
}

/// Two comparisons make a range: one from below, one from above.
void check_range(const YAML::Node& condition) {
  int below = 0;
  int above = 0;
  int other = 0;
  for (const auto& item : condition) {
    const std::string& key = item.first.Scalar();
    if (key == "gt" || key == "gte") ++below;
    if (key == "lt" || key == "lte") ++above;
    if (key == "eq" || key == "neq") ++other;
  }
  if (below + above + other == 0) refuse_rule(condition, "the condition has no comparison: gt, gte, lt, lte, eq or neq");
  if (below + above + other > 1 && (below != 1 || above != 1 || other != 0))
    refuse_rule(condition, "two comparisons must be a range: one of gt and gte, one of lt and lte");
}

void read_condition(const YAML::Node& condition, const YAML::Node& section, Correlation& c) {
  if (!condition) {
    if (!is_temporal(c.type)) refuse_rule(section, "the correlation needs 'condition'");
    c.condition.add(CorrelationCondition::Operator::kGte, static_cast<double>(c.references.size()));
    return;
  }
  if (!condition.IsMap()) refuse_rule(condition, "'condition' must be a map");
  const bool measures = c.type == CorrelationType::kValueCount || !counts_whole(c.type);
  for (const auto& item : condition) {
    const std::string key = item.first.Scalar();
    if (key == "field") {
      if (!measures) refuse_rule(item.first, "'field' has no meaning for " + std::string(to_string(c.type)));
      read_fields(item.second, c);
    } else if (key == "percentile") {
      if (c.type != CorrelationType::kValuePercentile) refuse_rule(item.first, "'percentile' belongs to value_percentile");
      c.percentile = read_threshold(item.second);
      if (!(c.percentile > 0 && c.percentile <= 100)) refuse_rule(item.second, "expected more than 0 and at most 100");
    } else if (CorrelationCondition::find_operator(key)) {
      read_criterion(item.first, item.second, c);
    } else {
      refuse_rule(item.first, "unknown key " + in_quotes(key) + " in a condition" + hint(key, kConditionKeys));
    }
  }
  check_range(condition);
  if (measures && c.value_fields.empty()) refuse_rule(condition, std::string(to_string(c.type)) + " needs 'field'");
  if (c.type == CorrelationType::kValuePercentile && c.percentile == 0)
    refuse_rule(condition, "value_percentile needs 'percentile': 50 is the median");
  if (!c.condition.decides(most_of(c), c.type != CorrelationType::kValueAvg))
    refuse_rule(condition, "every number fulfils the condition, or none does");
}

std::vector<CorrelationAlias> read_aliases(const YAML::Node& node) {
  if (!node.IsMap()) refuse_rule(node, "'aliases' must be a map");
  std::vector<CorrelationAlias> aliases;
  for (const auto& item : node) {
    CorrelationAlias alias;
    alias.name = read_name(item.first, "the name of an alias");
    if (!item.second.IsMap()) refuse_rule(item.second, "an alias must map rules to fields");
    for (const auto& field : item.second) {
      alias.fields.emplace_back(read_name(field.first, "a rule"), read_name(field.second, "a field"));
    }
    aliases.push_back(std::move(alias));
  }
  return aliases;
}

std::vector<PlacedName> read_groups(const YAML::Node& groups, const YAML::Node& section) {
  if (!groups) refuse_rule(section, "the correlation needs 'group-by'; an empty list makes one group of everything");
  if (!groups.IsSequence()) refuse_rule(groups, "'group-by' must be a list");
  std::vector<PlacedName> names = read_names(groups, "a field or an alias");
  if (names.size() > Correlation::kMaxGroupFields) refuse_unsupported(groups, "more than 16 group-by fields are not supported");
  return names;
}

std::vector<CorrelationReference> read_references(const YAML::Node& node, const YAML::Node& section,
                                                  CorrelationType type) {
  if (!node) refuse_rule(section, "the correlation needs 'rules'");
  if (!node.IsSequence()) refuse_rule(node, "'rules' must be a list");
  const std::size_t most = is_temporal(type) ? kMaxTemporalReferences : kMaxReferences;
  if (node.size() == 0) refuse_rule(node, "the correlation refers to no rule");
  if (node.size() > most) refuse_unsupported(node, "more than " + std::to_string(most) + " rules are not supported");
  std::vector<CorrelationReference> references;
  for (PlacedName& name : read_names(node, "the id or name of a rule")) {
    references.push_back({});
    references.back().name = std::move(name);
  }
  return references;
}

}  // namespace

void read_correlation(const YAML::Node& document, Rule& rule, RuleProblems& problems) {
  const YAML::Node section = document["correlation"];
  if (!section.IsMap()) refuse_rule(section, "'correlation' must be a map");
  for (const auto& item : section) {
    const std::string& key = item.first.Scalar();
    if (std::find(kCorrelationKeys.begin(), kCorrelationKeys.end(), key) == kCorrelationKeys.end())
      problems.add({item.first.Mark(),
                    "unknown key " + in_quotes(key) + " in a correlation" + hint(key, kCorrelationKeys), false});
  }
  rule.is_correlation = true;
  Correlation& c = rule.correlation;
  const bool has_type = problems.attempt([&] { c.type = read_type(section["type"], section); });
  const bool has_rules = problems.attempt([&] { c.references = read_references(section["rules"], section, c.type); });
  problems.attempt([&] { c.timespan = read_timespan(section["timespan"], section); });
  problems.attempt([&] { c.group_by = read_groups(section["group-by"], section); });
  if (section["aliases"]) problems.attempt([&] { c.aliases = read_aliases(section["aliases"]); });
  // What a condition may say depends on both.
  if (has_type && has_rules) problems.attempt([&] { read_condition(section["condition"], section, c); });
  for (const YAML::Node& node : {document["generate"], section["generate"]}) {
    if (node) problems.attempt([&] { rule.generate = read_generate(node) || rule.generate; });
  }
}

}  // namespace picket
