#pragma once

#include <string>
#include <vector>

#include "sim/compare/stored_results.h"

// Stored sweeps made by hand: one parameter `medium`, one measure in bytes and the restricted mean, whose values tests choose.

namespace picket::sim::test {

struct MadePoint {
  std::string value;            ///< as written
  double number = 0;            ///< in seconds
  std::vector<double> bytes;    ///< by replication
  std::vector<double> seconds;  ///< restricted mean time to detect; NaN: no device was attacked
};

inline PointMeasure made_point_measure(const std::string& name, const std::vector<double>& values) {
  PointMeasure m;
  m.name = name;
  m.per_replication = values;
  return m;
}

inline StoredResults made_sweep(const std::string& path, const std::vector<MadePoint>& points, const std::vector<std::string>& policies = {"g2_linux"}) {
  SweepStudy study;
  study.kind = "sweep";
  study.study_id = "curve-s1-00000000";
  study.name = "curve";
  study.scenario_name = "tiny";
  study.version = "0.1.0";
  study.commit = "abc";
  study.seed = 1;
  study.duration_seconds = 3600;
  study.replications = static_cast<std::uint32_t>(points.front().bytes.size());
  study.policies = policies;
  SweepParameter parameter;
  parameter.path = "policy.g2_linux.medium";
  parameter.unit = "s";
  study.parameters.push_back(parameter);
  SweepMeasure bytes;
  bytes.name = "uplink_bytes_per_device_day";
  bytes.unit = "B";
  bytes.says = "Made by hand.";
  bytes.better = "less";
  SweepMeasure seconds = bytes;
  seconds.name = "time_to_detect_restricted_mean_seconds";
  seconds.unit = "s";
  SweepMeasure other = bytes;
  other.name = "raw_events_per_device_day";
  other.better = "";
  study.measures = {bytes, seconds, other};
  for (std::size_t i = 0; i < points.size(); ++i) {
    SweepPointRow row;
    row.id = "p000" + std::to_string(i + 1);
    row.values = {points[i].value};
    row.numbers = {points[i].number};
    row.replications = study.replications;
    for (const std::string& policy : policies) {
      row.results.push_back({policy, {made_point_measure(bytes.name, points[i].bytes), made_point_measure(seconds.name, points[i].seconds),
                                      made_point_measure(other.name, points[i].bytes)}});
    }
    study.points.push_back(std::move(row));
  }
  StoredResults out;
  out.kind = StoredKind::kSweep;
  out.path = path;
  out.name = study.name;
  out.id = study.study_id;
  out.version = study.version;
  out.commit = study.commit;
  out.seed = study.seed;
  out.policies = policies;
  out.reference_policy = policies.front();
  StoredStudy base;
  base.name = study.scenario_name;
  base.resolved_scenario = "name: tiny\nfleet: [{count: 4}]\n";
  out.studies.push_back(std::move(base));
  out.sweep = std::move(study);
  return out;
}

/// Two points of six replications: the longer window sends half, and detects a quarter of an hour later.
inline std::vector<MadePoint> two_points() {
  return {{"30 min", 1800, {100, 110, 120, 105, 95, 130}, {600, 660, 640, 610, 590, 700}},
          {"60 min", 3600, {50, 56, 61, 52, 48, 64}, {1500, 1580, 1530, 1490, 1500, 1620}}};
}

}  // namespace picket::sim::test
