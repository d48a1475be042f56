#include "reports/suite_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reports/html.h"
#include "reports/json_estimate.h"
#include "reports/number_format.h"
#include "reports/page_template.h"
#include "reports/waterfall.h"

namespace picket {
namespace {

using sim::Estimate;

/// What the page reads of a check.
struct CheckRow {
  std::string suite_case;
  std::string policy;
  std::string expectation;
  std::string verdict;
  std::optional<double> within_seconds;  ///< none: a measure and no share
  std::uint32_t n = 0;
  Estimate estimate;
  std::string why;
};

struct DetectionRow {
  std::string policy;
  bool measurable = true;  ///< false: the run ends before the deadline
  Estimate detected_by_deadline;
  std::optional<Estimate> time_to_detect;
  std::optional<Estimate> time_to_evidence;
  DelayBar parts{};
  std::vector<std::string> raised_by;
  std::vector<std::string> missed_because;
};

struct CaseRow {
  std::string name;
  std::string title;
  std::string repeat_command;
  double wall_seconds = 0;
  std::vector<DetectionRow> detections;
};

struct Cause {
  std::string alert;
  std::uint64_t alerts = 0;
};

struct FalseAlertRow {
  std::string policy;
  std::string device_class;
  double device_days = 0;
  std::uint64_t alerts = 0;
  Estimate rate;
  std::vector<Cause> causes;
};

struct InvariantRow {
  std::string suite_case;
  std::string invariant;
  std::string verdict;
  std::string says;
  std::string repeat_command;
  std::vector<std::string> breaches;  ///< how, run by run
};

/// A known failure that was tried again.
struct CorpusRow {
  std::string suite_case;
  std::string policy;
  std::uint64_t seed = 0;
  std::uint32_t replication = 0;
  std::string failed;
  std::string state;
  std::string found;
  std::string repeat_command;
};

struct CorpusData {
  std::string directory;
  std::string says;
  std::vector<CorpusRow> failures;
};

struct SuiteData {
  std::string name;
  std::string title;
  std::string created_utc;
  std::string commit;
  std::string repeat_command;
  std::string digest;
  std::uint64_t seed = 0;
  bool fresh_seed = false;
  std::uint32_t simulations = 0;
  std::uint32_t pass = 0;
  std::uint32_t fail = 0;
  std::uint32_t inconclusive = 0;
  double confidence = 0;
  double wall_seconds = 0;
  bool out_of_budget = false;
  std::vector<CheckRow> checks;
  std::vector<CaseRow> cases;
  std::vector<FalseAlertRow> false_alerts;
  std::vector<InvariantRow> invariants;
  std::optional<CorpusData> corpus;
  std::optional<std::string> policy_ranks;  ///< what they say
};

void read_delay_bar(JsonFields f, DelayBar& parts) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    f.read((std::string(kDelayBarParts[i]) + "_seconds").c_str(), parts[i]);
  }
}

void read_detection_row(JsonFields f, DetectionRow& d) {
  f.read("policy", d.policy);
  f.read("measurable", d.measurable);
  f.read("detected_by_deadline", d.detected_by_deadline, read_estimate);
  f.read("time_to_detect_median_seconds", d.time_to_detect, read_estimate);
  f.read("time_to_evidence_median_seconds", d.time_to_evidence, read_estimate);
  f.read("mean_parts", d.parts, read_delay_bar);
  f.read("raised_by", d.raised_by);
  f.read("missed_because", d.missed_because);
}

void read_case(JsonFields f, CaseRow& c) {
  f.read("name", c.name);
  f.read("title", c.title);
  f.read("repeat_command", c.repeat_command);
  f.read("wall_seconds", c.wall_seconds);
  f.read("detections", c.detections, read_detection_row);
}

void read_check(JsonFields f, CheckRow& c) {
  f.read("case", c.suite_case);
  f.read("policy", c.policy);
  f.read("expectation", c.expectation);
  f.read("verdict", c.verdict);
  f.read("within_seconds", c.within_seconds);
  f.read("n", c.n);
  f.read("estimate", c.estimate, read_estimate);
  f.read("why", c.why);
}

