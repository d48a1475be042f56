#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "agent_core/base/text.h"
#include "sim/attack/attack_plan.h"
#include "sim/attack/attack_template.h"
#include "sim/attack/planned_run.h"
#include "sim/fleet/compiled_step.h"
#include "sim/fleet/part_problem.h"

namespace picket::sim {

/// Machines that play one role in one attack.
struct CompiledRole {
  std::uint64_t key = 0;
  std::uint32_t count = 1;
  bool on_site = false;
  bool public_service = false;
  bool same_for_device = true;
  NetworkInterface interface = NetworkInterface::kEth0;
  Text domain;

  IpAddress address(std::uint32_t index) const;
  /// Who plays the role against a device whose address is `local`, in the run keyed `run_key`.
  Peer peer(std::uint64_t device_key, const IpAddress& local, std::uint64_t run_key) const;
};

struct CompiledEmission {
  CompiledEmission(const AttackEmission& emission, EventMaker event_maker)
      : source(emission), maker(std::move(event_maker)) {}
  /// Each event draws for itself, so an event run of it holds one.
  bool draws() const { return source.vary == Vary::kDraws; }

  AttackEmission source;  ///< count, rate, bytes and failures with the parameters put in
  EventMaker maker;
  int role = -1;
  Duration turn;  ///< where in each minute its turn begins
};

struct CompiledHubAct {
  HubAct source;  ///< count and rate with the parameters put in
  int role = -1;
};

/// A phase with its parameters put in; `after` holds indices of earlier phases.
struct CompiledPhase {
  AttackPhase source;
  std::vector<std::size_t> after;
  std::size_t first_emission = 0;
  std::size_t emissions = 0;
  std::size_t first_hub_act = 0;
  std::size_t hub_acts = 0;
  std::vector<Record> changes;  ///< what the device's reports show from its start on
};

/// One attack of a scenario made ready: parameters set, texts interned, infrastructure drawn.
struct CompiledAttack {
  CompiledAttack(AttackId id, const AttackTemplate& attack, const std::map<std::string, double>& parameters,
                 std::uint64_t key, TextTable& texts);
  /// The i-th part of an event run (see PlannedRun) on a device.
  EventRun build(const PlannedRun& run, std::uint32_t begin, std::uint32_t end, const Device& device,
                 std::uint64_t device_key) const;
  /// Where the hub sees an act on a device come from, with zeros where its log masks; unspecified: from the device's
  /// own line.
  IpAddress masked_origin(const PlannedRun& act, const Device& device, std::uint64_t device_key) const;
  /// What a feed may list: addresses and names of the attacker's own machines.
  void list_infrastructure(const TextTable& texts, std::vector<Infrastructure>& out) const;

  AttackId id;
  std::uint64_t key;
  bool memory_only;
  double dwell_compression = 1;  ///< divides what a wait has beyond kLongWait
  std::vector<CompiledRole> roles;
  std::vector<CompiledPhase> phases;
  std::vector<CompiledEmission> emissions;
  std::vector<CompiledHubAct> hub_acts;
};

/// Waits up to this are never compressed: they decide what a window of an agent or of a rule holds.
inline constexpr Duration kLongWait = Duration::hours(1);

/// Length of the cycle in which emissions with a `rate_share` take turns.
inline constexpr Duration kTurnCycle = Duration::seconds(60);

/// What is wrong with an attack beyond the ranges of its fields; paths are from the template on.
std::vector<PartProblem> problems_of(const AttackTemplate& attack);

}  // namespace picket::sim
