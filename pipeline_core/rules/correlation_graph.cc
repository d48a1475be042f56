#include "pipeline_core/rules/correlation_graph.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "pipeline_core/rules/rule_notes.h"

namespace picket {
namespace {

/// Values of different shapes are never equal.
enum class ValueShape : std::uint8_t { kText, kNumber, kAddress, kDevice };

ValueShape shape_of(Field field) {
  if (field == Field::kDevice) return ValueShape::kDevice;
  if (is_address(field)) return ValueShape::kAddress;
  return is_number(field) ? ValueShape::kNumber : ValueShape::kText;
}

/// A problem of one correlation, at one of its names.
struct Problem {
  PlacedName at;
  std::string message;
  bool unsupported = false;
};

class Graph {
 public:
  Graph(std::vector<Rule>& rules, std::vector<Diagnostic>& diagnostics)
      : rules_(rules), diagnostics_(diagnostics), broken_(rules.size()), paths_(rules.size()), shapes_(rules.size()) {
    for (std::uint32_t i = 0; i < rules.size(); ++i) {
      add_name(rules[i].id, i);
      if (rules[i].name != rules[i].id) add_name(rules[i].name, i);
    }
  }

  void resolve() {
    for (std::uint32_t i = 0; i < rules_.size(); ++i) {
      if (rules_[i].is_correlation) look_up(i);
    }
    for (const std::uint32_t i : inner_first()) {
      if (!broken_[i]) place_fields(i);
    }
    for (std::uint32_t i = 0; i < rules_.size(); ++i) {
      if (!rules_[i].correlation.resolved) continue;
      const auto& references = rules_[i].correlation.references;
      for (std::uint32_t r = 0; r < references.size(); ++r) rules_[references[r].rule].feeds.push_back({i, r});
    }
  }

 private:
  static constexpr std::uint32_t kSeveral = ~0U;

  void add_name(const std::string& name, std::uint32_t rule) {
    if (name.empty()) return;
    const auto [at, added] = by_name_.emplace(name, rule);
    if (!added) at->second = kSeveral;
  }

  void report(std::uint32_t rule, const Problem& problem) {
    const Rule& r = rules_[rule];
    diagnostics_.push_back({r.file, problem.at.line == 0 ? r.line : problem.at.line,
                            problem.at.line == 0 ? 1 : problem.at.column, r.id.empty() ? r.title : r.id,
                            problem.message, problem.unsupported});
    broken_[rule] = true;
  }

  void look_up(std::uint32_t index) {
    std::set<std::uint32_t> seen;
    for (CorrelationReference& reference : rules_[index].correlation.references) {
      const std::string& name = reference.name.text;
      const auto found = by_name_.find(name);
      if (found == by_name_.end()) {
        report(index, {reference.name, "correlation refers to " + in_quotes(name) + ", which is not loaded"});
      } else if (found->second == kSeveral) {
        report(index,
               {reference.name, "correlation refers to " + in_quotes(name) + ", which several rules are called"});
      } else if (!seen.insert(found->second).second) {
        report(index, {reference.name, in_quotes(name) + " is a rule that the correlation refers to already"});
      } else {
        reference.rule = found->second;
        reference.is_correlation = rules_[found->second].is_correlation;
      }
    }
  }

  /// Every correlation after those that it refers to; correlations in circles and over them are reported.
  std::vector<std::uint32_t> inner_first() {
    std::vector<std::vector<std::uint32_t>> outer(rules_.size());
    std::vector<std::uint32_t> waits_for(rules_.size());
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < rules_.size(); ++i) {
      if (!rules_[i].is_correlation) continue;
      for (const CorrelationReference& reference : rules_[i].correlation.references) {
        if (!reference.is_correlation) continue;
        outer[reference.rule].push_back(i);
        ++waits_for[i];
      }
      if (waits_for[i] == 0) order.push_back(i);
    }
    for (std::size_t at = 0; at < order.size(); ++at) {
      for (const std::uint32_t next : outer[order[at]]) {
        if (--waits_for[next] == 0) order.push_back(next);
      }
    }
    report_circles(waits_for);
    return order;
  }

