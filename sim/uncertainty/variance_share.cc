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

std::vector<double> without(std::span<const double> values, std::size_t left_out) {
  std::vector<double> out(values.begin(), values.end());
  out.erase(out.begin() + static_cast<std::ptrdiff_t>(left_out));
  return out;
}

/// Not by the variance, which rounding keeps above 0 for values that are all the same.
bool varies(std::span<const double> values) {
  return std::any_of(values.begin(), values.end(), [&](double x) { return x != values.front(); });
}

/// ln(Var(stated) / Var(drawn)); nothing unless both vary.
std::optional<double> log_ratio(std::span<const double> stated, std::span<const double> drawn) {
  if (!varies(stated) || !varies(drawn)) return std::nullopt;
  return std::log(sample_variance(stated) / sample_variance(drawn));
}

double share_of(double log_of_ratio) { return std::clamp(1 - std::exp(log_of_ratio), 0.0, 1.0); }

}  // namespace

std::optional<Estimate> variance_share(std::span<const double> stated, std::span<const double> drawn) {
  PICKET_CHECK(stated.size() == drawn.size(), "sizes", stated.size(), drawn.size());
  const std::size_t n = stated.size();
  if (n < 2 || !varies(drawn)) return std::nullopt;
  Estimate out;
  out.n = static_cast<std::uint32_t>(n);
  const std::optional<double> whole = log_ratio(stated, drawn);
  out.value = whole ? share_of(*whole) : 1;
  if (!whole || n < kMinReplicationsForInterval) return out;
  std::vector<double> pseudo;
  for (std::size_t i = 0; i < n; ++i) {
    const std::optional<double> rest = log_ratio(without(stated, i), without(drawn, i));
    if (!rest) return out;
    pseudo.push_back(static_cast<double>(n) * *whole - static_cast<double>(n - 1) * *rest);
  }
  const double half = student_t_factor(0.95, static_cast<double>(n - 1)) * std::sqrt(sample_variance(pseudo) / static_cast<double>(n));
  out.ci_low = share_of(*whole + half);
  out.ci_high = share_of(*whole - half);
  return out;
}

}  // namespace picket::sim
