#pragma once

#include <nlohmann/json.hpp>
#include <string>

// An uncertainty.json for the tests of the report: two measures of the sample study's second policy, seven inputs.

namespace picket {

inline nlohmann::ordered_json sample_estimate(double value, double low, double high) {
  return {{"value", value}, {"ci_low", low}, {"ci_high", high}, {"n", 30}};
}

inline nlohmann::ordered_json sample_uncertainty(const std::string& policy, const std::string& commit) {
  using Json = nlohmann::ordered_json;
  Json inputs = Json::array();
  Json influences = Json::array();
  for (int i = 0; i < 7; ++i) {
    const std::string path = "pipeline.input" + std::to_string(i);
    inputs.push_back({{"path", path}, {"from", "field"}, {"says", "What it is."}, {"grade", "estimate"}, {"source", "own estimate"},
                      {"shape", "log_uniform"}, {"stated", "3"}, {"low", "1"}, {"high", "9"}, {"values", 1}});
    influences.push_back({{"path", path}, {"rank_correlation", i == 0 ? 0.7 : 0.1}, {"coefficient", i == 0 ? 0.8 : 0.1}, {"ci_low", i == 0 ? 0.7 : -0.1},
                          {"ci_high", i == 0 ? 0.9 : 0.3}, {"share", i == 0 ? 0.64 : 0.01}, {"p_value", i == 0 ? 0.001 : 1.0}});
  }
  Json bytes{{"policy", policy}, {"measure", "uplink_bytes_per_device_day"}, {"unit", "B/device/day"},
             {"stated", sample_estimate(1000, 900, 1100)}, {"drawn", sample_estimate(1200, 800, 1600)}, {"shift", Json()},
             {"input_share", sample_estimate(0.75, 0.5, 0.9)}, {"r_squared", 0.82}, {"caution", ""}, {"seed_sd", 100}, {"total_sd", 200},
             {"input_sd", 173}, {"p05", 500}, {"p50", 1100}, {"p95", 2000}, {"influences", influences}};
  Json bill = bytes;
  bill["measure"] = "cost_usd_per_month";
  bill["unit"] = "USD/month";
  bill["input_share"] = Json();
  bill["r_squared"] = Json();
  bill["caution"] = "one input at a time";
  for (Json& one : bill["influences"]) one["coefficient"] = Json();
  return {{"schema", "picket.uncertainty"}, {"schema_version", 2}, {"commit", commit}, {"file", "inputs.yaml"}, {"title", "Estimates"},
          {"draws", 30}, {"inputs", inputs}, {"not_here", Json::array()}, {"not_drawn", Json::array()}, {"measures", Json::array({bytes, bill})},
          {"warnings", Json::array({"30 draws are few."})}};
}

}  // namespace picket
