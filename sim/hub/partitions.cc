#include "sim/hub/partitions.h"

#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"

namespace picket::sim {

unsigned partition_of(std::string_view device, std::uint32_t partitions) {
  PICKET_CHECK(partitions > 0, "partitions", partitions);
  return static_cast<unsigned>(mix64(fnv1a(device)) % partitions);
}

HubEventPlace HubPartitions::place(std::string_view device, std::size_t body_bytes) {
  const unsigned number = partition_of(device, static_cast<std::uint32_t>(partitions_.size()));
  Partition& partition = partitions_[number];
  const HubEventPlace place{number, partition.events, partition.bytes};
  ++partition.events;
  partition.bytes += body_bytes;
  return place;
}

}  // namespace picket::sim
