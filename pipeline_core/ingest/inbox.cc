#include "pipeline_core/ingest/inbox.h"

#include <algorithm>
#include <tuple>

namespace picket {
namespace {

auto order_of(const Inbox::Item& item) {
  return std::make_tuple(item.time, item.device, item.kind != Inbox::Item::Kind::kOperation, item.sequence,
                         item.operation);
}

}  // namespace

void Inbox::add(const DeviceMessage& message) {
  Item item{
      message.enqueued_time, message.device, message.sequence, 0, 0, Item::Kind::kBytes, message.encoding, message.compression, {}, false};
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
  items_.push_back({record.time, record.device, 0, 0, 0, Item::Kind::kOperation, {}, {}, record.operation, record.module});
}

std::span<const Inbox::Item> Inbox::take(Time watermark) {
  const auto before = [](const Item& a, const Item& b) { return order_of(a) < order_of(b); };
  if (!std::is_sorted(items_.begin(), items_.end(), before)) std::stable_sort(items_.begin(), items_.end(), before);
  const auto end =
      std::partition_point(items_.begin(), items_.end(), [&](const Item& i) { return i.time <= watermark; });
  taken_ = static_cast<std::size_t>(end - items_.begin());
  return {items_.data(), taken_};
}

void Inbox::drop_taken() {
  if (taken_ == items_.size()) {
    items_.clear();
    bytes_.clear();
    observations_.clear();
    taken_ = 0;
    return;
  }
  // What stays moves into fresh arenas; rare, since drivers submit what lies in the window.
  std::string bytes;
  std::vector<Observation> observations;
  items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(taken_));
  for (Item& item : items_) {
    if (item.kind == Item::Kind::kBytes) {
      const std::uint64_t offset = bytes.size();
      bytes.append(bytes_, item.offset, item.size);
      item.offset = offset;
    } else if (item.kind == Item::Kind::kObservations) {
      const std::uint64_t offset = observations.size();
      const auto from = observations_.begin() + static_cast<std::ptrdiff_t>(item.offset);
      observations.insert(observations.end(), from, from + item.size);
      item.offset = offset;
    }
  }
  bytes_ = std::move(bytes);
  observations_ = std::move(observations);
  taken_ = 0;
}

}  // namespace picket
