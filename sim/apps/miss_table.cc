#include "sim/apps/miss_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/number_format.h"

namespace picket::sim {
namespace {

/// Rows of the table of reasons: the rest is in misses.csv.
constexpr std::size_t kMostReasons = 12;

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
  const std::vector<TableColumn> columns{{"attack", "", Align::kLeft}, {"policy", "", Align::kLeft},  {"step", "", Align::kLeft},
                                         {"reason", "", Align::kLeft}, {"missed", "", Align::kRight}, {"", "", Align::kLeft},
                                         {"ended at", "", Align::kLeft}, {"example", "", Align::kLeft}};
  std::vector<std::vector<std::string>> rows;
  std::uint64_t rest = 0;
  for (const Miss& m : all) {
    if (rows.size() == kMostReasons) {
      rest += m.missed->count;
      continue;
    }
    rows.push_back({m.detection->attack, m.detection->policy, m.missed->step, words(m.missed->reason), std::to_string(m.missed->count),
                    fmt::format("of {}", m.missed->steps), words(m.missed->ended_at), m.missed->example});
  }
  std::string out = render_table(columns, rows, options);
  if (rest > 0) out += fmt::format("  and {} more, see misses.csv\n", rest);
  return out;
}

}  // namespace picket::sim
