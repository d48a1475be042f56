#pragma once

#include <string>
#include <vector>

#include "sim/results/own_estimate.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// What asks for the estimates.
enum class EstimateReader : std::uint8_t {
  kRun,   ///< throttles act where a hub has a given number of units alone: depths of a hub that is sized are not read
  kPlan,  ///< works out what throttles do on any hub
};

/// The numbers that nobody publishes and that what is made of this scenario rests on: hub, wire, clients, lines, faults, fleet, analytics
/// and prices.
///
/// Model:  every value of the scenario whose field has Grade::kEstimated, one row for a key, whoever set it; parameters of faults also
///         where they are not given; then the constants of the program that no key sets.
/// Output: in the order of the reference page, constants last. Left out is what a run does not read: switched_off_keys, depths of
///         throttles as `reader` says, lines that no group has, shares of a bill that has no such part, parts of the wire that the
///         transport does not have.
/// Limits: a value that a file states and that is the program's own counts as the program's. Options of a command are not in it.
std::vector<OwnEstimate> own_estimates_of(const Scenario& scenario, EstimateReader reader = EstimateReader::kRun);

/// For people: "NAME = VALUE    (set)", and the sentence. Empty without estimates.
std::string own_estimates_text(const std::vector<OwnEstimate>& estimates);

/// For the end of a table at a terminal: a line each of what is about hubs, the wire, clients and faults, and how many others there
/// are and where they stand. Empty without estimates.
std::string own_estimates_brief(const std::vector<OwnEstimate>& estimates);

}  // namespace picket::sim
