#include "sim/search/motpe.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/search/expected_improvement.h"
#include "sim/search/hypervolume.h"
#include "sim/search/pareto.h"
#include "sim/search/search_draws.h"

namespace picket::sim {
namespace {

constexpr int kDrawsOfGood = 24;
constexpr double kGoodShare = 0.1;

/// Normal densities around points, cut off at the ends of [0, 1], and a wide one in the middle that stands for
/// "anywhere".
class NumericParzen {
 public:
  explicit NumericParzen(std::vector<double> points) : points_(std::move(points)) {
    std::sort(points_.begin(), points_.end());
    const std::size_t n = points_.size();
    // The width of a point is the larger of the gaps beside it, not below 1 / (1 + n) and a hundredth.
    const double narrowest = 1 / std::min(100.0, 1.0 + static_cast<double>(n));
    for (std::size_t i = 0; i < n; ++i) {
      const double below = points_[i] - (i == 0 ? 0 : points_[i - 1]);
      const double above = (i + 1 == n ? 1 : points_[i + 1]) - points_[i];
      widths_.push_back(std::clamp(std::max(below, above), narrowest, 1.0));
    }
    points_.push_back(0.5);
    widths_.push_back(1);
    for (std::size_t i = 0; i < points_.size(); ++i) {
      low_.push_back(normal_cdf((0 - points_[i]) / widths_[i]));
      mass_.push_back(normal_cdf((1 - points_[i]) / widths_[i]) - low_.back());
    }
  }
  double draw(RandomStream& random) const {
    const std::size_t i = random.below(points_.size());
    return std::clamp(points_[i] + widths_[i] * inverse_normal_cdf(low_[i] + mass_[i] * random.uniform()), 0.0, 1.0);
  }
  /// Up to a constant factor.
  double density(double x) const {
    double sum = 0;
    for (std::size_t i = 0; i < points_.size(); ++i) {
      const double u = (x - points_[i]) / widths_[i];
      sum += std::exp(-0.5 * u * u) / (widths_[i] * mass_[i]);
    }
    return sum / static_cast<double>(points_.size());
  }

 private:
  std::vector<double> points_;
  std::vector<double> widths_{};
  std::vector<double> low_{};   ///< mass below 0
  std::vector<double> mass_{};  ///< mass within [0, 1]
};

/// Counts of levels, with one more spread over all of them.
class CategoricalParzen {
 public:
  CategoricalParzen(const std::vector<double>& points, std::uint32_t levels) : shares_(levels, 1.0 / levels) {
    for (const double point : points) shares_[level_at(point, levels)] += 1;
    for (double& share : shares_) share /= 1 + static_cast<double>(points.size());
  }
  double draw(RandomStream& random) const {
    double u = random.uniform();
    std::uint32_t level = 0;
    while (level + 1 < shares_.size() && u >= shares_[level]) u -= shares_[level++];
    return at_level(level, static_cast<std::uint32_t>(shares_.size()));
  }
  double density(double x) const { return shares_[level_at(x, static_cast<std::uint32_t>(shares_.size()))]; }

 private:
  std::vector<double> shares_;
};

template <class Parzen>
double best_draw(const Parzen& good, const Parzen& rest, RandomStream& random) {
  double best = 0;
  double best_ratio = -1;
  for (int i = 0; i < kDrawsOfGood; ++i) {
    const double x = good.draw(random);
    const double ratio = good.density(x) / rest.density(x);
    if (ratio <= best_ratio) continue;
    best_ratio = ratio;
    best = x;
  }
  return best;
}

double violation(const Evaluation& evaluation) {
  double sum = 0;
  for (const double c : evaluation.constraints) sum += std::max(0.0, c);
  return sum;
}

}  // namespace

std::vector<std::size_t> good_evaluations(const SearchHistory& history) {
  const auto& evaluations = history.evaluations();
  const auto count = static_cast<std::size_t>(std::ceil(kGoodShare * static_cast<double>(evaluations.size())));
  std::vector<std::size_t> feasible;
  std::vector<std::size_t> infeasible;
  for (std::size_t i = 0; i < evaluations.size(); ++i) {
    (violation(evaluations[i]) > 0 ? infeasible : feasible).push_back(i);
  }
  std::vector<std::vector<double>> objectives;
  for (const std::size_t i : feasible) objectives.push_back(evaluations[i].objectives);
  const auto ranks = front_ranks(objectives);
  std::vector<std::size_t> good;
  for (std::size_t rank = 0; good.size() < std::min(count, feasible.size()); ++rank) {
    std::vector<std::size_t> members;
    std::vector<std::vector<double>> front;
    for (std::size_t i = 0; i < feasible.size(); ++i) {
      if (ranks[i] != rank) continue;
      members.push_back(feasible[i]);
      front.push_back(objectives[i]);
    }
    const std::size_t wanted = std::min(count - good.size(), members.size());
    if (wanted < members.size() && front[0].size() <= 4) {
      for (const std::size_t i : greedy_hypervolume_subset(front, history.reference_beyond(front), wanted)) {
        good.push_back(members[i]);
      }
    } else {
      good.insert(good.end(), members.begin(), members.begin() + static_cast<std::ptrdiff_t>(wanted));
    }
  }
  std::stable_sort(infeasible.begin(), infeasible.end(),
                   [&](std::size_t a, std::size_t b) { return violation(evaluations[a]) < violation(evaluations[b]); });
  for (std::size_t i = 0; good.size() < count; ++i) good.push_back(infeasible[i]);
  return good;
}

std::optional<std::vector<double>> MotpeProposer::propose(const SearchHistory& history) {
  const auto& evaluations = history.evaluations();
  std::vector<bool> is_good(evaluations.size(), false);
  for (const std::size_t i : good_evaluations(history)) is_good[i] = true;
  RandomStream random = search_draws(history.seed(), SearchDraw::kParzen, history.points());
  constexpr int kAttempts = 8;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    std::vector<double> point;
    for (std::size_t d = 0; d < history.variables().size(); ++d) {
      std::vector<double> good;
      std::vector<double> rest;
      for (std::size_t i = 0; i < evaluations.size(); ++i) (is_good[i] ? good : rest).push_back(evaluations[i].at[d]);
      // A point under way is not where the good ones are, or the same would be asked for again.
      for (const auto& pending : history.pending()) rest.push_back(pending[d]);
      const SearchVariable& variable = history.variables()[d];
      if (variable.kind == SearchVariable::kCategorical) {
        point.push_back(
            best_draw(CategoricalParzen(good, variable.levels), CategoricalParzen(rest, variable.levels), random));
      } else {
        point.push_back(best_draw(NumericParzen(std::move(good)), NumericParzen(std::move(rest)), random));
      }
    }
    snap(history.variables(), point);
    if (history.is_open(point)) return point;
  }
  return history.unseen_point(search_draws(history.seed(), SearchDraw::kUniformPoint, history.points()));
}

}  // namespace picket::sim
