#include <cmath>

#include "reports/html.h"
#include "reports/html_table.h"
#include "reports/number_format.h"
#include "reports/sweep_convergence.h"
#include "reports/sweep_differences.h"
#include "reports/sweep_importance.h"
#include "reports/sweep_script.h"
#include "reports/sweep_sections.h"

namespace picket {

namespace {

std::string interval_text(const std::optional<sim::Interval>& interval, double value, std::string_view unit) {
  return interval ? format_interval(value, interval->low, interval->high, unit) : "";
}

std::string percent_of(double difference, double reference) {
  if (reference == 0 || !std::isfinite(difference / reference)) return "";
  const std::string text = format_percent(difference / std::fabs(reference));
  return difference > 0 ? "+" + text : text;
}

/// Bold where the adjusted p shows a difference, "~" where it does not.
std::string difference_row(const SweepPageData& data, const SweepDifference& d) {
  const sim::IntervalEstimate& own = d.paired.difference;
  const std::string_view unit = display_unit(*d.measure);
  const bool shown = d.p_adjusted && *d.p_adjusted <= 0.05;
  const bool better = (own.value < 0) == (d.measure->better == "less");
  const char* style = !shown || d.measure->better.empty() ? "number" : better ? "number better" : "number worse";
  const std::string value = escape_html((own.value > 0 ? "+" : "") + format_with_unit(own.value, unit));
  std::string cell = shown ? "<b>" + value + "</b>" : "~ " + value;
  const std::string percent = percent_of(own.value, d.reference_value);
  if (!percent.empty()) cell += " <span class=\"unit\">(" + escape_html(percent) + ")</span>";
  const std::string interval = interval_text(own.interval, own.value, unit);
  if (!interval.empty()) cell += "<span class=\"ci\">" + escape_html(interval) + "</span>";
  return "<tr><th scope=\"row\">" + escape_html(words(d.measure->name)) + "</th>" + text_cell(label_of(data.study, data.alternatives[d.alternative])) +
         text_cell(label_of(data.study, data.alternatives[d.reference])) + "<td class=\"" + style + "\">" + cell + "</td>" +
         number_cell(interval_text(d.simultaneous, own.value, unit)) + number_cell(d.p_adjusted ? format_number(*d.p_adjusted) : "–") +
         number_cell(std::to_string(own.n)) + "</tr>";
}

}  // namespace

void append_slices(const SweepPageData& data, std::string& out) {
  std::vector<std::string> rows;
  for (std::size_t policy = 0; policy < data.study.policies.size(); ++policy) {
    for (std::size_t parameter = 0; parameter < data.study.parameters.size(); ++parameter) {
      for (const SweepMeasure* measure : headlines_of(data.study)) {
        const std::vector<LevelGroup> groups = level_groups(data.study, data.alternatives, policy, parameter, measure->name);
        const std::string_view unit = display_unit(*measure);
        if (groups.size() < 2) continue;
        for (const LevelGroup& g : groups) {
          rows.push_back("<tr><th scope=\"row\">" + escape_html(data.study.parameters[parameter].path) + "</th>" + text_cell(g.says) +
                         text_cell(data.study.policies[policy]) + text_cell(words(measure->name)) + number_cell(format_with_unit(g.mean, unit)) +
                         number_cell(format_with_unit(g.least, unit)) + number_cell(format_with_unit(g.most, unit)) +
                         number_cell(std::to_string(g.points)) + "</tr>");
        }
      }
    }
  }
  if (rows.empty()) return;
  append_figure({"slices", "study", "", "One parameter at a time",
                 "Every point with its 95 % interval; the line is the mean over the points of a level, whatever their other parameters are."},
                out);
  out += folded_table("Means by level", "Means over the points of a level, with the least and the largest of their means. Where nearly every point has a level of its "
                      "own, neighbours are taken together.",
                      {{"parameter"}, {"level"}, {"policy"}, {"measure"}, {"mean", true}, {"least", true}, {"most", true}, {"points", true}}, rows, kMostSweepRows);
}

void append_importance(const SweepPageData& data, std::string& out) {
  std::vector<std::string> rows;
  for (std::size_t policy = 0; policy < data.study.policies.size(); ++policy) {
    for (const SweepMeasure* measure : headlines_of(data.study)) {
      const std::optional<Importance> found = importance_of(data.study, data.alternatives, policy, measure->name);
      if (!found) continue;
      for (const ParameterShare& s : found->parameters) {
        rows.push_back("<tr><th scope=\"row\">" + escape_html(words(measure->name)) + "</th>" + text_cell(data.study.policies[policy]) +
                       text_cell(data.study.parameters[s.parameter].path) + number_cell(format_percent(s.share)) + number_cell(format_percent(s.by_chance)) +
                       number_cell(found->noise ? format_percent(*found->noise) : "–") + number_cell(std::to_string(s.groups)) +
                       number_cell(std::to_string(found->points)) + "</tr>");
      }
    }
  }
  if (rows.empty()) return;
  append_figure({"importance", "study", "", "What the differences between points go with",
                 "Share of the variance of the points' means that lies between the levels of each parameter (first order). The mark on a bar is what a "
                 "parameter without effect gets on average."},
                out);
  out += folded_table("Shares of variance",
                      "One-way analysis of variance over levels. What is missing from 100 % is interactions and noise. In designs that are no full "
                      "factorial, shares may overlap; a search looks harder where it is good, so its shares hold for the points it chose.",
                      {{"measure"}, {"policy"}, {"parameter"}, {"share", true}, {"by chance", true}, {"noise, at most", true}, {"levels", true}, {"points", true}},
                      rows, kMostSweepRows);
}

void append_forest(const SweepPageData& data, std::string& out) {
  const std::vector<SweepDifference> differences = sweep_differences(data.study, data.alternatives);
  if (differences.empty()) return;
  std::size_t tested = 0;
  std::size_t shown = 0;
  std::vector<std::string> rows;
  for (const SweepDifference& d : differences) {
    if (d.p_adjusted) ++tested;
    if (d.p_adjusted && *d.p_adjusted <= 0.05) ++shown;
    rows.push_back(difference_row(data, d));
  }
  append_figure({"forest", "study", "", "Differences to the reference",
                 tested == 0 ? std::string("With fewer than five replications no difference can be told from chance.")
                             : std::to_string(shown) + " of " + std::to_string(tested) +
                                   " differences stand at 5 % after Holm. Thick: 95 % interval of one difference; thin: of all of them at once."},
                out);
  out += folded_table("All differences",
                      "Paired differences over replications that share their random numbers. Bold: p after Holm is at most 0.05. ~: no evidence of a "
                      "difference. Per cent are of the reference.",
                      {{"measure"}, {"alternative"}, {"against"}, {"difference", true}, {"all at once", true}, {"p after Holm", true}, {"n", true}}, rows,
                      kMostSweepRows);
}

void append_convergence(const SweepPageData& data, std::string& out) {
  constexpr double kTarget = 0.05;
  std::vector<std::string> rows;
  for (const std::size_t i : drawn_alternatives(data.study, data.alternatives)) {
    for (const SweepMeasure* measure : headlines_of(data.study)) {
      const PointMeasure* found = measure_of(data.alternatives[i], measure->name);
      const std::vector<RunningMean> means = found == nullptr ? std::vector<RunningMean>{} : running_means(*found);
      if (means.size() < 2) continue;
      const std::string_view unit = display_unit(*measure);
      const RunningMean& half = means[(means.size() - 1) / 2];
      const RunningMean& all = means.back();
      const std::optional<double> needed = replications_for(all, kTarget);
      const auto cell = [&](const RunningMean& m) {
        return "<td class=\"number\">" + escape_html(format_with_unit(m.mean, unit)) + "<span class=\"ci\">" + escape_html(interval_text(m.interval, m.mean, unit)) +
               " n = " + std::to_string(m.n) + "</span></td>";
      };
      rows.push_back("<tr><th scope=\"row\">" + escape_html(label_of(data.study, data.alternatives[i])) + "</th>" + text_cell(words(measure->name)) + cell(half) +
                     cell(all) + number_cell(needed ? format_number(*needed) : "–") + "</tr>");
    }
  }
  if (rows.empty()) return;
  append_figure({"convergence", "study", "", "How the means settle",
                 "Mean over the first n replications with its 95 % interval (Student's t, not below 0; of shares logit-t). An interval that was watched until it was narrow covers less than it says."},
                out);
  out += folded_table("Half and all of the replications",
                      "The last column: replications until the interval is within 5 % of the mean, if variance and mean stay as they are.",
                      {{"alternative"}, {"measure"}, {"half", true}, {"all", true}, {"for ±5 %", true}}, rows, kMostSweepRows);
}

}  // namespace picket
