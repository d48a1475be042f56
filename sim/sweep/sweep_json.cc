#include "sim/sweep/sweep_json.h"

#include <map>
#include <nlohmann/json.hpp>

#include "sim/results/json_number.h"
#include "sim/results/measure_direction.h"
#include "sim/results/sweep_head.h"
#include "sim/sweep/point_measures.h"

namespace picket::sim {
namespace {

using Json = nlohmann::ordered_json;

Json numbers(const std::vector<double>& values) {
  Json out = Json::array();
  for (const double value : values) out.push_back(number_or_null(value));
  return out;
}

Json point_json(const ResultPoint& point) {
  Json results = Json::array();
  for (const PointPolicyResult& result : point.results) {
    Json measures = Json::array();
    for (const Measure& measure : result.measures) measures.push_back(point_measure_json(measure.name, measure.estimate, measure.per_replication));
    results.push_back({{"policy", result.policy}, {"measures", std::move(measures)}});
  }
  return {{"id", point.id},           {"values", point.values},  {"numbers", numbers(point.numbers)}, {"replications", point.replications},
          {"failure", point.failure}, {"results", std::move(results)}};
}

/// Every measure that some point has, once, in the order of the first.
Json measures_json(const SweepResult& result) {
  Json out = Json::array();
  std::map<std::string, bool> seen;
  for (const ResultPoint& point : result.points) {
    for (const PointPolicyResult& policy : point.results) {
      for (const Measure& measure : policy.measures) {
        if (!seen.try_emplace(measure.name, true).second) continue;
        out.push_back({{"name", measure.name}, {"unit", measure.unit}, {"says", measure.says}, {"better", to_string(better_of(measure.name))}});
      }
    }
  }
  return out;
}

}  // namespace

std::string sweep_result_json(const SweepResult& result, const std::string& tune) {
  Json parameters = Json::array();
  for (const ResultParameter& parameter : result.parameters) {
    parameters.push_back(sweep_parameter_json(parameter.path, parameter.unit, parameter.logarithmic, parameter.is_number, parameter.levels));
  }
  Json points = Json::array();
  for (const ResultPoint& point : result.points) points.push_back(point_json(point));
  Json out = sweep_head_json(result, result.points.size());
  out["parameters"] = std::move(parameters);
  out["policies"] = result.policies;
  out["reference_policy"] = result.reference_policy;
  out["measures"] = measures_json(result);
  out["points"] = std::move(points);
  out["verdict"] = result.verdict;
  out["warnings"] = result.warnings;
  if (!tune.empty()) out["tune"] = Json::parse(tune);
  return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace picket::sim
