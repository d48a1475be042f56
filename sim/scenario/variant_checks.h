#pragma once

#include <string>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// What the ranges of single fields cannot say of what variants of an attack draw from: intervals of two numbers, low below
/// high, within what the parameter allows; whole or above 0 where the draw needs it; held-out ones apart from all that
/// others draw and from the value. `path` is the template's, empty for a file of its own.
void check_attack_ranges(const AttackTemplate& attack, const std::string& path, const Places& places, Diagnostics& diagnostics);

/// Whether the template has what the variant asks for: ranges, and held-out ones if it is held out.
void check_variant(const AttackInstance& instance, const AttackTemplate& attack, const std::string& path, const Places& places,
                   Diagnostics& diagnostics);

}  // namespace picket::sim
