#include "sim/sweep/sweep_result.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/cost/paid_price.h"
#include "sim/results/digest.h"
#include "sim/results/manifest.h"
#include "sim/results/run_directory.h"
#include "sim/sweep/best_points.h"
#include "sim/sweep/load_points.h"

namespace picket::sim {
namespace {

/// Warnings of points; those that differ in their numbers alone are told once, of the first point, with how many more have them.
std::vector<std::string> common_warnings(const PointRunsOutcome& runs) {
  std::vector<std::string> order;
  std::map<std::string, std::pair<std::size_t, std::set<std::size_t>>> alike;  ///< by their words: place in `order`, points
  for (std::size_t p = 0; p < runs.points.size(); ++p) {
    for (const std::string& warning : runs.points[p].result.warnings) {
      std::string key = warning;
      std::erase_if(key, [](char c) { return c >= '0' && c <= '9'; });
      const auto [found, is_new] = alike.try_emplace(key, order.size(), std::set<std::size_t>{});
      if (is_new) order.push_back(warning);
      found->second.second.insert(p);
    }
  }
  for (const auto& [key, of] : alike) {
    const std::size_t more = of.second.size() - 1;
    if (more > 0 && more + 1 < runs.points.size()) order[of.first] += fmt::format(" So it is at {} more point{}.", more, more == 1 ? "" : "s");
    if (more > 0 && more + 1 == runs.points.size()) order[of.first] += " So it is at all points.";
  }
  return order;
}

}  // namespace

std::string sweep_id_of(const Study& study, const RuleTexts& rules, const std::vector<FeedText>& feeds) {
  Scenario scenario = *study.base.scenario;
  scenario.replications = 1;
  Digest digest;
  digest.add(write_scenario_yaml(scenario));
  for (const SweepVariable& variable : study.variables) digest.add(variable.path);
  digest.add(this_build().version);
  for (const std::string& rule : rules.texts) digest.add(rule);
  for (const FeedText& feed : feeds) digest.add(feed.text);
  return fmt::format("{}-s{}-{}", safe_name(study.file.name), scenario.seed, digest.hex().substr(0, 8));
}

std::vector<ResultParameter> result_parameters(const Study& study, const std::vector<SweepPoint>& points) {
  std::vector<ResultParameter> out;
  for (std::size_t v = 0; v < study.variables.size(); ++v) {
    const SweepVariable& variable = study.variables[v];
    ResultParameter parameter;
    parameter.path = variable.written;
    parameter.unit = std::string(base_unit(variable.range.dimension));
    parameter.logarithmic = variable.range.logarithmic;
    parameter.is_number = variable.range.is_number;
    std::vector<std::pair<double, std::string>> levels;
    for (const SweepPoint& point : points) levels.emplace_back(point.numbers[v], point.values[v]);
    std::sort(levels.begin(), levels.end());
    levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
    for (auto& [number, text] : levels) parameter.levels.push_back(std::move(text));
    out.push_back(std::move(parameter));
  }
  return out;
}

SweepResult sweep_result(const Study& study, const std::vector<SweepPoint>& points, const PointRunsOutcome& runs) {
  const Scenario& scenario = *study.base.scenario;
  SweepResult out;
  out.name = study.file.name;
  out.title = study.file.title;
  out.scenario_name = scenario.name;
  out.scenario_path = study.scenario_path;
  out.seed = scenario.seed;
  out.replications = scenario.replications;
  for (const FleetGroup& group : scenario.fleet) out.devices += group.count;
  out.duration_seconds = scenario.duration.to_seconds();
  for (const auto& word : kDesignWords) {
    if (word.value == study.plan.kind) out.design = std::string(word.name);
  }
  out.design_text = design_text(study.variables, study.plan);
  out.parameters = result_parameters(study, points);
  out.policies = study.policies;
  out.reference_policy = scenario.reference_policy;
  Digest digest;
  for (std::size_t p = 0; p < points.size(); ++p) {
    ResultPoint point{points[p].id, points[p].values, points[p].numbers, 0, {}, {}};
    if (p < runs.points.size()) {
      const PointRuns& of = runs.points[p];
      point.replications = of.replications;
      point.failure = of.failure;
      for (const auto& [policy, measures] : of.measures) point.results.push_back({policy, measures});
      digest.add(of.result.digest);
    }
    out.points.push_back(std::move(point));
  }
  out.digest = digest.hex();
  out.warnings = equal_point_warnings(study, points);
  for (std::string& warning : untouched_policy_warnings(study)) out.warnings.push_back(std::move(warning));
  for (const ResultPoint& point : out.points) {
    if (!point.failure.empty()) {
      out.warnings.push_back(fmt::format("Point {} rests on {} of {} replications: {}.", point.id, point.replications, out.replications, point.failure));
    }
  }
  for (std::string& warning : common_warnings(runs)) out.warnings.push_back(std::move(warning));
  std::set<std::string> old_books;
  for (const SweepPoint& point : points) {
    if (auto old = old_prices(point.scenario.prices, out.created_utc)) old_books.insert(*std::move(old));
  }
  out.warnings.insert(out.warnings.end(), old_books.begin(), old_books.end());
  out.verdict = best_point_sentences(out);
  return out;
}

}  // namespace picket::sim
