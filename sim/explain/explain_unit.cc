#include "sim/explain/explain_unit.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "pipeline_core/content/content.h"
#include "pipeline_core/explain/nearest_rules.h"
#include "sim/explain/explain_alert.h"
#include "sim/explain/source_standing.h"
#include "sim/explain/unit_evidence.h"
#include "sim/explain/words.h"

namespace picket::sim {
namespace {

/// Further rules that are told, beside those that the attack expects.
constexpr std::size_t kOthers = 3;

/// The nearest rules to any of the unit's observations, without those in `known`.
std::vector<std::uint32_t> nearest_others(const Rerun& rerun, const UnitEvidence& evidence, const std::set<std::uint32_t>& known) {
  const RuleSet& rules = rerun.content().rules();
  FieldReader reader(&rules.fields());
  std::map<std::uint32_t, RuleDistance> best;
  for (const UnitObservation& o : evidence.observations()) {
    reader.reset(*o.seen, rerun.record().texts());
    for (NearRule& near : nearest_rules(rules, *o.seen, reader, kOthers + known.size())) {
      if (known.contains(near.rule)) continue;
      const auto [at, added] = best.emplace(near.rule, near.distance);
      if (!added && near.distance < at->second) at->second = std::move(near.distance);
    }
  }
  std::vector<std::uint32_t> order;
  for (const auto& [rule, distance] : best) order.push_back(rule);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return best.at(a) < best.at(b); });
  if (order.size() > kOthers) order.resize(kOthers);
  return order;
}

std::string summary_of(const UnitExplanation& unit) {
  if (unit.detected) return fmt::format("Detected{}.", unit.first_alert ? fmt::format(" by alert {}", *unit.first_alert) : "");
  std::uint64_t events = 0;
  std::uint64_t arrived = 0;
  bool names_device = false;
  std::uint64_t operations = 0;
  std::uint64_t read = 0;
  for (const StepText& step : unit.steps) {
    for (const HubActText& act : step.hub) {
      operations += act.operations;
      read += act.read;
    }
    for (const ActText& act : step.acts) {
      events += act.events;
      for (const ReachedText& reached : act.reached) {
        arrived += reached.events;
        names_device = names_device || reached.attributed;
      }
    }
  }
  std::string text = fmt::format("Missed: {} of its {} raw events arrived.", arrived, events);
  if (operations > 0) text += fmt::format(" Of its {} operations at the hub the log told {}.", operations, read);
  if (unit.expected.empty()) return text + " Nothing raises an alert that the attack expects.";
  const StandingText& nearest = unit.expected.front();
  const std::string name = fmt::format("{} '{}'", nearest.source.kind, nearest.source.title);
  if (nearest.outcome == "raised")
    return text + fmt::format(" The {} '{}' raised {} about its events, which does not count: {}.", nearest.source.kind, nearest.source.title,
                              nearest.because,
                              names_device ? "it came after the end" : "merged at a gateway, they no longer name the device");
  if (nearest.outcome == "matched" || nearest.outcome == "changed" || nearest.outcome == "lost" || nearest.outcome == "below")
    return text + fmt::format(" Nearest is {}: {}.", name, nearest.because);
  if (nearest.failed) return text + fmt::format(" Nearest is {}: {} test{} of its condition fail{}.", name, *nearest.failed,
                                                *nearest.failed == 1 ? "" : "s", *nearest.failed == 1 ? "s" : "");
  return text + fmt::format(" Nothing that arrived is near what raises an expected alert.");
}

}  // namespace

std::optional<StandingText> nearest_to_step(const Rerun& rerun, std::uint32_t unit, std::uint16_t step) {
  const World& world = rerun.world();
  const PipelineContent& content = rerun.content();
  const AttackUnit& attacked = world.attacks().units()[unit];
  const AttackTemplate& attack = world.scenario().attack_templates.at(world.scenario().attacks[attacked.attack.value()].use);
  const UnitEvidence evidence(rerun, unit, step);
  SourceStanding standing(rerun, evidence);
  std::set<std::uint32_t> known;
  std::set<std::uint32_t> expected;
  std::optional<StandingText> nearest;
  const auto consider = [&](std::uint32_t source, std::uint32_t alert) {
    if (!known.insert(source).second) return;
    StandingText one = standing.of(source);
    one.alert = content.alert(alert).name;
    // What was raised about the unit, a silence for instance, is no nearer to this step for that.
    if (one.outcome == "no evidence" || (one.outcome == "raised" && expected.contains(source))) return;
    if (nearest && !is_nearer(one, *nearest)) return;
    nearest = std::move(one);
  };
  for (const std::string& name : attack.expect) {
    const auto alert = content.find_alert(name);
    if (!alert) continue;
    for (const std::uint32_t source : standing.sources_of(*alert)) {
      expected.insert(source);
      consider(source, *alert);
    }
  }
  if (nearest) return nearest;
  for (const std::uint32_t rule : nearest_others(rerun, evidence, known)) consider(rule, content.rules().rules()[rule].alert);
  return nearest;
}

UnitExplanation explain_unit(const Rerun& rerun, std::uint32_t unit) {
  const World& world = rerun.world();
  const PipelineContent& content = rerun.content();
  const AttackUnit& attacked = world.attacks().units()[unit];
  const AttackTemplate& attack = world.scenario().attack_templates.at(world.scenario().attacks[attacked.attack.value()].use);
  const UnitEvidence evidence(rerun, unit);
  UnitExplanation out;
  out.unit = unit_name(world, unit);
  out.attack_title = attack.id + " " + attack.title;
  out.start = attacked.start;
  out.end = attacked.end;
  out.expects = attack.expect;
  out.detected = rerun.result().units[unit].detected;
  const RunOverview overview = overview_of(rerun);
  out.first_alert = overview.units[unit].first_alert;
  const auto& findings = rerun.record().findings();
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (evidence.is_told_by(findings[i])) out.alerts.push_back(i + 1);
  }
  out.steps = evidence.steps();

  SourceStanding standing(rerun, evidence);
  std::set<std::uint32_t> known;
  for (const std::string& name : attack.expect) {
    const auto alert = content.find_alert(name);
    if (!alert) continue;
    for (const std::uint32_t source : standing.sources_of(*alert)) {
      if (!known.insert(source).second) continue;
      out.expected.push_back(standing.of(source));
      out.expected.back().alert = content.alert(*alert).name;
    }
  }
  std::stable_sort(out.expected.begin(), out.expected.end(), is_nearer);
  for (const std::uint32_t rule : nearest_others(rerun, evidence, known)) {
    out.others.push_back(standing.of(rule));
    out.others.back().alert = content.alert(content.rules().rules()[rule].alert).name;
  }
  out.summary = summary_of(out);
  return out;
}

}  // namespace picket::sim
