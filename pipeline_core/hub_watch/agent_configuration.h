#pragma once

#include <array>
#include <cstdint>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "agent_core/message/record.h"

namespace picket {

/// What a security module's twin says of one kind of event.
struct AgentKindSettings {
  Duration interval;             ///< longest wait until what was collected is sent; zero: the kind is not collected
  std::uint32_t cache_size = 0;  ///< entries kept until then; 0: no bound of its own
  bool operator==(const AgentKindSettings&) const = default;
};
/// By EventKind.
struct AgentSettings : std::array<AgentKindSettings, kEventKinds> {};

/// The desired configuration of a device's security module from `time` on: the whole twin read once, or what a twin
/// change event makes of it. Source: IoT Hub routes "Device Twin Change Events" (iot-hub-devguide-messages-d2c).
struct AgentConfiguration {
  Time time;
  DeviceId device;
  AgentSettings settings;
};

struct AgentConfigurationSettings {
  double factor = 2;  ///< an interval that is longer, or a cache that is smaller, by more than this is weaker; an estimate
};

/// In how many ways `now` protects less than `reference`: kinds that are not collected any more, intervals that are
/// longer, caches that are smaller, each by more than the factor.
///
/// Limits: which processes or files a collector looks at is not compared. A twin with values that the agent does not
///         take changes nothing and is told by the agent (generation 1) or not at all.
/// Source: sim.agent_config_weaker, A34 of workloads.md 3.3; what counts as weaker is ours.
std::uint32_t weaker_settings(const AgentSettings& reference, const AgentSettings& now,
                              const AgentConfigurationSettings& settings);
/// Of each kind the settings that protect more, so that many small steps do not move the reference.
AgentSettings stronger_settings(const AgentSettings& a, const AgentSettings& b);

}  // namespace picket
