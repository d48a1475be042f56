#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/scenario.h"

namespace picket::sim {

/// Keys that a run of this scenario does not read, nor what is below them: settings of models that are switched off, of a hub that is not
/// there.
std::vector<std::string_view> switched_off_keys(const Scenario& scenario);

/// Whether `path` is one of them, or below one.
bool is_switched_off(const std::vector<std::string_view>& keys, std::string_view path);

}  // namespace picket::sim
