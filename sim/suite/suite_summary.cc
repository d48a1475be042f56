#include "sim/suite/suite_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "agent_core/base/utf8.h"
#include "reports/number_format.h"
#include "sim/suite/policy_ranks.h"
#include "sim/suite/suite_words.h"

namespace picket::sim {
namespace {

/// Text of a cell: no line ends, no pipe, no mark-up.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (std::string_view("|\\`*_<>[]").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

/// Nothing else tells of a broken case of which nothing is expected.
void append_broken_cases(const SuiteResult& result, std::string& out) {
  for (const CaseResult& one : result.cases) {
    if (!one.failure.empty()) out += fmt::format("\n**Broken:** {}: {}.\n", cell(one.name), cell(one.failure));
  }
}

void append_open_checks(const SuiteResult& result, std::string& out) {
  bool first = true;
  for (const CheckResult& check : result.checks) {
    if (check.verdict == Verdict::kPass) continue;
    if (first) out += "\n| verdict | case | policy | expected | found | n | why | repeat |\n|---|---|---|---|---|---|---|---|\n";
    first = false;
    const CaseResult& one = result.cases[check.check.suite_case];
    out += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", to_string(check.verdict), cell(one.name), cell(check.check.policy),
                       cell(check.check.to_string()), cell(estimate_words(check)), check.n, cell(check.why),
                       one.repeat_command.empty() ? "" : "`" + printable(one.repeat_command) + "`");
  }
}

void append_invariants(const SuiteResult& result, std::string& out) {
  if (!result.invariants.empty()) out += fmt::format("\n**Invariants:** {}.\n", invariants_words(result));
  if (result.count_invariants(Verdict::kFail) == 0) return;
  out += "\n| case | invariant | runs | how, the first time | repeat |\n|---|---|---|---|---|\n";
  for (const InvariantResult& i : result.invariants) {
    if (i.broken == 0) continue;
    out += fmt::format("| {} | {} | {} | {} | `{}` |\n", cell(result.cases[i.suite_case].name), cell(i.invariant), cell(invariant_words(i)),
                       cell(i.breaches.front().says), printable(i.repeat_command));
  }
}

void append_corpus(const SuiteResult& result, std::string& out) {
  if (result.corpus_directory.empty()) return;
  out += fmt::format("\n**Corpus:** {}. These runs were chosen because they failed, so no share counts them.\n", corpus_words(result));
  if (std::none_of(result.corpus.begin(), result.corpus.end(), [](const CorpusResult& c) { return c.state == CorpusState::kStillFails; })) return;
  out += "\n| case | policy | seed | replication | still fails | found | repeat |\n|---|---|---|---|---|---|---|\n";
  for (const CorpusResult& c : result.corpus) {
    if (c.state != CorpusState::kStillFails) continue;
    out += fmt::format("| {} | {} | {} | {} | {} | {} | `{}` |\n", cell(result.cases[c.suite_case].name), cell(c.policy), c.seed, c.replication,
                       cell(c.failed), cell(c.found), printable(c.repeat_command));
  }
}

/// Every check that was compared with a baseline, the ones that changed first.
void append_changes(const SuiteResult& result, std::string& out) {
  if (result.baseline.empty()) return;
  std::vector<const CheckResult*> compared;
  for (const CheckResult& check : result.checks) {
    if (check.change) compared.push_back(&check);
  }
  const auto changed = [](const CheckResult* c) { return c->change->value != 0; };
  std::stable_partition(compared.begin(), compared.end(), changed);
  const auto n = std::count_if(compared.begin(), compared.end(), changed);
  out += fmt::format("\n### Against {}\n\n{} of {} checks compared changed.\n", cell(result.baseline), n, compared.size());
  if (n == 0) return;
  out += "\n| case | policy | expectation | now | change | p that it got worse by chance |\n|---|---|---|---|---|---|\n";
  for (const CheckResult* c : compared) {
    if (!changed(c)) continue;
    out += fmt::format("| {} | {} | {} | {} | {} | {:.2g} |\n", cell(result.cases[c->check.suite_case].name), cell(c->check.policy),
                       cell(c->check.to_string()), cell(estimate_words(*c)), cell(change_words(*c)), c->p_worse);
  }
}

void append_detections(const SuiteResult& result, std::string& out) {
  out += "\n### Detection\n\n| case | policy | detected by the deadline | median time to detect | median time to evidence | where most misses ended |\n"
         "|---|---|---|---|---|---|\n";
  for (const CaseResult& one : result.cases) {
    for (const DetectionResult& d : one.detections) {
      out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", cell(one.name), cell(d.policy), cell(deadline_words(d)),
                         median_words(d.time_to_detect), median_words(d.time_to_evidence),
                         d.missed_because.empty() ? "" : cell(d.missed_because.front()));
    }
  }
}

