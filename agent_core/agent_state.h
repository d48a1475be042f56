#pragma once

namespace picket {
struct AgentState;
}  // namespace picket
