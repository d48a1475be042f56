#include "sim/apps/attack_run_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent_core/base/utf8.h"
#include "reports/number_format.h"
#include "sim/apps/miss_table.h"
#include "sim/results/shell_word.h"
#include "sim/suite/suite_variants.h"
#include "sim/suite/suite_words.h"

namespace picket::sim {
namespace {

std::string head(const Scenario& scenario, const StudyResult& result) {
  const AttackInstance& instance = scenario.attacks.front();
  const AttackTemplate& attack = scenario.attack_templates.at(instance.use);
  const FleetGroup& group = scenario.fleet.front();
  return fmt::format("{} {}, {}: {} of {} devices ({}) attacked in each of {} replication{}, seed {}\n\n", instance.use, attack.id, attack.title + variant_words({instance.variant, instance.held_out}),
                     std::min(instance.targets.count, group.count), group.count, group.device_class, result.replications, result.replications == 1 ? "" : "s",
                     result.seed);
}

std::string detection_table(const StudyResult& result, const TableOptions& options) {
  const std::string deadline = result.detections.empty() ? "" : picket::format_duration(result.detections.front().deadline_seconds);
  const std::vector<TableColumn> columns{{"policy", "", Align::kLeft},           {"devices", "", Align::kRight},
                                         {"detected", "within " + deadline, Align::kLeft}, {"at all", "", Align::kLeft},
                                         {"to detect", "median", Align::kRight}, {"to evidence", "median", Align::kRight},
                                         {"evidence", "share that arrived", Align::kRight}, {"raised by", "", Align::kLeft},
                                         {"runs needed", "", Align::kRight}};
  std::vector<std::vector<std::string>> rows;
  for (const DetectionResult& d : result.detections) {
    rows.push_back({d.policy, std::to_string(d.units), deadline_words(d), share_words(d.time_to_detect.probability),
                    median_words(d.time_to_detect), median_words(d.time_to_evidence), fmt::format("{:.0f} %", 100 * d.evidence_share.value),
                    d.raised_by.empty() ? "" : d.raised_by.front(), !d.measurable ? "" : d.runs_needed == 0 ? "enough" : fmt::format("+{}", d.runs_needed)});
  }
  return render_table(columns, rows, options);
}

std::string misses(const StudyResult& result, const std::string& directory, const TableOptions& options) {
  std::string out;
  std::string example;
  for (const DetectionResult& d : result.detections) {
    if (!d.missed_because.empty()) example = d.policy;
    for (const std::string& reason : d.missed_because) out += fmt::format("  {}: {}\n", d.policy, reason);
  }
  const std::string steps = miss_table(result.detections, options);
  // Tables make their cells printable; their colours must stay what they are.
  std::string text = steps.empty() ? "" : "\nSteps that were missed, of those that left evidence\n" + steps;
  if (out.empty()) return text + "\nNo attacked device was missed.\n";
  text += "\nWhere the evidence of missed devices ended (a unit is an attacked device)\n";
  return text + printable_lines(out + fmt::format("One of them, step by step: ./picket why {} --policy {}\n", shell_word(directory), example));
}

}  // namespace

std::string attack_run_text(const Scenario& scenario, const StudyResult& result, const std::string& directory, const TableOptions& options) {
  std::string out = printable_lines(head(scenario, result)) + detection_table(result, options);
  out += "Brackets are 95 % intervals over replications, given from five on; undetected devices are censored at the end.\n";
  out += misses(result, directory, options);
  for (const std::string& warning : result.warnings) out += "warning: " + printable(warning) + "\n";
  return out + fmt::format("repeat: {}\n", printable(result.repeat_command));
}

}  // namespace picket::sim
