#include "sim/search/search_variable.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"

namespace picket::sim {

std::uint32_t level_at(double coordinate, std::uint32_t levels) {
  PICKET_CHECK(levels > 0);
  const double scaled = std::clamp(coordinate, 0.0, 1.0) * levels;
  return std::min(static_cast<std::uint32_t>(scaled), levels - 1);
}

double at_level(std::uint32_t level, std::uint32_t levels) {
  PICKET_CHECK(level < levels, "level", level, "levels", levels);
  return (level + 0.5) / levels;
}

void snap(std::span<const SearchVariable> variables, std::vector<double>& point) {
  PICKET_CHECK(point.size() == variables.size(), "point", point.size(), "variables", variables.size());
  for (std::size_t d = 0; d < point.size(); ++d) {
    PICKET_CHECK(!std::isnan(point[d]), "variable", variables[d].name);
    const SearchVariable& variable = variables[d];
    point[d] = variable.kind == SearchVariable::kContinuous
                   ? std::clamp(point[d], 0.0, 1.0)
                   : at_level(level_at(point[d], variable.levels), variable.levels);
  }
}

std::vector<double> uniform_point(std::span<const SearchVariable> variables, RandomStream& random) {
  std::vector<double> point(variables.size());
  for (double& coordinate : point) coordinate = random.uniform();
  snap(variables, point);
  return point;
}

std::vector<double> neighbour(std::span<const SearchVariable> variables, std::span<const double> point, double step,
                              double chance, RandomStream& random) {
  std::vector<double> moved(point.begin(), point.end());
  for (std::size_t d = 0; d < moved.size(); ++d) {
    // Both draws are always taken, so that one variable's luck does not shift that of the next.
    const double luck = random.uniform();
    const double draw = random.uniform();
    if (luck >= chance) continue;
    const SearchVariable& variable = variables[d];
    switch (variable.kind) {
      case SearchVariable::kContinuous:
        moved[d] += step * inverse_normal_cdf(draw);
        break;
      case SearchVariable::kInteger:
        moved[d] += std::max(step, 1.0 / variable.levels) * inverse_normal_cdf(draw);
        break;
      case SearchVariable::kCategorical:
        moved[d] = draw;
        break;
    }
  }
  snap(variables, moved);
  return moved;
}

std::vector<double> kernel_input(std::span<const SearchVariable> variables, std::span<const double> point) {
  std::vector<double> input(point.begin(), point.end());
  for (std::size_t d = 0; d < input.size(); ++d) {
    const SearchVariable& variable = variables[d];
    if (variable.kind == SearchVariable::kContinuous) continue;
    const double level = level_at(point[d], variable.levels);
    input[d] =
        variable.kind == SearchVariable::kCategorical || variable.levels == 1 ? level : level / (variable.levels - 1);
  }
  return input;
}

}  // namespace picket::sim
