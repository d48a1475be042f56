#include "sim/experiment/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <stdexcept>

#include "agent_core/base/utf8.h"
#include "sim/experiment/pipeline_losses.h"
#include "sim/experiment/study.h"
#include "sim/experiment/worker_pool.h"
#include "sim/results/run_directory.h"
#include "sim/results/utc_time.h"
#include "sim/scenario/leaf_text.h"

namespace picket::sim {
namespace {

std::string base_name(const std::string& path) {
  return printable(std::filesystem::path(path).filename().string());
}

/// The trace as a scenario, so that it is merged and reported like a simulated study.
Scenario scenario_of(const ReplayTrace& trace, const Scenario& base, Time end) {
  Scenario scenario = base;
  const std::string file = base_name(trace.path);
  scenario.name = safe_name("replay-" + file);
  scenario.title = "Replay of " + file;
  scenario.description =
      "A recorded trace instead of a fleet: nothing is learned before it, no line fails and no threat intelligence is "
      "simulated. Rates and the bill are over the trace's own time.";
  scenario.replications = 1;
  scenario.warm_up = Duration();
  scenario.start_utc = trace.start();
  scenario.duration = end - trace.start();
  scenario.fixed_hub.name.clear();
  scenario.fleet.clear();
  FleetGroup group;
  group.device_class = std::string(to_string(trace.kind));
  group.count = static_cast<std::uint32_t>(trace.devices.size());
  scenario.fleet.push_back(group);
  scenario.attacks.clear();
  scenario.attack_templates.clear();
  for (std::uint32_t label = 0; label < trace.labels.size(); ++label) {
    const auto first =
        std::find_if(trace.units.begin(), trace.units.end(), [&](const ReplayUnit& u) { return u.label == label; });
    AttackInstance attack;
    attack.name = trace.labels[label];
    attack.use = trace.labels[label];
    attack.start = first->start - trace.start();
    for (const ReplayUnit& unit : trace.units) {
      if (unit.label == label) attack.start = std::min(attack.start, unit.start - trace.start());
    }
    AttackTemplate& labelled = scenario.attack_templates[attack.use];
    labelled.title = trace.labels[label];
    labelled.deadline = scenario.duration - attack.start;
    scenario.attacks.push_back(std::move(attack));
  }
  const auto named = [&](const PolicyUse& use) { return use.name == "g2_linux"; };
  if (std::any_of(scenario.policies.begin(), scenario.policies.end(), named)) {
    scenario.reference_policy = "g2_linux";
  } else {
    scenario.reference_policy = scenario.policies.front().name;
  }
  return scenario;
}

double uplink(const LaneResult& lane) {
  return static_cast<double>(lane.uplink_payload_bytes + lane.uplink_envelope_bytes + lane.uplink_upkeep_bytes);
}

std::size_t detected(const LaneResult& lane) {
  return static_cast<std::size_t>(
      std::count_if(lane.units.begin(), lane.units.end(), [](const UnitOutcome& u) { return u.detected; }));
}

double arrived_share(const LaneResult& lane) {
  std::uint64_t events = 0;
  std::uint64_t arrived = 0;
  for (const UnitOutcome& unit : lane.units) {
    events += unit.events;
    arrived += unit.events_arrived;
  }
  return events == 0 ? 0 : static_cast<double>(arrived) / static_cast<double>(events);
}

std::vector<std::string> verdict_of_replay(const ReplayTrace& trace, const std::vector<ReplayLaneResult>& results) {
  std::vector<std::string> out;
  for (const ReplayLaneResult& result : results) {
    const LaneResult& lane = result.lane;
    std::string text = fmt::format("{}: {} messages, {} metered units of 4 KB, {:.1f} kB up the lines", lane.policy,
                                   lane.messages_emitted, lane.blocks, uplink(lane) / 1e3);
    if (!trace.units.empty()) {
      text += fmt::format("; {} of {} labelled units detected, {:.1f} % of their events arrived", detected(lane),
                          lane.units.size(), 100 * arrived_share(lane));
    }
    out.push_back(text + ".");
  }
  return out;
}

std::vector<std::string> warnings_of_replay(const ReplayTrace& trace, const std::vector<ReplayLaneResult>& results) {
  std::vector<std::string> out;
  if (trace.units.empty()) {
    out.push_back(
        "The trace labels nothing as an attack: detection cannot be judged, and every alert counts as false or as a "
        "notice.");
  }
  out.push_back(
      "The models of the pipeline start empty: alerts on first sightings are more than after a time of learning.");
  if (trace.span() < Duration::hours(1)) {
    out.push_back(fmt::format("The trace lasts {:.0f} s; rates per day and the bill are extrapolated from it.",
                              trace.span().to_seconds()));
  }
  if (trace.far_from_the_rest > 0) {
    out.push_back(fmt::format("{} events lie more than {} days from the median event and were left out.",
                              trace.far_from_the_rest, ReplayTrace::kMaxDistance.count_seconds() / 86'400));
  }
  if (trace.labels_refused > 0) {
    out.push_back(fmt::format("{} labelled events carry labels beyond the first {}; they were replayed without label.",
                              trace.labels_refused, ReplayTrace::kMaxLabels));
  }
  for (const ReplayLaneResult& result : results) {
    if (result.undecodable == 0) continue;
    out.push_back(
        fmt::format("{} messages of {} could not be decoded, as text in the trace is not UTF-8; labelled events in "
                    "them count as arrived.",
                    result.undecodable, result.lane.policy));
  }
  for (const ReplayLaneResult& result : results) {
    for (const std::string& bound : bounds_reached(result.lane.pipeline_losses)) {
      out.push_back(fmt::format("A bound of the analytics core was reached under {}: {}.", result.lane.policy, bound));
    }
  }
  return out;
}

}  // namespace

std::string replay_scenario_text(const std::vector<std::string>& policies) {
  std::string text = "name: replay\nreplications: 1\nwarm_up: 0 s\nduration: 1 h\npolicies:\n";
  for (const std::string& name : policies) text += fmt::format("  - {{use: {}}}\n", yaml_text(name));
  return text +
         "fleet:\n  - {device_class: ip_camera, count: 1, sites: 1, access: {fibre: 1}}\n"
         "hubs:\n  - {name: hub}\n";
}

std::shared_ptr<const PipelineContent> replay_content(const RuleTexts& rules) {
  PipelineContent::Builder builder;
  add_rules(rules, builder);
  return build_or_refuse(builder);
}

ReplayOutcome replay_trace(const ReplayTrace& trace, const Scenario& base,
                           const std::shared_ptr<const PipelineContent>& content, unsigned threads) {
  ReplaySetting setting;
  setting.trace = &trace;
  setting.content = content;
  setting.pipeline = base.pipeline;
  setting.client = base.client;
  setting.prices = base.prices;
  setting.hub = base.hubs.front();
  setting.seed = base.seed;
  std::vector<std::optional<ReplayLaneResult>> results(base.policies.size());
  WorkerPool pool(std::clamp(threads, 1U, static_cast<unsigned>(base.policies.size())));
  pool.run(results.size(), [&](std::size_t p) {
    const PolicyUse& use = base.policies[p];
    results[p] = ReplayLane(setting, use.name, base.policy_templates.at(use.use)).run();
  });

  ReplayOutcome outcome;
  Time end = trace.last();
  for (auto& result : results) {
    end = std::max(end, result->end);
    outcome.lanes.push_back(std::move(*result));
  }
  const Scenario scenario = scenario_of(trace, base, end);
  std::vector<LaneResult> lanes;
  for (const ReplayLaneResult& result : outcome.lanes) {
    lanes.push_back(result.lane);
    for (const std::string& imbalance : result.lane.imbalances) {
      outcome.imbalances.push_back("policy '" + result.lane.policy + "': " + imbalance);
    }
  }
  outcome.study = merge_study(scenario, lanes);
  outcome.study.scenario_path = well_formed_utf8(trace.path);
  outcome.study.verdict = verdict_of_replay(trace, outcome.lanes);
  outcome.study.warnings = warnings_of_replay(trace, outcome.lanes);
  return outcome;
}

}  // namespace picket::sim
