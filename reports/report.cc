#include "reports/report.h"

#include <ostream>
#include <utility>

#include "reports/html.h"
#include "reports/page_frame.h"
#include "reports/page_template.h"
#include "reports/sections.h"
#include "reports/study_reader.h"
#include "reports/uncertainty_reader.h"
#include "reports/uncertainty_section.h"
#include "reports/waterfall.h"

namespace picket {

namespace {

template <class... Parts>
std::string joined(const HubView& view, Parts... parts) {
  std::string content;
  (parts(view, content), ...);
  return content;
}

std::string page_body(const sim::StudyResult& study, const UncertaintyStudy& drawn) {
  const HubView sized = sized_hub(study);
  const HubView fixed = fixed_hub(study);
  PageSections sections;
  const auto add = [&](const std::string& id, const std::string& title, const std::string& lead,
                       const std::string& content) { sections.add(id, title, lead, content); };
  add("policies", "Policies",
      std::string("What each policy costs and what it sees; the hub has the tier and units that ") +
          (study.hubs_sized ? "its traffic needs." : "the scenario says."),
      joined(sized, append_policy_table, append_traffic_plot));
  add("detection", "Detection", "", joined(sized, append_detection_matrix));
  add("misses", "Why missed",
      "Steps of attacks on which no expected alert rests, by where the evidence that came furthest ended. A step counts once "
      "for each device on which it left evidence; brackets are 95 % intervals over replications.",
      joined(sized, append_misses));
  add("curves", "Time to detect",
      "Share of attacked devices detected, by the time since the first malicious event on the device (Kaplan-Meier; "
      "undetected devices are censored at the end). Bands are pointwise 95 % intervals.",
      joined(sized, append_curves));
  add("weaknesses", "Weaknesses",
      "What recommendations made of the labelled weaknesses of devices: found while they were there, when they appeared, "
      "when they were resolved after mending, and which came for devices without such a weakness.",
      joined(sized, append_weaknesses));
  add("timeline", "Over time", "", joined(sized, append_timeline));
  add("faults", "Faults",
      "What went wrong by itself: no attacks, the same for every policy. Alerts about it are false alerts.",
      joined(sized, append_faults));
  add("cost", "Cost", "", joined(sized, append_cost, append_bill_table));
  add("energy", "Energy", "", joined(sized, append_energy));
  add("delay", "Where the time went",
      "Mean time to detect of detected devices, split into " + std::string(kDelayBarLegend) + "; the parts sum exactly.",
      joined(sized, append_delay_split, append_waterfalls));
  add("drops", "What was dropped", "", joined(sized, append_drops));
  add("calibration", "Thresholds",
      "What the behaviour models alert above, found before the study on generated life without attacks: the lowest "
      "threshold that keeps to the budget of false alerts there. The study's own false alerts are in the table of "
      "policies.",
      joined(sized, append_calibration));
  add("twins", "Twins", "", joined(sized, append_twin_updates, append_twin_operations));
  add("business", "The fleet's own operations", "", joined(sized, append_business_operations));
  add("fixed-hub", "The same on one fixed hub",
      "All policies share one tier and number of units, so that differences come from the policy and not from the hub.",
      joined(fixed, append_policy_table, append_detection_matrix, append_weaknesses, append_cost, append_bill_table));
  add("differences", "Differences", "", joined(sized, append_differences));
  std::string uncertain;
  append_uncertainty(drawn, study, uncertain);
  add("uncertainty", "Uncertain inputs",
      "Much that a fleet rests on is not known exactly. Every replication ran once more with the same seed and with values drawn from their "
      "plausible ranges, so that what the seeds do and what the inputs do can be told apart.",
      uncertain);
  std::string own_estimates;
  append_own_estimates(study, own_estimates);
  sections.add("estimates", "Estimates", "Numbers that nobody publishes and that these results rest on: each is our own estimate, or was set in its place.",
               own_estimates);
  std::string repeat;
  append_repeat(study, repeat);

  std::string body;
  append_header(study, body);
  body += sections.contents("<a href=\"#repeat\">Repeat</a>");
  body += no_script_notice();
  body += "<main>";
  append_verdict(study, body);
  return body + sections.html() + repeat + "</main>";
}

}  // namespace

Result<std::string, ReportError> render_report(std::string_view result_json, std::string_view uncertainty_json) {
  const Result<StudyPage, ReportError> read = read_study(result_json);
  if (!read.ok()) return read.error();
  UncertaintyStudy drawn;
  if (!uncertainty_json.empty()) {
    Result<UncertaintyStudy, ReportError> more = read_uncertainty(uncertainty_json);
    if (!more.ok()) return more.error();
    drawn = std::move(more.value());
  }
  const sim::StudyResult& study = read.value().study;
  const std::string& title = study.title.empty() ? study.scenario_name : study.title;
  return fill_page(page_template(), escape_html(title), page_body(study, drawn), read.value().script_json);
}

std::optional<std::string> write_report(std::string_view result_json, std::ostream& out) {
  const Result<std::string, ReportError> page = render_report(result_json);
  if (!page.ok()) return page.error().says;
  out << page.value();
  return std::nullopt;
}

}  // namespace picket
