#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace picket::sim {

/// A function to be made small: returns its value and writes its gradient. A value that is not finite means "not here".
using SmoothFunction = std::function<double(const std::vector<double>& at, std::vector<double>& gradient)>;

struct Minimum {
  std::vector<double> at{};
  double value = 0;
  std::size_t evaluations = 0;
};

/// A local minimum of a smooth function of few variables by BFGS with a backtracking line search. Deterministic. Stops
/// when a step gains less than 1e-6 of the value or after `max_evaluations`. No coordinate moves by more than
/// `max_step` at a time: with logarithms as variables, a wild first step would leave the region where the function says
/// anything.
///
/// The value at the start must be finite. Source: Nocedal and Wright 2006, algorithm 6.1.
Minimum minimise(const SmoothFunction& function, std::vector<double> start, std::size_t max_evaluations,
                 double max_step = 1.0);

}  // namespace picket::sim
