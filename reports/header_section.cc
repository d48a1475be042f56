#include "reports/html.h"
#include "reports/number_format.h"
#include "reports/sections.h"

namespace picket {

namespace {

std::string count_of(std::uint32_t count, const std::string& one) {
  return format_number(count) + " " + one + (count == 1 ? "" : "s");
}

}  // namespace

void append_header(const sim::StudyResult& study, std::string& out) {
  const std::string& title = study.title.empty() ? study.scenario_name : study.title;
  out += "<header class=\"top\"><div><h1>" + escape_html(title) + "</h1>";
  if (!study.description.empty()) out += "<p class=\"lead\">" + escape_html(study.description) + "</p>";
  out += "<div class=\"meta\">" + fact("scenario", study.scenario_name) +
         fact("fleet", count_of(study.devices, "device") + " at " + count_of(study.sites, "site")) +
         fact("measured", format_duration(study.duration_seconds) + " after " + format_duration(study.warm_up_seconds) +
                              " of warm-up") +
         fact("runs", count_of(study.replications, "replication") + " per policy") +
         fact("seed", std::to_string(study.seed)) + fact("prices", study.price_book) + fact("made", study.created_utc) +
         "</div></div>";
  out += "<button id=\"theme\" type=\"button\" hidden></button></header>\n";
}

void append_verdict(const sim::StudyResult& study, std::string& out) {
  if (!study.verdict.empty()) {
    out += "<section class=\"card verdict\" aria-label=\"Verdict\"><ul>";
    for (const std::string& sentence : study.verdict) out += "<li>" + escape_html(sentence) + "</li>";
    out += "</ul></section>\n";
  }
  if (!study.warnings.empty()) {
    out += "<section class=\"card warnings\"><h3>To keep in mind</h3><ul>";
    for (const std::string& warning : study.warnings) out += "<li>" + escape_html(warning) + "</li>";
    out += "</ul></section>\n";
  }
}

void append_repeat(const sim::StudyResult& study, std::string& out) {
  out += "<section id=\"repeat\"><h2>How to repeat this</h2><div class=\"card\"><pre class=\"command\">" +
         escape_html(study.repeat_command) + "</pre><dl class=\"facts\">";
  const auto row = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) out += "<dt>" + name + "</dt><dd><code>" + escape_html(value) + "</code></dd>";
  };
  row("scenario file", study.scenario_path);
  row("seed", std::to_string(study.seed));
  row("commit", study.commit);
  row("version", study.version);
  row("digest of the results", study.digest);
  row("study", study.study_id);
  row("made", study.created_utc);
  row("computing time", format_duration(study.wall_seconds));
  out +=
      "</dl><p class=\"soft\">The same scenario, seed and commit give the same digest. Intervals are two-sided "
      "95 % over replications; with fewer than five replications none is given.</p></div></section>\n";
}

}  // namespace picket