  void report_circles(const std::vector<std::uint32_t>& waits_for) {
    std::vector<std::uint32_t> visit(rules_.size());  // 0: not yet; else the walk that came by
    std::uint32_t walk = 0;
    for (std::uint32_t i = 0; i < rules_.size(); ++i) {
      if (waits_for[i] == 0 || visit[i] != 0) continue;
      ++walk;
      std::vector<std::uint32_t> path;
      std::uint32_t at = i;
      while (visit[at] == 0) {
        visit[at] = walk;
        path.push_back(at);
        at = first_waiting(at, waits_for)->rule;
      }
      if (visit[at] != walk) continue;  // ran into what an earlier walk found
      const auto begin = std::find(path.begin(), path.end(), at);
      const std::string circle = name_circle({begin, path.end()});
      for (auto member = begin; member != path.end(); ++member) {
        report(*member,
               {first_waiting(*member, waits_for)->name, "correlations refer to each other in a circle: " + circle});
      }
    }
    for (std::uint32_t i = 0; i < rules_.size(); ++i) {
      if (waits_for[i] == 0 || broken_[i]) continue;
      const CorrelationReference& reference = *first_waiting(i, waits_for);
      report(i, {reference.name, "correlation refers to " + in_quotes(reference.name.text) +
                                     ", which leads into a circle of correlations"});
    }
  }

  const CorrelationReference* first_waiting(std::uint32_t index, const std::vector<std::uint32_t>& waits_for) const {
    for (const CorrelationReference& reference : rules_[index].correlation.references) {
      if (reference.is_correlation && waits_for[reference.rule] != 0) return &reference;
    }
    return nullptr;
  }

  std::string name_circle(const std::vector<std::uint32_t>& circle) const {
    constexpr std::size_t kNamed = 8;
    const auto name_of = [&](std::uint32_t i) {
      const Rule& r = rules_[i];
      return !r.name.empty() ? r.name : !r.id.empty() ? r.id : r.title;
    };
    std::string text;
    for (std::size_t i = 0; i < circle.size(); ++i) {
      if (i == kNamed) {
        text += "(" + std::to_string(circle.size() - kNamed) + " more) -> ";
        break;
      }
      text += name_of(circle[i]) + " -> ";
    }
    return text + name_of(circle[0]);
  }

  void place_fields(std::uint32_t index) {
    Correlation& c = rules_[index].correlation;
    std::uint64_t paths = 0;
    for (const CorrelationReference& reference : c.references) {
      const Rule& inner = rules_[reference.rule];
      if (inner.is_correlation && !inner.correlation.resolved) {
        report(index,
               {reference.name, "correlation refers to " + in_quotes(reference.name.text) + ", which has errors"});
        return;
      }
      if (inner.is_correlation) {
        c.depth = std::max<std::uint8_t>(c.depth, static_cast<std::uint8_t>(inner.correlation.depth + 1));
        c.reach = std::max(c.reach, inner.correlation.reach);
        paths += paths_[reference.rule];
      }
    }
    paths_[index] = std::max<std::uint64_t>(1, paths);
    c.reach += c.timespan;
    if (c.depth > kMaxCorrelationDepth) {
      report(index, {PlacedName(), "correlations over correlations more than 8 deep are not supported", true});
      return;
    }
    if (paths > kMaxCorrelationPaths) {
      report(index, {PlacedName(), "one event could reach this correlation on " + std::to_string(paths) +
                                       " paths; more than " + std::to_string(kMaxCorrelationPaths) + " are not supported",
                     true});
      return;
    }
    for (const CorrelationAlias& alias : c.aliases) check_alias(index, alias);
    for (const PlacedName& name : c.group_by) {
      const auto shape = place(index, name, "group-by field ", &CorrelationReference::groups);
      if (!shape) continue;
      shapes_[index].push_back(*shape);
      c.by_device |= *shape == ValueShape::kDevice;
    }
    for (const PlacedName& name : c.value_fields) {
      const auto shape = place(index, name, "field ", &CorrelationReference::values);
      if (shape && c.type != CorrelationType::kValueCount) check_number(index, name, *shape);
    }
    if (!broken_[index]) c.resolved = true;
  }

