#include "sim/results/json_number.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace picket::sim {

nlohmann::ordered_json number_or_null(double value) {
  if (!std::isfinite(value)) return nullptr;
  return value;
}

nlohmann::ordered_json number_or_null(const std::optional<double>& value) {
  if (!value) return nullptr;
  return number_or_null(*value);
}

}  // namespace picket::sim