void read_cause(JsonFields f, Cause& c) {
  f.read("alert", c.alert);
  f.read("alerts", c.alerts);
}

void read_false_alerts(JsonFields f, FalseAlertRow& r) {
  f.read("policy", r.policy);
  f.read("device_class", r.device_class);
  f.read("device_days", r.device_days);
  f.read("alerts", r.alerts);
  f.read("per_1000_device_days", r.rate, read_estimate);
  f.read("causes", r.causes, read_cause);
}

void read_breach(JsonFields f, std::string& out) {
  std::string policy;
  std::string says;
  std::uint64_t seed = 0;
  std::uint32_t replication = 0;
  f.read("policy", policy);
  f.read("seed", seed);
  f.read("replication", replication);
  f.read("says", says);
  out = fmt::format("{}, seed {}, replication {}: {}", policy, seed, replication, says);
}

void read_invariant(JsonFields f, InvariantRow& r) {
  f.read("case", r.suite_case);
  f.read("invariant", r.invariant);
  f.read("verdict", r.verdict);
  f.read("says", r.says);
  f.read("repeat_command", r.repeat_command);
  f.read("breaches", r.breaches, read_breach);
}

void read_known_failure(JsonFields f, CorpusRow& r) {
  f.read("case", r.suite_case);
  f.read("policy", r.policy);
  f.read("seed", r.seed);
  f.read("replication", r.replication);
  f.read("failed", r.failed);
  f.read("state", r.state);
  f.read("found", r.found);
  f.read("repeat_command", r.repeat_command);
}

void read_policy_ranks(JsonFields f, std::string& says) { f.read("says", says); }

void read_corpus(JsonFields f, CorpusData& c) {
  f.read("directory", c.directory);
  f.read("says", c.says);
  f.read("failures", c.failures, read_known_failure);
}

Result<SuiteData, ReportError> read_suite(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded()) return ReportError{"suite.json: is no JSON"};
  SuiteData suite;
  std::string error;
  JsonFields f(json, "suite", error);
  f.read("name", suite.name);
  f.read("title", suite.title);
  f.read("created_utc", suite.created_utc);
  f.read("commit", suite.commit);
  f.read("repeat_command", suite.repeat_command);
  f.read("digest", suite.digest);
  f.read("seed", suite.seed);
  f.read("fresh_seed", suite.fresh_seed);
  f.read("simulations", suite.simulations);
  f.read("pass", suite.pass);
  f.read("fail", suite.fail);
  f.read("inconclusive", suite.inconclusive);
  f.read("confidence", suite.confidence);
  f.read("wall_seconds", suite.wall_seconds);
  f.read("out_of_budget", suite.out_of_budget);
  f.read("checks", suite.checks, read_check);
  f.read("cases", suite.cases, read_case);
  f.read("false_alerts", suite.false_alerts, read_false_alerts);
  f.read("invariants", suite.invariants, read_invariant);
  f.read("corpus", suite.corpus, read_corpus);
  f.read("policy_ranks", suite.policy_ranks, read_policy_ranks);
  if (!error.empty()) return ReportError{error};
  return suite;
}

std::string section(std::string_view id, std::string_view title, std::string_view lead, const std::string& content) {
  return fmt::format("<section id=\"{}\"><h2>{}</h2><p class=\"lead\">{}</p>{}</section>\n", id, title, lead, content);
}

std::string table(std::string_view head, const std::string& rows) {
  return fmt::format("<div class=\"card scroll\"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>", head, rows);
}

/// A share is shown in per cent, a measure as a number.
std::string found_cell(const CheckRow& c) {
  if (c.n == 0) return "<td class=\"number\">no value</td>";
  return estimate_cell(c.estimate, c.within_seconds ? "share" : "");
}

