#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/html.h"
#include "reports/html_table.h"
#include "reports/number_format.h"
#include "reports/sweep_sections.h"

namespace picket {

namespace {

const SweepPointRow* point_of(const SweepStudy& study, std::string_view id) {
  const auto found = std::find_if(study.points.begin(), study.points.end(), [&](const SweepPointRow& p) { return p.id == id; });
  return found == study.points.end() ? nullptr : &*found;
}

std::string values_of(const SweepStudy& study, std::string_view id) {
  const SweepPointRow* point = point_of(study, id);
  std::string out;
  if (point == nullptr) return out;
  for (std::size_t i = 0; i < point->values.size(); ++i) out += (i == 0 ? "" : ", ") + study.parameters[i].path + " = " + point->values[i];
  return out;
}

/// "fleet[0].count", "fleet.kiosk.count": how many devices there are of a kind.
bool is_fleet_count(std::string_view path) { return (path.starts_with("fleet[") || path.starts_with("fleet.")) && path.ends_with(".count"); }

}  // namespace

void append_certification(const SweepPageData& data, std::string& out) {
  if (!data.study.tune) return;
  const TuneData& tune = *data.study.tune;
  std::string asked;
  for (const TuneObjective& o : tune.objectives) asked += fmt::format("<li>{}: {} is better</li>", escape_html(words(o.measure)), escape_html(o.goal));
  for (const TuneConstraint& c : tune.constraints) asked += fmt::format("<li>{} (confidence {})</li>", escape_html(c.says), format_percent(c.confidence));
  if (!asked.empty()) out += "<div class=\"card\"><h3>Asked for</h3><ul>" + asked + "</ul></div>\n";
  std::vector<std::string> rows;
  for (const CertifiedRow& row : tune.certified) {
    const char* style = row.verdict == "PASS" ? "better" : row.verdict == "FAIL" ? "worse" : "soft";
    const bool cheapest = tune.cheapest_certified && *tune.cheapest_certified == row.point;
    rows.push_back(fmt::format("<tr><td class=\"{}\"><b>{}</b></td><th scope=\"row\">{}{}<span class=\"detail\">{}</span></th>", style, escape_html(row.verdict),
                               escape_html(row.point), cheapest ? "<span class=\"reference\">cheapest</span>" : "", escape_html(values_of(data.study, row.point))) +
                   number_cell(std::to_string(row.n)) + number_cell(format_number(row.estimate)) + number_cell(format_number(row.bound)) +
                   number_cell(format_percent(row.confidence)) + number_cell(row.runs_missing ? format_number(*row.runs_missing) : "–") + text_cell(row.says) + "</tr>");
  }
  if (rows.empty()) {
    out += "<div class=\"card\"><p>Nothing was certified.</p></div>\n";
    return;
  }
  out += html_table("Each candidate was run again on random numbers that had no part in the search. PASS: the bound clears the constraint. FAIL: it is cleared "
                    "on the other side. INCONCLUSIVE: neither, and the table says how many runs are missing.",
                    {{"verdict"}, {"point"}, {"n", true}, {"estimate", true}, {"bound", true}, {"confidence", true}, {"runs missing", true}, {"says"}}, rows, kMostSweepRows);
}

void append_search(const SweepPageData& data, std::string& out) {
  if (!data.study.tune || data.study.tune->hypervolume.empty()) return;
  const TuneData& tune = *data.study.tune;
  const std::vector<double>& volumes = tune.hypervolume;
  std::vector<std::string> rows;
  double before = std::nan("");
  for (std::size_t i = 0; i < volumes.size(); ++i) {
    const std::string id = i < tune.evaluations.size() ? tune.evaluations[i] : "";
    const bool rose = std::isfinite(volumes[i]) && !(volumes[i] <= before);
    if (rose) {
      rows.push_back("<tr>" + number_cell(std::to_string(i + 1)) + "<th scope=\"row\">" + escape_html(id) + "</th>" + text_cell(values_of(data.study, id)) +
                     number_cell(format_number(volumes[i])) + "</tr>");
    }
    if (std::isfinite(volumes[i])) before = volumes[i];
  }
  append_figure({"hypervolume", "study", "", "Progress of the search",
                 fmt::format("Volume that the front by the means covers, after each of {} evaluations by {}; it ends at {}.", volumes.size(), tune.optimiser,
                             format_number(before))},
                out);
  out += folded_table("Evaluations that raised it", "", {{"evaluation", true}, {"point"}, {"values"}, {"hypervolume", true}}, rows, kMostSweepRows);
}

void append_fleet_cost(const SweepPageData& data, std::string& out) {
  const SweepMeasure* cost = cost_measure(data.study);
  const auto& parameters = data.study.parameters;
  const auto count = std::find_if(parameters.begin(), parameters.end(), [](const SweepParameter& p) { return p.is_number && is_fleet_count(p.path); });
  if (cost == nullptr || count == parameters.end()) return;
  const std::size_t at = static_cast<std::size_t>(count - parameters.begin());
  std::vector<const Alternative*> order;
  for (const Alternative& a : data.alternatives) {
    if (!a.unparametrised && measure_of(a, cost->name) != nullptr) order.push_back(&a);
  }
  std::stable_sort(order.begin(), order.end(), [&](const Alternative* a, const Alternative* b) {
    return data.study.points[a->point].numbers[at] < data.study.points[b->point].numbers[at];
  });
  std::vector<std::string> rows;
  for (const Alternative* a : order) {
    const SweepPointRow& point = data.study.points[a->point];
    rows.push_back("<tr><th scope=\"row\">" + escape_html(point.values[at]) + "</th>" + text_cell(a->result->policy) + text_cell(values_of(data.study, point.id)) +
                   estimate_cell(measure_of(*a, cost->name)->estimate, display_unit(*cost)) + "</tr>");
  }
  if (rows.empty()) return;
  append_figure({"fleet_cost", "study", "", words(cost->name) + " against " + count->path, "Every point with its 95 % interval; tiers and units of hubs make steps."}, out);
  out += folded_table("Cost by fleet size", "", {{count->path}, {"policy"}, {"values"}, {words(cost->name), true}}, rows, kMostSweepRows);
}

}  // namespace picket
