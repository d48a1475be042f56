#include "sim/search/parego.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/search/candidate_search.h"
#include "sim/search/pareto.h"
#include "sim/search/search_draws.h"
#include "sim/search/sobol.h"

namespace picket::sim {
namespace {

constexpr double kAugmentation = 0.05;
/// How far below the least known values the sum is centred, as a share of their range. Were it centred at them, one
/// point that has the least of every objective would be best for all weights, and the search would stop at it.
constexpr double kBeyond = 0.05;
constexpr std::size_t kNormalDraws = 64;

/// A weighted Chebyshev sum of objectives that are first scaled by the range of all known points: the front alone may
/// be a single point, beside which no trade-off would count as a gain.
class Scalarisation {
 public:
  Scalarisation(std::vector<double> weights, const std::vector<std::vector<double>>& known)
      : weights_(std::move(weights)), least_(known.front()), range_(weights_.size(), 1) {
    std::vector<double> most = least_;
    for (const auto& point : known) {
      for (std::size_t k = 0; k < most.size(); ++k) {
        least_[k] = std::min(least_[k], point[k]);
        most[k] = std::max(most[k], point[k]);
      }
    }
    for (std::size_t k = 0; k < most.size(); ++k) {
      if (most[k] > least_[k]) range_[k] = most[k] - least_[k];
      least_[k] -= kBeyond * range_[k];
    }
  }
  double operator()(const std::vector<double>& objectives) const {
    double sum = 0;
    double largest = -std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < weights_.size(); ++k) {
      const double term = weights_[k] * (objectives[k] - least_[k]) / range_[k];
      sum += term;
      largest = std::max(largest, term);
    }
    return largest + kAugmentation * sum;
  }

 private:
  std::vector<double> weights_;
  std::vector<double> least_;
  std::vector<double> range_;
};

/// Standard normal numbers, evenly spread; the same for all candidates, so that these are compared and not their luck.
std::vector<std::vector<double>> normal_draws(std::size_t objectives, std::uint64_t seed) {
  auto draws = sobol_points(kNormalDraws, std::min(objectives, kSobolDimensions), seed | 1);
  for (auto& draw : draws) {
    for (double& z : draw) z = inverse_normal_cdf(z);
  }
  return draws;
}

/// The sum's distribution, taken for normal: a mean over the draws of what lies below the best would be zero, and so no
/// guide, wherever improvement is unlikely.
Normal distribution_of_sum(const Scalarisation& sum, const std::vector<std::vector<Normal>>& predicted, std::size_t i,
                           const std::vector<std::vector<double>>& draws) {
  double total = 0;
  double squares = 0;
  std::vector<double> objectives(predicted.size());
  for (const auto& draw : draws) {
    for (std::size_t k = 0; k < objectives.size(); ++k) {
      objectives[k] = predicted[k][i].at(draw[k % draw.size()]);
    }
    const double value = sum(objectives);
    total += value;
    squares += value * value;
  }
  const auto n = static_cast<double>(draws.size());
  const double mean = total / n;
  return {mean, std::sqrt(std::max(0.0, squares / n - mean * mean))};
}

}  // namespace

std::vector<double> simplex_weights(std::size_t objectives, RandomStream& random) {
  std::vector<double> weights(objectives);
  double sum = 0;
  for (double& weight : weights) sum += weight = random.exponential(1);
  for (double& weight : weights) weight /= sum;
  return weights;
}

std::optional<std::vector<double>> ParegoProposer::propose(const SearchHistory& history) {
  posterior_.update(history, true);
  std::vector<std::vector<double>> known = history.pending();
  for (const Evaluation& evaluation : history.evaluations()) known.push_back(evaluation.at);
  std::vector<std::vector<double>> inputs;
  for (const auto& point : known) inputs.push_back(kernel_input(history.variables(), point));
  const auto predicted = posterior_.objectives(inputs);
  const auto feasible = posterior_.feasible_by_mean(inputs);
  const std::size_t objectives = predicted.size();

  std::vector<std::vector<double>> means;
  std::vector<std::vector<double>> at;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (!feasible[i]) continue;
    means.emplace_back();
    for (const auto& objective : predicted) means.back().push_back(objective[i].median());
    at.push_back(known[i]);
  }
  std::optional<Candidate> best;
  if (means.empty()) {
    // Nothing is known to be feasible: first find something that is.
    best = best_candidate(history, known, [&](const auto& candidates) { return posterior_.feasible(candidates); });
  } else {
    std::vector<std::vector<double>> front;
    std::vector<std::vector<double>> centres;
    for (const std::size_t i : non_dominated(means)) {
      front.push_back(means[i]);
      centres.push_back(at[i]);
    }
    RandomStream random = search_draws(history.seed(), SearchDraw::kWeights, history.points());
    const Scalarisation sum(simplex_weights(objectives, random), means);
    const auto draws = normal_draws(objectives, random.next());
    double least = std::numeric_limits<double>::infinity();
    for (const auto& point : front) least = std::min(least, sum(point));
    best = best_candidate(history, centres, [&](const std::vector<std::vector<double>>& candidates) {
      const auto values_at = posterior_.objectives(candidates);
      std::vector<double> values = posterior_.feasible(candidates);
      for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] *= objectives == 1 ? expected_improvement(values_at[0][i], front.front()[0])
                                     : expected_improvement(distribution_of_sum(sum, values_at, i, draws), least);
      }
      return values;
    });
  }
  if (best) return best->point;
  return history.unseen_point(search_draws(history.seed(), SearchDraw::kUniformPoint, history.points()));
}

}  // namespace picket::sim
