#include "sim/exchange/score_result.h"

#include <algorithm>

#include "sim/experiment/estimate.h"
#include "sim/experiment/merge.h"
#include "sim/statistics/event_rate.h"

namespace picket::sim {
namespace {

Estimate per_1000_device_days(const std::vector<const LaneResult*>& lanes) {
  std::vector<RateCount> counts;
  for (const LaneResult* lane : lanes) {
    counts.push_back({static_cast<std::uint64_t>(lane->alerts_false), lane->devices * lane->days / 1'000});
  }
  return estimate_of(replicated_rate(counts));
}

}  // namespace

std::uint32_t ScoreResult::count(Verdict verdict) const {
  return static_cast<std::uint32_t>(
      std::count_if(checks.begin(), checks.end(), [verdict](const CheckResult& check) { return check.verdict == verdict; }));
}

ScoreResult score_result(const Scenario& scenario, const std::string& policy, AlertMatch match,
                         std::vector<ScoredReplication> replications, std::optional<SuiteExpectations> expectations) {
  ScoreResult out;
  out.scenario = scenario.name;
  out.policy = policy;
  out.match = match;
  out.replications = std::move(replications);
  PolicyLanes alerts;
  PolicyLanes own;
  for (const ScoredReplication& one : out.replications) {
    alerts.push_back(&one.score.lane);
    own.push_back(&one.own);
    out.device_days += one.own.devices * one.own.days;
    for (const auto& [name, type] : one.score.types) {
      TypeScore& sum = out.types[name];
      sum.alerts += type.alerts;
      sum.detections += type.detections;
      sum.related += type.related;
      sum.notices += type.notices;
      sum.false_alerts += type.false_alerts;
      sum.known = type.known;
    }
  }
  out.detections = merge_detections(scenario, "alerts", alerts);
  out.own_detections = merge_detections(scenario, policy, own);
  out.false_per_1000_device_days = per_1000_device_days(alerts);
  out.own_false_per_1000_device_days = per_1000_device_days(own);
  out.expectations = std::move(expectations);
  if (out.expectations) out.checks = judge_expectations(*out.expectations, scenario, alerts);
  return out;
}

}  // namespace picket::sim
