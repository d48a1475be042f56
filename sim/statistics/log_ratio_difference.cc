#include "sim/statistics/log_ratio_difference.h"

#include <cmath>
#include <vector>

#include "agent_core/base/check.h"
#include "sim/statistics/moments.h"
#include "sim/statistics/paired_difference.h"

namespace picket::sim {
namespace {

/// Nothing if a value has no logarithm.
std::optional<std::vector<double>> logarithms(std::span<const double> values) {
  std::vector<double> out;
  for (const double value : values) {
    if (!(value > 0) || !std::isfinite(value)) return std::nullopt;
    out.push_back(std::log(value));
  }
  return out;
}

}  // namespace

std::optional<LogRatioDifference> log_ratio_difference(std::span<const double> x, std::span<const double> y, double level) {
  PICKET_CHECK(x.size() == y.size(), "sizes", x.size(), y.size());
  const auto log_x = logarithms(x);
  const auto log_y = logarithms(y);
  if (x.empty() || !log_x || !log_y) return std::nullopt;
  const PairedDifference paired = paired_difference(*log_x, *log_y, level);
  LogRatioDifference out;
  out.ratio.n = paired.difference.n;
  out.ratio.value = std::exp(paired.difference.value);
  if (const auto& interval = paired.difference.interval) {
    out.ratio.interval = Interval{std::exp(interval->low), std::exp(interval->high)};
  }
  out.t = paired.t;
  out.p_value = paired.p_value;
  return out;
}

std::optional<double> geometric_mean(std::span<const double> values) {
  const auto logs = logarithms(values);
  if (values.empty() || !logs) return std::nullopt;
  return std::exp(mean(*logs));
}

}  // namespace picket::sim
