#include "sim/suite/suite_text.h"

#include <fmt/format.h>

#include "agent_core/base/utf8.h"
#include "reports/number_format.h"
#include "sim/scenario/quantity_text.h"
#include "sim/suite/policy_ranks.h"
#include "sim/suite/suite_words.h"

namespace picket::sim {
namespace {

using Row = std::vector<std::string>;

std::string check_table(const SuiteResult& result, const TableOptions& options) {
  std::vector<TableColumn> columns{{"verdict", "", Align::kLeft}, {"case", "", Align::kLeft},  {"policy", "", Align::kLeft},
                                         {"expected", "", Align::kLeft}, {"found", "", Align::kLeft}, {"n", "", Align::kRight},
                                         {"time", "all simulations", Align::kRight}, {"change", "", Align::kRight}};
  const bool compared = !result.baseline.empty();
  if (!compared) columns.pop_back();
  std::vector<Row> rows;
  for (const std::size_t c : slowest_first(result)) {
    for (const CheckResult& check : result.checks) {
      if (check.check.suite_case != c) continue;
      rows.push_back({std::string(to_string(check.verdict)), result.cases[c].name, check.check.policy, check.check.to_string(),
                      estimate_words(check), std::to_string(check.n), picket::format_duration(result.cases[c].wall_seconds)});
      if (compared) rows.back().push_back(check.change ? change_words(check) : "not compared");
    }
  }
  return render_table(columns, rows, options);
}

std::string detection_table(const SuiteResult& result, const TableOptions& options) {
  const std::vector<TableColumn> columns{{"case", "", Align::kLeft},
                                         {"policy", "", Align::kLeft},
                                         {"by deadline", "", Align::kLeft},
                                         {"to detect", "median", Align::kRight},
                                         {"to evidence", "median", Align::kRight},
                                         {"raised by", "", Align::kLeft},
                                         {"most misses", "", Align::kLeft}};
  std::vector<Row> rows;
  for (const CaseResult& one : result.cases) {
    for (const DetectionResult& d : one.detections) {
      rows.push_back({one.name, d.policy, deadline_words(d), median_words(d.time_to_detect),
                      median_words(d.time_to_evidence), d.raised_by.empty() ? "" : d.raised_by.front(),
                      d.missed_because.empty() ? "" : d.missed_because.front()});
    }
  }
  return render_table(columns, rows, options);
}

std::string false_alert_table(const SuiteResult& result, const TableOptions& options) {
  const std::vector<TableColumn> columns{{"class", "", Align::kLeft},
                                         {"policy", "", Align::kLeft},
                                         {"false alerts", "per 1,000 device-days", Align::kRight},
                                         {"alerts", "", Align::kRight},
                                         {"device-days", "", Align::kRight},
                                         {"most are", "", Align::kLeft}};
  std::vector<Row> rows;
  for (const FalseAlerts& f : result.false_alerts) {
    const Estimate& e = f.per_1000_device_days;
    rows.push_back({f.device_class, f.policy, format_estimate(e.value, e.ci_low, e.ci_high), std::to_string(f.alerts),
                    picket::format_number(f.device_days), cause_words(f)});
  }
  return render_table(columns, rows, options);
}

/// Cases whose simulation broke: nothing else tells of one of which nothing is expected.
std::string broken_cases(const SuiteResult& result) {
  std::string out;
  for (const CaseResult& one : result.cases) {
    if (!one.failure.empty()) out += fmt::format("ERROR {}: {}\n", one.name, one.failure);
  }
  return out.empty() ? out : "\n" + out;
}

std::string open_checks(const SuiteResult& result) {
  std::string out;
  for (const CheckResult& check : result.checks) {
    if (check.verdict == Verdict::kPass) continue;
    const CaseResult& one = result.cases[check.check.suite_case];
    out += fmt::format("{} {} under {}: expected {}, found {} (n {}, {})\n", to_string(check.verdict), one.name, check.check.policy,
                       check.check.to_string(), estimate_words(check), check.n, seed_words(result, one));
    if (!check.why.empty()) out += fmt::format("  {}\n", check.why);
    if (!one.repeat_command.empty()) out += fmt::format("  repeat: {}\n", one.repeat_command);
  }
  return out.empty() ? out : "\n" + out;
}

std::string broken_invariants(const SuiteResult& result) {
  std::string out;
  for (const InvariantResult& invariant : result.invariants) {
    if (invariant.broken == 0) continue;
    out += fmt::format("FAIL {}: invariant {} {}\n  {}\n  repeat: {}\n", result.cases[invariant.suite_case].name, invariant.invariant,
                       invariant_words(invariant), invariant.breaches.front().says, invariant.repeat_command);
  }
  return out.empty() ? out : "\n" + out;
}

/// Those that still fail.
std::string known_failures(const SuiteResult& result) {
  std::string out;
  for (const CorpusResult& c : result.corpus) {
    if (c.state != CorpusState::kStillFails) continue;
    out += fmt::format("still fails: {} under {}, seed {}, replication {}: {}, found {}\n  repeat: {}\n", result.cases[c.suite_case].name, c.policy,
                       c.seed, c.replication, c.failed, c.found, c.repeat_command);
  }
  return out.empty() ? out : "\nKnown failures: runs that were chosen because they failed, in no share below\n" + out;
}

}  // namespace

std::string suite_text(const SuiteResult& result, const std::string& directory, const TableOptions& options) {
  std::string out = fmt::format("{}: {}{}\n", result.title.empty() ? result.name : result.title, tally_words(result),
                                result.out_of_budget ? " (time was up)" : "");
  if (!result.invariants.empty()) out += invariants_words(result) + "\n";
  if (!result.corpus_directory.empty()) out += fmt::format("corpus: {}\n", corpus_words(result));
  out += broken_cases(result);
  out += broken_invariants(result);
  out += known_failures(result);
  out += open_checks(result);
  // Tables make their cells printable; their colours must stay what they are.
  out = printable_lines(out);
  if (!result.checks.empty()) out += "\nChecks, the slowest case first; brackets are 95 % intervals over n replications\n" + check_table(result, options);
  out += "\nDetection\n" + detection_table(result, options);
  if (const auto ranks = policy_ranks(result)) out += "\n" + printable(policy_ranks_words(*ranks)) + "\n";
  if (!result.false_alerts.empty()) out += "\nFalse alerts of all cases\n" + false_alert_table(result, options);
  out += fmt::format("\n{} simulations in {}, {}; results: {}\n", result.simulations, picket::format_duration(result.wall_seconds), base_seed_words(result),
                     printable(directory));
  if (result.fresh_seed) out += fmt::format("repeat: {}\n", printable(result.repeat_command));
  return out;
}

std::string suite_plan_text(const LoadedSuite& suite, const TableOptions& options) {
  const std::vector<TableColumn> columns{{"case", "", Align::kLeft},      {"fleet", "", Align::kLeft},     {"attacked", "", Align::kRight},
                                         {"warm-up", "", Align::kRight},  {"measured", "", Align::kRight}, {"checks", "", Align::kRight},
                                         {"replications", "at most", Align::kRight}};
  std::vector<Row> rows;
  for (const PreparedCase& one : suite.cases) {
    std::string fleet;
    for (const FleetGroup& group : one.scenario.fleet) fleet += fmt::format("{}{} {}", fleet.empty() ? "" : ", ", group.count, group.device_class);
    std::uint32_t attacked = 0;
    for (const AttackInstance& attack : one.scenario.attacks) attacked += attack.targets.count;
    rows.push_back({one.name, fleet, std::to_string(attacked), sim::format_duration(one.scenario.warm_up),
                    sim::format_duration(one.scenario.duration), std::to_string(one.checks.size()), std::to_string(one.scenario.replications)});
  }
  return render_table(columns, rows, options);
}

}  // namespace picket::sim
