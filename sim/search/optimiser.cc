#include "sim/search/optimiser.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "sim/search/gp_ehvi.h"
#include "sim/search/latin_hypercube.h"
#include "sim/search/motpe.h"
#include "sim/search/parego.h"
#include "sim/search/pareto.h"
#include "sim/search/search_draws.h"
#include "sim/search/search_posterior.h"

namespace picket::sim {
namespace {

/// Where a Gaussian process is no longer the better choice, for its cost and because a rugged or categorical world is
/// not what it is made for. Source: measured, sim/search/README.md.
constexpr std::size_t kMostGpEvaluations = 200;
constexpr std::size_t kMostGpVariables = 12;
constexpr std::ptrdiff_t kMostGpCategorical = 3;
/// A hypercube of so many points shows each variable at so many values, however many variables there are, which is what
/// the kernel's sum learns from; more of them are better chosen. Source: measured on ZDT5, sim/search/README.md.
constexpr std::size_t kMostGpStart = 12;

bool suits_gaussian_process(const std::vector<SearchVariable>& variables) {
  const auto categorical = std::count_if(variables.begin(), variables.end(), [](const SearchVariable& variable) {
    return variable.kind == SearchVariable::kCategorical;
  });
  return variables.size() <= kMostGpVariables && categorical <= kMostGpCategorical;
}

std::size_t start_size(OptimiserKind kind, const std::vector<SearchVariable>& variables, std::size_t budget) {
  const std::size_t d = variables.size();
  const auto at_most_part = [budget](std::size_t size, std::size_t parts) {
    return budget == 0 ? size : std::min(size, std::max<std::size_t>(2, budget / parts));
  };
  if (kind == OptimiserKind::kRandom) return budget == 0 ? 2 * d + 2 : budget;
  const bool parzen =
      kind == OptimiserKind::kMotpe || (kind == OptimiserKind::kAuto && !suits_gaussian_process(variables));
  return parzen ? at_most_part(11 * d - 1, 4) : at_most_part(std::min(2 * d + 2, kMostGpStart), 2);
}

/// Rounds each objective to a ten-thousandth of its range. Where an objective is the same at two points (cost, if
/// only a delay differs), its posterior means differ in the last digits, and a dominated point would look like a
/// trade-off.
void round_to_range(std::vector<std::vector<double>>& means) {
  constexpr double kSteps = 1e4;
  for (std::size_t k = 0; !means.empty() && k < means.front().size(); ++k) {
    const auto [least, most] =
        std::minmax_element(means.begin(), means.end(), [k](const auto& a, const auto& b) { return a[k] < b[k]; });
    const double low = (*least)[k];
    const double range = (*most)[k] - low;
    if (range <= 0) continue;
    for (auto& point : means) point[k] = std::round((point[k] - low) / range * kSteps);
  }
}

class Search final : public Optimiser {
 public:
  Search(OptimiserKind kind, std::vector<SearchVariable> variables, std::vector<double> reference_point,
         std::uint64_t seed, std::size_t budget, std::vector<std::vector<double>> start_points, AllowedPoint allowed)
      : kind_(kind),
        history_(std::move(variables), std::move(reference_point), seed, std::move(allowed)),
        start_(std::move(start_points)),
        given_(start_.size()),
        gp_ehvi_(posterior_),
        parego_(posterior_) {
    start_size_ = std::max(start_.size(), start_size(kind, history_.variables(), budget));
    for (auto& point : latin_hypercube(start_size_ - start_.size(), history_.variables().size(), seed)) {
      start_.push_back(std::move(point));
    }
    for (auto& point : start_) snap(history_.variables(), point);
    replace_refused_starts();
  }

  std::vector<std::vector<double>> ask(std::size_t n) override {
    std::vector<std::vector<double>> points;
    while (points.size() < n) {
      auto point = next();
      if (!point) break;
      history_.add_pending(*point);
      points.push_back(std::move(*point));
    }
    return points;
  }

  void tell(Evaluation evaluation) override { history_.add(std::move(evaluation)); }

