#include <fmt/format.h>

#include "reports/html.h"
#include "reports/number_format.h"
#include "reports/sweep_sections.h"

namespace picket {

namespace {

std::string listed(const std::vector<std::string>& words_of) {
  std::string out;
  for (std::size_t i = 0; i < words_of.size(); ++i) {
    out += (i == 0 ? "" : i + 1 == words_of.size() ? " and " : ", ") + words_of[i];
  }
  return out;
}

std::string counted(std::uint64_t n, const char* one) { return fmt::format("{} {}{}", n, one, n == 1 ? "" : "s"); }

std::string parameter_text(const SweepParameter& p) {
  if (p.levels.empty()) return p.path;
  const std::string spread = p.log && p.levels.size() > 1 ? ", spread in the logarithm" : "";
  constexpr std::size_t kFew = 8;
  if (p.levels.size() > kFew) return fmt::format("{} ({} levels from {} to {}{})", p.path, p.levels.size(), p.levels.front(), p.levels.back(), spread);
  return fmt::format("{} ({}{})", p.path, listed(p.levels), spread);
}

std::string design_paragraph(const SweepStudy& s) {
  std::vector<std::string> parameters;
  for (const SweepParameter& p : s.parameters) parameters.push_back(parameter_text(p));
  std::string out = fmt::format("We simulated the scenario {} ({}, measured over {}) with Picket {} (commit {}) at {} of {}: {}.", s.scenario_name,
                                counted(s.devices, "device"), format_duration(s.duration_seconds), s.version, s.commit, counted(s.points.size(), "point"),
                                counted(s.parameters.size(), "parameter"), listed(parameters));
  out += fmt::format(" Design: {}.", s.design_text.empty() ? words(s.design) : s.design_text);
  out += fmt::format(" {} compared: {}.", s.policies.size() == 1 ? "Policy" : "Policies", listed(s.policies));
  return out;
}

std::string random_paragraph(const SweepStudy& s) {
  std::size_t incomplete = 0;
  for (const SweepPointRow& p : s.points) incomplete += p.replications < s.replications ? 1 : 0;
  std::string out = fmt::format("Each point was simulated in {}, seed {}. Randomness is keyed by seed, replication, entity and purpose, so the same replication "
                                "meets the same devices, behaviour and attacks at every point and under every policy (common random numbers).",
                                counted(s.replications, "independent replication"), s.seed);
  if (incomplete > 0) out += fmt::format(" {} fewer replications than wanted; their numbers rest on those they have.", incomplete == 1 ? "1 point has" : fmt::format("{} points have", incomplete));
  return out;
}

std::string statistics_paragraph(const SweepStudy& s) {
  std::string out =
      "The replication is the unit of inference. Intervals are two-sided 95 %: Student's t over replications for means, and for shares of attacked devices a logit-t "
      "interval clustered by replication; with fewer than five replications none is given. Undetected devices are censored at the horizon in times to detect "
      "(restricted mean of Kaplan and Meier) and never dropped. Differences are paired by replication and tested by Student's t; p values are adjusted after Holm over all "
      "differences of the report, and simultaneous intervals are those of Bonferroni. A point is called dominated only if another is better in both measures beyond the "
      "intervals of each. Shares of variance are first-order (eta squared), from one-way analysis of variance over levels.";
  if (s.tune) {
    out += fmt::format(" The search used {} ({}). Its candidates were certified on replications that had no part in it.", s.tune->optimiser,
                       counted(s.tune->evaluations.size(), "evaluation"));
  }
  return out;
}

std::string threats_paragraph(const SweepStudy& s) {
  std::string out =
      "The results hold for this scenario: its fleet, its behaviour models, its attacks and its prices; many of these are estimates, which the scenario and its documentation mark. "
      "Intervals show the chance of the simulation, not the uncertainty of its inputs or of the model. The best of many noisy points looks better than it is: a choice should be "
      "confirmed on fresh seeds. ";
  if (s.design == "full_factorial") {
    out += "Between the levels nothing was simulated.";
  } else {
    out += "The points are not a full factorial, so effects of parameters may go with each other; beyond the ranges nothing was simulated.";
  }
  if (s.replications < 5) out += " With fewer than five replications there are no intervals, and nothing here separates an effect from chance.";
  return out;
}

}  // namespace

void append_sweep_header(const SweepPageData& data, std::string& out) {
  const SweepStudy& s = data.study;
  out += "<header class=\"top\"><div><h1>" + escape_html(s.title.empty() ? s.name : s.title) + "</h1><div class=\"meta\">" +
         fact("study", s.kind == "tune" ? "search and certification" : "sweep") + fact("scenario", s.scenario_name) + fact("fleet", counted(s.devices, "device")) +
         fact("measured", format_duration(s.duration_seconds)) + fact("points", std::to_string(s.points.size())) +
         fact("runs", counted(s.replications, "replication") + " per point") + fact("seed", std::to_string(s.seed)) + fact("commit", s.commit) +
         fact("made", s.created_utc) + "</div></div><button id=\"theme\" type=\"button\" hidden></button></header>\n";
}

void append_sweep_verdict(const SweepPageData& data, std::string& out) {
  const auto list = [&](const std::vector<std::string>& sentences) {
    std::string items;
    for (const std::string& sentence : sentences) items += "<li>" + escape_html(sentence) + "</li>";
    return "<ul>" + items + "</ul></section>\n";
  };
  if (!data.study.verdict.empty()) out += "<section class=\"card verdict\" aria-label=\"Verdict\">" + list(data.study.verdict);
  if (!data.study.warnings.empty()) out += "<section class=\"card warnings\"><h3>To keep in mind</h3>" + list(data.study.warnings);
}

void append_methods(const SweepPageData& data, std::string& out) {
  const SweepStudy& s = data.study;
  out += "<div class=\"card\">";
  const auto paragraph = [&](const char* title, const std::string& text) { out += fmt::format("<h3>{}</h3><p>{}</p>", title, escape_html(text)); };
  paragraph("Design", design_paragraph(s));
  paragraph("Randomness", random_paragraph(s));
  paragraph("Statistics", statistics_paragraph(s));
  if (!s.methods.empty()) paragraph("Search and certification", s.methods);
  paragraph("Threats to validity", threats_paragraph(s));
  out += "<h3>Repeat</h3><pre class=\"command\">" + escape_html(s.repeat_command) + "</pre><dl class=\"facts\">";
  const auto row = [&](const char* name, const std::string& value) {
    if (!value.empty()) out += fmt::format("<dt>{}</dt><dd><code>{}</code></dd>", name, escape_html(value));
  };
  row("scenario file", s.scenario_path);
  row("seed", std::to_string(s.seed));
  row("commit", s.commit);
  row("version", s.version);
  row("digest of the results", s.digest);
  row("study", s.study_id);
  row("made", s.created_utc);
  out += "</dl><p class=\"soft\">The same study, seed and commit give the same digest.</p></div>\n";
}

}  // namespace picket
