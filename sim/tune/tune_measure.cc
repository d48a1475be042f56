#include "sim/tune/tune_measure.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "agent_core/base/check.h"
#include "sim/experiment/merge.h"
#include "sim/statistics/kaplan_meier.h"

namespace picket::sim {
namespace {

constexpr std::string_view kDetected = "detected_by_deadline";
constexpr std::string_view kMissed = "p_miss";
constexpr std::string_view kRestrictedMean = "time_to_detect_restricted_mean_seconds";
constexpr std::string_view kPerDevice = "usd_per_device_month";

struct KnownMeasure {
  std::string_view name;
  std::string_view unit;
  MeasureScale scale;
  Goal better;
  std::string_view says;
};

/// Those of attacks first. The sentences of the others are those of measures.csv.
constexpr std::array<KnownMeasure, 22> kKnownMeasures{{
    {kDetected, "", MeasureScale::kLogit, Goal::kMore, "Share of attacked devices that were detected in time."},
    {kMissed, "", MeasureScale::kLogit, Goal::kLess, "Share of attacked devices that were not detected in time."},
    {kRestrictedMean, "s", MeasureScale::kLog, Goal::kLess,
     "Restricted mean time to detect: undetected devices count up to the horizon."},
    {kPerDevice, "USD/month", MeasureScale::kLog, Goal::kLess, "Monthly bill of the whole fleet, by device."},
    {"cost_usd_per_month", "USD/month", MeasureScale::kLog, Goal::kLess, ""},
    {"security_cost_usd_per_month", "USD/month", MeasureScale::kLog, Goal::kLess, ""},
    {"uplink_bytes_per_device_day", "B", MeasureScale::kLog, Goal::kLess, ""},
    {"uplink_payload_bytes_per_device_day", "B", MeasureScale::kLog, Goal::kLess, ""},
    {"messages_per_day", "1/day", MeasureScale::kLog, Goal::kLess, ""},
    {"blocks_per_day", "1/day", MeasureScale::kLog, Goal::kLess, ""},
    {"observations_per_device_day", "1/day", MeasureScale::kLog, Goal::kLess, ""},
    {"site_peak_bytes_per_second_1s", "B/s", MeasureScale::kLog, Goal::kLess, ""},
    {"site_peak_bytes_per_second_1min", "B/s", MeasureScale::kLog, Goal::kLess, ""},
    {"site_peak_bytes_per_second_1h", "B/s", MeasureScale::kLog, Goal::kLess, ""},
    {"hub_peak_bytes_per_second_1s", "B/s", MeasureScale::kLog, Goal::kLess, ""},
    {"hub_peak_bytes_per_second_1min", "B/s", MeasureScale::kLog, Goal::kLess, ""},
    {"hub_peak_bytes_per_second_1h", "B/s", MeasureScale::kLog, Goal::kLess, ""},
    {"evidence_share", "", MeasureScale::kPlain, Goal::kMore, ""},
    {"detected_share", "", MeasureScale::kLogit, Goal::kMore, ""},
    {"false_alerts_per_device_day", "1/day", MeasureScale::kRate, Goal::kLess, ""},
    {"false_incidents_per_device_day", "1/day", MeasureScale::kRate, Goal::kLess, ""},
    {"incidents_per_device_day", "1/day", MeasureScale::kRate, Goal::kLess, ""},
}};

/// Where the units of an attack stop being looked at: its own horizon, as in detections.csv.
double horizon_of(const Scenario& scenario, std::uint32_t attack) {
  return (scenario.duration - scenario.attacks[attack].start).to_seconds();
}

bool is_of(const TuneMeasure& measure, const Scenario& scenario, const UnitOutcome& unit) {
  return measure.attack.empty() || scenario.attacks[unit.attack].name == measure.attack;
}

void add_detection(const TuneMeasure& measure, const Scenario& scenario, const LaneResult& lane, MeasureSample& out) {
  double units = 0;
  double detected = 0;
  for (const UnitOutcome& unit : lane.units) {
    if (!is_of(measure, scenario, unit)) continue;
    const Duration limit = measure.within > Duration() ? measure.within : scenario.attack_templates.at(scenario.attacks[unit.attack].use).deadline;
    if (!can_be_judged(scenario, unit, limit)) continue;
    units += 1;
    if (unit.detected && unit.detected_us <= limit.count_microseconds()) detected += 1;
  }
  const double share = units > 0 ? detected / units : 0;
  out.values.push_back(measure.name == kMissed ? 1 - share : share);
  out.weights.push_back(units);
}

void add_restricted_mean(const TuneMeasure& measure, const Scenario& scenario, const LaneResult& lane, MeasureSample& out) {
  std::vector<std::vector<SurvivalTime>> times(scenario.attacks.size());
  for (const UnitOutcome& unit : lane.units) {
    if (!is_of(measure, scenario, unit)) continue;
    const double censored = std::max(0.0, scenario.duration.to_seconds() - static_cast<double>(unit.start_us) * 1e-6);
    times[unit.attack].push_back({unit.detected ? static_cast<double>(unit.detected_us) * 1e-6 : censored, unit.detected});
  }
  double sum = 0;
  double attacks = 0;
  double units = 0;
  for (std::uint32_t a = 0; a < times.size(); ++a) {
    if (times[a].empty()) continue;
    sum += KaplanMeier(times[a]).restricted_mean(horizon_of(scenario, a)).seconds;
    attacks += 1;
    units += static_cast<double>(times[a].size());
  }
  out.values.push_back(attacks > 0 ? sum / attacks : 0);
  out.weights.push_back(units);
}

}  // namespace

std::string TuneMeasure::column() const {
  std::string out = name;
  if (within > Duration()) out += fmt::format("_within_{:g}_seconds", within.to_seconds());
  if (!attack.empty()) out += "." + attack;
  return out;
}

std::optional<TuneMeasure> find_tune_measure(std::string_view name) {
  const auto row =
      std::find_if(kKnownMeasures.begin(), kKnownMeasures.end(), [&](const KnownMeasure& r) { return r.name == name; });
  if (row == kKnownMeasures.end()) return std::nullopt;
  TuneMeasure out;
  out.name = row->name;
  out.unit = row->unit;
  out.says = row->says;
  out.scale = row->scale;
  out.better = row->better;
  return out;
}

std::vector<std::string_view> tune_measure_names() {
  std::vector<std::string_view> out;
  for (const KnownMeasure& row : kKnownMeasures) out.push_back(row.name);
  return out;
}

bool is_attack_measure(std::string_view name) { return takes_within(name) || name == kRestrictedMean; }

bool takes_within(std::string_view name) { return name == kDetected || name == kMissed; }

MeasureSample sample_of(const TuneMeasure& measure, const Scenario& scenario, const std::string& policy,
                        const std::vector<LaneResult>& lanes) {
  MeasureSample out;
  PolicyLanes own;
  for (const LaneResult& lane : lanes) {
    if (lane.policy == policy && !lane.fixed_hub) own.push_back(&lane);
  }
  std::sort(own.begin(), own.end(), [](const LaneResult* a, const LaneResult* b) { return a->replication < b->replication; });
  PICKET_CHECK(!own.empty(), "policy", policy);
  if (is_attack_measure(measure.name)) {
    for (const LaneResult* lane : own) {
      if (takes_within(measure.name)) {
        add_detection(measure, scenario, *lane, out);
      } else {
        add_restricted_mean(measure, scenario, *lane, out);
      }
    }
    return out;
  }
  const bool by_device = measure.name == kPerDevice;
  const PolicyResult merged = merge_policy(scenario, policy, own, {});
  const std::string_view column = by_device ? "cost_usd_per_month" : std::string_view(measure.name);
  const auto found = std::find_if(merged.measures.begin(), merged.measures.end(), [&](const Measure& m) { return m.name == column; });
  for (std::size_t i = 0; i < own.size(); ++i) {
    const LaneResult& lane = *own[i];
    const double value = found == merged.measures.end() ? 0 : found->per_replication[i];
    out.values.push_back(by_device && lane.devices > 0 ? value / lane.devices : value);
    double weight = found == merged.measures.end() ? 0 : 1;
    if (measure.scale == MeasureScale::kRate) weight = lane.devices * lane.days;
    if (measure.scale == MeasureScale::kLogit) weight = static_cast<double>(lane.units.size());
    out.weights.push_back(weight);
  }
  if (measure.scale != MeasureScale::kRate && measure.scale != MeasureScale::kLogit && found != merged.measures.end()) out.weights.clear();
  return out;
}

}  // namespace picket::sim
