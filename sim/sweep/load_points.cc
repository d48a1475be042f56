#include "sim/sweep/load_points.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "agent_core/base/ascii.h"
#include "sim/scenario/diagnostic_codes.h"
#include "sim/scenario/quantity_text.h"
#include "sim/scenario/scenario_files.h"
#include "sim/sweep/parameter_path.h"

namespace picket::sim {
namespace {

/// Behind the number that begins at `at`, with its unit and what belongs to the same value: "1 h 30 min".
std::size_t end_of_quantity(std::string_view text, std::size_t at) {
  while (true) {
    while (at < text.size() && (is_digit(text[at]) || (text[at] == '.' && at + 1 < text.size() && is_digit(text[at + 1])))) ++at;
    const std::size_t unit = at + (at < text.size() && text[at] == ' ' ? 1 : 0);
    std::size_t end = unit;
    while (end < text.size() && (is_word(text[end]) || text[end] == '/')) ++end;
    if (find_unit(text.substr(unit, end - unit)) == nullptr) return at;
    at = end;
    if (at + 1 >= text.size() || text[at] != ' ' || !is_digit(text[at + 1])) return at;
    ++at;
  }
}

/// What a problem says apart from the values of the point: a message that differs in nothing else has the same cause. A number
/// within a word ("a15_shell") is a part of a name.
std::string problem_shape(const Diagnostic& d) {
  const bool is_warning = info_of(d.code).severity == Severity::kWarning;
  const std::string_view text = d.message;
  std::string shape;
  for (std::size_t at = 0; at < text.size();) {
    if (is_warning && text[at] == '\'') {
      const std::size_t end = text.find('\'', at + 1);
      if (end != std::string_view::npos) {
        shape += "''";
        at = end + 1;
        continue;
      }
    }
    if (is_digit(text[at]) && (at == 0 || !is_word(text[at - 1]))) {
      at = end_of_quantity(text, at);
      shape += '#';
      continue;
    }
    shape += text[at++];
  }
  return shape;
}

/// Collects what is wrong with points: the same problem once, with the points that have it.
class PointProblems {
 public:
  PointProblems(const Study& study, Diagnostics& out) : study_(study), out_(out) {
    for (const Diagnostic& d : out.all()) known_.insert_or_assign(key(d), true);
  }

  void add(const SweepPoint& point, const Diagnostics& problems) {
    for (const Diagnostic& d : problems.all()) {
      if (known_.contains(key(d))) continue;
      const auto [found, fresh] = index_.try_emplace(key(d), groups_.size());
      if (fresh) groups_.push_back({d, place_in_study(d.where, problems), point.id, point_words(point), 0});
      ++groups_[found->second].points;
    }
  }

  void tell(std::size_t all) {
    for (const Group& group : groups_) {
      std::string message = group.first.message;
      if (all > 1 && group.points == 1) message += fmt::format(" (at point {}: {})", group.point, group.words);
      if (all > 1 && group.points > 1) message += fmt::format(" (at {} of {} points, first {}: {})", group.points, all, group.point, group.words);
      out_.add(group.first.code, group.where, group.first.path, std::move(message), group.first.hint);
    }
  }

 private:
  using Key = std::tuple<Code, std::string, std::string>;
  struct Group {
    Diagnostic first;
    Where where;
    std::string point;
    std::string words;
    std::size_t points;
  };

  static Key key(const Diagnostic& d) { return {d.code, d.path, problem_shape(d)}; }

  /// The place in the texts that the person knows: of a level, where the range stands.
  Where place_in_study(Where where, const Diagnostics& problems) {
    if (where.source < study_.own_texts) return where;
    const std::string name = problems.source_name(where.source);
    for (std::size_t v = 0; v < study_.variables.size(); ++v) {
      if (name == fmt::format("<--set #{}>", study_.sets.size() + v + 1)) return study_.variables[v].where;
    }
    // A library's file: the line that is shown, at its number.
    std::string text(where.line > 0 ? where.line - 1 : 0, '\n');
    text += problems.source_line(where);
    return {out_.add_source(name, std::move(text)), where.line, where.column};
  }

