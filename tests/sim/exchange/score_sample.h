#pragma once

#include "sim/exchange/score_text.h"

namespace picket::sim::test {

/// Two devices attacked; the alerts found one of them, the run's own pipeline both.
inline ScoreResult score_sample() {
  ScoreResult result;
  result.scenario = "small";
  result.policy = "picket";
  ScoredReplication one;
  UnitOutcome unit;
  unit.detected = true;
  unit.detected_us = 2'500'000;
  unit.alert = "Reverse shells";
  one.own.units = {unit, unit};
  one.score.lane.units = {unit, UnitOutcome()};
  one.score.judged = 3;
  one.score.with_evidence = 2;
  one.score.detections_by_evidence = 1;
  one.score.of_other_evidence = 1;
  one.score.by_evidence = {true, false};
  one.score.outside = 1;
  one.score.unknown_devices = 2;
  one.score.unknown_names = {"toaster\x1b[31m"};
  result.replications.push_back(one);
  DetectionResult by;
  by.attack = "shell";
  by.units = 2;
  by.deadline_seconds = 60;
  by.detected_by_deadline.value = 0.5;
  by.time_to_detect.units = 2;
  by.time_to_detect.events = 1;
  DetectionResult own = by;
  own.detected_by_deadline.value = 1;
  own.time_to_detect.events = 2;
  own.time_to_detect.median_seconds = Estimate{2.5, {}, {}, false, 1};
  own.raised_by = {"picket: 2 units"};
  result.detections = {by};
  result.own_detections = {own};
  result.device_days = 4;
  result.false_per_1000_device_days.value = 250;
  result.own_false_per_1000_device_days.value = 0;
  result.types["theirs"] = {2, 1, 0, 0, 1, false};
  result.types[""] = {1, 0, 1, 0, 0, false};
  SuiteExpectations expected;
  expected.suite = "mine";
  expected.not_judged = {"cost_usd_per_month: at most 3"};
  result.expectations = expected;
  CheckResult check;
  check.check = {0, "picket", CheckKind::kDetectedAtLeast, "", 0.8, Duration()};
  check.n = 1;
  check.estimate.value = 0.5;
  check.why = "1 replication decides nothing at 95 % confidence";
  result.checks = {check};
  return result;
}

}  // namespace picket::sim::test
