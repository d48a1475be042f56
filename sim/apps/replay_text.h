#pragma once

#include <string>

#include "sim/experiment/replay.h"

namespace picket::sim {

/// What was read from a trace: events, devices, time, kinds, labels, and the lines that gave nothing.
std::string trace_text(const ReplayTrace& trace, bool colour);

/// What each policy made of it, in totals over the trace; labels, losses, notes.
std::string replay_text(const ReplayTrace& trace, const ReplayOutcome& outcome, bool colour);

/// Both as one JSON object; `directory` is where the study was written.
std::string replay_json(const ReplayTrace& trace, const ReplayOutcome& outcome, const std::string& directory);

}  // namespace picket::sim
