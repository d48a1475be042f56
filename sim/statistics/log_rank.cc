#include "sim/statistics/log_rank.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "agent_core/base/check.h"
#include "sim/statistics/interval_estimate.h"
#include "sim/statistics/moments.h"
#include "sim/statistics/reference_distributions.h"
#include "sim/statistics/sign_test.h"

namespace picket::sim {
namespace {

/// What is at risk and what happens at one event time, in the first sample and in both.
struct EventTime {
  double seconds = 0;
  double at_risk = 0;
  double at_risk_x = 0;
  double events = 0;
  double events_x = 0;
};

std::vector<EventTime> event_times(std::span<const SurvivalTime> x, std::span<const SurvivalTime> y) {
  struct Unit {
    double seconds;
    bool event;
    bool in_x;
  };
  std::vector<Unit> units;
  for (const SurvivalTime& u : x) units.push_back({u.seconds, u.event, true});
  for (const SurvivalTime& u : y) units.push_back({u.seconds, u.event, false});
  std::sort(units.begin(), units.end(), [](const Unit& a, const Unit& b) { return a.seconds < b.seconds; });
  std::vector<EventTime> times;
  double at_risk = static_cast<double>(units.size());
  double at_risk_x = static_cast<double>(x.size());
  for (std::size_t i = 0; i < units.size();) {
    EventTime time{units[i].seconds, at_risk, at_risk_x, 0, 0};
    for (; i < units.size() && units[i].seconds == time.seconds; ++i) {
      --at_risk;
      at_risk_x -= units[i].in_x ? 1 : 0;
      time.events += units[i].event ? 1 : 0;
      time.events_x += units[i].event && units[i].in_x ? 1 : 0;
    }
    if (time.events > 0) times.push_back(time);
  }
  return times;
}

/// Share of those at risk that are in the first sample, and the hazard times it, summed up to each event time.
struct Compensator {
  std::vector<double> seconds;
  std::vector<double> share_x;
  std::vector<double> hazard;           ///< sum of d / Y
  std::vector<double> hazard_share_x;   ///< sum of (d / Y) (Y_x / Y)
};

Compensator compensator_of(const std::vector<EventTime>& times) {
  Compensator c;
  double hazard = 0;
  double hazard_share_x = 0;
  for (const EventTime& time : times) {
    const double share = time.at_risk_x / time.at_risk;
    hazard += time.events / time.at_risk;
    hazard_share_x += time.events / time.at_risk * share;
    c.seconds.push_back(time.seconds);
    c.share_x.push_back(share);
    c.hazard.push_back(hazard);
    c.hazard_share_x.push_back(hazard_share_x);
  }
  return c;
}

double score_of(const SurvivalTime& unit, double in_x, const Compensator& c) {
  const auto after = std::upper_bound(c.seconds.begin(), c.seconds.end(), unit.seconds);
  if (after == c.seconds.begin()) return 0;
  const auto last = static_cast<std::size_t>(after - c.seconds.begin()) - 1;
  const double own = unit.event ? in_x - c.share_x[last] : 0;
  return own - (in_x * c.hazard[last] - c.hazard_share_x[last]);
}

}  // namespace

LogRankTest log_rank(std::span<const SurvivalTime> x, std::span<const SurvivalTime> y) {
  LogRankTest test;
  double variance = 0;
  for (const EventTime& time : event_times(x, y)) {
    const double share = time.at_risk_x / time.at_risk;
    test.observed += time.events_x;
    test.expected += time.events * share;
    if (time.at_risk > 1) variance += time.events * share * (1 - share) * (time.at_risk - time.events) / (time.at_risk - 1);
  }
  if (variance <= 0) return test;
  const double difference = test.observed - test.expected;
  test.chi_squared = difference * difference / variance;
  test.p_value = chi_squared_upper_p(test.chi_squared, 1);
  return test;
}

PairedLogRank paired_log_rank(std::span<const SurvivalCluster> x, std::span<const SurvivalCluster> y) {
  PICKET_CHECK(x.size() == y.size(), "sizes", x.size(), y.size());
  SurvivalCluster all_x;
  SurvivalCluster all_y;
  for (const SurvivalCluster& cluster : x) all_x.insert(all_x.end(), cluster.begin(), cluster.end());
  for (const SurvivalCluster& cluster : y) all_y.insert(all_y.end(), cluster.begin(), cluster.end());
  const std::vector<EventTime> times = event_times(all_x, all_y);
  const Compensator compensator = compensator_of(times);
  PairedLogRank test;
  for (const EventTime& time : times) {
    test.observed += time.events_x;
    test.expected += time.events * time.at_risk_x / time.at_risk;
  }
  std::vector<double> scores;
  for (std::size_t r = 0; r < x.size(); ++r) {
    if (x[r].empty() && y[r].empty()) continue;
    double score = 0;
    for (const SurvivalTime& unit : x[r]) score += score_of(unit, 1, compensator);
    for (const SurvivalTime& unit : y[r]) score += score_of(unit, 0, compensator);
    scores.push_back(score);
  }
  test.n = static_cast<std::uint32_t>(scores.size());
  if (test.n < kMinReplicationsForInterval) return test;
  const double spread = sample_variance(scores);
  const double score = mean(scores);
  // Policies that detect the same at the same times score 0 in every replication, but for rounding.
  constexpr double kRounding = 1e-10;
  if (std::sqrt(spread) > kRounding) {
    test.t = score / std::sqrt(spread / test.n);
    test.p_value = student_t_two_sided_p(*test.t, test.n - 1);
  } else {
    test.p_value = std::fabs(score) < kRounding ? 1 : 2 * sign_test_of_one_side(test.n);
  }
  return test;
}

}  // namespace picket::sim
