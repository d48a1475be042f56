#include "pipeline_core/intel/sightings.h"

#include "agent_core/base/hash.h"
#include "pipeline_core/intel/value_hash.h"

namespace picket {
namespace {

std::uint64_t key_of(const ObservedValue& value, DeviceId device) {
  const std::uint64_t what = static_cast<std::uint64_t>(value.place) << 40 | static_cast<std::uint64_t>(value.kind) << 32 | value.port;
  std::uint64_t key = hash_combine(mix64(device.value()), what);
  if (value.kind == IndicatorKind::kAddress) return hash_combine(hash_combine(key, value.address.high()), value.address.low());
  return value_hash::bytes(key, value.text.text);
}

}  // namespace

void ValueSightings::unlink(std::uint32_t at) {
  const Node& node = nodes_[at];
  (node.older == kEnd ? oldest_ : nodes_[node.older].newer) = node.newer;
  (node.newer == kEnd ? newest_ : nodes_[node.newer].older) = node.older;
}

void ValueSightings::link_newest(std::uint32_t at) {
  nodes_[at].older = newest_;
  nodes_[at].newer = kEnd;
  (newest_ == kEnd ? oldest_ : nodes_[newest_].newer) = at;
  newest_ = at;
}

void ValueSightings::remove_oldest() {
  const std::uint32_t at = oldest_;
  unlink(at);
  index_.erase(nodes_[at].key);
  nodes_[at].sighting.value.text.text.clear();
  free_.push_back(at);
}

void ValueSightings::note(const ObservedValue& value, const SightingPlace& place, bool reported) {
  const std::uint64_t key = key_of(value, place.device);
  if (const auto found = index_.find(key); found != index_.end()) {
    Node& node = nodes_[found->second];
    if (node.sighting.value == value && node.sighting.last.device == place.device) {
      node.sighting.last = place;
      node.sighting.reported = node.sighting.reported || reported;
    } else {
      // Two values with one hash: the newer one stays.
      ++dropped_;
      node.sighting = {value, place, place, reported};
    }
    unlink(found->second);
    link_newest(found->second);
    return;
  }
  if (index_.size() >= settings_.max) {
    remove_oldest();
    ++dropped_;
  }
  std::uint32_t at = 0;
  if (free_.empty()) {
    at = static_cast<std::uint32_t>(nodes_.size());
    nodes_.emplace_back();
  } else {
    at = free_.back();
    free_.pop_back();
  }
  nodes_[at].sighting = {value, place, place, reported};
  nodes_[at].key = key;
  index_.emplace(key, at);
  link_newest(at);
}

void ValueSightings::forget_old(Time now) {
  while (oldest_ != kEnd && nodes_[oldest_].sighting.last.accepted + settings_.max_age < now) {
    remove_oldest();
    ++expired_;
  }
}

}  // namespace picket
