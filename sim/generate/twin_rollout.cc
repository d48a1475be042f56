#include "sim/generate/twin_rollout.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "agent_core/base/check.h"
#include "agent_core/base/random.h"
#include "sim/attack/targeting.h"
#include "sim/scenario/twin_measure.h"

namespace picket::sim {
namespace {

/// Of the patch that brings the change, whichever document the agent gets to see.
std::uint32_t update_bytes_of(TwinChange change, std::int64_t version) {
  change.document = TwinDocument::kPatch;
  return static_cast<std::uint32_t>(twin_document(change, version).size());
}

std::vector<Record> report_of(const TwinOutcome& outcome, TextTable& texts) {
  if (!outcome.error_event) return {};
  std::vector<Record> items;
  for (const ConfigurationError& error : outcome.errors) {
    items.emplace_back(ConfigurationErrorRecord{texts.intern(error.configuration_name),
                                                texts.intern(error.used_configuration), texts.intern(error.message),
                                                error.error_type});
  }
  if (items.empty()) items.emplace_back(ConfigurationErrorRecord{});
  return items;
}

/// What an act delivers to an agent whose twin is of that kind.
std::optional<TwinChange> change_of(const HubAct& act, TwinKind kind) {
  const std::optional<FreeMapping>& desired = kind == TwinKind::kG1 ? act.desired_g1 : act.desired_g2;
  if (kind == TwinKind::kNone || !desired) return std::nullopt;
  const auto measured = measure_twin(desired->json);
  if (!measured || excess_of(TwinSection::kDesired, measured->measure) != TwinExcess::kNone) return std::nullopt;  // the hub refuses it
  TwinChange change;
  change.document = kind == TwinKind::kG1 ? TwinDocument::kWhole : TwinDocument::kPatch;
  change.desired = desired;
  return change;
}

}  // namespace

bool TwinRollout::is_changed_by(const AttackPlan& attacks, const Policy& policy) {
  return std::ranges::any_of(attacks.hub_acts(),
                             [&policy](const PlannedHubAct& planned) { return is_changed_by(*planned.act, policy); });
}

bool TwinRollout::is_changed_by(const HubAct& act, const Policy& policy) {
  // A gateway's policy stays one and the same, as for the owner's changes.
  return !policy.gateway_merge && change_of(act, twin_kind_of(policy.generation)).has_value();
}

TwinRollout::TwinRollout(const Scenario& scenario, const PolicyUse& use, const Fleet& fleet, std::uint32_t replication,
                         TextTable& texts, const AttackPlan* attacks)
    : own_changes_(static_cast<std::uint32_t>(use.twin_changes.size())) {
  nodes_.push_back({use.use, false, true,
                    AgentTwin(scenario.policy_templates.at(use.use), use.twin_patches, use.twin_unknown_keys_fail)});
  draw_arrivals(scenario, use, fleet, replication);
  if (attacks != nullptr) take_acts(*attacks, nodes_[0].twin.kind());
  follow(scenario, use, texts);
}

void TwinRollout::draw_arrivals(const Scenario& scenario, const PolicyUse& use, const Fleet& fleet,
                                std::uint32_t replication) {
  arrivals_.resize(fleet.size());
  for (std::uint32_t c = 0; c < use.twin_changes.size(); ++c) {
    const TwinChange& change = use.twin_changes[c];
    const Targets targets{.device_class = change.targets.device_class};
    for (const DeviceId device : eligible_devices(scenario, fleet, targets)) {
      RandomStream random(scenario.seed, replication, device.value(), Purpose::kTwinChange);
      random.skip_to(c);
      const bool reached = random.uniform() < change.targets.share;
      const Duration late = Duration::from_seconds(change.jitter.to_seconds() * random.uniform());
      if (reached) arrivals_[device.value()].push_back({scenario.start_utc + change.at + late, c});
    }
  }
}

void TwinRollout::take_acts(const AttackPlan& attacks, TwinKind kind) {
  for (const PlannedHubAct& planned : attacks.hub_acts()) {
    if (!change_of(*planned.act, kind)) continue;
    const auto same = std::ranges::find(acts_, planned.act);
    const auto change = own_changes_ + static_cast<std::uint32_t>(same - acts_.begin());
    if (same == acts_.end()) acts_.push_back(planned.act);
    for (std::uint32_t i = planned.when.begin; i < planned.when.end; ++i) {
      arrivals_[planned.device.value()].push_back({planned.when.time_of(i), change});
    }
  }
}

/// Takes every device through its changes, whether or not its agent will live to see them.
void TwinRollout::follow(const Scenario& scenario, const PolicyUse& use, TextTable& texts) {
  for (auto& of_device : arrivals_) {
    std::sort(of_device.begin(), of_device.end(),
              [](const Arrival& a, const Arrival& b) { return std::tie(a.at, a.change) < std::tie(b.at, b.change); });
  }
  for (const auto& of_device : arrivals_) {
    std::uint32_t node = 0;
    bool by_owner = true;
    for (const Arrival& arrival : of_device) {
      const auto key = std::make_pair(node, arrival.change);
      auto found = effects_.find(key);
      if (found == effects_.end()) {
        found = effects_.emplace(key, effect_of(scenario, use, node, arrival.change, texts)).first;
      }
      node = found->second.to;
      by_owner = by_owner && !is_of_attack(arrival);
      nodes_[node].owners = nodes_[node].owners || by_owner;
    }
  }
}

TwinRollout::Effect TwinRollout::effect_of(const Scenario& scenario, const PolicyUse& use, std::uint32_t node,
                                           std::uint32_t index, TextTable& texts) {
  Effect effect;
  const std::optional<TwinChange> change = index < own_changes_
                                               ? use.twin_changes[index]
                                               : change_of(*acts_[index - own_changes_], nodes_[node].twin.kind());
  if (!change) {
    effect.to = node;
    return effect;
  }
  if (!change->desired) {
    const Policy& policy = scenario.policy_templates.at(change->policy);
    effect.applied = true;
    effect.to = node_for({change->policy, false, false, AgentTwin(policy, use.twin_patches, use.twin_unknown_keys_fail)});
    effect.update_bytes = twin_read_of(policy).desired_bytes;
    return effect;
  }
  Node next = nodes_[node];
  next.owners = false;  // follow() says
  const std::int64_t version = 2 + static_cast<std::int64_t>(index);  // the twin's first version is 1
  const TwinOutcome outcome = next.twin.update(*change, version);
  effect.applied = outcome.applied;
  effect.reported_bytes = outcome.reported_bytes;
  effect.update_bytes = update_bytes_of(*change, version);
  effect.report = report_of(outcome, texts);
  next.touched |= outcome.applied;
  effect.to = outcome.applied ? node_for(std::move(next)) : node;
  return effect;
}

std::uint32_t TwinRollout::node_for(Node node) {
  const auto same = [&](const Node& other) {
    return other.of == node.of && other.touched == node.touched && other.twin.same_settings(node.twin);
  };
  const auto found = std::find_if(nodes_.begin(), nodes_.end(), same);
  const auto index = static_cast<std::uint32_t>(found - nodes_.begin());
  if (found == nodes_.end()) nodes_.push_back(std::move(node));
  return index;
}

std::span<const TwinRollout::Arrival> TwinRollout::arrivals_of(DeviceId device) const {
  return arrivals_[device.value()];
}

const TwinRollout::Effect& TwinRollout::effect(std::uint32_t node, std::uint32_t change) const {
  const auto found = effects_.find({node, change});
  PICKET_CHECK(found != effects_.end(), "no device gets change", change, "at node", node);
  return found->second;
}

}  // namespace picket::sim
