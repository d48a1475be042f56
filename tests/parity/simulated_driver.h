#pragma once

#include <string>
#include <vector>

#include "sim/generate/device_stage.h"
#include "tests/parity/recorded_stream.h"
#include "tests/parity/sent_message.h"

namespace picket::sim::test {

/// What the device's agent sends in a simulation with `wire: exact`, where `stream` is what happens on it.
inline std::vector<SentMessage> sent_in_simulation(const World& world, const PolicyUse& use, DeviceId device, const std::vector<RecordedEvent>& stream) {
  DeviceStage stage(world, world.scenario().policy_templates.at(use.use), world.rollout_of(use.name));
  for (unsigned s = 0; s < DeviceStage::kShards; ++s) stage.start_shard(s, world.start());
  stage.begin_measuring();
  std::vector<EventRun> benign;
  std::vector<LabelledRun> malicious;
  for (const RecordedEvent& one : stream) {
    EventRun run;
    run.first = one.event;
    if (one.unit == Lineage::kBenign) {
      benign.push_back(run);
    } else {
      malicious.push_back({run, one.unit, one.step});
    }
  }
  ShardOutput out;
  out.clear();
  stage.feed(device, benign, malicious, world.end(), out);
  std::vector<SentMessage> sent;
  for (const CarriedMessage& message : out.messages) {
    sent.push_back({message.created, message.sequence, message.observations, out.batch->bytes.substr(message.first_byte, message.body_bytes)});
  }
  return sent;
}

}  // namespace picket::sim::test
