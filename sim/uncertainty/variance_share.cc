#include "sim/uncertainty/variance_share.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "agent_core/base/check.h"
#include "sim/statistics/interval_estimate.h"
#include "sim/statistics/moments.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {
namespace {

/// Not by the variance, which rounding keeps above 0 for values that are all the same.
bool varies(std::span<const double> values) {
  return std::any_of(values.begin(), values.end(), [&](double x) { return x != values.front(); });
}

/// The variance with each value left out in turn: ((n - 1) s^2 - n / (n - 1) (x - mean)^2) / (n - 2). Nothing if one of them is 0, give
/// or take rounding.
std::optional<std::vector<double>> variances_without_each(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  const double middle = mean(values);
  const double whole = sample_variance(values);
  std::vector<double> out;
  for (const double x : values) {
    const double rest = ((n - 1) * whole - n / (n - 1) * (x - middle) * (x - middle)) / (n - 2);
    if (rest <= 1e-9 * whole) return std::nullopt;
    out.push_back(rest);
  }
  return out;
}

double share_of(double log_of_ratio) { return std::clamp(1 - std::exp(log_of_ratio), 0.0, 1.0); }

}  // namespace

std::optional<Estimate> variance_share(std::span<const double> stated, std::span<const double> drawn) {
  PICKET_CHECK(stated.size() == drawn.size(), "sizes", stated.size(), drawn.size());
  const std::size_t n = stated.size();
  if (n < 2 || !varies(drawn)) return std::nullopt;
  Estimate out;
  out.n = static_cast<std::uint32_t>(n);
  if (!varies(stated)) {
    out.value = 1;
    return out;
  }
  const double whole = std::log(sample_variance(stated) / sample_variance(drawn));
  out.value = share_of(whole);
  if (n < kMinReplicationsForInterval) return out;
  const std::optional<std::vector<double>> seeds = variances_without_each(stated);
  const std::optional<std::vector<double>> all = variances_without_each(drawn);
  if (!seeds || !all) return out;
  std::vector<double> pseudo;
  for (std::size_t i = 0; i < n; ++i) {
    pseudo.push_back(static_cast<double>(n) * whole - static_cast<double>(n - 1) * std::log((*seeds)[i] / (*all)[i]));
  }
  const double half = student_t_factor(0.95, static_cast<double>(n - 1)) * std::sqrt(sample_variance(pseudo) / static_cast<double>(n));
  out.ci_low = share_of(whole + half);
  out.ci_high = share_of(whole - half);
  return out;
}

}  // namespace picket::sim