std::string check_rows(const SuiteData& suite) {
  std::map<std::string, double> seconds;
  for (const CaseRow& c : suite.cases) seconds[c.name] = c.wall_seconds;
  std::vector<const CheckRow*> order;
  for (const CheckRow& c : suite.checks) order.push_back(&c);
  const auto rank = [](const CheckRow& c) { return c.verdict == "FAIL" ? 0 : c.verdict == "PASS" ? 2 : 1; };
  std::stable_sort(order.begin(), order.end(), [&](const CheckRow* a, const CheckRow* b) {
    return rank(*a) != rank(*b) ? rank(*a) < rank(*b) : seconds[a->suite_case] > seconds[b->suite_case];
  });
  std::string rows;
  for (const CheckRow* c : order) {
    const char* style = c->verdict == "PASS" ? "better" : c->verdict == "FAIL" ? "worse" : "soft";
    rows += fmt::format("<tr><td class=\"{}\"><b>{}</b></td><th scope=\"row\">{}</th><td>{}</td><td>{}</td>{}<td class=\"number\">{}</td><td>{}</td></tr>\n",
                        style, escape_html(c->verdict), escape_html(c->suite_case), escape_html(c->policy), escape_html(c->expectation),
                        found_cell(*c), c->n, escape_html(c->why));
  }
  return rows;
}

std::string deadline_cell(const DetectionRow& d) {
  return d.measurable ? estimate_cell(d.detected_by_deadline, "share") : "<td class=\"number\">not measurable</td>";
}

std::string median_cell(const std::optional<Estimate>& seconds) {
  return seconds ? estimate_cell(*seconds, "s") : "<td class=\"number\">not reached</td>";
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : "<br>") + escape_html(text);
  return out;
}

std::string detection_rows(const SuiteData& suite) {
  std::string rows;
  for (const CaseRow& c : suite.cases) {
    for (const DetectionRow& d : c.detections) {
      const bool first = &d == &c.detections.front();
      rows += fmt::format("<tr><th scope=\"row\">{}<span class=\"detail\">{}</span></th><td>{}</td>{}{}{}<td>{}</td><td>{}</td><td>{}</td></tr>\n",
                          first ? escape_html(c.name) : "", first ? escape_html(c.title) : "", escape_html(d.policy),
                          deadline_cell(d), median_cell(d.time_to_detect), median_cell(d.time_to_evidence),
                          waterfall(d.parts), joined(d.raised_by), joined(d.missed_because));
    }
  }
  return rows;
}

std::string false_alert_rows(const SuiteData& suite) {
  std::string rows;
  for (const FalseAlertRow& r : suite.false_alerts) {
    std::string causes;
    for (const Cause& cause : r.causes) causes += fmt::format("{}{} {}", causes.empty() ? "" : "<br>", escape_html(cause.alert), cause.alerts);
    rows += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td>{}<td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td></tr>\n",
                        escape_html(r.device_class), escape_html(r.policy), estimate_cell(r.rate, ""), r.alerts,
                        escape_html(format_number(r.device_days)), causes);
  }
  return rows;
}

std::string invariant_rows(const SuiteData& suite) {
  std::vector<const InvariantRow*> order;
  for (const InvariantRow& r : suite.invariants) order.push_back(&r);
  std::stable_partition(order.begin(), order.end(), [](const InvariantRow* r) { return r->verdict == "FAIL"; });
  std::string rows;
  for (const InvariantRow* r : order) {
    const char* style = r->verdict == "PASS" ? "better" : r->verdict == "FAIL" ? "worse" : "soft";
    rows += fmt::format("<tr><td class=\"{}\"><b>{}</b></td><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n", style,
                        escape_html(r->verdict), escape_html(r->suite_case), escape_html(r->invariant), escape_html(r->says), joined(r->breaches),
                        r->repeat_command.empty() ? "" : "<code>" + escape_html(r->repeat_command) + "</code>");
  }
  return rows;
}

std::string corpus_rows(const CorpusData& corpus) {
  std::string rows;
  for (const CorpusRow& r : corpus.failures) {
    const char* style = r.state == "still fails" ? "worse" : r.state == "passes now" ? "better" : "soft";
    rows += fmt::format("<tr><td class=\"{}\"><b>{}</b></td><th scope=\"row\">{}</th><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>"
                        "<td>{}</td><td>{}</td><td><code>{}</code></td></tr>\n",
                        style, escape_html(r.state), escape_html(r.suite_case), escape_html(r.policy), r.seed, r.replication, escape_html(r.failed),
                        escape_html(r.found), escape_html(r.repeat_command));
  }
  return rows;
}

