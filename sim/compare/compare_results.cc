#include "sim/compare/compare_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "agent_core/base/closest_word.h"
#include "sim/compare/sweep_comparison.h"
#include "sim/experiment/rule_content.h"

namespace picket::sim {
namespace {

/// Values of a scenario that are listed; the rest is counted.
constexpr std::size_t kShownDifferences = 20;
constexpr std::size_t kShownValue = 60;

bool has(const std::vector<std::string>& words, const std::string& word) { return std::find(words.begin(), words.end(), word) != words.end(); }

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

void refuse_unknown(const StoredResults& results, const std::string& policy) {
  if (has(results.policies, policy)) return;
  std::vector<std::string_view> known(results.policies.begin(), results.policies.end());
  const std::string near = closest_word(policy, known);
  throw WrongInput(fmt::format("{}: has no policy '{}'{}\n  it has {}", results.path, policy, near.empty() ? "" : "; did you mean '" + near + "'?",
                               joined(results.policies)));
}

ComparedSide side_of(const StoredResults& results, const std::string& policy, std::string label) {
  return {std::move(label), policy, results.path, results.version, results.commit, results.seed};
}

std::string shown(const std::string& value) {
  if (value.empty()) return "(not there)";
  return value.size() <= kShownValue ? value : value.substr(0, kShownValue) + "...";
}

std::vector<std::string> lines_of(const std::vector<CasePair>& pairs) {
  std::vector<std::string> order;
  std::map<std::string, std::size_t> count;
  bool unreadable = false;
  for (const CasePair& pair : pairs) {
    unreadable = unreadable || !pair.difference.readable;
    for (const ValueDifference& value : pair.difference.values) {
      const std::string line = fmt::format("{}: {} -> {}", value.path, shown(value.before), shown(value.after));
      if (count[line]++ == 0) order.push_back(line);
    }
  }
  std::vector<std::string> out;
  for (const std::string& line : order) {
    if (out.size() == kShownDifferences) break;
    out.push_back(pairs.size() == 1 || count[line] == pairs.size() ? line : fmt::format("{} ({} of {} cases)", line, count[line], pairs.size()));
  }
  if (order.size() > out.size()) out.push_back(fmt::format("and {} more values", order.size() - out.size()));
  if (unreadable) out.push_back("the scenarios, which cannot be read value by value");
  return out;
}

std::vector<std::string> what_differs(const StoredResults& before, const StoredResults& after, const std::vector<CasePair>& pairs) {
  std::vector<std::string> out;
  if (before.version != after.version) out.push_back(fmt::format("version: {} -> {}", before.version, after.version));
  if (before.commit != after.commit) out.push_back(fmt::format("commit: {} -> {}", before.commit, after.commit));
  for (std::string& line : lines_of(pairs)) out.push_back(std::move(line));
  return out;
}

/// Cases of the same name; a study is one with the other study, whatever they are called.
std::vector<CasePair> pairs_of(const StoredResults& before, const StoredResults& after, std::vector<std::string>& remarks) {
  std::vector<CasePair> out;
  const auto pair = [](const StoredStudy& x, const StoredStudy& y) {
    return CasePair{&x, &y, scenario_difference(x.resolved_scenario, y.resolved_scenario)};
  };
  if (before.kind != StoredKind::kSuite) return {pair(before.studies.front(), after.studies.front())};
  for (const StoredStudy& one : before.studies) {
    const auto other = std::find_if(after.studies.begin(), after.studies.end(), [&](const StoredStudy& s) { return s.name == one.name; });
    if (other != after.studies.end()) {
      out.push_back(pair(one, *other));
    } else {
      remarks.push_back(fmt::format("case {} is only in {}", one.name, before.path));
    }
  }
  for (const StoredStudy& one : after.studies) {
    if (std::none_of(before.studies.begin(), before.studies.end(), [&](const StoredStudy& s) { return s.name == one.name; })) {
      remarks.push_back(fmt::format("case {} is only in {}", one.name, after.path));
    }
  }
  return out;
}

void add_table(const std::vector<CasePair>& pairs, const std::string& name, const ComparedSide& before, const ComparedSide& after, Comparison& out) {
  if (out.of_suites) {
    out.suites.push_back(compare_suites(name, pairs, before, after, out.settings));
  } else {
    out.tables.push_back(compare_studies(*pairs.front().before, before, *pairs.front().after, after, pairs.front().difference, out.settings));
  }
}

/// Word of the kind of a result, with its article.
std::string_view kind_words(StoredKind kind) {
  switch (kind) {
    case StoredKind::kSuite: return "a suite";
    case StoredKind::kSweep: return "a sweep or tuning";
    case StoredKind::kRun:
    case StoredKind::kStudy: break;
  }
  return "a study or run";
}

/// Runs are of studies, and compared with them.
StoredKind kind_of(const StoredResults& results) { return results.kind == StoredKind::kRun ? StoredKind::kStudy : results.kind; }

/// Policies of one sweep at every point, or points of it under every policy.
void add_point_tables(const StoredResults& results, const CompareWish& wish, const std::string& reference, const std::vector<std::string>& others,
                      Comparison& out) {
  if (wish.points.empty()) {
    std::vector<PointPair> all;
    for (const SweepPointRow& point : results.sweep->points) all.push_back({&point, &point});
    for (const std::string& other : others) {
      out.tables.push_back(compare_points(results, side_of(results, reference, reference), results, side_of(results, other, other), all, true, {}, out.settings));
    }
    return;
  }
  const SweepPointRow& first = point_of(results, wish.points.front());
  for (std::size_t i = 1; i < wish.points.size(); ++i) {
    const SweepPointRow& second = point_of(results, wish.points[i]);
    for (const std::string& policy : wish.policies.empty() ? results.policies : wish.policies) {
      ComparisonTable table = compare_points(results, side_of(results, policy, first.id), results, side_of(results, policy, second.id),
                                             {{&first, &second}}, false, {}, out.settings);
      // The reference policy of a tuning stands at one point only.
      if (table.points > 0) out.tables.push_back(std::move(table));
    }
  }
  if (out.tables.empty()) throw WrongInput(fmt::format("{}: no policy has results at these points", results.path));
}

/// The policies that both have and that are wished for, in the order of the first; what only one has is told.
std::vector<std::string> common_policies(const StoredResults& before, const StoredResults& after, const CompareWish& wish, std::vector<std::string>& remarks) {
  std::vector<std::string> out;
  for (const std::string& policy : before.policies) {
    if (!wish.policies.empty() && !has(wish.policies, policy)) continue;
    if (has(after.policies, policy)) {
      out.push_back(policy);
    } else {
      remarks.push_back(fmt::format("policy {} is only in {}", policy, before.path));
    }
  }
  for (const std::string& policy : after.policies) {
    if (!has(before.policies, policy)) remarks.push_back(fmt::format("policy {} is only in {}", policy, after.path));
  }
  if (out.empty()) {
    throw WrongInput(fmt::format("{} and {} have no policy in common: {} against {}", before.path, after.path, joined(before.policies), joined(after.policies)));
  }
  return out;
}

Comparison compare_sweeps(const StoredResults& before, const StoredResults& after, const CompareWish& wish, Comparison out) {
  const std::vector<PointPair> points = matched_points(before, after, out.remarks);
  const ScenarioDifference difference = scenario_difference(before.studies.front().resolved_scenario, after.studies.front().resolved_scenario);
  out.differs = what_differs(before, after, {{&before.studies.front(), &after.studies.front(), difference}});
  for (const std::string& policy : common_policies(before, after, wish, out.remarks)) {
    ComparisonTable table = compare_points(before, side_of(before, policy, "old"), after, side_of(after, policy, "new"), points, true, difference, out.settings);
    if (table.points > 0) {
      out.tables.push_back(std::move(table));
    } else {
      out.remarks.push_back(fmt::format("policy {} has no results at a point of both", policy));
    }
  }
  if (out.tables.empty()) throw WrongInput(fmt::format("{} and {}: no policy has results at a point of both", before.path, after.path));
  return out;
}

/// A name that is no measure of either side would give an empty table without a word.
void refuse_empty(const Comparison& comparison) {
  if (comparison.settings.measures.empty() || comparison.of_suites) return;
  for (const ComparisonTable& table : comparison.tables) {
    if (table.identical || !table.rows.empty()) return;
  }
  throw WrongInput(fmt::format("no measure is called {}\n  measures.csv lists them; of attacks: detected_by_deadline and time_to_detect_restricted_mean_seconds",
                               joined(comparison.settings.measures)));
}

}  // namespace

std::size_t Comparison::worse() const {
  std::size_t n = 0;
  for (const ComparisonTable& table : tables) n += count_worse(table.rows);
  for (const SuiteTable& suite : suites) {
    n += count_worse(suite.totals);
    n += static_cast<std::size_t>(std::count_if(suite.attacks.begin(), suite.attacks.end(), [](const SuiteAttackRow& r) { return r.finding == RowFinding::kWorse; }));
  }
  return n;
}

Comparison compare_policies(const StoredResults& results, const CompareWish& wish, const ComparisonSettings& settings) {
  if (results.kind == StoredKind::kRun) {
    throw WrongInput(fmt::format("{}: is one run, of policy {}: give a second one, or the study that it is of", results.path, joined(results.policies)));
  }
  for (const std::string& policy : wish.policies) refuse_unknown(results, policy);
  if (!wish.reference.empty()) refuse_unknown(results, wish.reference);
  if (!wish.points.empty()) {
    if (results.kind != StoredKind::kSweep) throw WrongInput(fmt::format("{}: is {}, and only a sweep or tuning has points (--points)", results.path, kind_words(results.kind)));
    if (wish.points.size() < 2) throw WrongInput("--points: give two points or more, such as --points p0001,p0002: the first is the old side");
    if (!wish.reference.empty()) throw WrongInput("--reference is for policies; with --points each policy is compared with itself, at the first point");
  }
  std::vector<std::string> others = wish.policies.empty() ? results.policies : wish.policies;
  const std::string reference = !wish.reference.empty() ? wish.reference : !wish.policies.empty() ? wish.policies.front() : results.reference_policy;
  std::erase(others, reference);
  if (others.empty() && wish.points.empty()) {
    throw WrongInput(fmt::format("{}: nothing to compare {} with\n  it has {}; give two of them as --policies A,B,{} or a second result", results.path,
                                 reference, joined(results.policies), results.kind == StoredKind::kSweep ? " two points as --points p0001,p0002," : ""));
  }
  Comparison out;
  out.of_suites = results.kind == StoredKind::kSuite;
  out.within_one = true;
  out.before_path = out.after_path = results.path;
  out.settings = settings;
  out.remarks = results.remarks;
  if (results.kind == StoredKind::kSweep) {
    add_point_tables(results, wish, reference, others, out);
    refuse_empty(out);
    return out;
  }
  std::vector<CasePair> pairs;
  for (const StoredStudy& study : results.studies) pairs.push_back({&study, &study, {}});
  for (const std::string& other : others) {
    add_table(pairs, results.name, side_of(results, reference, reference), side_of(results, other, other), out);
  }
  refuse_empty(out);
  return out;
}

Comparison compare_results(const StoredResults& before, const StoredResults& after, const CompareWish& wish, const ComparisonSettings& settings) {
  if (kind_of(before) != kind_of(after)) {
    const bool case_of_suite = before.kind == StoredKind::kSuite || after.kind == StoredKind::kSuite;
    const StoredResults& suite = before.kind == StoredKind::kSuite ? before : after;
    throw WrongInput(fmt::format("{}: is {}, and {} is {}{}", before.path, kind_words(before.kind), after.path, kind_words(after.kind),
                                 case_of_suite ? fmt::format("\n  a case of a suite is a study of its own, below {}/cases", suite.path) : ""));
  }
  if (!wish.points.empty()) throw WrongInput("--points is for one sweep or tuning; of two, points with the same values are compared");
  if (!wish.reference.empty()) throw WrongInput("--reference is for policies of one result; of two, each policy is compared with itself");
  for (const std::string& policy : wish.policies) {
    refuse_unknown(before, policy);
    refuse_unknown(after, policy);
  }
  Comparison out;
  out.of_suites = before.kind == StoredKind::kSuite;
  out.before_path = before.path;
  out.after_path = after.path;
  out.settings = settings;
  out.remarks = before.remarks;
  out.remarks.insert(out.remarks.end(), after.remarks.begin(), after.remarks.end());
  if (before.kind == StoredKind::kSweep) {
    out = compare_sweeps(before, after, wish, std::move(out));
    refuse_empty(out);
    return out;
  }
  const std::vector<CasePair> pairs = pairs_of(before, after, out.remarks);
  if (pairs.empty()) throw WrongInput(fmt::format("{} and {} have no case in common", before.path, after.path));
  out.differs = what_differs(before, after, pairs);
  // Two runs may be of two policies.
  const bool two_runs = before.kind == StoredKind::kRun && after.kind == StoredKind::kRun && before.policies != after.policies;
  if (two_runs) {
    add_table(pairs, before.name, side_of(before, before.policies.front(), before.policies.front()),
              side_of(after, after.policies.front(), after.policies.front()), out);
    return out;
  }
  for (const std::string& policy : common_policies(before, after, wish, out.remarks)) {
    add_table(pairs, before.name, side_of(before, policy, "old"), side_of(after, policy, "new"), out);
  }
  refuse_empty(out);
  return out;
}

}  // namespace picket::sim
