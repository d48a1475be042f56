#include "sim/statistics/restricted_mean_difference.h"

#include <cstddef>
#include <vector>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

double restricted_mean_of(const SurvivalCluster& cluster, double horizon) {
  return KaplanMeier(cluster).restricted_mean(horizon).seconds;
}

std::vector<double> restricted_means(std::span<const SurvivalCluster> clusters, double horizon) {
  std::vector<double> out;
  for (const SurvivalCluster& cluster : clusters) {
    if (!cluster.empty()) out.push_back(restricted_mean_of(cluster, horizon));
  }
  return out;
}

}  // namespace

PairedDifference paired_restricted_mean_difference(std::span<const SurvivalCluster> x, std::span<const SurvivalCluster> y,
                                                   double horizon, double level) {
  PICKET_CHECK(x.size() == y.size() && horizon > 0, "sizes", x.size(), y.size(), "horizon", horizon);
  std::vector<double> x_means;
  std::vector<double> y_means;
  for (std::size_t r = 0; r < x.size(); ++r) {
    if (x[r].empty() || y[r].empty()) continue;
    x_means.push_back(restricted_mean_of(x[r], horizon));
    y_means.push_back(restricted_mean_of(y[r], horizon));
  }
  PairedDifference result = paired_difference(x_means, y_means, level);
  result.difference = cut_to({-horizon, horizon}, result.difference);
  return result;
}

WelchDifference restricted_mean_difference(std::span<const SurvivalCluster> x, std::span<const SurvivalCluster> y,
                                           double horizon, double level) {
  PICKET_CHECK(horizon > 0, "horizon", horizon);
  WelchDifference result = welch_difference(restricted_means(x, horizon), restricted_means(y, horizon), level);
  result.difference = cut_to({-horizon, horizon}, result.difference);
  return result;
}

}  // namespace picket::sim
