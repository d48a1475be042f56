#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/time.h"
#include "sim/experiment/lane_result.h"
#include "sim/scenario/scenario.h"
#include "sim/tune/measure_sample.h"

namespace picket::sim {

/// A measure that policies are tuned by.
struct TuneMeasure {
  std::string name;        ///< "p_miss", "cost_usd_per_month"
  std::string attack{};    ///< empty: all, or no measure of attacks
  Duration within{};       ///< of detection; 0: each attack's deadline
  std::string unit{};
  std::string says{};
  MeasureScale scale = MeasureScale::kPlain;
  Goal better = Goal::kLess;

  /// The name in results: with the time, and with the attack after a dot: "p_miss_within_3600_seconds.mirai".
  std::string column() const;
  bool is_share() const { return scale == MeasureScale::kLogit; }
  bool operator==(const TuneMeasure& other) const { return column() == other.column(); }
};

/// Whether there is such a measure, and what it is like; `attack` and `within` are left to be set.
std::optional<TuneMeasure> find_tune_measure(std::string_view name);
/// All names, for "did you mean".
std::vector<std::string_view> tune_measure_names();
/// Whether it is about attacks: those take `attack`.
bool is_attack_measure(std::string_view name);
/// Whether it is a probability of detection by a time: those take `within`.
bool takes_within(std::string_view name);

/// One measure over replications of one policy, in their order.
///
/// Model:  detection: the share of attacked devices on which an expected alert came in time; without `within`, of attacks whose
///         deadline lies within the horizon; with it, of devices on which something malicious happened. Restricted mean: of
///         each attack the area under the replication's Kaplan-Meier curve up to the horizon, undetected devices censored at
///         it; over all attacks their mean. All others: as in measures.csv.
/// Output: weights are attacked devices, or device-days of rates of alerts and incidents.
MeasureSample sample_of(const TuneMeasure& measure, const Scenario& scenario, const std::string& policy,
                        const std::vector<LaneResult>& lanes);

}  // namespace picket::sim
