#include "sim/uncertainty/input_draws.h"

#include "agent_core/base/hash.h"
#include "agent_core/base/random.h"

namespace picket::sim {

InputDraw draw_inputs(const UncertainInputs& inputs, std::uint64_t seed, std::uint32_t replication) {
  InputDraw draw;
  for (const ReadyInput& ready : inputs.inputs) {
    const std::uint64_t key = fnv1a(ready.input.path);
    RandomStream stream(seed, replication, static_cast<std::uint32_t>(key ^ (key >> 32)), Purpose::kUncertainInput);
    const double share = stream.uniform();
    draw.shares.push_back(share);
    for (const MovedValue& value : ready.values) draw.sets.push_back(value.path + "=" + drawn_text(value, ready.input.shape, share));
  }
  return draw;
}

}  // namespace picket::sim
