#include "reports/own_estimate_table.h"

#include "reports/html.h"
#include "reports/html_table.h"
#include "reports/sections.h"

namespace picket {

namespace {

/// So many rows a page shows.
constexpr std::size_t kMostEstimateRows = 400;

std::string estimate_table_row(const sim::OwnEstimate& one) {
  const std::string value = one.unit.empty() ? one.value : one.value + " " + one.unit;
  const bool has_key = one.origin != sim::estimate_origin::kBuiltIn;
  return "<tr><th scope=\"row\"><code>" + escape_html(one.name) + "</code></th>" + text_cell(value) + text_cell(one.plausible) + text_cell(one.says) +
         text_cell(one.source.empty() ? "own judgement" : one.source) + text_cell(has_key ? one.origin : "built in, no key") + "</tr>";
}

}  // namespace

void read_own_estimate(JsonFields in, sim::OwnEstimate& out) {
  in.read("name", out.name);
  in.read("value", out.value);
  in.read("unit", out.unit);
  in.read("plausible", out.plausible);
  in.read("says", out.says);
  in.read("source", out.source);
  in.read("origin", out.origin);
}

std::string own_estimate_table(const std::vector<sim::OwnEstimate>& estimates, std::string_view all_in) {
  if (estimates.empty()) return "";
  std::vector<std::string> rows;
  std::size_t set = 0;
  for (const bool wanted : {true, false}) {
    for (const sim::OwnEstimate& one : estimates) {
      if ((one.origin == sim::estimate_origin::kScenario) != wanted) continue;
      rows.push_back(estimate_table_row(one));
      set += wanted ? 1 : 0;
    }
  }
  const std::string title = std::to_string(estimates.size()) + " estimates, " + std::to_string(set) + " of them set";
  return folded_table(title,
                      "The name is the key of the scenario that sets the number (picket run --set); a star stands for any name. \"set\": a file of the scenario, its library "
                      "or --set says another number than the program's own.",
                      {{"number"}, {"value"}, {"may be"}, {"what it is"}, {"why"}, {"from"}}, rows, kMostEstimateRows, all_in);
}

void append_own_estimates(const sim::StudyResult& study, std::string& out) { out += own_estimate_table(study.own_estimates, "result.json"); }

}  // namespace picket
