#pragma once

#include <string>

#include "sim/live/agent/live_agent.h"

namespace picket::sim {

/// One line about how a live agent is doing, without its end.
std::string status_line(const LiveAgentStatus& status);
/// What became of every event and message, in lines: both sums, and each loss by its reason.
std::string closing_balance(const LiveAgentStatus& status);
/// "the duration is over", ...
std::string_view to_string(LiveAgentEnd end);

}  // namespace picket::sim