  void check_alias(std::uint32_t index, const CorrelationAlias& alias) {
    const auto& references = rules_[index].correlation.references;
    for (const auto& item : alias.fields) {
      const PlacedName& rule = item.first;
      if (std::none_of(references.begin(), references.end(), [&](const auto& r) { return is_called(r, rule.text); }))
        report(index, {rule, "alias " + in_quotes(alias.name.text) + " names " + in_quotes(rule.text) +
                                 ", which the correlation does not refer to"});
    }
  }

  bool is_called(const CorrelationReference& reference, const std::string& name) const {
    const Rule& rule = rules_[reference.rule];
    return rule.id == name || rule.name == name;
  }

  /// Where `name` is found in each referenced rule. Output: the shape of its values, if all is well.
  std::optional<ValueShape> place(std::uint32_t index, const PlacedName& name, const char* role,
                                  std::vector<ValueSource> CorrelationReference::*sources) {
    Correlation& c = rules_[index].correlation;
    const auto alias =
        std::find_if(c.aliases.begin(), c.aliases.end(), [&](const auto& a) { return a.name.text == name.text; });
    std::optional<ValueShape> common;
    for (CorrelationReference& reference : c.references) {
      const PlacedName* field = &name;
      if (alias != c.aliases.end()) {
        const auto own = std::find_if(alias->fields.begin(), alias->fields.end(),
                                      [&](const auto& f) { return is_called(reference, f.first.text); });
        if (own == alias->fields.end()) {
          report(index, {alias->name,
                         "alias " + in_quotes(name.text) + " names no field of " + in_quotes(reference.name.text)});
          return std::nullopt;
        }
        field = &own->second;
      }
      ValueSource source;
      const auto shape = source_of(index, reference, *field, role, source);
      if (!shape) return std::nullopt;
      if (common && *common != *shape) {
        report(index, {*field, role + in_quotes(name.text) + " of " + in_quotes(reference.name.text) +
                                   " can never equal that of " + in_quotes(c.references[0].name.text)});
        return std::nullopt;
      }
      common = shape;
      (reference.*sources).push_back(source);
    }
    return common;
  }

  std::optional<ValueShape> source_of(std::uint32_t index, const CorrelationReference& reference,
                                      const PlacedName& name, const char* role, ValueSource& source) {
    const Rule& rule = rules_[reference.rule];
    if (rule.is_correlation) {
      const auto& groups = rule.correlation.group_by;
      const auto part = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.text == name.text; });
      if (part != groups.end()) {
        source.part = static_cast<std::uint32_t>(part - groups.begin());
        return shapes_[reference.rule][source.part];
      }
      report(index, {name,
                     role + in_quotes(name.text) + " is not one that correlation " + in_quotes(reference.name.text) +
                         " groups by",
                     true});
      return std::nullopt;
    }
    const auto field = find_field(name.text);
    if (!field) {
      report(index, {name,
                     "field " + in_quotes(name.text) + " is not carried by security messages" +
                         field_hint(name.text, rule.routes),
                     true});
      return std::nullopt;
    }
    if (*field != Field::kDevice && !carries(rule.routes, *field)) {
      report(index, {name,
                     role + in_quotes(name.text) + " is not carried by " + in_quotes(reference.name.text) +
                         field_hint(name.text, rule.routes),
                     true});
      return std::nullopt;
    }
    source.field = *field;
    return shape_of(*field);
  }

  void check_number(std::uint32_t index, const PlacedName& name, ValueShape shape) {
    const Correlation& c = rules_[index].correlation;
    const std::string type(to_string(c.type));
    if (std::any_of(c.references.begin(), c.references.end(), [](const auto& r) { return r.is_correlation; })) {
      report(index, {name, type + " over a correlation is not supported: it passes on no numbers", true});
    } else if (shape != ValueShape::kNumber) {
      report(index, {name, type + " needs a numeric field; " + in_quotes(name.text) + " is none", true});
    }
  }

  std::vector<Rule>& rules_;
  std::vector<Diagnostic>& diagnostics_;
  std::vector<bool> broken_;
  std::vector<std::uint64_t> paths_;        ///< from one match of a rule up to each correlation
  std::vector<std::vector<ValueShape>> shapes_;  ///< of each correlation's group-by values
  std::map<std::string, std::uint32_t> by_name_;
};

}  // namespace

void resolve_correlations(std::vector<Rule>& rules, std::vector<Diagnostic>& diagnostics) {
  Graph(rules, diagnostics).resolve();
}

}  // namespace picket