void append_false_alerts(const SuiteResult& result, std::string& out) {
  if (result.false_alerts.empty()) return;
  out += "\n### False alerts per 1,000 device-days\n\n| class | policy | rate | alerts | device-days | most are |\n|---|---|---|---|---|---|\n";
  for (const FalseAlerts& f : result.false_alerts) {
    const Estimate& e = f.per_1000_device_days;
    std::string rate = picket::format_number(e.value);
    if (e.ci_low && e.ci_high) rate += fmt::format(" \\[{}, {}\\]", picket::format_number(*e.ci_low), picket::format_number(*e.ci_high));
    out += fmt::format("| {} | {} | {} | {} | {:.0f} | {} |\n", cell(f.device_class), cell(f.policy), rate, f.alerts, f.device_days, cell(cause_words(f)));
  }
}

/// Data of a workflow command. Source: as in the header; '%', CR and LF are escaped.
std::string command_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%': out += "%25"; break;
      case '\r': out += "%0D"; break;
      case '\n': out += "%0A"; break;
      default: out += c;
    }
  }
  return out;
}

std::string property_text(std::string_view text) {
  std::string out;
  for (const char c : command_text(text)) {
    if (c == ':') {
      out += "%3A";
    } else if (c == ',') {
      out += "%2C";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string suite_summary(const SuiteResult& result) {
  std::string out = fmt::format("## {}\n\n**{}.** {} cases, {} simulations, {}, confidence {:g} %, {}{}.\n",
                                cell(result.title.empty() ? result.name : result.title), tally_words(result), result.cases.size(),
                                result.simulations, base_seed_words(result), 100 * result.confidence, picket::format_duration(result.wall_seconds),
                                result.out_of_budget ? "; stopped by its budget of time" : "");
  append_broken_cases(result, out);
  append_invariants(result, out);
  append_corpus(result, out);
  append_open_checks(result, out);
  append_changes(result, out);
  append_detections(result, out);
  if (const auto ranks = policy_ranks(result)) out += "\n" + cell(policy_ranks_words(*ranks)) + "\n";
  append_false_alerts(result, out);
  if (result.fresh_seed) out += fmt::format("\nThe seed was drawn for this run; `{}` repeats it.\n", printable(result.repeat_command));
  out += "\nBrackets are 95 % intervals over replications; undetected devices are censored at the horizon.\n";
  return out;
}

std::string github_annotations(const SuiteResult& result, Inconclusive inconclusive) {
  std::string out;
  for (const CaseResult& one : result.cases) {
    if (one.failure.empty()) continue;
    out += fmt::format("::error file={},title={}::{}\n", property_text(result.path), property_text(fmt::format("{}: a simulation failed", one.name)),
                       command_text(one.failure));
  }
  for (const InvariantResult& i : result.invariants) {
    if (i.broken == 0) continue;
    out += fmt::format("::error file={},title={}::{}\n", property_text(result.path),
                       property_text(fmt::format("{}: invariant {}", result.cases[i.suite_case].name, i.invariant)),
                       command_text(fmt::format("FAIL: {}. {}. Repeat: {}", invariant_words(i), i.breaches.front().says, i.repeat_command)));
  }
  for (const CheckResult& check : result.checks) {
    if (check.verdict == Verdict::kPass || (check.verdict == Verdict::kInconclusive && inconclusive == Inconclusive::kPass)) continue;
    const bool fails = check.verdict == Verdict::kFail || inconclusive == Inconclusive::kFail;
    const CaseResult& one = result.cases[check.check.suite_case];
    out += fmt::format("::{} file={},title={}::{}\n", fails ? "error" : "warning", property_text(result.path),
                       property_text(fmt::format("{} under {}", one.name, check.check.policy)),
                       command_text(fmt::format("{}: expected {}, found {} (n {}). {}.{}", to_string(check.verdict), check.check.to_string(),
                                                estimate_words(check), check.n, check.why,
                                                one.repeat_command.empty() ? "" : " Repeat: " + one.repeat_command)));
  }
  return out;
}

}  // namespace picket::sim
