// How good the optimiser is, and what a suggestion costs. Each search is run with five seeds; the counters are shares
// of the optimum's hypervolume that the true values of the returned front cover: the median and the worst of the seeds.
// The table of sim/search/README.md is what this prints.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>
#include <vector>

#include "agent_core/base/check.h"
#include "tests/sim/search/test_problems.h"

namespace picket::sim {
namespace {

using test::TestProblem;

constexpr std::uint64_t kSeeds = 5;

void search(benchmark::State& state, const TestProblem& problem, OptimiserKind kind, std::size_t evaluations,
            bool noisy, double at_least) {
  std::vector<double> shares;
  std::vector<double> feasible;
  for (auto _ : state) {
    shares.clear();
    feasible.clear();
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const auto outcome = test::run_search(problem, kind, evaluations, noisy, seed);
      shares.push_back(outcome.share);
      feasible.push_back(outcome.feasible_share);
    }
  }
  PICKET_CHECK(test::median(shares) >= at_least, "problem", problem.name, "share", test::median(shares), "wanted",
               at_least);
  state.counters["median"] = test::median(shares);
  state.counters["worst"] = *std::min_element(shares.begin(), shares.end());
  state.counters["feasible"] = test::median(feasible);
}

/// One suggestion after so many evaluations of ZDT1, fit included.
void suggestion(benchmark::State& state) {
  const auto problem = test::zdt1();
  const auto evaluations = static_cast<std::size_t>(state.range(0));
  const std::vector<SearchVariable> variables(problem.variables);
  std::vector<Evaluation> told;
  const auto first = make_optimiser(OptimiserKind::kRandom, variables, problem.reference, 1, evaluations);
  for (const auto& at : first->ask(evaluations)) told.push_back(test::evaluate(problem, at, true, 1, told.size()));
  for (auto _ : state) {
    state.PauseTiming();
    const auto optimiser = make_optimiser(OptimiserKind::kGpEhvi, variables, problem.reference, 1);
    for (const Evaluation& evaluation : told) optimiser->tell(evaluation);
    state.ResumeTiming();
    const auto points = optimiser->ask(1);
    PICKET_CHECK(points.size() == 1);
  }
}
BENCHMARK(suggestion)->Name("suggestion/small")->Arg(12)->Unit(benchmark::kMillisecond);
BENCHMARK(suggestion)->Name("suggestion")->Arg(60)->Arg(200)->Unit(benchmark::kMillisecond);

std::string method(OptimiserKind kind) {
  switch (kind) {
    case OptimiserKind::kParego:
      return "parego";
    case OptimiserKind::kMotpe:
      return "motpe";
    case OptimiserKind::kRandom:
      return "random";
    default:
      return "auto";
  }
}

/// `at_least`: what the median must reach, 0 where nothing is promised.
void add(const TestProblem& problem, OptimiserKind kind, std::size_t evaluations, bool noisy, double at_least = 0) {
  const std::string name =
      problem.name + (noisy ? "/noisy/" : "/exact/") + method(kind) + "/" + std::to_string(evaluations);
  benchmark::RegisterBenchmark(
      name.c_str(), [=](benchmark::State& state) { search(state, problem, kind, evaluations, noisy, at_least); })
      ->Iterations(1)
      ->Unit(benchmark::kMillisecond);
}

const bool kAdded = [] {
  constexpr auto kAuto = OptimiserKind::kAuto;
  add(test::zdt1(), kAuto, 50, false, 0.97);
  add(test::zdt2(), kAuto, 50, false, 0.97);
  add(test::zdt3(), kAuto, 50, false, 0.97);
  add(test::zdt6(), kAuto, 50, false);
  add(test::dtlz2(2), kAuto, 50, false);
  add(test::bnh(), kAuto, 50, false, 0.97);
  add(test::constr(), kAuto, 50, false, 0.97);
  add(test::dtlz2(3), kAuto, 50, false);
  add(test::dtlz2(3), OptimiserKind::kMotpe, 50, false);
  add(test::dtlz2(3), OptimiserKind::kRandom, 50, false);
  add(test::zdt1(), kAuto, 50, true, 0.93);
  add(test::zdt2(), kAuto, 50, true, 0.93);
  add(test::zdt3(), kAuto, 50, true, 0.93);
  add(test::zdt6(), kAuto, 50, true);
  for (const std::size_t evaluations : {50U, 200U}) {
    for (const auto kind : {kAuto, OptimiserKind::kMotpe, OptimiserKind::kRandom}) {
      add(test::zdt5(), kind, evaluations, false, kind == kAuto && evaluations == 50 ? 0.97 : 0);
    }
  }
  add(test::zdt5(), kAuto, 50, true, 0.93);
  add(test::bnh(), kAuto, 50, true);
  add(test::constr(), kAuto, 50, true);
  add(test::zdt4(), kAuto, 200, false, 0.8);
  add(test::zdt4(), kAuto, 200, true, 0.8);
  for (const std::size_t evaluations : {50U, 200U}) {
    for (const TestProblem& problem : {test::zdt1(), test::zdt2(), test::zdt4(), test::dtlz2(2)}) {
      for (const auto kind : {kAuto, OptimiserKind::kParego, OptimiserKind::kMotpe, OptimiserKind::kRandom}) {
        const bool listed = kind == kAuto && (evaluations == 50 ? problem.name == "zdt1" || problem.name == "zdt2"
                                                                : problem.name == "zdt4");
        if (!listed) add(problem, kind, evaluations, true);
      }
    }
  }
  return true;
}();

}  // namespace
}  // namespace picket::sim
