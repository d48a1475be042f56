#include "reports/plan_page.h"

#include "reports/html.h"
#include "reports/page_frame.h"
#include "reports/page_template.h"
#include "reports/plan_reader.h"
#include "reports/plan_script.h"
#include "reports/plan_sections.h"

namespace picket {

namespace {

std::string plan_body(const PlanStudy& plan) {
  PageSections sections;
  const auto add = [&](const char* id, const char* title, const char* lead, void (*append)(const PlanStudy&, std::string&)) {
    std::string content;
    append(plan, content);
    sections.add(id, title, lead, content);
  };
  add("policies", "Hubs and bill", "For each policy the cheapest tier, units and hubs that keep to the goals.", append_planned_policies);
  add("bill", "Bill by line", "", append_planned_bill);
  add("hubs", "Why not cheaper", "", append_planned_hubs);
  add("fleet", "Cost against fleet size", "", append_planned_sizes);
  add("load", "Load against fleet size", "What becomes of the messages of a larger fleet, if its hubs stay those of the plan.", append_planned_load);
  add("break-even", "Break-even", "From which fleet size on another policy costs less.", append_planned_break_even);
  add("storm", "A storm", "The worst moment: everyone comes back at once in the busiest hour.", append_planned_storm);
  add("outbreak", "An outbreak", "What an attack that spreads adds to one month, and whether the plan's hubs hold.", append_planned_outbreak);
  add("assumptions", "What moves the bill", "", append_planned_assumptions);
  add("sample", "Simulated and extrapolated", "", append_planned_sample);
  add("estimates", "Estimates", "", append_planned_estimates);
  add("methods", "Methods", "Ready for a paper.", append_plan_methods);

  std::string body;
  append_plan_header(plan, body);
  body += sections.contents();
  body += no_script_notice();
  body += "<main>";
  append_plan_answers(plan, body);
  return body + sections.html() + "</main>";
}

}  // namespace

Result<std::string, ReportError> render_plan_page(std::string_view plan_json) {
  const Result<PlanStudy, ReportError> read = read_plan(plan_json);
  if (!read.ok()) return read.error();
  const PlanStudy& plan = read.value();
  return fill_page(page_template(), escape_html(title_of(plan)), plan_body(plan), plan_script_json(plan));
}

}  // namespace picket
