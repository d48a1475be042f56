#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "agent_core/twin/twin_property.h"

namespace picket {

/// The settings of module `DefenderIotMicroAgent`, in the order of its documentation.
enum class G2Property : std::uint8_t {
  kPriorityIntervals,
  kMessageTimeout,
  kBaselineDisabled,
  kBaselineMessageFrequency,
  kBaselineGroupsDisabled,
  kBaselineChecksDisabled,
  kSystemInformationDisabled,
  kSystemInformationMessageFrequency,
  kSystemInformationHardwareVendor,
  kSystemInformationHardwareModel,
  kSystemInformationHardwareSerialNumber,
  kSystemInformationFirmwareVendor,
  kSystemInformationFirmwareVersion,
  kSBoMDisabled,
  kSBoMMessageFrequency,
  kHeartbeatDisabled,
  kHeartbeatMessageFrequency,
  kLoginDisabled,
  kLoginMessageFrequency,
  kLoginUsePAM,
  kNetworkActivityDisabled,
  kNetworkActivityMessageFrequency,
  kNetworkActivityDevices,
  kNetworkActivityCacheSize,
  kNetworkActivityPacketBufferSize,
  kProcessDisabled,
  kProcessMessageFrequency,
  kProcessPollingInterval,
  kProcessMode,
  kProcessCacheSize,
  kLogCollectorDisabled,
  kLogCollectorMessageFrequency,
  kFileSystemDisabled,
  kFileSystemMessageFrequency,
  kFileSystemRecursive,
  kFileSystemPaths,
  kFileSystemCacheSize,
  kPeripheralDisabled,
  kPeripheralMessageFrequency,
  kPeripheralCacheSize,
  kStatisticsDisabled,
  kStatisticsMessageFrequency,
  kStatisticsCacheSize,
  kCount_,
};
inline constexpr std::size_t kG2Properties = static_cast<std::size_t>(G2Property::kCount_);

/// The table of all settings, by G2Property.
std::span<const PropertyInfo> g2_properties();
inline const PropertyInfo& info_of(G2Property property) {
  return g2_properties()[static_cast<std::size_t>(property)];
}
std::optional<G2Property> find_g2_property(std::string_view name);

using G2Settings = TwinSettings<G2Property>;

}  // namespace picket
