#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent_core/base/time.h"
#include "sim/plan/fleet_sample.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// The worm that a plan simulates where neither its user nor the scenario names an attack that spreads.
inline constexpr const char* kUsualOutbreak = "a02_exploit_worm";

/// In how many seconds the infected devices double at first. Source: workload survey 3.2, Mirai's early growth of 0.547/h: ln 2 / 0.547.
inline constexpr double kMiraiDoublingSeconds = 4'562;

/// An outbreak that a plan is asked about: one in a month.
struct OutbreakSettings {
  AttackInstance attack;           ///< what an infected device does: template, parameters, variant, class; its start and count are not used
  AttackTemplate attack_template;  ///< that `attack.use` names
  double share = 0.1;              ///< of the devices that the attack can hit: infected at one time or another. An estimate of ours
  Duration lasts = Duration::hours(48);  ///< from a device's infection until it is cleaned. An estimate of ours
  double doubling_seconds = kMiraiDoublingSeconds;
  double sampled_share = 0.2;      ///< of the sampled devices, infected in the simulation. Our choice
};

/// How long devices stay infected in a simulation that is no longer than `simulated`.
Duration simulated_outbreak(const OutbreakSettings& settings, Duration simulated);

/// The share of a stratum's devices that the attack can hit: those of its class.
double attackable_share(const FleetStratum& stratum, const OutbreakSettings& settings);

/// The same sample with some of its devices infected, all at the same moment and as long before the end as the outbreak lasts.
///
/// Model:  the fleet, its lives and lines are those of the stratum, draw by draw, so that what differs is the outbreak's. Nothing spreads
///         in the sample: who infects whom is no matter of volumes, and when is that of spread_weights.
/// Output: none where the stratum has no device of the attack's class.
/// Limits: models of peers see `sampled_share` of the devices infected at once, whatever the outbreak's own share is.
std::optional<FleetStratum> with_outbreak(const FleetStratum& stratum, const OutbreakSettings& settings);

/// Which part of all that are ever infected is infected in each step.
///
/// Model:  logistic growth, as an SI model has it: one in a hundred at the begin, then doubling every `doubling_seconds` until few are
///         left. Who is beyond the last step is in the last.
/// Output: sums to 1; empty without steps.
/// Source: workload survey 3.2. One in a hundred at the begin is our choice: it moves the outbreak, not its steepness.
std::vector<double> spread_weights(std::size_t steps, double step_seconds, double doubling_seconds);

}  // namespace picket::sim