  const Study& study_;
  Diagnostics& out_;
  std::map<Key, bool> known_;
  std::map<Key, std::size_t> index_;
  std::vector<Group> groups_;
};

SweepPoint named_point(const Study& study, const DesignPoint& design, std::string id) {
  SweepPoint point;
  point.id = std::move(id);
  for (std::size_t v = 0; v < study.variables.size(); ++v) {
    point.values.push_back(design[v].text);
    point.numbers.push_back(design[v].number);
    point.sets.push_back(study.variables[v].path + "=" + design[v].text);
  }
  return point;
}

bool load_into(SweepPoint& point, const Study& study, const PointInput& input, PointProblems& problems) {
  Diagnostics own = study.texts;
  ScenarioFiles files(own, &study.read_files);
  std::vector<std::string> sets = study.sets;
  sets.insert(sets.end(), point.sets.begin(), point.sets.end());
  LoadResult loaded = load_scenario_tree(study.tree, study.scenario_path, sets, study.library, study.parts, files, own, false);
  problems.add(point, own);
  if (!loaded.ok()) return false;
  point.scenario = std::move(*loaded.scenario);
  if (!input.packs.empty()) point.scenario.rules = input.packs;
  point.scenario.fixed_hub.name.clear();
  point.scenario.fixed_hub_replications = 0;
  point.scenario.store_replications = 0;
  point.resolved = resolved_of_one(point.scenario, input.feeds);
  return true;
}

}  // namespace

std::optional<std::vector<SweepPoint>> load_points(const Study& study, const std::vector<DesignPoint>& design, const PointInput& input,
                                                   Diagnostics& diagnostics) {
  PointProblems problems(study, diagnostics);
  std::vector<SweepPoint> points;
  std::size_t bad = 0;
  for (std::size_t i = 0; i < design.size() && bad < kMostBadPoints; ++i) {
    points.push_back(named_point(study, design[i], fmt::format("p{:04}", i + 1)));
    if (!load_into(points.back(), study, input, problems)) ++bad;
    if (input.loaded) input.loaded();
  }
  problems.tell(design.size());
  if (bad > 0) return std::nullopt;
  return points;
}

std::optional<SweepPoint> load_point(const Study& study, const DesignPoint& design, const std::string& id, const PointInput& input,
                                     Diagnostics& diagnostics) {
  PointProblems problems(study, diagnostics);
  SweepPoint point = named_point(study, design, id);
  const bool good = load_into(point, study, input, problems);
  problems.tell(1);
  return good ? std::optional(std::move(point)) : std::nullopt;
}

std::string resolved_of_one(Scenario scenario, const std::vector<FeedText>& feeds) {
  scenario.replications = 1;
  return write_scenario_yaml(with_kept_feeds(std::move(scenario), feeds));
}

std::vector<std::string> equal_point_warnings(const Study& study, const std::vector<SweepPoint>& points) {
  std::map<std::string_view, std::size_t> first_of;
  std::vector<std::string> out;
  std::map<std::vector<std::size_t>, std::size_t> told;  // parameters that differ -> their sentence
  std::map<std::vector<std::size_t>, std::size_t> pairs;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto [same, fresh] = first_of.try_emplace(points[i].resolved, i);
    if (fresh) continue;
    const SweepPoint& first = points[same->second];
    std::vector<std::size_t> differ;
    for (std::size_t v = 0; v < study.variables.size(); ++v) {
      if (points[i].values[v] != first.values[v]) differ.push_back(v);
    }
    ++pairs[differ];
    if (!told.try_emplace(differ, out.size()).second) continue;
    std::string words;
    for (const std::size_t v : differ) {
      words += fmt::format("{}{} = {} and {}", words.empty() ? "" : ", ", study.variables[v].written, first.values[v], points[i].values[v]);
    }
    out.push_back(differ.empty() ? fmt::format("Points {} and {} are the same point", first.id, points[i].id)
                                 : fmt::format("These levels make the same scenario: {} (points {} and {})", words, first.id, points[i].id));
  }
  for (const auto& [differ, at] : told) {
    if (pairs[differ] > 1) out[at] += fmt::format(", and {} more such pairs", pairs[differ] - 1);
    out[at] += "; their runs are shared.";
  }
  return out;
}

std::vector<std::string> untouched_policy_warnings(const Study& study) {
  std::vector<std::string> out;
  if (study.variables.empty() || !study.base.ok()) return out;
  const Scenario& scenario = *study.base.scenario;
  for (const PolicyUse& policy : scenario.policies) {
    const bool touched = std::any_of(study.variables.begin(), study.variables.end(), [&](const SweepVariable& variable) {
      return !is_path_below(variable.path, "policy_templates") || is_path_below(variable.path, "policy_templates." + policy.use);
    });
    if (!touched) {
      out.push_back(fmt::format("No parameter touches the policy {}: it is simulated at every point, and the same at each. --policy leaves it out.",
                                policy.name));
    }
  }
  return out;
}

}  // namespace picket::sim
