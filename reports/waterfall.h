#pragma once

#include <array>
#include <string>
#include <string_view>

namespace picket {

/// Seconds of a mean time to detect by part, in the order of the way.
using DelayBar = std::array<double, 8>;
/// Words of the parts: as in "attack_seconds" of result files.
inline constexpr std::array<std::string_view, 8> kDelayBarParts{"attack",  "agent",   "queue", "reconnect",
                                                                "network", "shaping", "hub",   "pipeline"};

/// What the parts mean, for the lead of a section.
inline constexpr std::string_view kDelayBarLegend =
    "the attack's own progress up to the event that gave the evidence, the agent's window, the queue on the device, "
    "reconnecting, the network, shaping by the hub's throttle, the lag of the hub's endpoint, and the pipeline with the "
    "windows of its rules";

/// The parts side by side, in proportion to their sum; the title of each names it, and so does the line below. Empty if
/// nothing was detected.
std::string waterfall(const DelayBar& seconds);

}  // namespace picket
