#include "sim/search/parego.h"

#include <algorithm>

#include "sim/search/candidate_search.h"
#include "sim/search/search_draws.h"

namespace picket::sim {
namespace {

constexpr double kAugmentation = 0.05;

std::size_t divisions_for(std::size_t objectives) {
  switch (objectives) {
    case 2:
      return 10;
    case 3:
      return 4;
    case 4:
      return 3;
    default:
      return 2;
  }
}

/// The scalarised objectives of all evaluations, and if every one has variances, their variances.
GaussianProcessData scalarised(const SearchHistory& history, const std::vector<double>& weights) {
  const std::size_t objectives = weights.size();
  std::vector<double> least = history.evaluations().front().objectives;
  std::vector<double> most = least;
  bool known = true;
  for (const Evaluation& evaluation : history.evaluations()) {
    for (std::size_t k = 0; k < objectives; ++k) {
      least[k] = std::min(least[k], evaluation.objectives[k]);
      most[k] = std::max(most[k], evaluation.objectives[k]);
    }
    known = known && !evaluation.variances.empty();
  }
  GaussianProcessData data{evaluated_inputs(history), {}, {}};
  for (const Evaluation& evaluation : history.evaluations()) {
    double sum = 0;
    double largest = 0;
    std::size_t largest_at = 0;
    for (std::size_t k = 0; k < objectives; ++k) {
      const double range = most[k] > least[k] ? most[k] - least[k] : 1;
      const double term = weights[k] * (evaluation.objectives[k] - least[k]) / range;
      sum += term;
      if (term > largest) {
        largest = term;
        largest_at = k;
      }
    }
    data.outputs.push_back(largest + kAugmentation * sum);
    if (!known) continue;
    double variance = 0;
    for (std::size_t k = 0; k < objectives; ++k) {
      const double range = most[k] > least[k] ? most[k] - least[k] : 1;
      const double slope = weights[k] / range * (kAugmentation + (k == largest_at ? 1 : 0));
      variance += slope * slope * evaluation.variances[k];
    }
    data.variances.push_back(variance);
  }
  return data;
}

void add_lattice(std::size_t left, std::size_t divisions, std::vector<double>& weights, std::size_t k,
                 std::vector<std::vector<double>>& lattice) {
  if (k + 1 == weights.size()) {
    weights[k] = static_cast<double>(left) / static_cast<double>(divisions);
    lattice.push_back(weights);
    return;
  }
  for (std::size_t part = 0; part <= left; ++part) {
    weights[k] = static_cast<double>(part) / static_cast<double>(divisions);
    add_lattice(left - part, divisions, weights, k + 1, lattice);
  }
}

}  // namespace

std::vector<std::vector<double>> simplex_lattice(std::size_t objectives, std::size_t divisions) {
  std::vector<std::vector<double>> lattice;
  std::vector<double> weights(objectives, 0);
  add_lattice(divisions, divisions, weights, 0, lattice);
  return lattice;
}

std::optional<std::vector<double>> ParegoProposer::propose(const SearchHistory& history) {
  const std::size_t objectives = history.evaluations().front().objectives.size();
  const auto lattice = simplex_lattice(objectives, divisions_for(objectives));
  RandomStream random = search_draws(history.seed(), SearchDraw::kWeights, history.points());
  const GaussianProcessData data = scalarised(history, lattice[random.below(lattice.size())]);
  GaussianProcess process(categorical_dimensions(history.variables()));
  fit_to_part(process, data);
  process.set_data(data);
  process.condition();
  for (const auto& point : history.pending()) {
    const auto input = kernel_input(history.variables(), point);
    process.believe(input, process.predict({input}).front().mean);
  }
  const bool constrained = !history.evaluations().front().constraints.empty();
  if (constrained) posterior_.update(history, true);

  std::vector<std::vector<double>> known = history.pending();
  for (const Evaluation& evaluation : history.evaluations()) known.push_back(evaluation.at);
  std::vector<std::vector<double>> inputs;
  for (const auto& point : known) inputs.push_back(kernel_input(history.variables(), point));
  const auto predicted = process.predict(inputs);
  const auto feasible = constrained ? posterior_.feasible_by_mean(inputs) : std::vector<bool>(inputs.size(), true);
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (feasible[i]) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return predicted[a].mean < predicted[b].mean; });
  constexpr std::size_t kCentres = 10;
  std::vector<std::vector<double>> centres;
  for (std::size_t i = 0; i < std::min(kCentres, order.size()); ++i) centres.push_back(known[order[i]]);
  if (centres.empty()) centres = known;

  const auto best = best_candidate(history, centres, [&](const std::vector<std::vector<double>>& candidates) {
    std::vector<double> values =
        constrained ? posterior_.feasible(candidates) : std::vector<double>(candidates.size(), 1);
    // Nothing is known to be feasible: first find something that is.
    if (order.empty()) return values;
    const auto objective = process.predict(candidates);
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] *= expected_improvement(objective[i], predicted[order.front()].mean);
    }
    return values;
  });
  if (best) return best->point;
  return history.unseen_point(search_draws(history.seed(), SearchDraw::kUniformPoint, history.points()));
}

}  // namespace picket::sim
