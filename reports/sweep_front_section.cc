#include <algorithm>

#include "reports/html.h"
#include "reports/html_table.h"
#include "reports/marks.h"
#include "reports/number_format.h"
#include "reports/sweep_front.h"
#include "reports/sweep_sections.h"

namespace picket {

namespace {

std::string measure_cell(const Alternative& alternative, const SweepMeasure& measure) {
  const PointMeasure* found = measure_of(alternative, measure.name);
  return found == nullptr ? "<td class=\"number\">–</td>" : estimate_cell(found->estimate, display_unit(measure));
}

std::string row_head(const SweepPageData& data, const Alternative& alternative) {
  const std::string id = alternative.unparametrised ? std::string("reference") : data.study.points[alternative.point].id;
  return "<th scope=\"row\">" + escape_html(id) + "</th><td>" + policy_label(alternative.policy, alternative.result->policy) + "</td>";
}

std::string value_cells(const SweepPageData& data, const Alternative& alternative) {
  std::string out;
  for (const std::string& value : data.study.points[alternative.point].values) out += text_cell(alternative.unparametrised ? "–" : value);
  return out;
}

std::vector<TableHead> heads_of(const SweepPageData& data) {
  std::vector<TableHead> heads{{"point"}, {"policy"}};
  for (const SweepParameter& p : data.study.parameters) heads.push_back({p.path});
  return heads;
}

}  // namespace

void append_front(const SweepPageData& data, std::string& out) {
  const std::vector<FrontPair> pairs = front_pairs(data.study);
  if (pairs.empty() || data.alternatives.empty()) return;
  const FrontPair& first = pairs.front();
  const std::vector<FrontMark> marks = front_marks(data.alternatives, *first.x, *first.y);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (marks[i] != FrontMark::kNoValue) order.push_back(i);
  }
  const auto value = [&](std::size_t i) { return measure_of(data.alternatives[i], first.x->name)->estimate.value; };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return marks[a] != marks[b] ? marks[a] > marks[b] : value(a) < value(b); });
  const auto count = [&](FrontMark mark) { return std::to_string(std::count(marks.begin(), marks.end(), mark)); };
  append_figure({"front", "study", "", words(first.x->name) + " against " + words(first.y->name),
                 count(FrontMark::kFront) + " of " + std::to_string(marks.size()) + " alternatives are on the front by their means, " +
                     count(FrontMark::kMaybe) + " more may be on it, " + count(FrontMark::kDominated) + " are dominated beyond their intervals. "
                     "Bars are 95 % intervals; a ring marks a point certified on fresh seeds."},
                out);
  // Where it stands comes first, as wide tables scroll.
  std::vector<TableHead> heads = heads_of(data);
  heads.insert(heads.begin() + 2, {"where it stands"});
  if (data.study.tune) heads.insert(heads.begin() + 3, {"certified"});
  heads.push_back({words(first.x->name), true});
  heads.push_back({words(first.y->name), true});
  std::vector<std::string> rows;
  for (const std::size_t i : order) {
    const Alternative& a = data.alternatives[i];
    std::string row = "<tr>" + row_head(data, a);
    row += marks[i] == FrontMark::kFront ? "<td><b>on the front</b></td>" : text_cell(to_words(marks[i]));
    if (data.study.tune) row += text_cell(a.unparametrised ? "" : certified_verdict(data.study, data.study.points[a.point].id));
    row += value_cells(data, a) + measure_cell(a, *first.x) + measure_cell(a, *first.y);
    rows.push_back(row + "</tr>");
  }
  out += html_table("On the front: by the means, no other is as good in both and better in one. May be on the front: another is better by the "
                    "means, but within the intervals. Each interval is of one point alone.",
                    heads, rows, kMostSweepRows);
}

void append_points(const SweepPageData& data, std::string& out) {
  const std::vector<const SweepMeasure*> headlines = headlines_of(data.study);
  if (data.alternatives.empty() && data.study.points.empty()) return;
  if (!data.alternatives.empty()) {
    append_figure({"parallel", "study", "", "Parameters and results of every point",
                   "Each line is one policy at one point. Drag along an axis to keep the lines that pass there; drag the mark to move it, click the "
                   "axis to drop it."},
                  out);
  }
  std::vector<TableHead> heads = heads_of(data);
  heads.push_back({"replications", true});
  for (const SweepMeasure* measure : headlines) heads.push_back({words(measure->name), true});
  std::vector<std::string> rows;
  for (const Alternative& a : data.alternatives) {
    std::string row = "<tr>" + row_head(data, a) + value_cells(data, a) + number_cell(std::to_string(data.study.points[a.point].replications));
    for (const SweepMeasure* measure : headlines) row += measure_cell(a, *measure);
    rows.push_back(row + "</tr>");
  }
  out += folded_table("All points", "Means over replications with 95 % intervals.", heads, rows, kMostSweepRows);
  std::vector<std::string> failures;
  for (const SweepPointRow& point : data.study.points) {
    if (point.failure.empty()) continue;
    failures.push_back("<tr><th scope=\"row\">" + escape_html(point.id) + "</th>" + number_cell(std::to_string(point.replications)) + text_cell(point.failure) + "</tr>");
  }
  if (failures.empty()) return;
  out += html_table("Points that are not complete. What they have is shown; nothing is made up for what they lack.",
                    {{"point"}, {"replications", true}, {"why"}}, failures, kMostSweepRows);
}

}  // namespace picket
