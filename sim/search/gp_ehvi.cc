#include "sim/search/gp_ehvi.h"

#include <algorithm>

#include "agent_core/base/check.h"
#include "sim/search/candidate_search.h"
#include "sim/search/pareto.h"
#include "sim/search/search_draws.h"

namespace picket::sim {

std::optional<std::vector<double>> GpEhviProposer::propose(const SearchHistory& history) {
  posterior_.update(history, true);
  std::vector<std::vector<double>> known = history.pending();
  for (const Evaluation& evaluation : history.evaluations()) known.push_back(evaluation.at);
  std::vector<std::vector<double>> inputs;
  for (const auto& point : known) inputs.push_back(kernel_input(history.variables(), point));
  const auto predicted = posterior_.objectives(inputs);
  PICKET_CHECK(predicted.size() == 2, "objectives", predicted.size());
  const auto feasible = posterior_.feasible_by_mean(inputs);

  std::vector<std::vector<double>> means;
  std::vector<std::vector<double>> at;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (!feasible[i]) continue;
    means.push_back({predicted[0][i].median(), predicted[1][i].median()});
    at.push_back(known[i]);
  }
  std::vector<std::vector<double>> front;
  std::vector<std::vector<double>> centres;
  for (const std::size_t i : non_dominated(means)) {
    front.push_back(means[i]);
    centres.push_back(at[i]);
  }
  if (centres.empty()) centres = known;

  const auto best_beyond = [&](const std::vector<double>& reference) {
    const ExpectedHypervolumeImprovement improvement(front, reference[0], reference[1]);
    return best_candidate(history, centres, [&](const std::vector<std::vector<double>>& candidates) {
      const auto objectives = posterior_.objectives(candidates);
      std::vector<double> values = posterior_.feasible(candidates);
      for (std::size_t i = 0; i < values.size(); ++i) values[i] *= improvement(objectives[0][i], objectives[1][i]);
      return values;
    });
  };
  auto best = best_beyond(history.reference_beyond(front));
  if (best && best->value <= 0) {
    // The reference point is out of reach of all that is believed: first come closer to it.
    std::vector<double> worst{means.empty() ? 0 : means[0][0], means.empty() ? 0 : means[0][1]};
    for (const auto& objectives : history.measured_objectives()) {
      for (std::size_t k = 0; k < 2; ++k) worst[k] = std::max(worst[k], objectives[k]);
    }
    best = best_beyond(worst);
  }
  if (best) return best->point;
  return history.unseen_point(search_draws(history.seed(), SearchDraw::kUniformPoint, history.points()));
}

}  // namespace picket::sim
