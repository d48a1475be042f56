#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "agent_core/base/text.h"
#include "agent_core/message/record.h"
#include "sim/attack/attack_plan.h"
#include "sim/fleet/fleet.h"
#include "sim/scenario/agent_twin.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// What the twins of one policy's agents go through during the measured period: when each change reaches each
/// device, and what an agent makes of it.
///
/// Model:  a device is drawn into a change with its share, and gets it at `at` plus a uniform part of `jitter`;
///         changes come in the order of these times. What an agent makes of a change depends on the settings it
///         has, so the settings that occur are nodes and the changes lead from one to another: devices with the
///         same settings share a node, whatever they went through. Node 0 is the policy as the scenario has it.
/// Input:  `texts` takes the words of ConfigurationError events; freeze it afterwards.
/// Cost:   16 bytes per device and change; about 5 KB a node. Nodes are bounded by the distinct settings: with
///         whole documents one per change, with k patches that merge up to 2^k and more if their order matters.
/// Limits: a device that starts again keeps the settings it had and does not read its twin anew.
/// Draws:  keyed by (seed, replication, device, change), so every policy reaches the same devices at the same
///         times.
class TwinRollout {
 public:
  struct Arrival {
    Time at;
    std::uint32_t change = 0;  ///< index into PolicyUse::twin_changes; from its end on, changes that attacks make
  };
  /// What a change does to an agent with certain settings.
  struct Effect {
    std::uint32_t to = 0;  ///< node afterwards
    bool applied = false;
    std::uint32_t reported_bytes = 0;  ///< of the reported properties that it answers with
    std::uint32_t update_bytes = 0;    ///< of the patch that the back end sends and the hub passes on
    /// Generation 1: payload items of the ConfigurationError event that it makes (one empty item: an empty
    /// event); none: it makes no event.
    std::vector<Record> report;
  };

  /// `attacks`: whose acts at the hub change twins as well, at their own times, where they have a document for this kind
  /// of twin; null: none.
  TwinRollout(const Scenario& scenario, const PolicyUse& use, const Fleet& fleet, std::uint32_t replication,
              TextTable& texts, const AttackPlan* attacks = nullptr);
  /// Attacks change twins of this policy's agents, beside what the scenario says.
  static bool is_changed_by(const AttackPlan& attacks, const Policy& policy);
  /// The act has a document for twins of this policy's agents.
  static bool is_changed_by(const HubAct& act, const Policy& policy);

  /// In the order in which they are delivered.
  std::span<const Arrival> arrivals_of(DeviceId device) const;
  bool is_of_attack(const Arrival& arrival) const { return arrival.change >= own_changes_; }
  /// Some device comes to these settings through the owner's changes alone.
  bool is_owners(std::uint32_t node) const { return nodes_[node].owners; }
  std::size_t nodes() const { return nodes_.size(); }
  const Policy& policy(std::uint32_t node) const { return nodes_[node].twin.policy(); }
  /// Of a change that some device gets at this node.
  const Effect& effect(std::uint32_t node, std::uint32_t change) const;

 private:
  struct Node {
    std::string of;        ///< policy template
    bool touched = false;  ///< a document was applied, which rounds what the twin cannot say
    bool owners = false;   ///< see is_owners
    AgentTwin twin;
  };
  void take_acts(const AttackPlan& attacks, TwinKind kind);
  void draw_arrivals(const Scenario& scenario, const PolicyUse& use, const Fleet& fleet, std::uint32_t replication);
  void follow(const Scenario& scenario, const PolicyUse& use, TextTable& texts);
  Effect effect_of(const Scenario& scenario, const PolicyUse& use, std::uint32_t node, std::uint32_t change,
                   TextTable& texts);
  std::uint32_t node_for(Node node);

  std::vector<std::vector<Arrival>> arrivals_;  ///< by device
  std::vector<Node> nodes_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, Effect> effects_;
  std::uint32_t own_changes_;        ///< of the scenario
  std::vector<const HubAct*> acts_;  ///< the changes from own_changes_ on
};

}  // namespace picket::sim
