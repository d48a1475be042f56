#pragma once

#include <limits>

#include "sim/results/study_result.h"

namespace picket::sim {

/// A small study in which every field has a value that is not its default.
inline StudyResult sample_study() {
  const auto estimate = [](double value) { return Estimate{value, value - 1, value + 1, false, 5}; };
  StudyResult study;
  study.study_id = "mirai-1";
  study.scenario_name = "mirai_small";
  study.scenario_path = "scenarios/smoke/mirai_small.yaml";
  study.title = "Mirai, \"small\"";
  study.description = "Two lines,\nand a comma";
  study.created_utc = "2026-11-24T12:00:00Z";
  study.commit = "abc1234";
  study.version = "0.1.0";
  study.digest = "0123456789abcdef";
  study.repeat_command = "picket run x.yaml --seed 7";
  study.seed = 18'446'744'073'709'551'615ULL;
  study.replications = 5;
  study.devices = 1'000;
  study.sites = 10;
  study.warm_up_seconds = 259'200;
  study.duration_seconds = 172'800;
  study.wall_seconds = 0.1;
  study.reference_policy = "raw";
  study.price_book = "us_2026_11";
  study.prices = {{"s1_unit_month", 27.5, 25, 0.1, "own", "a contract, of May", "2026-05-01"}};
  study.verdict = {"First.", "Second."};
  study.warnings = {"A warning."};

  PolicyResult policy;
  policy.policy = "raw";
  policy.generation = "g2_linux";
  policy.says = "Everything";
  policy.sku = "S1";
  policy.units = 3;
  policy.measures = {{"uplink_payload_bytes_per_device_day", "B", "Bytes a day.", estimate(100.25), {99.5, 101}, {}},
                     {"messages_per_device_day", "1/day", "Messages a day.", {2, {}, {}, false, 1}, {2}, estimate(-1)}};
  policy.bill = {{"iot_hub_units", estimate(75), "3 x S1 at 25.00 USD", 3, "unit", 25, "published", "a list", 50}};
  policy.usage = {{"s1_units", {3, 3}}};
  policy.drops = {{"agent", "cache_overflow", 1.5}};
  policy.series = {{"hub_ingress", "B/s", 0, 60, {1, 2.5}}};
  policy.marks = {{10, 20, "scan", "attack"}};
  study.policies = {policy};
  policy.policy = "picket";
  study.fixed_hub = {policy};

  DetectionResult detection;
  detection.policy = "raw";
  detection.attack = "mirai";
  detection.title = "Mirai";
  detection.techniques = {"T1110", "T1046"};
  detection.units = 50;
  detection.measurable = false;
  detection.deadline_seconds = 3'600;
  detection.detected_by_deadline = {0.9, 0.8, 0.95, false, 5};
  detection.time_to_detect = {50,
                              45,
                              Estimate{0.9, 0.8, 0.95, false, 5},
                              estimate(300),
                              Estimate{900, 800, std::numeric_limits<double>::infinity(), true, 5},
                              estimate(400),
                              {{60, 0.5, 0.4, 0.6}}};
  detection.time_to_evidence = {50, 50, estimate(1), {}, {}, estimate(10), {}};
  detection.evidence_share = estimate(0.75);
  detection.runs_needed = 4;
  detection.parts = {1, 2, 3, 0.5, 4, 0.25, 5, 6.5, 45};
  detection.delays = {{"agent", estimate(2), estimate(1.5)}};
  detection.steps = 60;
  detection.steps_detected = 57;
  detection.missed_steps = {{"scan", "evicted", "agent cache_overflow", 3, 50, {0.06, 0.01, 0.2, false, 5}, "mirai/kiosk-000007", 1,
                             "rule 'Port scan'", "port: wanted 23, found 2323"}};
  detection.raised_by = {"product: 40 units", "picket: 5 units"};
  detection.missed_because = {"agent, cache_overflow: 3 units", "hub: 2 units"};
  study.detections = {detection};
  detection.policy = "picket";
  study.fixed_hub_detections = {detection};
  return study;
}

/// One kind of weakness under one policy, every field other than its default.
inline WeaknessResult sample_weakness() {
  WeaknessResult w;
  w.policy = "raw";
  w.kind = "open_port";
  w.units = 10;
  w.found = 6;
  w.found_late = 1;
  w.missed = 3;
  w.found_share = {.value = 0.6, .ci_low = 0.5, .ci_high = 0.75, .n = 6};
  w.time_to_appear.units = 10;
  w.time_to_appear.events = 7;
  w.time_to_appear.median_seconds = Estimate{.value = 60, .ci_low = 50, .ci_high = 70, .n = 6};
  w.time_to_appear.restricted_mean_seconds = {.value = 80, .ci_low = 75, .ci_high = 85, .n = 6};
  w.mended = 9;
  w.time_to_resolve = SurvivalResult{};
  w.time_to_resolve->units = 7;
  w.time_to_resolve->events = 5;
  w.time_to_resolve->restricted_mean_seconds = {.value = 30, .ci_low = 20, .ci_high = 40, .n = 6};
  w.wrong = 2;
  w.exposure_device_days = 8;
  w.wrong_per_device_day = Estimate{.value = 0.25, .ci_low = 0.125, .ci_high = 0.5, .n = 6};
  w.stood_before = 1.5;
  w.missed_because = {"not_due: 2 units", "no_rule: 1 unit"};
  return w;
}

}  // namespace picket::sim
