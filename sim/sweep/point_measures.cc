#include "sim/sweep/point_measures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "sim/experiment/estimate.h"
#include "sim/experiment/merge.h"
#include "sim/statistics/clustered_proportion.h"
#include "sim/statistics/kaplan_meier.h"
#include "sim/statistics/mean_interval.h"

namespace picket::sim {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view kDelay = "time_to_detect_restricted_mean_seconds";
constexpr std::string_view kDetected = "detected_by_deadline";

/// Devices of one attack in one replication that were detected in time.
ClusterCount in_time(const LaneResult& lane, std::uint32_t attack, double seconds) {
  ClusterCount count;
  for (const UnitOutcome& unit : lane.units) {
    if (unit.attack != attack) continue;
    ++count.units;
    if (unit.detected && static_cast<double>(unit.detected_us) * 1e-6 <= seconds) ++count.successes;
  }
  return count;
}

double share(const ClusterCount& count) {
  return count.units == 0 ? kNothing : static_cast<double>(count.successes) / static_cast<double>(count.units);
}

/// Of one attack in one replication: mean time to detect up to the horizon.
double restricted_mean(const Scenario& scenario, const LaneResult& lane, std::uint32_t attack, double horizon) {
  std::vector<SurvivalTime> units;
  for (const UnitOutcome& unit : lane.units) {
    if (unit.attack != attack) continue;
    const double left = std::max(0.0, scenario.duration.to_seconds() - static_cast<double>(unit.start_us) * 1e-6);
    units.push_back({unit.detected ? static_cast<double>(unit.detected_us) * 1e-6 : left, unit.detected});
  }
  return units.empty() ? kNothing : KaplanMeier(units).restricted_mean(horizon).seconds;
}

/// Of times, which are not below 0.
Estimate mean_of_values(const std::vector<double>& values) {
  std::vector<double> finite;
  std::copy_if(values.begin(), values.end(), std::back_inserter(finite), [](double x) { return std::isfinite(x); });
  return estimate_of(cut_to(kNotNegative, mean_interval(finite)));
}

Measure measure(std::string name, std::string unit, std::string says, Estimate estimate, std::vector<double> values) {
  Measure out;
  out.name = std::move(name);
  out.unit = std::move(unit);
  out.says = std::move(says);
  out.estimate = estimate;
  out.per_replication = std::move(values);
  return out;
}

Estimate complement(const Estimate& of) {
  Estimate out = of;
  out.value = 1 - of.value;
  out.ci_low = of.ci_high ? std::optional(1 - *of.ci_high) : std::nullopt;
  out.ci_high = of.ci_low ? std::optional(1 - *of.ci_low) : std::nullopt;
  return out;
}

/// Detection and delay of each attack, as far as they are measurable; collects those over all.
class DetectionMeasures {
 public:
  DetectionMeasures(const Scenario& scenario, std::vector<const LaneResult*> lanes, std::vector<Measure>& out)
      : scenario_(scenario), lanes_(std::move(lanes)), out_(out), counts_(lanes_.size()), delays_(lanes_.size(), 0), attacks_(lanes_.size(), 0) {}

  void add(std::uint32_t attack, const DetectionResult& result) {
    const double horizon = (scenario_.duration - scenario_.attacks[attack].start).to_seconds();
    std::vector<double> shares;
    std::vector<double> delays;
    for (std::size_t r = 0; r < lanes_.size(); ++r) {
      const ClusterCount count = in_time(*lanes_[r], attack, std::min(result.deadline_seconds, horizon));
      shares.push_back(share(count));
      delays.push_back(restricted_mean(scenario_, *lanes_[r], attack, horizon));
      if (result.measurable) {
        counts_[r].units += count.units;
        counts_[r].successes += count.successes;
      }
      if (std::isfinite(delays.back())) {
        delays_[r] += delays.back();
        ++attacks_[r];
      }
    }
    if (result.units == 0) return;
    const std::string ending = "." + result.attack;
    if (result.measurable) {
      out_.push_back(measure(std::string(kDetected) + ending, "share", "Share of devices attacked by " + result.attack + " that were detected within its deadline.",
                             result.detected_by_deadline, std::move(shares)));
    }
    out_.push_back(measure(std::string(kDelay) + ending, "s",
                           "Mean time to detect " + result.attack + " up to the horizon, undetected devices censored at it.",
                           result.time_to_detect.restricted_mean_seconds, std::move(delays)));
  }

  void add_totals() {
    std::vector<double> shares;
    std::vector<double> misses;
    std::vector<double> delays;
    for (std::size_t r = 0; r < lanes_.size(); ++r) {
      shares.push_back(share(counts_[r]));
      misses.push_back(1 - shares.back());
      delays.push_back(attacks_[r] == 0 ? kNothing : delays_[r] / attacks_[r]);
    }
    const auto any = [](const std::vector<double>& values) { return std::any_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); }); };
    if (any(shares)) {
      const Estimate detected = estimate_of(clustered_proportion(counts_));
      out_.push_back(measure(std::string(kDetected), "share", "Share of attacked devices that were detected within their attack's deadline.", detected, std::move(shares)));
      out_.push_back(measure("p_miss", "share", "Share of attacked devices that were not detected within their attack's deadline.", complement(detected), std::move(misses)));
    }
    if (any(delays)) {
      const Estimate mean = mean_of_values(delays);
      out_.push_back(measure(std::string(kDelay), "s", "Mean over the attacks of the mean time to detect up to the horizon.", mean, std::move(delays)));
    }
  }

 private:
  const Scenario& scenario_;
  std::vector<const LaneResult*> lanes_;
  std::vector<Measure>& out_;
  std::vector<ClusterCount> counts_;   ///< by replication, of measurable attacks
  std::vector<double> delays_;         ///< by replication, summed over attacks
  std::vector<double> attacks_;        ///< in that sum
};

}  // namespace

std::vector<Measure> point_measures(const Scenario& scenario, const std::string& policy, const StudyResult& study,
                                    std::span<const LaneResult> lanes) {
  std::vector<Measure> out;
  for (const PolicyResult& result : study.policies) {
    if (result.policy == policy) out = result.measures;
  }
  std::vector<const LaneResult*> own;
  for (const LaneResult& lane : lanes) {
    if (lane.policy == policy && !lane.fixed_hub) own.push_back(&lane);
  }
  std::sort(own.begin(), own.end(), [](const LaneResult* a, const LaneResult* b) { return a->replication < b->replication; });
  DetectionMeasures detection(scenario, std::move(own), out);
  for (const DetectionResult& result : study.detections) {
    if (result.policy != policy) continue;
    for (std::uint32_t a = 0; a < scenario.attacks.size(); ++a) {
      if (scenario.attacks[a].name == result.attack) detection.add(a, result);
    }
  }
  detection.add_totals();
  // Differences within a point are the comparison of its policies, and not of points.
  for (Measure& one : out) one.difference.reset();
  return out;
}

std::span<const std::string_view> headline_measures() {
  static constexpr auto kHeadline = std::to_array<std::string_view>({"uplink_bytes_per_device_day", "cost_usd_per_month", "detected_by_deadline",
                                                                     "time_to_detect_restricted_mean_seconds", "false_alerts_per_device_day"});
  return kHeadline;
}

}  // namespace picket::sim
