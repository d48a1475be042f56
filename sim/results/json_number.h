#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

namespace picket::sim {

/// A number as results write it: null for one that is not finite, which JSON has no word for, or not there.
nlohmann::ordered_json number_or_null(double value);
nlohmann::ordered_json number_or_null(const std::optional<double>& value);

}  // namespace picket::sim