std::string repeat_rows(const SuiteData& suite) {
  std::string rows = fmt::format("<tr><th scope=\"row\">the suite</th><td><code>{}</code></td></tr>\n", escape_html(suite.repeat_command));
  for (const CaseRow& c : suite.cases) {
    rows += fmt::format("<tr><th scope=\"row\">{}</th><td><code>{}</code></td></tr>\n", escape_html(c.name), escape_html(c.repeat_command));
  }
  return rows;
}

}  // namespace

Result<std::string, ReportError> render_suite_page(std::string_view suite_json) {
  const Result<SuiteData, ReportError> read = read_suite(suite_json);
  if (!read.ok()) return read.error();
  const SuiteData& suite = read.value();
  const std::string title = escape_html(suite.title.empty() ? suite.name : suite.title);
  std::string body = fmt::format(
      "<header class=\"top\"><div><h1>{}</h1><div class=\"meta\"><span>{} <b>{}</b></span><span>confidence <b>{:g} %</b></span>"
      "<span><b>{}</b> simulations in <b>{}</b></span><span>{}</span><span>commit <b>{}</b></span><span>digest <b>{}</b></span></div></div></header>\n",
      title, suite.fresh_seed ? "fresh seed" : "seed", suite.seed, 100 * suite.confidence, suite.simulations, escape_html(format_duration(suite.wall_seconds)),
      escape_html(suite.created_utc), escape_html(suite.commit), escape_html(suite.digest));
  body += fmt::format("<div class=\"card verdict\"><ul><li>{} of {} checks passed, {} failed, {} inconclusive{}.</li></ul></div>\n<main>",
                      suite.pass, suite.checks.size(), suite.fail, suite.inconclusive, suite.out_of_budget ? "; stopped by its budget of time" : "");
  if (!suite.invariants.empty()) {
    body += section("invariants", "Invariants", "What must hold in every run, judged exactly on each. A broken one is no matter of chance.",
                    table("<th>verdict</th><th>case</th><th>invariant</th><th>runs</th><th>how it was broken</th><th>repeat</th>", invariant_rows(suite)));
  }
  if (suite.corpus) {
    body += section("corpus", "Known failures",
                    escape_html(suite.corpus->says) + ". These runs were chosen because they failed, so no share or interval counts them. Folder: " +
                        escape_html(suite.corpus->directory) + ".",
                    table("<th>now</th><th>case</th><th>policy</th><th class=\"number\">seed</th><th class=\"number\">replication</th><th>what failed</th><th>found</th><th>repeat</th>",
                          corpus_rows(*suite.corpus)));
  }
  body += section("checks", "Checks", "What was expected and what was found, failures first, then the slowest case first. Brackets are 95 % intervals over n replications.",
                  table("<th>verdict</th><th>case</th><th>policy</th><th>expected</th><th class=\"number\">found</th><th class=\"number\">n</th><th>why</th>", check_rows(suite)));
  body += section("detection", "Detection, and where the time went",
                  "Undetected devices are censored at the horizon. Bars split the mean time to detect of detected devices into " +
                      std::string(kDelayBarLegend) + "; the parts sum exactly.",
                  table("<th>case</th><th>policy</th><th class=\"number\">by the deadline</th><th class=\"number\">time to detect, median</th><th class=\"number\">time to evidence, median</th>"
                        "<th>mean time to detect</th><th>raised by</th><th>where the evidence of misses ended</th>", detection_rows(suite)));
  if (suite.policy_ranks) body += section("ranks", "Policies over all attacks", escape_html(*suite.policy_ranks), "");
  if (!suite.false_alerts.empty()) {
    body += section("false-alerts", "False alerts per 1,000 device-days", "Alerts that rest on benign evidence only, over all cases of a class.",
                    table("<th>class</th><th>policy</th><th class=\"number\">per 1,000 device-days</th><th class=\"number\">alerts</th><th class=\"number\">device-days</th><th>of these types</th>", false_alert_rows(suite)));
  }
  body += section("repeat", "Repeat", "", table("<th>what</th><th>command</th>", repeat_rows(suite)));
  body += "</main>";
  return fmt::format("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
                     "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n{}\n</body>\n</html>\n",
                     title, page_style(), body);
}

}  // namespace picket
