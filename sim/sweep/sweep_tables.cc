#include "sim/sweep/sweep_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "agent_core/base/utf8.h"
#include "reports/number_format.h"
#include "sim/results/csv.h"
#include "sim/scenario/quantity_text.h"
#include "sim/sweep/best_points.h"
#include "sim/sweep/point_measures.h"

namespace picket::sim {
namespace {

/// "policy.g2_linux.medium_seconds".
std::string column_of(const ResultParameter& parameter) {
  static constexpr auto kEndings = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"s", "_seconds"}, {"B", "_bytes"}, {"bit/s", "_bits_per_second"}, {"USD", "_usd"}});
  for (const auto& [unit, ending] : kEndings) {
    if (parameter.unit == unit) return parameter.path + std::string(ending);
  }
  return parameter.path;
}

std::string number_cell(double value) { return std::isfinite(value) ? sim::format_number(value) : ""; }
std::string number_cell(const std::optional<double>& value) { return value ? number_cell(*value) : ""; }

/// The columns that say which point and policy a row is about.
std::string point_header(const SweepResult& result) {
  std::string out = "point,policy";
  for (const ResultParameter& parameter : result.parameters) out += "," + csv_cell(column_of(parameter));
  return out;
}

std::string point_cells(const SweepResult& result, const ResultPoint& point, const std::string& policy) {
  std::string out = csv_cell(point.id) + "," + csv_cell(policy);
  for (std::size_t v = 0; v < result.parameters.size(); ++v) {
    out += "," + (result.parameters[v].is_number ? number_cell(point.numbers[v]) : csv_cell(point.values[v]));
  }
  return out;
}

/// Headline measures that some point has.
std::vector<std::string_view> shown_measures(const SweepResult& result) {
  std::vector<std::string_view> out;
  for (const std::string_view name : headline_measures()) {
    const bool there = std::any_of(result.points.begin(), result.points.end(), [&](const ResultPoint& point) {
      return std::any_of(result.policies.begin(), result.policies.end(), [&](const std::string& policy) { return measure_of(point, policy, name) != nullptr; });
    });
    if (there) out.push_back(name);
  }
  return out;
}

std::string heading(std::string_view measure) {
  if (measure == "uplink_bytes_per_device_day") return "uplink per device-day";
  if (measure == "cost_usd_per_month") return "cost per month";
  if (measure == "detected_by_deadline") return "detected in time";
  if (measure == "time_to_detect_restricted_mean_seconds") return "mean time to detect";
  if (measure == "false_alerts_per_device_day") return "false alerts per device-day";
  return words(measure);
}

/// What marks the cells of one policy and measure, by point.
using Marks = std::map<std::size_t, std::string>;

Marks marks_of(const SweepResult& result, const std::string& policy, std::string_view measure) {
  Marks marks;
  const auto best = best_points(result, policy, measure);
  if (!best || !best->decided) return marks;
  marks[best->best] = " *";
  for (const std::size_t p : best->tied) marks[p] = " =";
  return marks;
}

std::string point_table(const SweepResult& result, const TableOptions& options) {
  std::vector<TableColumn> columns{{"point", "", Align::kLeft}};
  for (const ResultParameter& parameter : result.parameters) columns.push_back({parameter.path, "", Align::kRight});
  const bool several = result.policies.size() > 1;
  if (several) columns.push_back({"policy", "", Align::kLeft});
  const std::vector<std::string_view> measures = shown_measures(result);
  for (const std::string_view measure : measures) columns.push_back({heading(measure), "", Align::kRight});
  columns.push_back({"n", "", Align::kRight});

  std::map<std::pair<std::string, std::string_view>, Marks> marks;
  for (const std::string& policy : result.policies) {
    for (const std::string_view measure : measures) marks[{policy, measure}] = marks_of(result, policy, measure);
  }
  const bool all = result.points.size() * result.policies.size() <= kMostShownRows;
  std::vector<std::vector<std::string>> rows;
  for (std::size_t p = 0; p < result.points.size(); ++p) {
    const ResultPoint& point = result.points[p];
    for (const std::string& policy : result.policies) {
      std::vector<std::string> row{point.id};
      row.insert(row.end(), point.values.begin(), point.values.end());
      if (several) row.push_back(policy);
      bool marked = false;
      for (const std::string_view name : measures) {
        const Measure* measure = measure_of(point, policy, name);
        const Marks& of = marks.at({policy, name});
        const auto mark = of.find(p);
        marked = marked || mark != of.end();
        if (measure == nullptr || !std::isfinite(measure->estimate.value)) {
          row.emplace_back("no value");
          continue;
        }
        const Estimate& e = measure->estimate;
        row.push_back(format_estimate(e.value, e.ci_low, e.ci_high, measure->unit) + (of.empty() ? "" : mark == of.end() ? "  " : mark->second));
      }
      row.push_back(std::to_string(point.replications));
      if (all || marked) rows.push_back(std::move(row));
    }
  }
  std::string out = render_table(columns, rows, options);
  if (!all) out += fmt::format("{} of {} rows: those that are best, or not shown to be worse, in something; points.csv has all.\n",
                               rows.size(), result.points.size() * result.policies.size());
  return out;
}

}  // namespace

std::string sweep_measures_csv(const SweepResult& result) {
  std::string out = point_header(result) + ",replication,measure,unit,value\n";
  for (const ResultPoint& point : result.points) {
    for (const PointPolicyResult& policy : point.results) {
      const std::string cells = point_cells(result, point, policy.policy);
      for (const Measure& measure : policy.measures) {
        for (std::size_t r = 0; r < measure.per_replication.size(); ++r) {
          out += fmt::format("{},{},{},{},{}\n", cells, r, csv_cell(measure.name), csv_cell(measure.unit), number_cell(measure.per_replication[r]));
        }
      }
    }
  }
  return out;
}

std::string sweep_points_csv(const SweepResult& result) {
  const std::vector<std::string_view> measures = shown_measures(result);
  std::string out = point_header(result) + ",replications";
  for (const std::string_view name : measures) out += fmt::format(",{0},{0}_ci_low,{0}_ci_high", name);
  out += "\n";
  for (const ResultPoint& point : result.points) {
    for (const PointPolicyResult& policy : point.results) {
      out += point_cells(result, point, policy.policy) + fmt::format(",{}", point.replications);
      for (const std::string_view name : measures) {
        const Measure* measure = measure_of(point, policy.policy, name);
        const Estimate none{};
        const Estimate& e = measure == nullptr ? none : measure->estimate;
        out += "," + (measure == nullptr ? "" : number_cell(e.value)) + "," + number_cell(e.ci_low) + "," + number_cell(e.ci_high);
      }
      out += "\n";
    }
  }
  return out;
}

std::string sweep_text(const SweepResult& result, const std::string& directory, const TableOptions& options) {
  std::string out = fmt::format("{}: {} points ({}), {} replications, seed {}\n\n", printable(result.title.empty() ? result.name : result.title),
                                result.points.size(), result.design_text, result.replications, result.seed);
  out += point_table(result, options);
  out += result.replications < 5 ? "Fewer than 5 replications: no intervals, and no point is told from another.\n"
                                 : "[95 % interval]  * best mean  = not shown to be worse (paired over replications, Holm)\n";
  if (!result.verdict.empty()) out += "\n";
  for (const std::string& sentence : result.verdict) out += printable(sentence) + "\n";
  if (!result.warnings.empty()) out += "\n";
  for (const std::string& warning : result.warnings) out += "warning: " + printable(warning) + "\n";
  out += fmt::format("\nresults: {}\n", printable(directory));
  return out;
}

}  // namespace picket::sim
