#include "sim/uncertainty/drawn_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <optional>

#include "agent_core/base/utf8.h"
#include "sim/experiment/process_pool.h"
#include "sim/experiment/simulation_jobs.h"
#include "sim/experiment/study.h"
#include "sim/scenario/load.h"
#include "sim/scenario/origins.h"
#include "sim/sweep/point_measures.h"
#include "sim/uncertainty/input_draws.h"
#include "sim/uncertainty/input_influence.h"

namespace picket::sim {
namespace {

/// Replication r with its own values.
struct DrawnScenario {
  Scenario scenario;
  ReplicationSettings settings;
};

ReplicationSettings base_settings(const DrawnRunSettings& settings) {
  ReplicationSettings each;
  each.rules = settings.rules;
  each.feeds = settings.feeds;
  each.warnings = feed_remarks(settings.feeds);
  each.out_directory = settings.out_directory;
  each.study_id = settings.study_id;
  each.scenario_path = settings.scenario_path;
  each.resolved_scenario = settings.resolved_scenario;
  each.argv = settings.argv;
  return each;
}

std::optional<DrawnScenario> drawn_scenario(const UncertainInputs& inputs, const InputDraw& draw, const DrawnRunSettings& settings) {
  Diagnostics diagnostics;
  LoadResult loaded = load_scenario_text(inputs.scenario, "scenario", draw.sets, "", diagnostics);
  if (!loaded.ok()) {
    std::fputs(diagnostics.text().c_str(), stderr);
    return std::nullopt;
  }
  DrawnScenario out{std::move(*loaded.scenario), base_settings(settings)};
  out.scenario.fixed_hub = HubSettings{.name = ""};
  out.scenario.fixed_hub_replications = 0;
  out.scenario.store_replications = 0;
  out.settings.out_directory = settings.out_directory + "/" + settings.study_id;
  out.settings.study_id = "drawn";
  out.settings.resolved_scenario = write_scenario_yaml(out.scenario);
  return out;
}

std::string value_text(const MovedValue& value, double number) {
  const std::string_view unit = base_unit(value.stated.dimension);
  return unit.empty() ? fmt::format("{:.4g}", number) : fmt::format("{:.4g} {}", number, unit);
}

UncertaintyInputRow row_of(const ReadyInput& ready) {
  UncertaintyInputRow row;
  row.path = ready.input.path;
  row.says = ready.input.says;
  row.grade = std::string(to_string(ready.input.grade));
  row.source = ready.input.source;
  for (const EnumName<InputShape>& word : kInputShapeWords) {
    if (word.value == ready.input.shape) row.shape = std::string(word.name);
  }
  row.values = ready.values.size();
  const MovedValue& first = ready.values.front();
  const bool alike = std::all_of(ready.values.begin(), ready.values.end(), [&](const MovedValue& v) { return v.stated.number == first.stated.number; });
  if (alike) {
    row.stated = value_text(first, first.stated.number);
    row.low = value_text(first, first.low);
    row.high = value_text(first, first.high);
  } else {
    row.stated = fmt::format("{} values", row.values);
    const std::string& range = ready.input.factor.empty() ? ready.input.range : ready.input.factor;
    row.low = (ready.input.factor.empty() ? "" : "x") + range.substr(0, range.find(".."));
    row.high = (ready.input.factor.empty() ? "" : "x") + range.substr(range.find("..") + 2);
  }
  return row;
}

/// Measures of a policy, by name.
std::map<std::string, Measure> measures_of(const Scenario& scenario, const std::string& policy, const std::vector<LaneResult>& lanes) {
  std::vector<LaneResult> own;
  for (const LaneResult& lane : lanes) {
    if (lane.policy == policy) own.push_back(lane);
  }
  const StudyResult study = merge_study(scenario, lanes);
  std::map<std::string, Measure> out;
  for (Measure& measure : point_measures(scenario, policy, study, own)) out.emplace(measure.name, std::move(measure));
  return out;
}

class DrawnStudy {
 public:
  DrawnStudy(const Scenario& stated, const UncertainInputs& inputs, const DrawnRunSettings& settings)
      : stated_(stated), inputs_(inputs), settings_(settings) {}

  DrawnRunsOutcome run() {
    DrawnRunsOutcome out;
    std::vector<std::vector<double>> shares;
    std::vector<DrawnScenario> drawn;
    for (std::uint32_t r = 0; r < stated_.replications; ++r) {
      InputDraw draw = draw_inputs(inputs_, stated_.seed, r);
      std::optional<DrawnScenario> one = drawn_scenario(inputs_, draw, settings_);
      if (!one) return {3, {}};
      drawn.push_back(std::move(*one));
      shares.push_back(std::move(draw.shares));
    }
    if ((out.exit_code = simulate(drawn)) != 0) return out;
    std::vector<LaneResult> before;
    std::vector<std::vector<LaneResult>> after(drawn.size());
    const ReplicationSettings own = base_settings(settings_);
    for (std::uint32_t r = 0; r < stated_.replications; ++r) {
      if (!take(stated_, own, r, before) || !take(drawn[r].scenario, drawn[r].settings, r, after[r])) return {3, {}};
    }
    out.result = compared(before, drawn, after, shares);
    return out;
  }

