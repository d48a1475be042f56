#pragma once

#include <string>

#include "sim/explain/explanation.h"

namespace picket::sim {

/// One JSON document each, ending in a line break; names are those of the structs, times are UTC with microseconds,
/// durations seconds. `schema_version` is 1 and grows when a name changes its meaning.
std::string explanation_json(const RunOverview& overview);
std::string explanation_json(const AlertExplanation& alert);
std::string explanation_json(const UnitExplanation& unit);

}  // namespace picket::sim
