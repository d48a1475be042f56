#include "sim/search/search_history.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

void check_finite(const std::vector<double>& values, const char* what) {
  for (const double value : values) PICKET_CHECK(std::isfinite(value), what, value);
}

}  // namespace

SearchHistory::SearchHistory(std::vector<SearchVariable> variables, std::vector<double> reference_point,
                             std::uint64_t seed, AllowedPoint allowed)
    : variables_(std::move(variables)), reference_point_(std::move(reference_point)), seed_(seed), allowed_(std::move(allowed)) {
  PICKET_CHECK(!variables_.empty());
  check_finite(reference_point_, "reference point");
  std::uint64_t cells = 1;
  for (const SearchVariable& variable : variables_) {
    if (variable.kind == SearchVariable::kContinuous) return;
    PICKET_CHECK(variable.levels > 0, "variable without levels", variable.name);
    cells *= variable.levels;
    if (cells > (std::uint64_t{1} << 32)) return;
  }
  cells_ = cells;
}

void SearchHistory::add_pending(std::vector<double> point) {
  snap(variables_, point);
  seen_.insert(point);
  pending_.push_back(std::move(point));
}

void SearchHistory::add(Evaluation evaluation) {
  snap(variables_, evaluation.at);
  PICKET_CHECK(!evaluation.objectives.empty());
  if (!evaluations_.empty()) {
    const Evaluation& first = evaluations_.front();
    PICKET_CHECK(evaluation.objectives.size() == first.objectives.size(), "objectives", evaluation.objectives.size());
    PICKET_CHECK(evaluation.constraints.size() == first.constraints.size(), "constraints",
                 evaluation.constraints.size());
  }
  PICKET_CHECK(reference_point_.empty() || reference_point_.size() == evaluation.objectives.size(), "objectives",
               evaluation.objectives.size(), "reference point", reference_point_.size());
  PICKET_CHECK(evaluation.variances.empty() || evaluation.variances.size() == evaluation.objectives.size());
  PICKET_CHECK(evaluation.constraint_variances.empty() ||
               evaluation.constraint_variances.size() == evaluation.constraints.size());
  check_finite(evaluation.objectives, "objective");
  check_finite(evaluation.constraints, "constraint");
  check_finite(evaluation.variances, "variance");
  check_finite(evaluation.constraint_variances, "variance of a constraint");
  std::erase(pending_, evaluation.at);
  seen_.insert(evaluation.at);
  evaluations_.push_back(std::move(evaluation));
}

std::vector<double> SearchHistory::cell(std::uint64_t number) const {
  std::vector<double> point(variables_.size());
  for (std::size_t d = 0; d < point.size(); ++d) {
    const std::uint32_t levels = variables_[d].levels;
    point[d] = at_level(static_cast<std::uint32_t>(number % levels), levels);
    number /= levels;
  }
  return point;
}

std::optional<std::vector<double>> SearchHistory::unseen_point(RandomStream random) const {
  const int draws = cells_ ? 64 : kMostDraws;
  for (int attempt = 0; attempt < draws; ++attempt) {
    std::vector<double> point = uniform_point(variables_, random);
    if (is_open(point)) return point;
  }
  if (!cells_) return std::nullopt;
  const std::uint64_t start = random.below(*cells_);
  for (std::uint64_t step = 0; step < std::min(*cells_, kMostCells); ++step) {
    std::vector<double> point = cell((start + step) % *cells_);
    if (is_open(point)) return point;
  }
  return std::nullopt;
}

std::vector<std::vector<double>> SearchHistory::measured_objectives() const {
  std::vector<std::vector<double>> objectives;
  for (const Evaluation& evaluation : evaluations_) objectives.push_back(evaluation.objectives);
  return objectives;
}

std::vector<double> SearchHistory::reference_beyond(const std::vector<std::vector<double>>& front) const {
  if (!reference_point_.empty()) return reference_point_;
  const auto measured = measured_objectives();
  std::vector<double> reference;
  for (std::size_t k = 0; k < measured.front().size(); ++k) {
    const auto by_objective = [k](const auto& a, const auto& b) { return a[k] < b[k]; };
    const double least = (*std::min_element(measured.begin(), measured.end(), by_objective))[k];
    const double most = (*std::max_element(measured.begin(), measured.end(), by_objective))[k];
    const double worst = front.empty() ? most : (*std::max_element(front.begin(), front.end(), by_objective))[k];
    const double range = most - least;
    reference.push_back(worst + (range > 0 ? 0.1 * range : 1));
  }
  return reference;
}

}  // namespace picket::sim
