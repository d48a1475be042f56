#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace picket::sim {

/// Whether a is at least as good as b in every objective and better in one; all are to be made small.
bool dominates(std::span<const double> a, std::span<const double> b);

/// Indices of the points that no other dominates, ascending. Of equal points all stay.
/// Cost: n log n of two objectives, else n^2.
std::vector<std::size_t> non_dominated(std::span<const std::vector<double>> points);

/// The rank of each point: 0 for the non-dominated ones, 1 for those non-dominated once these are gone, and so on.
/// Source: Goldberg 1989; Deb et al. 2002 (non-dominated sorting); of two objectives Jensen 2003.
/// Cost: n log n of two objectives, else n^2 in time and memory.
std::vector<std::size_t> front_ranks(std::span<const std::vector<double>> points);

}  // namespace picket::sim
