#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "sim/attack/attack_template.h"

namespace picket::sim {

/// The parameters that a variant of an attack draws, by name; those that have no range are not among them.
///
/// Model:  one uniform number for each parameter, keyed by the template's name, the variant's number, the parameter's name
///         and whether it is held out, and by nothing else: the same variant is the same attack in every scenario, under
///         every seed and policy, and a parameter more or less does not change the others. Numbers of an interval are rounded
///         to six digits, so that what is printed is what was drawn, and kept within it.
/// Input:  `name` as scenarios call the template; ranges that check_attack_ranges finds nothing wrong with. `variant` 0 draws
///         nothing. With `held_out` parameters without such a range draw from the ordinary one, by a key of their own.
/// Limits: parameters whose names agree in 32 bits of their hash would draw the same number.
std::map<std::string, double> variant_parameters(std::string_view name, const AttackTemplate& attack, std::uint32_t variant,
                                                 bool held_out);

}  // namespace picket::sim
