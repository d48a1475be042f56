#include <algorithm>
#include <map>

#include "sim/experiment/estimate.h"
#include "sim/experiment/merge.h"
#include "sim/experiment/merge_truth.h"
#include "sim/statistics/clustered_proportion.h"
#include "sim/statistics/clustered_survival.h"
#include "sim/statistics/runs_needed.h"

namespace picket::sim {
namespace {

/// Half width of the interval of P(detect) that a table should reach before it is read as final.
constexpr double kWantedHalfWidth = 0.1;
/// Steps of a curve that a plot needs at most; more are thinned evenly.
constexpr std::size_t kMaxCurvePoints = 400;

}  // namespace

SurvivalResult survival_of(const std::vector<SurvivalCluster>& clusters, double horizon) {
  const ClusteredSurvival survival = clustered_survival(clusters, horizon);
  SurvivalResult out;
  out.units = survival.units;
  out.events = survival.events;
  out.probability = estimate_of(survival.probability);
  const auto quantile = [&](const std::optional<SurvivalQuantile>& q) -> std::optional<Estimate> {
    if (!q) return std::nullopt;
    IntervalEstimate estimate{q->seconds, std::nullopt, survival.replications};
    if (survival.quantile_intervals) estimate.interval = q->interval;
    return estimate_of(estimate);
  };
  out.median_seconds = quantile(survival.median);
  out.p90_seconds = quantile(survival.p90);
  out.restricted_mean_seconds = estimate_of(survival.restricted_mean_seconds);
  const auto& steps = survival.curve.steps();
  const std::size_t stride = std::max<std::size_t>(1, steps.size() / kMaxCurvePoints);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (i % stride != 0 && i + 1 != steps.size()) continue;
    out.curve.push_back({steps[i].seconds, 1 - steps[i].survival, 1 - steps[i].band.high, 1 - steps[i].band.low});
  }
  return out;
}

namespace {

/// What a unit that was never seen is censored at: the time from its start to the horizon.
double seconds_to_horizon(const Scenario& scenario, const UnitOutcome& unit) {
  return scenario.duration.to_seconds() - static_cast<double>(unit.start_us) * 1e-6;
}

}  // namespace

std::vector<std::string> counted_words(const std::map<std::string, std::uint32_t>& counted) {
  std::vector<std::pair<std::uint32_t, std::string>> sorted;
  for (const auto& [word, units] : counted) {
    sorted.emplace_back(units, word + ": " + std::to_string(units) + (units == 1 ? " unit" : " units"));
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> out;
  for (auto& [units, text] : sorted) out.push_back(std::move(text));
  return out;
}

namespace {

/// Where most of an undetected unit's evidence ended.
std::string end_of(const UnitOutcome& unit) {
  if (unit.events == 0) return "world no_malicious_event_before_horizon";
  if (unit.site_detected) return "gateway attribution_lost";
  if (unit.evidence) return "pipeline arrived_but_no_expected_alert";
  const auto most = std::max_element(unit.ended.begin(), unit.ended.end(),
                                     [](const EvidenceEnd& a, const EvidenceEnd& b) { return a.events < b.events; });
  if (most == unit.ended.end()) return "world unknown";
  return most->stage + " " + most->reason;
}

DetectionResult merge_attack(const Scenario& scenario, const std::string& policy, std::uint32_t index, const PolicyLanes& lanes) {
  const AttackInstance& instance = scenario.attacks[index];
  const AttackTemplate& attack = scenario.attack_templates.at(instance.use);
  DetectionResult out;
  out.policy = policy;
  out.attack = instance.name;
  out.title = attack.title;
  out.techniques = attack.techniques;
  out.deadline_seconds = attack.deadline.to_seconds();
  const double horizon = (scenario.duration - instance.start).to_seconds();
  out.measurable = is_measurable(scenario, index);

  std::vector<SurvivalCluster> detect;
  std::vector<SurvivalCluster> evidence;
  std::vector<double> shares;
  std::map<std::string, std::uint32_t> missed;
  std::map<std::string, std::uint32_t> raised_by;
  std::vector<DetectedDelays> delays;
  for (const LaneResult* lane : lanes) {
    SurvivalCluster detected;
    SurvivalCluster seen;
    DetectedDelays parts;
    double produced = 0;
    double arrived = 0;
    for (const UnitOutcome& unit : lane->units) {
      if (unit.attack != index) continue;
      const double censored_at = std::max(0.0, seconds_to_horizon(scenario, unit));
      detected.push_back({unit.detected ? static_cast<double>(unit.detected_us) * 1e-6 : censored_at, unit.detected});
      seen.push_back({unit.evidence ? static_cast<double>(unit.evidence_us) * 1e-6 : censored_at, unit.evidence});
      produced += static_cast<double>(unit.events);
      arrived += static_cast<double>(unit.events_arrived);
      if (!unit.detected) {
        ++missed[end_of(unit)];
        continue;
      }
      ++raised_by[unit.pack];
      parts.push_back(unit.parts);
    }
    delays.push_back(std::move(parts));
    if (produced > 0) shares.push_back(std::min(1.0, arrived / produced));
    if (detected.empty()) continue;
    detect.push_back(std::move(detected));
    evidence.push_back(std::move(seen));
  }
  merge_delays(delays, out);
  merge_missed_steps(attack, index, lanes, out);
  out.raised_by = counted_words(raised_by);
  out.missed_because = counted_words(missed);
  out.evidence_share = estimate_of(clustered_proportion_of_rates(shares));
  if (detect.empty()) {
    out.measurable = false;
    return out;
  }
  out.time_to_detect = survival_of(detect, horizon);
  out.time_to_evidence = survival_of(evidence, horizon);
  out.units = out.time_to_detect.units;
  const double by = std::min(out.deadline_seconds, horizon);
  out.detected_by_deadline = estimate_of(clustered_probability_by(detect, by));
  out.runs_needed = runs_needed_for_proportion(rates_by(detect, by), kWantedHalfWidth);
  return out;
}

}  // namespace

bool is_measurable(const Scenario& scenario, std::uint32_t attack) {
  const AttackInstance& instance = scenario.attacks.at(attack);
  return scenario.attack_templates.at(instance.use).deadline <= scenario.duration - instance.start;
}

bool can_be_judged(const Scenario& scenario, const UnitOutcome& unit, Duration limit) {
  return unit.events > 0 && unit.start_us + limit.count_microseconds() <= scenario.duration.count_microseconds();
}

std::vector<DetectionResult> merge_detections(const Scenario& scenario, const std::string& policy, const PolicyLanes& lanes) {
  std::vector<DetectionResult> out;
  for (std::uint32_t a = 0; a < scenario.attacks.size(); ++a) out.push_back(merge_attack(scenario, policy, a, lanes));
  return out;
}

}  // namespace picket::sim
