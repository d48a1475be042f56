#include "sim/results/sweep_head.h"

#include <nlohmann/json.hpp>

#include "sim/results/json_number.h"

namespace picket::sim {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

nlohmann::ordered_json sweep_head_json(const SweepHead& head, std::size_t points) {
  return {{"schema", "picket.sweep"},
          {"schema_version", 1},
          {"kind", head.kind},
          {"study_id", head.study_id},
          {"name", head.name},
          {"title", head.title},
          {"scenario_name", head.scenario_name},
          {"scenario_path", head.scenario_path},
          {"created_utc", head.created_utc},
          {"commit", head.commit},
          {"version", head.version},
          {"digest", head.digest},
          {"repeat_command", head.repeat_command},
          {"seed", head.seed},
          {"replications", head.replications},
          {"devices", head.devices},
          {"duration_seconds", head.duration_seconds},
          {"design", {{"kind", head.design}, {"points", points}, {"text", head.design_text}}}};
}

nlohmann::ordered_json sweep_parameter_json(const std::string& path, const std::string& unit, bool logarithmic, bool is_number,
                                            const std::vector<std::string>& levels) {
  return {{"path", path}, {"unit", unit}, {"log", logarithmic}, {"kind", is_number ? "number" : "word"}, {"levels", levels}};
}

nlohmann::ordered_json point_measure_json(const std::string& name, const Estimate& estimate, const std::vector<double>& per_replication) {
  Json values = Json::array();
  for (const double value : per_replication) values.push_back(number_or_null(value));
  return {{"name", name},
          {"value", number_or_null(estimate.value)},
          {"ci_low", number_or_null(estimate.ci_low)},
          {"ci_high", number_or_null(estimate.ci_high)},
          {"per_replication", std::move(values)}};
}

}  // namespace picket::sim
