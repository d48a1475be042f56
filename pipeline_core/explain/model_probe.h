#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"

namespace picket {

/// What a model measured of a device, whether or not it raised anything.
struct ModelReading {
  enum class Outcome : std::uint8_t {
    kBelow,   ///< the value does not reach the limit
    kCommon,  ///< its peers do the same: `value` is their share of devices, `limit` the share that is still rare
    kRaised,  ///< the limit is reached; suppression comes later
  };
  enum class Quantity : std::uint8_t {
    kPoints,  ///< of first sightings within the novelty model's window
    kNats,    ///< of surprise
    kShare,   ///< of the devices of the class
    kBytes,   ///< of an hour
  };
  Time time;                ///< acceptance of the message that it was read from
  DeviceId device;
  std::uint32_t sequence = 0;
  std::uint32_t observation = 0;
  std::uint32_t rule = 0;   ///< the model, as in Finding::rule
  double value = 0;
  double limit = 0;
  Outcome outcome = Outcome::kBelow;
  Quantity quantity = Quantity::kPoints;  ///< of value and limit
  bool operator==(const ModelReading&) const = default;
};

/// As units of a value: "points", "nats of surprise", "of its class", "bytes".
constexpr std::string_view to_string(ModelReading::Quantity quantity) {
  constexpr std::string_view kUnits[] = {"points", "nats of surprise", "of its class", "bytes"};
  return kUnits[static_cast<std::size_t>(quantity)];
}

/// Listens to the models of one device (PipelineCore::set_probe). Nothing that a probe does reaches a result.
///
/// Told are: first sightings that the novelty model judges (value: points so far within its window, or nats of
/// surprise where that is too small), bytes that the egress model adds (value: the hour's sum; an hour that was told already
/// and a device with too few hours count as below). Learning is silent.
/// Calls come from the thread that runs the device's shard or stage two, never from two at once.
class ModelProbe {
 public:
  virtual ~ModelProbe() = default;
  virtual void on_reading(const ModelReading& reading) = 0;
};

}  // namespace picket