 private:
  int simulate(const std::vector<DrawnScenario>& drawn) {
    std::vector<SimulationJob> jobs;
    for (std::uint32_t r = 0; r < drawn.size(); ++r) {
      // As a study's own: a run of another commit would be set against one of this.
      if (!is_complete(drawn[r].scenario, drawn[r].settings, r)) jobs.push_back({r, &drawn[r].scenario, &drawn[r].settings, r, false});
    }
    SimulationSettings how;
    how.threads = settings_.threads;
    if (!settings_.quiet) how.title = "uncertain inputs";
    const std::vector<JobResult> ends = run_simulations(jobs, how);
    if (was_interrupted()) return 130;
    int exit_code = 0;
    for (const JobResult& end : ends) {
      if (end.end != JobEnd::kBroken) continue;
      std::fprintf(stderr, "error: with drawn values, %s\n", printable(end.says).c_str());
      exit_code = 3;
    }
    return exit_code;
  }

  static bool take(const Scenario& scenario, const ReplicationSettings& settings, std::uint32_t replication, std::vector<LaneResult>& into) {
    std::optional<std::vector<LaneResult>> lanes = read_replication(scenario, settings, replication);
    if (!lanes) {
      std::fprintf(stderr, "error: replication %u has left no complete run\n", replication);
      return false;
    }
    into.insert(into.end(), std::make_move_iterator(lanes->begin()), std::make_move_iterator(lanes->end()));
    return true;
  }

  /// Values of a policy's headline measures at drawn values, by replication. Each is merged by its own scenario: prices and deadlines
  /// are drawn, too.
  static std::map<std::string, std::vector<double>> drawn_values(const std::string& policy, const std::vector<DrawnScenario>& drawn,
                                                                 const std::vector<std::vector<LaneResult>>& after) {
    std::map<std::string, std::vector<double>> out;
    for (std::size_t r = 0; r < drawn.size(); ++r) {
      Scenario one = drawn[r].scenario;
      one.replications = 1;
      const std::map<std::string, Measure> measures = measures_of(one, policy, after[r]);
      for (const std::string_view name : headline_measures()) {
        const auto found = measures.find(std::string(name));
        const bool there = found != measures.end() && !found->second.per_replication.empty();
        out[std::string(name)].push_back(there ? found->second.per_replication.front() : std::numeric_limits<double>::quiet_NaN());
      }
    }
    return out;
  }

  UncertaintyResult compared(const std::vector<LaneResult>& before, const std::vector<DrawnScenario>& drawn,
                             const std::vector<std::vector<LaneResult>>& after, const std::vector<std::vector<double>>& shares) const {
    UncertaintyResult out;
    out.file = inputs_.file;
    out.title = inputs_.title;
    out.draws = static_cast<std::uint32_t>(shares.size());
    out.not_here = inputs_.not_here;
    for (const ReadyInput& ready : inputs_.inputs) out.inputs.push_back(row_of(ready));
    Scenario one_hub = stated_;
    one_hub.fixed_hub = HubSettings{.name = ""};
    for (const PolicyUse& policy : stated_.policies) {
      const std::map<std::string, Measure> stated = measures_of(one_hub, policy.name, before);
      const std::map<std::string, std::vector<double>> values = drawn_values(policy.name, drawn, after);
      for (const std::string_view name : headline_measures()) {
        const auto s = stated.find(std::string(name));
        if (s == stated.end()) continue;
        MeasureUncertainty measure = measure_uncertainty(s->second.per_replication, values.at(std::string(name)), shares);
        measure.policy = policy.name;
        measure.measure = s->second.name;
        measure.unit = s->second.unit;
        out.measures.push_back(std::move(measure));
      }
    }
    if (out.draws < kFewDraws) {
      out.warnings.push_back(fmt::format("{} draws tell little about {} inputs; {} or more replications do.", out.draws, out.inputs.size(), kFewDraws));
    }
    return out;
  }

  const Scenario& stated_;
  const UncertainInputs& inputs_;
  const DrawnRunSettings& settings_;
};

}  // namespace

DrawnRunsOutcome run_drawn(const Scenario& stated, const UncertainInputs& inputs, const DrawnRunSettings& settings) {
  return DrawnStudy(stated, inputs, settings).run();
}

}  // namespace picket::sim
