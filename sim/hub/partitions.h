#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace picket::sim {

/// As most hubs have it. Source: iot-hub-scaling, 2019-06-28.
inline constexpr std::uint32_t kDefaultPartitions = 4;
/// Of a hub of the free, basic or standard tier. Source: iot-hub-devguide-quotas-throttling, 2023-02-09.
inline constexpr std::uint32_t kMaxPartitions = 32;

/// The partition of an endpoint that holds all events of a device and its modules, below `partitions`.
/// Input:  the device's name; `partitions` at least 1.
/// Limits: the real hash is not published; ours only spreads devices evenly.
/// Source: iot-hub-devguide-messages-read-builtin: by the hash of the device id, so that a device's events stay in order.
unsigned partition_of(std::string_view device, std::uint32_t partitions);

/// A place in the endpoint's log.
struct HubEventPlace {
  unsigned partition = 0;
  std::uint64_t sequence_number = 0;
  std::uint64_t offset = 0;
};

/// The partitions of one hub's endpoint: devices keep to one, and events are numbered in it from 0.
/// Limits: offsets are opaque; ours count bytes of bodies.
class HubPartitions {
 public:
  explicit HubPartitions(std::uint32_t partitions = kDefaultPartitions) : partitions_(partitions) {}
  HubEventPlace place(std::string_view device, std::size_t body_bytes);

 private:
  struct Partition {
    std::uint64_t events = 0;
    std::uint64_t bytes = 0;
  };
  std::vector<Partition> partitions_;
};

}  // namespace picket::sim
