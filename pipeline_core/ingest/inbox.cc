#include "pipeline_core/ingest/inbox.h"

#include <algorithm>
#include <tuple>

#include "pipeline_core/hub_watch/edge_manifest.h"

namespace picket {
namespace {

auto order_of(const Inbox::Item& item) {
  return std::make_tuple(item.time, item.device, std::min(item.kind, Inbox::Item::Kind::kBytes));
}

/// Of records that could be read at one moment: by their own time, then by what they say. Equal ones are the same.
auto order_of(const OperationRecord& r, std::uint32_t sequence) {
  return std::make_tuple(r.time, sequence, r.protocol, r.auth_type, r.fault, r.tls, r.count, r.masked_address.high(),
                         r.masked_address.low(), r.sdk_version, r.thumbprint, r.credential_expiry, r.hub);
}

/// Orders the records of one device and moment: what ends a connection comes before what begins one, then by
/// operation and result.
std::uint32_t sequence_of(const OperationRecord& record) {
  const bool ends = record.operation == OperationName::kDeviceDisconnect;
  return (ends ? 0U : static_cast<std::uint32_t>(record.operation) + 1) << 24 | (record.result_type & 0x7fffffU) << 1 |
         (record.module ? 1U : 0U);
}

/// Moves an item of `from` behind those of `to`.
template <class Arena>
void move_item(const Arena& from, Arena& to, Inbox::Item& item, std::size_t size) {
  const std::uint64_t offset = to.size();
  const auto begin = from.begin() + static_cast<std::ptrdiff_t>(item.offset);
  to.insert(to.end(), begin, begin + static_cast<std::ptrdiff_t>(size));
  item.offset = offset;
}

}  // namespace

void Inbox::add(const DeviceMessage& message) {
  Item item{
      message.enqueued_time, message.device, message.sequence, 0, 0, Item::Kind::kBytes, message.encoding, message.compression};
  if (!message.bytes.empty() || message.observations.empty()) {
    item.offset = bytes_.size();
    item.size = static_cast<std::uint32_t>(message.bytes.size());
    bytes_.append(message.bytes);
  } else {
    item.kind = Item::Kind::kObservations;
    item.offset = observations_.size();
    item.size = static_cast<std::uint32_t>(message.observations.size());
    observations_.insert(observations_.end(), message.observations.begin(), message.observations.end());
  }
  items_.push_back(item);
}

void Inbox::add(const OperationRecord& record) {
  items_.push_back({record.arrival(), record.device, sequence_of(record), operations_.size(), 1, Item::Kind::kOperation});
  operations_.push_back(record);
}

void Inbox::add(const IdentityRecord& identity) {
  items_.push_back({identity.time, identity.device, 0, identities_.size(), 1, Item::Kind::kIdentity});
  identities_.push_back(identity);
}

void Inbox::add(const EdgeManifest& manifest) {
  items_.push_back({manifest.time, manifest.device, 0, manifests_.size(), 1, Item::Kind::kManifest});
  manifests_.push_back({recommendations_for(manifest), manifest.settings});
}

void Inbox::add(const AgentConfiguration& configuration) {
  items_.push_back({configuration.time, configuration.device, 0, agent_configurations_.size(), 1, Item::Kind::kAgentConfiguration});
  agent_configurations_.push_back(configuration);
}

std::span<const Inbox::Item> Inbox::take(Time watermark) {
  const auto before = [this](const Item& a, const Item& b) {
    const auto left = order_of(a);
    const auto right = order_of(b);
    if (left != right) return left < right;
    if (a.kind != Item::Kind::kOperation) return a.sequence < b.sequence;
    return order_of(operations_[a.offset], a.sequence) < order_of(operations_[b.offset], b.sequence);
  };
  if (!std::is_sorted(items_.begin(), items_.end(), before)) std::stable_sort(items_.begin(), items_.end(), before);
  const auto end =
      std::partition_point(items_.begin(), items_.end(), [&](const Item& i) { return i.time <= watermark; });
  taken_ = static_cast<std::size_t>(end - items_.begin());
  return {items_.data(), taken_};
}

void Inbox::drop_taken() {
  // What stays moves into fresh arenas; rare, since drivers submit what lies in the window.
  std::string bytes;
  std::vector<Observation> observations;
  std::vector<OperationRecord> operations;
  std::vector<IdentityRecord> identities;
  std::vector<ManifestItem> manifests;
  std::vector<AgentConfiguration> agent_configurations;
  items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(taken_));
  taken_ = 0;
  if (items_.empty()) {
    bytes_.clear();
    observations_.clear();
    operations_.clear();
    std::vector<IdentityRecord>().swap(identities_);  // an export comes once a day
    manifests_.clear();
    std::vector<AgentConfiguration>().swap(agent_configurations_);
    return;
  }
  for (Item& item : items_) {
    switch (item.kind) {
      case Item::Kind::kIdentity: move_item(identities_, identities, item, 1); break;
      case Item::Kind::kManifest: move_item(manifests_, manifests, item, 1); break;
      case Item::Kind::kAgentConfiguration: move_item(agent_configurations_, agent_configurations, item, 1); break;
      case Item::Kind::kOperation: move_item(operations_, operations, item, 1); break;
      case Item::Kind::kBytes: move_item(bytes_, bytes, item, item.size); break;
      case Item::Kind::kObservations: move_item(observations_, observations, item, item.size); break;
    }
  }
  bytes_ = std::move(bytes);
  observations_ = std::move(observations);
  operations_ = std::move(operations);
  identities_ = std::move(identities);
  manifests_ = std::move(manifests);
  agent_configurations_ = std::move(agent_configurations);
}

}  // namespace picket
