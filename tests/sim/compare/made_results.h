#pragma once

#include <cmath>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "sim/compare/compare_results.h"
#include "sim/compare/stored_results.h"
#include "sim/experiment/rule_content.h"

// Stored results made by hand: policies "old" and "new" with a few measures and one attack, whose numbers tests choose.

namespace picket::sim::test {

/// What one policy has in each replication.
struct MadePolicy {
  std::string name;
  std::vector<double> bytes;     ///< uplink_bytes_per_device_day
  std::vector<double> alerts;    ///< false_alerts_per_device_day
  std::vector<double> detected_after_seconds;  ///< of the one attacked device; NaN: never
};

inline Measure made_measure(const std::string& name, const std::string& unit, const std::vector<double>& values) {
  Measure m;
  m.name = name;
  m.unit = unit;
  m.says = "Made by hand.";
  m.per_replication = values;
  return m;
}

/// An hour of a study with one attack `shell` at 100 s, whose deadline is ten minutes.
inline StoredStudy made_study(const std::string& name, const std::vector<MadePolicy>& policies, std::uint64_t seed = 1) {
  StoredStudy study;
  study.name = name;
  study.directory = "out/" + name;
  study.resolved_scenario = "name: " + name + "\nfleet: [{count: 4}]\n";
  study.replications.resize(policies.front().bytes.size());
  std::iota(study.replications.begin(), study.replications.end(), 0U);
  study.result.scenario_name = name;
  study.result.seed = seed;
  study.result.devices = 4;
  study.result.duration_seconds = 3600;
  study.result.reference_policy = policies.front().name;
  for (const MadePolicy& policy : policies) {
    PolicyResult result;
    result.policy = policy.name;
    result.measures = {made_measure("uplink_bytes_per_device_day", "B", policy.bytes), made_measure("false_alerts_per_device_day", "1/day", policy.alerts),
                       made_measure("raw_events_per_device_day", "1/day", std::vector<double>(policy.bytes.size(), 7))};
    study.result.policies.push_back(std::move(result));
    DetectionResult detection;
    detection.policy = policy.name;
    detection.attack = "shell";
    detection.deadline_seconds = 600;
    std::vector<StoredRun> runs;
    std::uint32_t missed = 0;
    for (std::size_t r = 0; r < policy.bytes.size(); ++r) {
      UnitOutcome unit;
      unit.device = 2;
      unit.start_us = 100'000'000;
      unit.events = 3;
      unit.detected = !std::isnan(policy.detected_after_seconds[r]);
      if (unit.detected) unit.detected_us = static_cast<std::int64_t>(policy.detected_after_seconds[r] * 1e6);
      missed += unit.detected ? 0 : 1;
      runs.push_back({policy.name + std::to_string(r) + "-" + std::to_string(policy.bytes[r]), {unit}});
    }
    if (missed > 0) detection.missed_because = {"agent cache_overflow: " + std::to_string(missed) + " units"};
    study.result.detections.push_back(std::move(detection));
    study.runs.emplace(policy.name, std::move(runs));
  }
  return study;
}

inline StoredResults made_results(const std::string& path, StoredStudy study) {
  StoredResults out;
  out.path = path;
  out.name = study.name;
  out.id = study.name + "-s1-00000000";
  out.version = "0.1.0";
  out.commit = "abc";
  out.seed = study.result.seed;
  for (const PolicyResult& policy : study.result.policies) out.policies.push_back(policy.policy);
  out.reference_policy = out.policies.front();
  out.studies.push_back(std::move(study));
  return out;
}

inline const double kNever = std::nan("");

/// Eight replications: "new" sends half, detects always and fast; false alerts are alike.
inline std::vector<MadePolicy> two_policies() {
  return {{"old", {100, 110, 120, 105, 95, 130, 101, 99}, {1, 2, 1, 2, 1, 2, 1, 2}, {kNever, kNever, kNever, kNever, 700, kNever, kNever, 30}},
          {"new", {50, 56, 61, 52, 48, 64, 51, 49}, {2, 1, 2, 1, 1, 2, 2, 1}, {10, 20, 30, 10, 20, 30, 10, 20}}};
}

/// These two of one study, compared.
inline Comparison made_comparison() {
  return compare_policies(made_results("out/x", made_study("x", two_policies())), {}, {});
}

/// A side of results made by hand.
inline ComparedSide made_side(const std::string& policy, std::uint64_t seed = 1) {
  return {policy, policy, "out/x", "0.1.0", "abc", seed};
}

/// What a comparison that cannot be made is refused with.
inline std::string refusal(const std::function<void()>& compare) {
  try {
    compare();
  } catch (const WrongInput& error) {
    return error.what();
  }
  return "nothing was refused";
}

}  // namespace picket::sim::test
