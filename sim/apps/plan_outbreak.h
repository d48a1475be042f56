#pragma once

#include <optional>

#include "sim/apps/plan_options.h"
#include "sim/plan/outbreak_strata.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// Whether the numbers of --outbreak-... are such, before anything is loaded.
/// Errors: throws WrongInput with everything that is wrong, and where they are given without --outbreak.
void check_outbreak_options(const PlanOptions& options);

/// The outbreak that --outbreak asks for.
///
/// Model:  "auto" is the scenario's first attack that spreads, or else kUsualOutbreak; a name is an attack of the scenario, or else a
///         template that the scenario defines or the library has. Of an attack of the scenario come its class, parameters and variant, and
///         the doubling time of its spread: ln 2 / (beta - gamma).
/// Errors: none with what is wrong said, if there is no such attack; throws WrongInput if the attack cannot grow.
std::optional<OutbreakSettings> outbreak_of(const PlanOptions& options, const Scenario& scenario, const CommonOptions& common);

}  // namespace picket::sim
