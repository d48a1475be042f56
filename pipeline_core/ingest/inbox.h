#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline_core/pipeline.h"

namespace picket {

/// What a shard has been given and not yet analysed: flat arenas that are reused window after window.
/// Cost: a submit copies its bytes or observations, nothing else.
class Inbox {
 public:
  struct Item {
    Time time;
    DeviceId device;
    std::uint32_t sequence = 0;
    std::uint64_t offset = 0;  ///< into the arena of its kind
    std::uint32_t size = 0;
    enum class Kind : std::uint8_t { kIdentity, kManifest, kAgentConfiguration, kOperation, kBytes, kObservations } kind = Kind::kBytes;
    Encoding encoding = Encoding::kG2FlatBuffers;
    Compression compression = Compression::kNone;
  };
  /// What an Edge manifest comes down to.
  struct ManifestItem {
    std::uint64_t recommendations = 0;
    std::uint64_t settings = 0;
  };

  void add(const DeviceMessage& message);
  void add(const OperationRecord& record);
  void add(const IdentityRecord& identity);
  void add(const EdgeManifest& manifest);
  void add(const AgentConfiguration& configuration);
  /// The items up to `watermark` in the order (time, device, identities, manifests, agent configurations, operations, messages,
  /// sequence); an operation's time is that of its arrival, and operations of one arrival come by their own time and
  /// content. Valid until `drop_taken`.
  std::span<const Item> take(Time watermark);
  /// Forgets what `take` returned; later items stay.
  void drop_taken();
  bool empty() const { return items_.empty(); }

  std::string_view bytes(const Item& item) const { return {bytes_.data() + item.offset, item.size}; }
  std::span<const Observation> observations(const Item& item) const {
    return {observations_.data() + item.offset, item.size};
  }
  const OperationRecord& operation(const Item& item) const { return operations_[item.offset]; }
  const IdentityRecord& identity(const Item& item) const { return identities_[item.offset]; }
  const AgentConfiguration& agent_configuration(const Item& item) const { return agent_configurations_[item.offset]; }
  const ManifestItem& manifest(const Item& item) const { return manifests_[item.offset]; }

 private:
  std::vector<Item> items_;
  std::size_t taken_ = 0;
  std::string bytes_;
  std::vector<Observation> observations_;
  std::vector<OperationRecord> operations_;
  std::vector<IdentityRecord> identities_;
  std::vector<ManifestItem> manifests_;
  std::vector<AgentConfiguration> agent_configurations_;
};

}  // namespace picket
