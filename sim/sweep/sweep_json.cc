#include "sim/sweep/sweep_json.h"

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "sim/results/measure_direction.h"
#include "sim/sweep/point_measures.h"

namespace picket::sim {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }
Json number(const std::optional<double>& value) { return value ? number(*value) : Json(); }

Json numbers(const std::vector<double>& values) {
  Json out = Json::array();
  for (const double value : values) out.push_back(number(value));
  return out;
}

Json parameter_json(const ResultParameter& parameter) {
  return {{"path", parameter.path},
          {"unit", parameter.unit},
          {"log", parameter.logarithmic},
          {"kind", parameter.is_number ? "number" : "word"},
          {"levels", parameter.levels}};
}

Json measure_json(const Measure& measure) {
  return {{"name", measure.name},
          {"value", number(measure.estimate.value)},
          {"ci_low", number(measure.estimate.ci_low)},
          {"ci_high", number(measure.estimate.ci_high)},
          {"per_replication", numbers(measure.per_replication)}};
}

Json point_json(const ResultPoint& point) {
  Json results = Json::array();
  for (const PointPolicyResult& result : point.results) {
    Json measures = Json::array();
    for (const Measure& measure : result.measures) measures.push_back(measure_json(measure));
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
  for (const ResultParameter& parameter : result.parameters) parameters.push_back(parameter_json(parameter));
  Json points = Json::array();
  for (const ResultPoint& point : result.points) points.push_back(point_json(point));
  Json out{{"schema", "picket.sweep"},
           {"schema_version", 1},
           {"kind", result.kind},
           {"study_id", result.study_id},
           {"name", result.name},
           {"title", result.title},
           {"scenario_name", result.scenario_name},
           {"scenario_path", result.scenario_path},
           {"created_utc", result.created_utc},
           {"commit", result.commit},
           {"version", result.version},
           {"digest", result.digest},
           {"repeat_command", result.repeat_command},
           {"seed", result.seed},
           {"replications", result.replications},
           {"devices", result.devices},
           {"duration_seconds", result.duration_seconds},
           {"design", {{"kind", result.design}, {"points", result.points.size()}, {"text", result.design_text}}},
           {"parameters", std::move(parameters)},
           {"policies", result.policies},
           {"reference_policy", result.reference_policy},
           {"measures", measures_json(result)},
           {"points", std::move(points)},
           {"verdict", result.verdict},
           {"warnings", result.warnings}};
  if (!tune.empty()) out["tune"] = Json::parse(tune);
  return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace picket::sim
