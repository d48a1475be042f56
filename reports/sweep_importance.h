#pragma once

#include <optional>
#include <vector>

#include "reports/sweep_view.h"

namespace picket {

/// Points with the same level of one parameter; or, where nearly every point has a level of its own, one of a few groups of equal size
/// by that parameter.
struct LevelGroup {
  std::string says;       ///< "30 min", or "30 min to 45 min"
  double number = 0;      ///< the level; mean of the group's levels
  std::size_t points = 0; ///< with a value
  double mean = 0;        ///< of the points' means
  double least = 0;
  double most = 0;
};

/// Model:  levels as they are if there are two points to a level on average; otherwise kLevelGroups groups by rank, ties together.
/// Output: by rising level; alternatives without a value of the measure are left out.
std::vector<LevelGroup> level_groups(const SweepStudy& study, const std::vector<Alternative>& alternatives, std::size_t policy,
                                     std::size_t parameter, std::string_view measure);
inline constexpr std::size_t kLevelGroups = 5;

struct ParameterShare {
  std::size_t parameter = 0;
  std::size_t groups = 0;
  double share = 0;      ///< of the variance of point means that lies between the groups
  double by_chance = 0;  ///< what a parameter without any effect gets on average
};

/// How much of what a measure differs between points goes with each parameter.
struct Importance {
  std::size_t points = 0;
  std::vector<ParameterShare> parameters;  ///< in the study's order
  /// Mean over points of the variance of their mean, over the variance of the means: at most this share is chance of the replications.
  /// Missing without replications.
  std::optional<double> noise;
};

/// Model:  first-order share by one-way analysis of variance over the levels: sum of squares between groups over the total (eta squared).
///         A parameter whose levels were dealt out at random gets (groups - 1) / (points - 1) on average.
/// Output: nothing with fewer than four points, without a difference, or without a parameter that varies.
/// Limits: in a full factorial the shares sum to at most 1 and the rest is interactions and noise; in other designs parameters go with each
///         other a little, so shares may overlap. Effects that turn round inside a group are not seen. Points share their random numbers,
///         so the noise between points is less than `noise` says.
/// Source: Cohen, Statistical Power Analysis for the Behavioral Sciences, 1988, section 8.2 (eta squared); (k - 1) / (n - 1) is its mean
///         over all permutations.
std::optional<Importance> importance_of(const SweepStudy& study, const std::vector<Alternative>& alternatives, std::size_t policy,
                                        std::string_view measure);

}  // namespace picket
