#pragma once

#include <algorithm>
#include <vector>

#include "sim/generate/device_stage.h"

namespace picket::sim::test {

/// Takes every device of the stage through the measured period in windows; `take(output, device)` gets what each
/// sent in each window.
template <class Take>
void feed_in_windows(const World& world, DeviceStage& stage, Duration window, const Take& take) {
  for (unsigned s = 0; s < DeviceStage::kShards; ++s) stage.start_shard(s, world.start());
  stage.begin_measuring();
  DeviceLives lives(world.fleet(), world.start());
  std::vector<EventRun> benign;
  std::vector<LabelledRun> malicious;
  for (Time from = world.start(); from < world.end(); from += window) {
    const Time until = std::min(world.end(), from + window);
    for (std::uint32_t d = 0; d < world.fleet().size(); ++d) {
      ShardOutput out;
      out.clear();
      benign.clear();
      malicious.clear();
      lives.advance(world.fleet(), DeviceId(d), until, benign);
      world.attacks().events(DeviceId(d), from, until, malicious);
      stage.feed(DeviceId(d), benign, malicious, until, out);
      take(out, d);
    }
  }
}

}  // namespace picket::sim::test
