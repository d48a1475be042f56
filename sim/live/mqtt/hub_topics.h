#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace picket::sim {

/// What a topic that comes from the hub says. sim/network's hub_mqtt.h writes them.
///
/// Errors: nothing for a topic of another form, a status that is no number of three digits, a version beyond 64 bits.
/// Source: azure-docs iot/iot-mqtt-connect-to-iot-hub, 2023-06-27.
struct TwinAnswer {
  int status = 0;
  std::string request;
  std::optional<std::uint64_t> version;  ///< of the reported properties, after a patch
};
/// "$iothub/twin/res/{status}/?$rid={request}[&$version={version}]".
std::optional<TwinAnswer> read_twin_answer(std::string_view topic);
/// "$iothub/twin/PATCH/properties/desired/?$version={version}": the version; 0 if the topic names none.
std::optional<std::uint64_t> read_twin_change(std::string_view topic);

}  // namespace picket::sim
