#include "sim/apps/miss_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent_core/base/utf8.h"
#include "reports/number_format.h"

namespace picket::sim {
namespace {

/// Rows of the table of reasons: the rest is in misses.csv.
constexpr std::size_t kMostReasons = 12;

bool is_explained(const MissedSteps& missed) { return !missed.nearest_rule.empty(); }

/// In full, where a cell of the table would be cut.
std::string condition_line(const DetectionResult& detection, const MissedSteps& missed) {
  return fmt::format("  {} of {} under {}: nearest {}; {}", missed.step, detection.attack, detection.policy, missed.nearest_rule,
                     missed.condition);
}

}  // namespace

std::string miss_table(const std::vector<DetectionResult>& detections, const TableOptions& options) {
  struct Miss {
    const DetectionResult* detection;
    const MissedSteps* missed;
  };
  std::vector<Miss> all;
  for (const DetectionResult& d : detections) {
    for (const MissedSteps& m : d.missed_steps) all.push_back({&d, &m});
  }
  if (all.empty()) return "";
  std::stable_sort(all.begin(), all.end(), [](const Miss& a, const Miss& b) { return a.missed->count > b.missed->count; });
  const bool explained = std::any_of(all.begin(), all.end(), [](const Miss& m) { return is_explained(*m.missed); });
  std::vector<TableColumn> columns{{"attack", "", Align::kLeft}, {"policy", "", Align::kLeft},  {"step", "", Align::kLeft},
                                         {"reason", "", Align::kLeft}, {"missed", "", Align::kRight}, {"", "", Align::kLeft},
                                         {"ended at", "", Align::kLeft}, {"example", "", Align::kLeft}};
  if (explained) columns.push_back({"nearest rule", "", Align::kLeft});
  std::vector<std::vector<std::string>> rows;
  std::uint64_t rest = 0;
  for (const Miss& m : all) {
    if (rows.size() == kMostReasons) {
      rest += m.missed->count;
      continue;
    }
    rows.push_back({m.detection->attack, m.detection->policy, m.missed->step, words(m.missed->reason), std::to_string(m.missed->count),
                    fmt::format("of {}", m.missed->steps), words(m.missed->ended_at), m.missed->example});
    if (explained) rows.back().push_back(m.missed->nearest_rule);
  }
  std::string out = render_table(columns, rows, options);
  if (rest > 0) out += fmt::format("  and {} more, see misses.csv\n", rest);
  for (const Miss& m : all) {
    if (is_explained(*m.missed)) out += options.indent + printable(condition_line(*m.detection, *m.missed)) + "\n";
  }
  return out;
}

}  // namespace picket::sim
