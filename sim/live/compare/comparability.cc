#include "sim/live/compare/comparability.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/compare/scenario_difference.h"

namespace picket::sim {
namespace {

/// Parts of a scenario that only change how messages are carried, paid, analysed, compared or kept; `window` changes nothing at all.
constexpr std::array kBeside{"title",    "description", "replications",       "window",  "wire",         "store",    "store_replications", "store_row_limit",
                             "backend",  "sharing",     "rules",              "prices",  "networks",     "hubs",     "fixed_hub",          "fixed_hub_replications",
                             "intel",    "pipeline",    "calibration",        "client",  "thresholds",   "criticality", "suppression_rules", "reference_policy",
                             "policies"};
/// A line of a difference at most.
constexpr std::size_t kValuesTold = 12;
constexpr std::size_t kLongestValue = 60;

std::string_view head_of(std::string_view path) { return path.substr(0, path.find_first_of(".[")); }

std::string shortened(std::string_view value) {
  if (value.empty()) return "(none)";
  return value.size() <= kLongestValue ? std::string(value) : std::string(value.substr(0, kLongestValue)) + "...";
}

std::string words_of(const ValueDifference& value) {
  return fmt::format("{}: {} live, {} simulated", value.path, shortened(value.before), shortened(value.after));
}

void add_bounded(std::vector<std::string>& out, const std::vector<std::string>& values) {
  out.insert(out.end(), values.begin(), values.begin() + static_cast<std::ptrdiff_t>(std::min(values.size(), kValuesTold)));
  if (values.size() > kValuesTold) out.push_back(fmt::format("{} more values of the scenario", values.size() - kValuesTold));
}

}  // namespace

bool decides_what_is_sent(std::string_view path, std::string_view use) {
  const std::string_view head = head_of(path);
  // The seed is judged by itself, and a name names.
  if (head == "seed" || head == "name") return false;
  if (head == "policy_templates") {
    const std::string_view of = path.substr(std::min(path.size(), head.size() + 1));
    return of == use || (of.starts_with(use) && of.size() > use.size() && of[use.size()] == '.');
  }
  return std::find(kBeside.begin(), kBeside.end(), head) == kBeside.end();
}

Comparability comparability_of(const FleetMeasures& live, std::string_view live_scenario, const SimulatedMeasures& simulated, std::string_view use) {
  Comparability out;
  out.same_program = live.commit == simulated.commit && live.version == simulated.version;
  if (live.version != simulated.version) out.differs.push_back(fmt::format("program: version {} live, {} simulated", live.version, simulated.version));
  if (live.commit != simulated.commit) out.differs.push_back(fmt::format("program: commit {} live, {} simulated", live.commit, simulated.commit));
  if (live.seed != simulated.seed) {
    out.refused.push_back(fmt::format("seed: {} live, {} simulated: other devices, lives and attacks; simulate it with --seed {}", live.seed, simulated.seed, live.seed));
  }
  const ScenarioDifference difference = scenario_difference(live_scenario, simulated.resolved_scenario);
  if (!difference.readable) {
    out.refused.emplace_back("the live fleet's scenario.yaml or the run's scenario is no YAML, so nobody can tell whether they are the same");
    return out;
  }
  std::vector<std::string> deciding;
  std::vector<std::string> beside;
  for (const ValueDifference& value : difference.values) {
    if (head_of(value.path) == "seed") continue;
    (decides_what_is_sent(value.path, use) ? deciding : beside).push_back(words_of(value));
  }
  add_bounded(out.refused, deciding);
  add_bounded(out.differs, beside);
  return out;
}

}  // namespace picket::sim
