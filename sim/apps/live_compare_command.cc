#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent_core/base/utf8.h"
#include "sim/apps/colour.h"
#include "sim/apps/hub_access.h"
#include "sim/apps/input_file.h"
#include "sim/apps/live_compare_options.h"
#include "sim/apps/share_option.h"
#include "sim/experiment/rule_content.h"
#include "sim/live/compare/live_comparison.h"
#include "sim/live/compare/live_comparison_text.h"
#include "sim/live/compare/live_measures.h"
#include "sim/results/atomic_file.h"
#include "sim/scenario/load.h"
#include "sim/scenario/plain_name.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

/// A resolved scenario is some 100 kB.
constexpr std::size_t kMostScenarioBytes = std::size_t{16} << 20;

/// What a live fleet left.
struct LiveSide {
  std::string path;  ///< of live_fleet.json
  FleetMeasures measures;
  std::string scenario_text;
  Scenario scenario;
};

/// Errors: throws WrongInput.
Scenario scenario_in(const std::string& text, const std::string& from) {
  Diagnostics diagnostics;
  LoadResult loaded = load_scenario_text(text, from, {}, "", diagnostics);
  if (!loaded.ok()) throw WrongInput(from + ": cannot be read; was it made by another version?\n" + diagnostics.text());
  return std::move(*loaded.scenario);
}

LiveSide read_live_side(const std::string& path) {
  std::error_code ignored;
  LiveSide out;
  out.path = fs::is_directory(path, ignored) ? (fs::path(path) / kFleetMeasuresFile).string() : path;
  if (!fs::exists(out.path, ignored)) throw WrongInput(fmt::format("{}: there is no such file\n  'picket live fleet' leaves one for each run; give its folder", out.path));
  Result<FleetMeasures, std::string> read = read_live_measures(read_file(out.path, kMostFleetMeasuresBytes));
  if (!read.ok()) throw WrongInput(out.path + ": " + read.error());
  out.measures = std::move(read).value();
  const std::string scenario = (fs::path(out.path).parent_path() / kFleetScenarioFile).string();
  if (!fs::exists(scenario, ignored)) throw WrongInput(scenario + ": there is no such file, which the live fleet left beside its measures");
  out.scenario_text = read_file(scenario, kMostScenarioBytes);
  if (fingerprint_of_scenario(out.scenario_text) != out.measures.scenario_digest) {
    throw WrongInput(fmt::format("{}: is not the scenario that was played: its digest is {}, and live_fleet.json says {}", scenario,
                                 fingerprint_of_scenario(out.scenario_text), out.measures.scenario_digest));
  }
  out.scenario = scenario_in(out.scenario_text, scenario);
  return out;
}

std::string policy_template_of(const LiveSide& live) {
  const auto use = std::find_if(live.scenario.policies.begin(), live.scenario.policies.end(),
                                [&live](const PolicyUse& one) { return one.name == live.measures.policy; });
  if (use == live.scenario.policies.end()) throw WrongInput(fmt::format("{}: its policy '{}' is not in the scenario beside it", live.path, live.measures.policy));
  return use->use;
}

std::vector<std::string> problems_of(const LiveCompareOptions& options) {
  std::vector<std::string> problems;
  const std::optional<double> tolerance = share_of_word(options.tolerance);
  if (!tolerance || !(*tolerance > 0 && *tolerance <= 1)) problems.push_back("--tolerance " + options.tolerance + ": is no share above 0; write '5 %'");
  const bool plain = is_plain_name(options.profile_name) && options.profile_name.find_first_of(".-") == std::string::npos;
  if (!plain) problems.push_back("--profile-name " + options.profile_name + ": take letters, digits and '_', at most 64");
  std::error_code ignored;
  if (!options.write_profile.empty() && fs::exists(options.write_profile, ignored) && !options.force) {
    problems.push_back(options.write_profile + ": is there already; --force replaces it");
  }
  if (!options.workspace.empty() && !fs::is_regular_file(options.workspace, ignored)) problems.push_back(options.workspace + ": there is no such workspace");
  return problems;
}

AlertsByType alerts_or_refuse(const std::string& workspace, const std::string& prefix) {
  Result<AlertsByType, std::string> alerts = alerts_by_type(workspace, prefix);
  if (!alerts.ok()) throw WrongInput(alerts.error());
  return std::move(alerts).value();
}

std::string profile_of(const LiveCompareOptions& options, const LiveComparison& comparison, const LiveSide& live, const Scenario& simulated) {
  LineProfile profile;
  profile.name = options.profile_name;
  profile.source = printable(fmt::format("{}, {} at {}", live.path, live.measures.started_utc, live.measures.hub));
  if (const auto line = simulated.networks.find(comparison.simulated_line.most); line != simulated.networks.end()) {
    profile.bandwidth_from = line->first;
    profile.uplink_bandwidth = line->second.uplink_bandwidth;
  }
  const ClassMeasures& all = live.measures.all;
  profile.message_bytes = all.sent > 0 ? static_cast<double>(all.payload_bytes + all.mqtt_bytes) / static_cast<double>(all.sent) : 0;
  return line_profile_yaml(*comparison.line, profile);
}

}  // namespace

int live_compare_command(const LiveCompareOptions& options, const CommonOptions& common) {
  if (const std::vector<std::string> problems = problems_of(options); !problems.empty()) return refuse_live(problems);
  const LiveSide live = read_live_side(options.live);
  const SimulatedMeasures simulated = read_simulated_measures(options.run, live.measures.policy);
  Comparability comparability = comparability_of(live.measures, live.scenario_text, simulated, policy_template_of(live));
  if (!comparability.refused.empty()) {
    for (const std::string& what : comparability.differs) std::fprintf(stderr, "differs: %s\n", printable(what).c_str());
    return refuse_live(comparability.refused);
  }
  const Scenario scenario = scenario_in(simulated.resolved_scenario, simulated.path + ", the scenario of its manifest");
  ComparedAlerts alerts;
  if (!options.workspace.empty()) {
    alerts.live = alerts_or_refuse(options.workspace, live.measures.identity_prefix);
    if (!simulated.workspace.empty()) alerts.simulated = alerts_or_refuse(simulated.workspace, "");
  }
  const LiveComparisonSettings settings{share_of_word(options.tolerance).value_or(0.05), options.profile_name};
  const LiveComparison comparison = compare_live(live.measures, simulated, scenario, std::move(comparability), alerts, settings);
  LiveComparisonNames names{live.path, simulated.path, {}};
  if (!options.write_profile.empty()) {
    if (!comparison.line) {
      return refuse_live({fmt::format("--write-profile: {} messages were acknowledged, and a fit takes {} that are not all alike to the one before", live.measures.all.publish_delay.count,
                                      kLeastFittedMessages)});
    }
    if (const auto error = write_file(options.write_profile, profile_of(options, comparison, live, scenario))) {
      std::fprintf(stderr, "error: cannot write %s\n", printable(error->text()).c_str());
      return exit_code::kInternalError;
    }
    names.profile = options.write_profile;
  }
  const std::string text = common.format == "json" ? live_comparison_json(comparison, live.measures, simulated, names)
                                                   : live_comparison_text(comparison, live.measures, simulated, names, wants_colour());
  std::fwrite(text.data(), 1, text.size(), stdout);
  return comparison.count(LiveVerdict::kFlagged) > 0 ? exit_code::kExpectationFailed : exit_code::kOk;
}

}  // namespace picket::sim
