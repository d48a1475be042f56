#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numbers>
#include <numeric>
#include <string>
#include <vector>

#include "agent_core/base/random.h"
#include "sim/search/hypervolume.h"
#include "sim/search/optimiser.h"

namespace picket::sim::test {

/// A problem whose best possible front, and so its hypervolume, is known. Variables are scaled to the unit cube.
/// Sources: Zitzler, Deb and Thiele 2000 (ZDT); Deb et al. 2005 (DTLZ); Binh and Korn 1997 (BNH); Deb 2001 (CONSTR).
struct TestProblem {
  std::string name;
  std::size_t variables = 0;
  std::vector<double> reference;
  double optimum = 0;         ///< hypervolume of the best front, by integration
  std::vector<double> noise;  ///< standard deviations of the noisy version
  std::function<std::vector<double>(const std::vector<double>&)> objectives;
  std::function<std::vector<double>(const std::vector<double>&)> constraints{};  ///< <= 0 is feasible; none if empty
  std::vector<SearchVariable> discrete{};  ///< variables; empty: all are continuous

  std::vector<SearchVariable> all_variables() const { return discrete.empty() ? std::vector<SearchVariable>(variables) : discrete; }
};

inline double sum_from_second(const std::vector<double>& x) {
  return std::accumulate(x.begin() + 1, x.end(), 0.0);
}
inline double zdt_g(const std::vector<double>& x) {
  return 1 + 9 * sum_from_second(x) / static_cast<double>(x.size() - 1);
}

inline TestProblem zdt1(std::size_t d = 5) {
  return {"zdt1", d, {1.1, 1.1}, 1.21 - 1.0 / 3, {0.05, 0.05}, [](const std::vector<double>& x) {
            const double g = zdt_g(x);
            return std::vector<double>{x[0], g * (1 - std::sqrt(x[0] / g))};
          }};
}
inline TestProblem zdt2(std::size_t d = 5) {
  return {"zdt2", d, {1.1, 1.1}, 1.21 - 2.0 / 3, {0.05, 0.05}, [](const std::vector<double>& x) {
            const double g = zdt_g(x);
            return std::vector<double>{x[0], g * (1 - x[0] * x[0] / (g * g))};
          }};
}
inline TestProblem zdt3(std::size_t d = 5) {
  return {
      "zdt3", d, {1.1, 1.1}, 1.331763, {0.05, 0.05}, [](const std::vector<double>& x) {
        const double g = zdt_g(x);
        const double share = x[0] / g;
        return std::vector<double>{x[0], g * (1 - std::sqrt(share) - share * std::sin(10 * std::numbers::pi * x[0]))};
      }};
}
/// Rugged: 21^(d - 1) local fronts. The reference of (1.1, 80) is wide, as a search begins far away.
inline TestProblem zdt4(std::size_t d = 5) {
  return {"zdt4", d, {1.1, 80}, 88 - 1.0 / 3, {0.05, 2}, [](const std::vector<double>& x) {
            double g = 1 + 10 * static_cast<double>(x.size() - 1);
            for (std::size_t i = 1; i < x.size(); ++i) {
              const double y = 10 * x[i] - 5;
              g += y * y - 10 * std::cos(4 * std::numbers::pi * y);
            }
            return std::vector<double>{x[0], g * (1 - std::sqrt(x[0] / g))};
          }};
}
/// ZDT5 is of bit strings, one of 30 and ten of five, and sees of each only how many ones it has: those counts are the variables here, 31 and
/// six levels. v(u) = 2 + u for u < 5 and 1 for u = 5, so that every count below five leads away from the best. The front has f1 = 1 to 31,
/// f2 = 10 / f1; its volume is the sum of 30 - 10 / f1 for a reference of (32, 30).
inline TestProblem zdt5() {
  constexpr std::size_t kStrings = 10;
  TestProblem problem;
  problem.name = "zdt5";
  problem.variables = 1 + kStrings;
  problem.reference = {32, 30};
  for (int f = 1; f <= 31; ++f) problem.optimum += 30 - 10.0 / f;
  problem.noise = {0.5, 0.5};
  problem.discrete.assign(problem.variables, {"ones", SearchVariable::kInteger, 6});
  problem.discrete.front().levels = 31;
  problem.objectives = [](const std::vector<double>& x) {
    const double f = 1 + level_at(x[0], 31);
    double g = 0;
    for (std::size_t i = 1; i < x.size(); ++i) g += level_at(x[i], 6) == 5 ? 1 : 2 + level_at(x[i], 6);
    return std::vector<double>{f, g / f};
  };
  return problem;
}
inline TestProblem zdt6(std::size_t d = 5) {
  return {"zdt6", d, {1.1, 1.1}, 0.507878, {0.05, 0.05}, [](const std::vector<double>& x) {
            const double f = 1 - std::exp(-4 * x[0]) * std::pow(std::sin(6 * std::numbers::pi * x[0]), 6);
            const double g = 1 + 9 * std::pow(sum_from_second(x) / static_cast<double>(x.size() - 1), 0.25);
            return std::vector<double>{f, g * (1 - f * f / (g * g))};
          }};
}
inline TestProblem dtlz2(std::size_t objectives, std::size_t d = 5) {
  const double optimum = objectives == 2 ? 1.21 - std::numbers::pi / 4 : 1.331 - std::numbers::pi / 6;
  return {"dtlz2_" + std::to_string(objectives),
          d,
          std::vector<double>(objectives, 1.1),
          optimum,
          std::vector<double>(objectives, 0.05),
          [objectives](const std::vector<double>& x) {
            double g = 0;
            for (std::size_t i = objectives - 1; i < x.size(); ++i) g += (x[i] - 0.5) * (x[i] - 0.5);
            std::vector<double> f(objectives, 1 + g);
            for (std::size_t k = 0; k < objectives; ++k) {
              for (std::size_t i = 0; i + k + 1 < objectives; ++i) f[k] *= std::cos(x[i] * std::numbers::pi / 2);
              if (k > 0) f[k] *= std::sin(x[objectives - 1 - k] * std::numbers::pi / 2);
            }
            return f;
          }};
}
inline TestProblem bnh() {
  return {"bnh",
          2,
          {140, 50},
          5285.33,
          {2, 1},
          [](const std::vector<double>& u) {
            const double x = 5 * u[0];
            const double y = 3 * u[1];
            return std::vector<double>{4 * x * x + 4 * y * y, (x - 5) * (x - 5) + (y - 5) * (y - 5)};
          },
          [](const std::vector<double>& u) {
            const double x = 5 * u[0];
            const double y = 3 * u[1];
            return std::vector<double>{(x - 5) * (x - 5) + y * y - 25, 7.7 - (x - 8) * (x - 8) - (y + 3) * (y + 3)};
          }};
}
inline TestProblem constr() {
  return {"constr",
          2,
          {1.1, 10},
          5.332670,
          {0.01, 0.1},
          [](const std::vector<double>& u) {
            const double x = 0.1 + 0.9 * u[0];
            return std::vector<double>{x, (1 + 5 * u[1]) / x};
          },
          [](const std::vector<double>& u) {
            const double x = 0.1 + 0.9 * u[0];
            return std::vector<double>{6 - 5 * u[1] - 9 * x, 1 + 5 * u[1] - 9 * x};
          }};
}

/// What a search is told at a point: the truth, with the problem's noise if wanted.
inline Evaluation evaluate(const TestProblem& problem, const std::vector<double>& at, bool noisy, std::uint64_t seed,
                           std::size_t number) {
  Evaluation evaluation;
  evaluation.at = at;
  evaluation.objectives = problem.objectives(at);
  if (problem.constraints) evaluation.constraints = problem.constraints(at);
  if (noisy) {
    RandomStream random(seed, 0, static_cast<std::uint32_t>(number), Purpose::kTest);
    for (std::size_t k = 0; k < evaluation.objectives.size(); ++k) {
      evaluation.objectives[k] += problem.noise[k] * random.normal();
    }
  }
  return evaluation;
}

/// Whether all constraints truly hold.
inline bool feasible(const TestProblem& problem, const std::vector<double>& at) {
  if (!problem.constraints) return true;
  const auto constraints = problem.constraints(at);
  return std::all_of(constraints.begin(), constraints.end(), [](double c) { return c <= 0; });
}

struct SearchOutcome {
  double share = 0;           ///< hypervolume of the true values of the front that was returned, of the optimum's
  double feasible_share = 1;  ///< of the points after the start, those that are truly feasible
};

/// Runs a search of so many evaluations, in batches, and compares what it returns with the truth.
inline SearchOutcome run_search(const TestProblem& problem, OptimiserKind kind, std::size_t evaluations, bool noisy,
                                std::uint64_t seed, std::size_t batch = 1) {
  const auto optimiser = make_optimiser(kind, problem.all_variables(), problem.reference, seed);
  std::vector<std::vector<double>> points;
  while (points.size() < evaluations) {
    for (const auto& at : optimiser->ask(std::min(batch, evaluations - points.size()))) {
      optimiser->tell(evaluate(problem, at, noisy, seed, points.size()));
      points.push_back(at);
    }
  }
  std::vector<std::vector<double>> truth;
  for (const std::size_t i : optimiser->front()) {
    if (feasible(problem, points[i])) truth.push_back(problem.objectives(points[i]));
  }
  SearchOutcome outcome;
  outcome.share = hypervolume(truth, problem.reference) / problem.optimum;
  const std::size_t start = 2 * problem.variables + 2;
  const auto kept = std::count_if(points.begin() + static_cast<std::ptrdiff_t>(std::min(start, points.size())),
                                  points.end(), [&](const auto& at) { return feasible(problem, at); });
  if (evaluations > start)
    outcome.feasible_share = static_cast<double>(kept) / static_cast<double>(evaluations - start);
  return outcome;
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
}

}  // namespace picket::sim::test
