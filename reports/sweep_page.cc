#include "reports/sweep_page.h"

#include "reports/html.h"
#include "reports/page_frame.h"
#include "reports/page_template.h"
#include "reports/sweep_reader.h"
#include "reports/sweep_script.h"
#include "reports/sweep_sections.h"

namespace picket {

namespace {

std::string page_body(const SweepStudy& study) {
  const SweepPageData data{study, alternatives_of(study)};
  PageSections sections;
  const auto add = [&](const char* id, const char* title, const char* lead, void (*append)(const SweepPageData&, std::string&)) {
    std::string content;
    append(data, content);
    sections.add(id, title, lead, content);
  };
  add("certification", "Certification", "", append_certification);
  add("front", "Trade-off", "What nothing else beats in both measures, and what the replications cannot tell from it.", append_front);
  add("slices", "Parameters", "", append_slices);
  add("points", "Points", "", append_points);
  add("importance", "Importance", "", append_importance);
  add("differences", "Differences", "", append_forest);
  add("fleet", "Cost against fleet size", "", append_fleet_cost);
  add("search", "Search", "", append_search);
  add("convergence", "Convergence", "", append_convergence);
  add("methods", "Methods", "Ready for a paper.", append_methods);

  std::string body;
  append_sweep_header(data, body);
  body += sections.contents();
  body += no_script_notice();
  body += "<main>";
  append_sweep_verdict(data, body);
  return body + sections.html() + "</main>";
}

}  // namespace

Result<std::string, ReportError> render_sweep_page(std::string_view sweep_json) {
  const Result<SweepStudy, ReportError> read = read_sweep(sweep_json);
  if (!read.ok()) return read.error();
  const SweepStudy& study = read.value();
  return fill_page(page_template(), escape_html(study.title.empty() ? study.name : study.title), page_body(study), sweep_script_json(study));
}

}  // namespace picket
