#pragma once

#include <span>
#include <vector>

namespace picket::sim {

/// Ranks from 1 on; equal values share the mean of the ranks they take up.
struct Midranks {
  std::vector<double> ranks;  ///< in the order of the values
  double ties = 0;            ///< sum of t^3 - t over groups of t equal values: 0 if all differ
};

/// Input:  finite values, any order.
/// Cost:   n log n.
Midranks midranks(std::span<const double> values);

}  // namespace picket::sim
