#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace picket::sim {

/// The volume between a set of points and a reference point that is dominated by the set; all objectives are to be
/// made small. Exact. Points that are not better than the reference in every objective add nothing, as do dominated
/// ones.
///
/// Cost: n log n in two objectives, n^2 log n in three, one more factor n for each further one: avoid four and more.
/// Source: slicing along the last objective (While et al. 2006), with the two-objective sweep at the bottom.
double hypervolume(std::span<const std::vector<double>> points, std::span<const double> reference);

/// Indices of `count` points chosen greedily, each the one that adds most volume to those chosen; ties to the first.
std::vector<std::size_t> greedy_hypervolume_subset(std::span<const std::vector<double>> points,
                                                   std::span<const double> reference, std::size_t count);

}  // namespace picket::sim
