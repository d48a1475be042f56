#include "sim/uncertainty/rank_regression.h"

#include <Eigen/Dense>
#include <cmath>

#include "sim/statistics/midranks.h"
#include "sim/statistics/moments.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {
namespace {

/// Ranks with mean 0 and variance 1; nothing if all values are the same.
std::optional<Eigen::VectorXd> standard_ranks(std::span<const double> values) {
  const Midranks of = midranks(values);
  const double variance = sample_variance(of.ranks);
  if (variance <= 0) return std::nullopt;
  const double middle = mean(of.ranks);
  const double scale = std::sqrt(variance);
  Eigen::VectorXd out(static_cast<Eigen::Index>(values.size()));
  for (std::size_t i = 0; i < values.size(); ++i) out[static_cast<Eigen::Index>(i)] = (of.ranks[i] - middle) / scale;
  return out;
}

}  // namespace

std::optional<RankRegression> rank_regression(const std::vector<std::vector<double>>& draws, std::span<const double> changes) {
  std::vector<std::size_t> used;
  std::vector<double> kept;
  for (std::size_t d = 0; d < changes.size() && d < draws.size(); ++d) {
    if (std::isnan(changes[d])) continue;
    used.push_back(d);
    kept.push_back(changes[d]);
  }
  const std::size_t inputs = draws.empty() ? 0 : draws.front().size();
  const std::size_t n = kept.size();
  if (inputs == 0 || n < draws_for_regression(inputs)) return std::nullopt;
  const std::optional<Eigen::VectorXd> y = standard_ranks(kept);
  if (!y) return std::nullopt;
  Eigen::MatrixXd x(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(inputs));
  for (std::size_t i = 0; i < inputs; ++i) {
    std::vector<double> at;
    for (const std::size_t d : used) at.push_back(draws[d][i]);
    const std::optional<Eigen::VectorXd> column = standard_ranks(at);
    if (!column) return std::nullopt;
    x.col(static_cast<Eigen::Index>(i)) = *column;
  }
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(x);
  if (qr.rank() < x.cols()) return std::nullopt;
  const Eigen::VectorXd b = qr.solve(*y);
  const double total = y->squaredNorm();
  const double rest = (*y - x * b).squaredNorm();
  const auto freedom = static_cast<double>(n - inputs - 1);
  const Eigen::MatrixXd inverse = (x.transpose() * x).ldlt().solve(Eigen::MatrixXd::Identity(x.cols(), x.cols()));
  const double factor = student_t_factor(0.95, freedom);
  RankRegression out;
  out.draws = n;
  out.r_squared = 1 - rest / total;
  out.adjusted_r_squared = 1 - rest / total * static_cast<double>(n - 1) / freedom;
  for (Eigen::Index i = 0; i < x.cols(); ++i) {
    const double error = std::sqrt(rest / freedom * inverse(i, i));
    RankCoefficient one;
    one.value = b[i];
    one.interval = {b[i] - factor * error, b[i] + factor * error};
    one.p_value = error > 0 ? student_t_two_sided_p(b[i] / error, freedom) : 0;
    out.coefficients.push_back(one);
  }
  return out;
}

}  // namespace picket::sim
