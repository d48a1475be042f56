#pragma once

#include <string>
#include <vector>

#include "reports/sweep_view.h"

namespace picket {

/// The alternatives that forest and convergence draw: the reference, certified points and fronts first, then the others in their order.
std::vector<std::size_t> drawn_alternatives(const SweepStudy& study, const std::vector<Alternative>& alternatives);
inline constexpr std::size_t kMostDrawn = 40;

/// What the page's script needs of a study of many points: safe inside a script element.
///
/// Output: alternatives with their measures and intervals (of more than kMostWithAllMeasures only the headlines); the marks of each
///         front, level groups, shares, differences and running means as the tables have them. Single replications are left out.
std::string sweep_script_json(const SweepStudy& study);
inline constexpr std::size_t kMostWithAllMeasures = 1'000;

}  // namespace picket
