#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "agent_core/base/random.h"

namespace picket::sim {

/// One dimension of a search. The search itself lives in the unit cube; what a coordinate means (a logarithmic
/// interval, a list of words) is the caller's.
///
/// A variable with levels is cut into `levels` cells of equal width, and its points are their middles: level k is at
/// (k + 0.5) / levels. `level_at` and `at_level` are the two directions.
struct SearchVariable {
  enum Kind { kContinuous, kInteger, kCategorical };

  std::string name{};
  Kind kind = kContinuous;
  std::uint32_t levels = 0;  ///< of integer (ordered) and categorical (no order) variables, at least 1
};

/// The level whose cell holds the coordinate, `levels` at least 1; coordinates outside [0, 1] count as its ends.
std::uint32_t level_at(double coordinate, std::uint32_t levels);
/// The coordinate of a level: the middle of its cell.
double at_level(std::uint32_t level, std::uint32_t levels);

/// Moves a point into the cube and onto the middles of its cells. Coordinates must not be NaN.
void snap(std::span<const SearchVariable> variables, std::vector<double>& point);

/// A point drawn uniformly from the cube, snapped.
std::vector<double> uniform_point(std::span<const SearchVariable> variables, RandomStream& random);

/// A snapped neighbour of a point: each coordinate moves with the given chance, a continuous one by a normal step of
/// the given standard deviation, an integer one by at least about one level, a categorical one to any level.
std::vector<double> neighbour(std::span<const SearchVariable> variables, std::span<const double> point, double step,
                              double chance, RandomStream& random);

/// The point as the kernel of a Gaussian process sees it: continuous coordinates as they are, integers as
/// level / (levels - 1), categories as the number of their level (compared for equality alone).
std::vector<double> kernel_input(std::span<const SearchVariable> variables, std::span<const double> point);

}  // namespace picket::sim
