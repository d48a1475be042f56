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
#include "sim/results/manifest.h"
#include "sim/scenario/load.h"
#include "sim/scenario/origins.h"
#include "sim/sweep/point_measures.h"
#include "sim/uncertainty/input_draws.h"
#include "sim/uncertainty/input_influence.h"
#include "sim/uncertainty/rank_regression.h"

namespace picket::sim {
namespace {

/// Replication r with its own values.
struct DrawnScenario {
  Scenario scenario;
  ReplicationSettings settings;
};

std::optional<DrawnScenario> drawn_scenario(const UncertainInputs& inputs, const InputDraw& draw, const PointRunSettings& study) {
  Diagnostics diagnostics;
  LoadResult loaded = load_scenario_text(inputs.scenario, "scenario", draw.sets, "", diagnostics);
  if (!loaded.ok()) {
    std::fputs(diagnostics.text().c_str(), stderr);
    return std::nullopt;
  }
  DrawnScenario out{std::move(*loaded.scenario), {}};
  out.scenario.fixed_hub = HubSettings{.name = ""};
  out.scenario.fixed_hub_replications = 0;
  out.scenario.store_replications = 0;
  PointRunSettings drawn = study;
  drawn.out_directory = study.out_directory + "/" + study.study_id;
  drawn.study_id = "drawn";
  out.settings = replication_settings(write_scenario_yaml(out.scenario), drawn);
  return out;
}

std::string value_text(const MovedValue& value, double number) {
  const std::string_view unit = base_unit(value.stated.dimension);
  return unit.empty() ? fmt::format("{:.4g}", number) : fmt::format("{:.4g} {}", number, unit);
}

UncertaintyInputRow row_of(const ReadyInput& ready) {
  UncertaintyInputRow row;
  row.path = ready.input.path;
  row.from = ready.is_field ? "field" : "file";
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

/// Values of the headline measures, by policy and name, in replication order.
using Headlines = std::map<std::string, std::map<std::string, Measure>>;

Headlines headlines_of(const Scenario& scenario, const std::vector<LaneResult>& lanes) {
  const StudyResult study = merge_study(scenario, lanes);
  Headlines out;
  for (const PolicyUse& policy : scenario.policies) {
    for (Measure& measure : point_measures(scenario, policy.name, study, lanes)) out[policy.name].emplace(measure.name, std::move(measure));
  }
  return out;
}

class DrawnStudy {
 public:
  DrawnStudy(const Scenario& stated, const std::string& resolved, const UncertainInputs& inputs, const PointRunSettings& settings)
      : stated_(stated), resolved_(resolved), inputs_(inputs), settings_(settings) {}

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
    const ReplicationSettings own = replication_settings(resolved_, settings_);
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

  /// Each replication is merged by its own scenario: prices and deadlines are drawn, too.
  static std::vector<Headlines> drawn_headlines(const std::vector<DrawnScenario>& drawn, const std::vector<std::vector<LaneResult>>& after) {
    std::vector<Headlines> out;
    for (std::size_t r = 0; r < drawn.size(); ++r) {
      Scenario one = drawn[r].scenario;
      one.replications = 1;
      out.push_back(headlines_of(one, after[r]));
    }
    return out;
  }

  static std::vector<double> values_of(const std::vector<Headlines>& replications, const std::string& policy, const std::string& name) {
    std::vector<double> out;
    for (const Headlines& one : replications) {
      const auto& measures = one.at(policy);
      const auto found = measures.find(name);
      const bool there = found != measures.end() && !found->second.per_replication.empty();
      out.push_back(there ? found->second.per_replication.front() : std::numeric_limits<double>::quiet_NaN());
    }
    return out;
  }

  UncertaintyResult compared(const std::vector<LaneResult>& before, const std::vector<DrawnScenario>& drawn,
                             const std::vector<std::vector<LaneResult>>& after, const std::vector<std::vector<double>>& shares) const {
    UncertaintyResult out;
    out.file = inputs_.file;
    out.title = inputs_.title;
    out.commit = this_build().commit;
    out.draws = static_cast<std::uint32_t>(shares.size());
    out.not_here = inputs_.not_here;
    out.not_drawn = inputs_.not_drawn;
    for (const ReadyInput& ready : inputs_.inputs) out.inputs.push_back(row_of(ready));
    Scenario one_hub = stated_;
    one_hub.fixed_hub = HubSettings{.name = ""};
    const Headlines stated = headlines_of(one_hub, before);
    const std::vector<Headlines> replications = drawn_headlines(drawn, after);
    for (const PolicyUse& policy : stated_.policies) {
      for (const std::string_view name : headline_measures()) {
        const auto s = stated.at(policy.name).find(std::string(name));
        if (s == stated.at(policy.name).end()) continue;
        const bool is_share = s->second.unit == "share";
        MeasureUncertainty measure =
            measure_uncertainty(s->second.per_replication, values_of(replications, policy.name, s->first), shares, is_share);
        measure.policy = policy.name;
        measure.measure = s->second.name;
        measure.unit = s->second.unit;
        out.measures.push_back(std::move(measure));
      }
    }
    if (out.draws < 2) out.warnings.emplace_back("One replication shows no spread, of seeds or of inputs: give two or more, and 5 for intervals.");
    if (const std::size_t needed = draws_for_regression(out.inputs.size()); out.draws < needed) {
      out.warnings.push_back(fmt::format("{} draws are too few for a regression on {} inputs: each stands alone, and only a large influence shows. "
                                         "Give {} or more replications, or a file with fewer inputs.",
                                         out.draws, out.inputs.size(), std::max<std::size_t>(needed, kFewDraws)));
    } else if (out.draws < kFewDraws) {
      out.warnings.push_back(fmt::format("{} draws tell little about {} inputs; {} or more replications do.", out.draws, out.inputs.size(), kFewDraws));
    }
    return out;
  }

  const Scenario& stated_;
  const std::string& resolved_;
  const UncertainInputs& inputs_;
  const PointRunSettings& settings_;
};

}  // namespace

DrawnRunsOutcome run_drawn(const Scenario& stated, const std::string& resolved, const UncertainInputs& inputs, const PointRunSettings& settings) {
  return DrawnStudy(stated, resolved, inputs, settings).run();
}

}  // namespace picket::sim
