#include "sim/tune/tune_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "agent_core/base/utf8.h"
#include "reports/number_format.h"

namespace picket::sim {
namespace {

using Cells = std::vector<std::string>;

/// Measures per device and day keep their bytes as numbers; shares are percentages.
std::string estimate_cell(const TuneMeasure& measure, const MeasureSample& sample) {
  const Estimate e = sample_estimate(measure, sample);
  if (e.n == 0) return "";
  return picket::format_estimate(e.value, e.ci_low, e.ci_high, measure.is_share() ? "share" : std::string_view(measure.unit));
}

std::vector<TableColumn> measure_columns(const TuneResult& result, std::vector<TableColumn> columns) {
  for (const TuneMeasure& measure : result.plan.measures) columns.push_back({picket::words(measure.column()), "", Align::kRight});
  return columns;
}

void add_measures(const TunePlan& plan, const PointSample& sample, Cells& row) {
  for (std::size_t m = 0; m < sample.size(); ++m) row.push_back(estimate_cell(plan.measures[m], sample[m]));
}

std::string front_table(const TuneResult& result, const TableOptions& options) {
  const SearchOutcome& search = result.outcome.search;
  std::vector<Cells> rows;
  std::vector<std::size_t> front = search.front;
  std::stable_sort(front.begin(), front.end(), [&](std::size_t a, std::size_t b) {
    return search.points[a].objectives.front() < search.points[b].objectives.front();
  });
  const auto row_of = [&](const std::string& name, const std::string& words, const PointSample& sample) {
    Cells row{name, words};
    add_measures(result.plan, sample, row);
    rows.push_back(std::move(row));
  };
  for (const std::size_t i : front) row_of(search.points[i].point.id, result.words_of(i), *search.points[i].sample);
  if (!search.points.empty() && search.points.front().sample && std::find(front.begin(), front.end(), std::size_t{0}) == front.end()) {
    row_of(search.points.front().point.id, "as it stands", *search.points.front().sample);
  }
  if (search.reference) row_of(result.plan.reference, "reference", *search.reference);
  return render_table(measure_columns(result, {{"point", "", Align::kLeft}, {"settings", "", Align::kLeft}}), rows, options);
}

std::string certified_table(const TuneResult& result, const TableOptions& options) {
  std::vector<Cells> rows;
  const CertificationOutcome& certification = result.outcome.certification;
  for (const CertifiedPoint& point : certification.points) {
    Cells row{std::string(to_string(point.verdict)), result.tried(point.point).point.id,
            point.verdict == Verdict::kPass ? "0" : point.runs_missing && *point.runs_missing > 0 ? std::to_string(*point.runs_missing) : "-"};
    add_measures(result.plan, point.sample, row);
    rows.push_back(std::move(row));
  }
  if (certification.reference) {
    Cells row{"", result.plan.reference, ""};
    add_measures(result.plan, *certification.reference, row);
    rows.push_back(std::move(row));
  }
  return render_table(measure_columns(result, {{"verdict", "", Align::kLeft}, {"point", "", Align::kLeft}, {"runs missing", "", Align::kRight}}),
                      rows, options);
}

std::string asked(const TuneResult& result) {
  const TunePlan& plan = result.plan;
  std::string out;
  for (const PlannedObjective& o : plan.objectives) {
    out += fmt::format("  {}: {}\n", o.goal == Goal::kLess ? "less" : "more", plan.measures[o.measure].column());
  }
  for (const PlannedConstraint& c : plan.constraints) {
    out += fmt::format("  must hold, {:g} % confidence: {}\n", 100 * plan.confidence(), c.to_string(plan.measures, plan.reference));
  }
  for (std::size_t i = 0; i < result.parameters.size(); ++i) {
    out += fmt::format("  may change: {} in {}", result.parameters[i].path, result.parameters[i].range);
    if (!result.points.empty() && i < result.points.front().values.size()) out += fmt::format(", as it stands {}", result.points.front().values[i]);
    out += "\n";
  }
  return out;
}

}  // namespace

std::string tune_text(const TuneResult& result, const std::string& directory, const TableOptions& options) {
  std::string out = fmt::format("{}\n\n", result.title.empty() ? result.name : result.title);
  for (const std::string& sentence : tune_verdict(result)) out += sentence + "\n";
  for (const std::string& warning : result.warnings) out += "warning: " + warning + "\n";
  if (!result.outcome.certification.points.empty()) {
    out += "\ncertified on fresh random numbers (95 % intervals)\n" + certified_table(result, options);
    for (const CertifiedPoint& point : result.outcome.certification.points) {
      out += "  " + point.says + "\n";
      // Without constraints the sentence above is about dominance already.
      if (point.dominance && !point.constraints.empty()) out += "    " + point.dominance->says + "\n";
    }
  }
  out += "\nfront of the search (95 % intervals; its best values are flattered by the choice)\n" + front_table(result, options);
  out += "\nasked\n" + asked(result);
  out += "\nmethods\n  " + tune_methods(result) + "\n";
  out += fmt::format("\nresults: {}\n", directory);
  return printable_lines(out);
}

std::string tune_plan_text(const TuneResult& result, const TableOptions&) {
  const TunePlan& plan = result.plan;
  const TuneRuns runs = runs_at_most(plan);
  std::string out = fmt::format("{}: tunes {}{}\n{}", result.name, plan.policy,
                                plan.reference.empty() ? "" : fmt::format(", against {}", plan.reference), asked(result));
  out += fmt::format("search         {} simulations: {} policies x {} replications{}\n", runs.search, plan.section.evaluations,
                     plan.section.replications, plan.reference.empty() ? "" : ", and the reference");
  out += fmt::format("final choice   {} at most\n", runs.choice);
  out += fmt::format("certification  {} at most: {} candidates x {} replications{}\n", runs.certification, plan.section.certification.candidates,
                     plan.section.certification.replications, plan.reference.empty() ? "" : ", and the reference");
  out += fmt::format("together       {} simulations at most of one policy each, {} devices\n", runs.total(), result.devices);
  for (const std::string& warning : result.warnings) out += "warning: " + warning + "\n";
  return printable_lines(out + "nothing was run\n");
}

std::string tune_plan_json(const TuneResult& result) {
  const TuneRuns runs = runs_at_most(result.plan);
  nlohmann::ordered_json out = {{"name", result.name},
                                {"policy", result.plan.policy},
                                {"reference", result.plan.reference},
                                {"devices", result.devices},
                                {"simulations", {{"search", runs.search}, {"choice", runs.choice}, {"certification", runs.certification}, {"total", runs.total()}}},
                                {"warnings", result.warnings}};
  return out.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace picket::sim
