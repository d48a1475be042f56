#include "sim/statistics/warm_up.h"

#include <algorithm>
#include <limits>

#include "agent_core/base/check.h"
#include "sim/statistics/moments.h"

namespace picket::sim {
namespace {

/// As few as these vary too little by chance alone: they are never taken for the steady part.
constexpr std::size_t kLeastLeft = 5;
/// With fewer no cut at n/2 could be chosen, and a series that still rises would not be found out.
constexpr std::size_t kLeastBatches = 2 * kLeastLeft;

}  // namespace

WarmUp mser(std::span<const double> series, std::size_t batch) {
  PICKET_CHECK(batch > 0, "batch", batch);
  const std::size_t n = series.size() / batch;
  WarmUp out;
  if (n < kLeastLeft) {
    out.refused = true;
    return out;
  }
  std::vector<double> means(n);
  for (std::size_t i = 0; i < n; ++i) means[i] = mean(series.subspan(i * batch, batch));
  // Deviations from the whole mean: the sum of squares of large, close values would cancel.
  const double center = mean(means);
  double sum = 0;
  double squares = 0;
  std::size_t best = 0;
  out.statistic = std::numeric_limits<double>::infinity();
  for (std::size_t d = n; d-- > 0;) {
    const double y = means[d] - center;
    sum += y;
    squares += y * y;
    const double left = static_cast<double>(n - d);
    if (n - d < kLeastLeft || d > n / 2) continue;
    const double statistic = std::max(0.0, squares - sum * sum / left) / (left * left);
    if (statistic <= out.statistic) {
      out.statistic = statistic;
      best = d;
    }
  }
  out.values = best * batch;
  out.refused = n < kLeastBatches || best == n / 2;
  return out;
}

std::vector<double> mean_series(std::span<const std::vector<double>> replications) {
  if (replications.empty()) return {};
  std::size_t length = replications.front().size();
  for (const std::vector<double>& series : replications) length = std::min(length, series.size());
  std::vector<double> out(length);
  std::vector<double> at_one_time(replications.size());
  for (std::size_t t = 0; t < length; ++t) {
    for (std::size_t r = 0; r < replications.size(); ++r) at_one_time[r] = replications[r][t];
    out[t] = mean(at_one_time);
  }
  return out;
}

}  // namespace picket::sim
