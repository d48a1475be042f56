#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "agent_core/policy/policy.h"
#include "pipeline_core/pipeline.h"
#include "sim/experiment/hub_registry.h"
#include "sim/generate/twin_rollout.h"
#include "sim/generate/world.h"
#include "sim/results/conservation.h"

namespace picket::sim {

/// What a policy says of each kind of event, in the words of the analytics core.
AgentSettings agent_settings_of(const Policy& policy);

/// The changes of module twins, for hubs with a route that takes them to the analytics (`twin_change_events`).
///
/// Model:  at the start of the warm-up the twin of every security module comes once, then what each change makes of it,
///         at the moment of the change, whoever made it and whether or not the agent is there to hear of it. A document
///         that the agent would not take changes nothing.
/// Cost:   16 bytes a twin and change, handed over by time. Policies whose twins nobody changes feed nothing.
/// Limits: the way from the hub takes no time. Policies whose agents have no twin feed nothing either.
/// Source: IoT Hub routes "Device Twin Change Events", iot-hub-devguide-messages-d2c.
class TwinChangeFeed {
 public:
  /// `rollout`: null where no twin changes. It and `registry` are looked at while the feed is made.
  TwinChangeFeed(const World& world, const HubRegistry& registry, const TwinRollout* rollout);
  /// Hands over what is due up to and including `until`; call before the core is taken there.
  void submit_due(Time until, PipelineCore& pipeline);
  /// What was handed over is looked at. `counts`: the core's, since it was made.
  ConservationLedger ledger(const PipelineCounts& counts) const;

 private:
  struct Event {
    Time time;
    DeviceId device;
    std::uint32_t node = 0;  ///< of the rollout: what the twin says from then on
  };
  std::vector<AgentSettings> settings_;  ///< by node
  std::vector<Event> events_;            ///< by time and device
  std::size_t next_ = 0;
};

}  // namespace picket::sim