  std::vector<std::size_t> front() const override {
    const EvaluatedBeliefs& believed = evaluated();
    std::vector<std::vector<double>> means;
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < believed.means.size(); ++i) {
      if (!believed.feasible_by_mean[i]) continue;
      means.push_back(believed.means[i]);
      indices.push_back(i);
    }
    round_to_range(means);
    std::vector<std::size_t> front;
    for (const std::size_t i : non_dominated(means)) front.push_back(indices[i]);
    return front;
  }

  std::vector<Belief> beliefs() const override {
    const EvaluatedBeliefs& believed = evaluated();
    std::vector<Belief> beliefs(believed.means.size());
    for (std::size_t i = 0; i < beliefs.size(); ++i) beliefs[i] = {believed.means[i], believed.feasible[i]};
    return beliefs;
  }

  std::string_view name() const override {
    if (kind_ == OptimiserKind::kRandom) return "random";
    if (kind_ == OptimiserKind::kMotpe) return "motpe";
    if (history_.evaluations().empty()) return "auto";
    switch (method()) {
      case OptimiserKind::kMotpe:
        return "motpe";
      case OptimiserKind::kGpEhvi:
        return "gp-ehvi";
      default:
        return history_.evaluations().front().objectives.size() == 1 ? "gp-ei" : "parego";
    }
  }

 private:
  const EvaluatedBeliefs& evaluated() const {
    if (evaluated_.means.size() != history_.evaluations().size()) evaluated_ = posterior_.evaluated(history_);
    return evaluated_;
  }

  /// What is left of a hypercube after constraints is filled up with uniform points.
  void replace_refused_starts() {
    for (std::size_t i = 0; i < start_.size(); ++i) {
      if (history_.is_open(start_[i])) continue;
      if (auto other = history_.unseen_point(search_draws(history_.seed(), SearchDraw::kAllowedStart, i))) start_[i] = std::move(*other);
    }
  }

  /// How the next point is chosen, once the number of objectives is known.
  OptimiserKind method() const {
    if (kind_ == OptimiserKind::kMotpe || kind_ == OptimiserKind::kRandom) return kind_;
    if (kind_ == OptimiserKind::kAuto &&
        (history_.points() >= kMostGpEvaluations || !suits_gaussian_process(history_.variables()))) {
      return OptimiserKind::kMotpe;
    }
    const bool two = history_.evaluations().front().objectives.size() == 2;
    return two && kind_ != OptimiserKind::kParego ? OptimiserKind::kGpEhvi : OptimiserKind::kParego;
  }

  std::optional<std::vector<double>> next() {
    // Points that were given are all asked for, whatever was told before them.
    const std::size_t wanted = history_.points() < start_size_ ? start_.size() : given_;
    const auto end = start_.begin() + static_cast<std::ptrdiff_t>(wanted);
    const auto unseen = std::find_if(start_.begin(), end, [this](const auto& p) { return history_.is_open(p); });
    if (unseen != end) return *unseen;
    if (!history_.evaluations().empty()) {
      switch (method()) {
        case OptimiserKind::kMotpe:
          return motpe_.propose(history_);
        case OptimiserKind::kGpEhvi:
          return gp_ehvi_.propose(history_);
        case OptimiserKind::kParego:
          return parego_.propose(history_);
        default:
          break;
      }
    }
    return history_.unseen_point(search_draws(history_.seed(), SearchDraw::kUniformPoint, history_.points()));
  }

  OptimiserKind kind_;
  SearchHistory history_;
  std::vector<std::vector<double>> start_;
  std::size_t given_;  ///< of them, the first so many
  std::size_t start_size_ = 0;
  /// A cache: its hyper-parameters depend on the evaluations alone, so who asks first changes nothing.
  mutable SearchPosterior posterior_{};
  mutable EvaluatedBeliefs evaluated_{};  ///< of so many evaluations as it has
  GpEhviProposer gp_ehvi_;
  ParegoProposer parego_;
  MotpeProposer motpe_{};
};

}  // namespace

std::unique_ptr<Optimiser> make_optimiser(OptimiserKind kind, std::vector<SearchVariable> variables,
                                          std::vector<double> reference_point, std::uint64_t seed, std::size_t budget,
                                          std::vector<std::vector<double>> start_points, AllowedPoint allowed) {
  return std::make_unique<Search>(kind, std::move(variables), std::move(reference_point), seed, budget,
                                  std::move(start_points), std::move(allowed));
}

}  // namespace picket::sim
