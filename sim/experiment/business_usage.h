#pragma once

#include <vector>

#include "sim/cost/usage.h"
#include "sim/generate/world.h"

namespace picket::sim {

/// What the devices' own business operations are expected to ask of each hub: nothing else of a usage is set. The same under every policy.
std::vector<Usage> business_usage(const World& world);

}  // namespace picket::sim
