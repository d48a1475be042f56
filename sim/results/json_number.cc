#include "sim/results/json_number.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace picket::sim {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

nlohmann::ordered_json number_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

nlohmann::ordered_json number_or_null(const std::optional<double>& value) { return value ? number_or_null(*value) : Json(nullptr); }

}  // namespace picket::sim
