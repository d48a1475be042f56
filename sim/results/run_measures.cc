#include "sim/results/run_measures.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace picket::sim {
namespace {

using Json = nlohmann::ordered_json;
constexpr int kSchemaVersion = 1;

}  // namespace

std::string run_measures_json(const RunMeasures& measures) {
  Json rows = Json::array();
  for (const RunMeasure& m : measures.measures) {
    rows.push_back({{"name", m.name}, {"unit", m.unit}, {"value", std::isfinite(m.value) ? Json(m.value) : Json()}});
  }
  Json out;
  out["schema_version"] = kSchemaVersion;
  out["policy"] = measures.policy;
  out["replication"] = measures.replication;
  out["measures"] = std::move(rows);
  return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<RunMeasures, std::string> parse_run_measures(std::string_view json) {
  try {
    const Json parsed = Json::parse(json);
    if (parsed.at("schema_version").get<int>() != kSchemaVersion) {
      return std::string("measures.json: another schema_version");
    }
    RunMeasures out;
    out.policy = parsed.at("policy").get<std::string>();
    out.replication = parsed.at("replication").get<std::uint32_t>();
    for (const Json& row : parsed.at("measures")) {
      const Json& value = row.at("value");
      out.measures.push_back({row.at("name").get<std::string>(), row.at("unit").get<std::string>(),
                              value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>()});
    }
    return out;
  } catch (const std::exception& error) {
    return std::string("measures.json: ") + error.what();
  }
}

}  // namespace picket::sim
