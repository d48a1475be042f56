#pragma once

#include <optional>
#include <string>

#include "agent_core/base/time.h"

namespace picket::sim {

/// "10 min", "10min", "90 s"; also the short "10m" of other tools. Nothing if it is no duration above zero.
std::optional<Duration> duration_of(const std::string& text);

/// Seconds of such an option; 0 if it was not given.
/// Errors: throws WrongInput, with the option's name and what it takes.
double seconds_of_option(const std::string& name, const std::string& text);

}  // namespace picket::sim
