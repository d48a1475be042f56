#include "sim/sweep/design.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent_core/base/check.h"
#include "sim/search/latin_hypercube.h"
#include "sim/search/sobol.h"

namespace picket::sim {
namespace {

using Groups = std::vector<std::vector<std::size_t>>;

std::size_t levels_of(const std::vector<SweepVariable>& variables, const std::vector<std::size_t>& group) {
  return variables[group.front()].range.levels.size();
}

DesignPoints factorial(const std::vector<SweepVariable>& variables, const Groups& groups,
                       const std::function<bool(const DesignPoint&)>& allowed) {
  DesignPoints out;
  std::size_t total = 1;
  for (const auto& group : groups) {
    PICKET_CHECK(levels_of(variables, group) > 0, "group of", variables[group.front()].written);
    total *= levels_of(variables, group);
    if (total > kMostPoints) {
      out.too_many = true;
      return out;
    }
  }
  for (std::size_t i = 0; i < total; ++i) {
    DesignPoint point(variables.size());
    std::size_t rest = i;
    for (std::size_t g = groups.size(); g-- > 0;) {
      const std::size_t level = rest % levels_of(variables, groups[g]);
      rest /= levels_of(variables, groups[g]);
      for (const std::size_t v : groups[g]) point[v] = variables[v].range.levels[level];
    }
    if (allowed(point)) {
      out.points.push_back(std::move(point));
    } else {
      ++out.left_out;
    }
  }
  return out;
}

DesignPoint point_at(const std::vector<SweepVariable>& variables, const Groups& groups, const std::vector<double>& shares) {
  DesignPoint point(variables.size());
  for (std::size_t g = 0; g < groups.size(); ++g) {
    for (const std::size_t v : groups[g]) point[v] = variables[v].range.at(shares[g]);
  }
  return point;
}

}  // namespace

Groups lock_step_groups(const std::vector<SweepVariable>& variables) {
  Groups groups;
  for (std::size_t v = 0; v < variables.size(); ++v) {
    const std::string& word = variables[v].lock_step;
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const std::vector<std::size_t>& group) {
      return !word.empty() && variables[group.front()].lock_step == word;
    });
    if (same == groups.end()) {
      groups.push_back({v});
    } else {
      same->push_back(v);
    }
  }
  return groups;
}

DesignPoints design_points(const std::vector<SweepVariable>& variables, const DesignPlan& plan,
                           const std::function<bool(const DesignPoint&)>& allowed) {
  const Groups groups = lock_step_groups(variables);
  if (plan.kind == DesignKind::kFullFactorial) return factorial(variables, groups, allowed);
  DesignPoints out;
  const auto take = [&](const std::vector<double>& shares) {
    DesignPoint point = point_at(variables, groups, shares);
    if (allowed(point)) {
      out.points.push_back(std::move(point));
    } else {
      ++out.left_out;
    }
  };
  if (plan.kind == DesignKind::kLatinHypercube) {
    for (const std::vector<double>& shares : latin_hypercube(plan.points, groups.size(), plan.seed)) take(shares);
    return out;
  }
  for (std::size_t drawn = 0; drawn < kMostDraws * plan.points && out.points.size() < plan.points;) {
    // A sequence is drawn from its beginning: by doubling it, all together is drawn twice at most.
    const std::size_t until = std::min(kMostDraws * plan.points, std::max<std::size_t>(plan.points, 2 * drawn));
    const std::vector<std::vector<double>> sequence = sobol_points(until, groups.size(), plan.seed);
    for (; drawn < sequence.size() && out.points.size() < plan.points; ++drawn) take(sequence[drawn]);
  }
  return out;
}

std::string design_text(const std::vector<SweepVariable>& variables, const DesignPlan& plan) {
  if (plan.kind == DesignKind::kLatinHypercube) return fmt::format("Latin hypercube, {} points, seed {}", plan.points, plan.seed);
  if (plan.kind == DesignKind::kSobol) return fmt::format("Sobol, {} points, shift of seed {}", plan.points, plan.seed);
  std::string sizes;
  for (const auto& group : lock_step_groups(variables)) {
    sizes += fmt::format("{}{}", sizes.empty() ? "" : " x ", levels_of(variables, group));
  }
  return fmt::format("full factorial, {} levels", sizes);
}

}  // namespace picket::sim
