#include "sim/statistics/batch_means.h"

#include <cstddef>
#include <vector>

#include "agent_core/base/check.h"
#include "sim/statistics/mean_interval.h"
#include "sim/statistics/moments.h"

namespace picket::sim {
namespace {

double lag_1_correlation(const std::vector<double>& values) {
  const double center = mean(values);
  double together = 0;
  double squares = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    squares += (values[i] - center) * (values[i] - center);
    if (i > 0) together += (values[i] - center) * (values[i - 1] - center);
  }
  return squares > 0 ? together / squares : 0;
}

}  // namespace

BatchMeans batch_means(std::span<const double> series, std::uint32_t batches, double level) {
  PICKET_CHECK(batches >= 10 && batches <= 30 && series.size() >= batches, "batches", batches, "values", series.size());
  const std::size_t length = series.size() / batches;
  const std::size_t front = series.size() - length * batches;
  std::vector<double> means;
  for (std::uint32_t b = 0; b < batches; ++b) means.push_back(mean(series.subspan(front + b * length, length)));
  BatchMeans out;
  out.mean = mean_interval(means, level);
  out.lag_1_correlation = lag_1_correlation(means);
  out.correlated = out.lag_1_correlation > kMostBatchCorrelation;
  return out;
}

}  // namespace picket::sim
