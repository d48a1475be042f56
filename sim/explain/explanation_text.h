#pragma once

#include <string>

#include "sim/explain/explanation.h"

namespace picket::sim {

/// For people at a terminal; control characters of devices' texts are replaced.
std::string explanation_text(const AlertExplanation& alert);
/// `all`: every standing, place and act; else what is near or many is cut, and it is said how much.
std::string explanation_text(const UnitExplanation& unit, bool all);

}  // namespace picket::sim
