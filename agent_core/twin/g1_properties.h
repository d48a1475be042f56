#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "agent_core/twin/twin_property.h"

namespace picket {

/// The properties of module `azureiotsecurity`, in the order in which the C agent reports those it knows;
/// then those that the C# agent alone knows.
enum class G1Property : std::uint8_t {
  kMaxLocalCacheSizeInBytes,
  kMaxMessageSizeInBytes,
  kHighPriorityMessageFrequency,
  kLowPriorityMessageFrequency,
  kSnapshotFrequency,
  kBaselineCustomChecksEnabled,
  kBaselineCustomChecksFilePath,
  kBaselineCustomChecksFileHash,
  kEventPriorityOSBaseline,
  kEventPriorityConnectionCreate,
  kEventPriorityDiagnostic,
  kEventPriorityFirewallConfiguration,
  kEventPriorityListeningPorts,
  kEventPriorityLocalUsers,
  kEventPriorityLogin,
  kEventPriorityOperational,
  kEventPriorityProcessCreate,
  kEventPrioritySystemInformation,
  kAggregationEnabledProcessCreate,
  kAggregationIntervalProcessCreate,
  kAggregationEnabledConnectionCreate,
  kAggregationIntervalConnectionCreate,
  kEventPriorityProcessTerminate,
  kEventPriorityConnectedHardware,
  kEventPriorityConfigurationError,
  kEventPriorityDroppedEventsStatistics,
  kEventPriorityMessageStatistics,
  kAggregationEnabledProcessTerminate,
  kAggregationIntervalProcessTerminate,
  kHubResourceId,
  kCount_,
};
inline constexpr std::size_t kG1Properties = static_cast<std::size_t>(G1Property::kCount_);

/// The table of all properties, by G1Property.
std::span<const PropertyInfo> g1_properties();
inline const PropertyInfo& info_of(G1Property property) {
  return g1_properties()[static_cast<std::size_t>(property)];
}
std::optional<G1Property> find_g1_property(std::string_view name);

/// The C agent reads what stands before the event settings first, and stops there if any of it is wrong.
constexpr bool is_event_setting(G1Property property) {
  return property >= G1Property::kEventPriorityOSBaseline;
}

using G1Settings = TwinSettings<G1Property>;

}  // namespace picket
