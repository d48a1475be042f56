#pragma once

#include <vector>

#include "sim/network/outage.h"

namespace picket::sim {

/// The times during which any of the outages holds: in order and apart from each other.
/// Input: outages in any order; those that end when they begin hold at no time and are left out.
std::vector<Outage> united(std::vector<Outage> outages);

}  // namespace picket::sim
