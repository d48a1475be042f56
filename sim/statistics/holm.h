#pragma once

#include <span>
#include <vector>

namespace picket::sim {

/// Holm's step-down adjustment: reject every hypothesis whose adjusted p is at most alpha, and
/// the chance of any false rejection stays below alpha, whatever their dependence.
///
/// Input:  p values in [0, 1], any order.
/// Output: adjusted p values in the order given, at most 1.
/// Source: Holm, Scandinavian Journal of Statistics 6 (1979).
std::vector<double> holm_adjusted(std::span<const double> p_values);

}  // namespace picket::sim
