#pragma once

#include <string>
#include <vector>

#include "sim/experiment/estimate.h"
#include "sim/statistics/mean_interval.h"
#include "sim/sweep/sweep_result.h"

// Results of a sweep made by hand: one parameter in minutes, one policy, one measure.

namespace picket::sim::test {

inline ResultPoint made_point(const std::string& id, const std::vector<double>& values) {
  Measure measure;
  measure.name = "uplink_bytes_per_device_day";
  measure.unit = "B";
  measure.says = "Bytes a device sends up its line per day, everything included.";
  measure.per_replication = values;
  measure.estimate = estimate_of(mean_interval(values));
  ResultPoint point;
  point.id = id;
  point.replications = static_cast<std::uint32_t>(values.size());
  point.results.push_back({"g2_linux", {measure}});
  return point;
}

/// The n-th point has n times 30 minutes.
inline SweepResult made_sweep(std::vector<ResultPoint> points) {
  SweepResult result;
  result.study_id = "made-s1-00000000";
  result.name = "made";
  result.title = "Made by hand, <all>";
  result.scenario_name = "quick";
  result.scenario_path = "scenarios/smoke/quick.yaml";
  result.repeat_command = "./picket sweep made.yaml";
  result.seed = 1;
  result.replications = points.empty() ? 0 : points.front().replications;
  result.devices = 500;
  result.duration_seconds = 43'200;
  result.design = "full_factorial";
  result.design_text = "full factorial, 2 levels";
  result.policies = {"g2_linux"};
  result.reference_policy = "g2_linux";
  ResultParameter parameter;
  parameter.path = "policy.g2_linux.medium";
  parameter.unit = "s";
  for (std::size_t p = 0; p < points.size(); ++p) {
    const std::size_t minutes = 30 * (p + 1);
    points[p].values = {std::to_string(minutes) + " min"};
    points[p].numbers = {60.0 * static_cast<double>(minutes)};
    parameter.levels.push_back(points[p].values.front());
  }
  result.parameters = {parameter};
  result.points = std::move(points);
  return result;
}

}  // namespace picket::sim::test
