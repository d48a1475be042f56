#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/sweep_study.h"
#include "sim/sweep/parameter_range.h"

namespace picket::sim {

/// A parameter that is ready to vary.
struct SweepVariable {
  std::string written;   ///< its path as written: the column in results
  std::string path;      ///< of the scenario
  ParameterRange range;
  std::string lock_step; ///< parameters with the same word vary together; empty: alone
  Where where;           ///< of its levels
};

/// The levels of all variables at one point, in their order.
using DesignPoint = std::vector<Level>;

/// Full factorial: every combination, the last variable fastest. Latin hypercube and Sobol: `points` in the unit cube, with one
/// dimension for each variable or group in lock-step; a variable with levels takes the level of that equal part.
struct DesignPlan {
  DesignKind kind = DesignKind::kFullFactorial;
  std::uint32_t points = 0;
  std::uint64_t seed = 1;  ///< of a Latin hypercube, and of the shift of Sobol's sequence
};

struct DesignPoints {
  std::vector<DesignPoint> points;
  std::size_t left_out = 0;  ///< by `allowed`
  bool too_many = false;     ///< the full factorial is beyond kMostPoints; there are no points then
};

/// Draws of Sobol's sequence for each point that is wanted, at most.
inline constexpr std::size_t kMostDraws = 64;

/// Groups of variables, as indices, that vary together; in the order of their first.
std::vector<std::vector<std::size_t>> lock_step_groups(const std::vector<SweepVariable>& variables);

/// The points that are `allowed`. Of Sobol's sequence more is drawn until there are `points`, up to kMostDraws times as many; of a
/// Latin hypercube what is left out is missing.
/// Input:  variables of a group have equally many levels, or are all continuous; those of a full factorial have levels.
DesignPoints design_points(const std::vector<SweepVariable>& variables, const DesignPlan& plan,
                           const std::function<bool(const DesignPoint&)>& allowed);

/// "full factorial, 3 x 4 levels", "Latin hypercube, 20 points, seed 1", "Sobol, 20 points, shift of seed 1".
std::string design_text(const std::vector<SweepVariable>& variables, const DesignPlan& plan);

}  // namespace picket::sim
