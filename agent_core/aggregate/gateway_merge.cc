#include "agent_core/aggregate/gateway_merge.h"

#include <algorithm>
#include <limits>

#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"

namespace picket {
namespace {

constexpr std::uint32_t kMostHits = std::numeric_limits<std::uint32_t>::max();

std::uint64_t saturating_sum(std::uint64_t a, std::uint64_t b) {
  return a >= kMaxByteSum || b >= kMaxByteSum - a ? kMaxByteSum : a + b;
}

void merge_into(Observation& to, const Observation& from) {
  to.hit_count += from.hit_count;
  to.first_time = std::min(to.first_time, from.first_time);
  to.last_time = std::max(to.last_time, from.last_time);
  to.window_start = std::min(to.window_start, from.window_start);
  to.window_end = std::max(to.window_end, from.window_end);
  to.aggregated = true;
  if (auto* flow = std::get_if<NetworkRecord>(&to.record)) {
    const auto& other = std::get<NetworkRecord>(from.record);
    flow->bytes_in = saturating_sum(flow->bytes_in, other.bytes_in);
    flow->bytes_out = saturating_sum(flow->bytes_out, other.bytes_out);
  }
}

}  // namespace

MergeSaving& MergeSaving::operator+=(const MergeSaving& other) {
  observations_in += other.observations_in;
  observations_out += other.observations_out;
  messages_in += other.messages_in;
  messages_out += other.messages_out;
  bytes_in += other.bytes_in;
  bytes_out += other.bytes_out;
  blocks_in += other.blocks_in;
  blocks_out += other.blocks_out;
  attributions_kept += other.attributions_kept;
  attributions_lost += other.attributions_lost;
  return *this;
}

bool MergedObservation::names(DeviceId child) const {
  return std::find(children.begin(), children.end(), child) != children.end();
}

GatewayMerge::GatewayMerge(const Policy& policy, const TextTable& texts, Time first_end)
    : texts_(&texts), due_(first_end) {
  PICKET_CHECK(policy.gateway_merge.has_value());
  policy_ = *policy.gateway_merge;
  PICKET_CHECK(policy_.window > Duration() && policy_.cache_size > 0 && policy_.kept_children <= kCountedChildren);
  for (std::size_t k = 0; k < kActivityKinds; ++k) {
    const auto kind = static_cast<EventKind>(k);
    const KindPolicy& of_agents = policy.of(kind);
    const std::uint32_t own = policy_.key.of(kind);
    const std::uint32_t fields = own != 0 ? own : of_agents.aggregate ? of_agents.key : 0;
    if (fields != 0) keys_[k] = EventKey(kind, fields);
  }
}

std::optional<std::uint64_t> GatewayMerge::key_of(const Record& record) const {
  const auto kind = static_cast<std::size_t>(kind_of(record));
  if (kind >= kActivityKinds || !keys_[kind]) return std::nullopt;
  return hash_combine(kind, keys_[kind]->hash(record, *texts_));
}

void GatewayMerge::contribute(Entry& entry, DeviceId child, std::uint32_t hits) const {
  const auto found = std::find(entry.children.begin(), entry.children.end(), child);
  auto place = static_cast<std::size_t>(found - entry.children.begin());
  if (found == entry.children.end()) {
    if (entry.children.size() < kCountedChildren) {
      entry.children.push_back(child);
    } else {
      entry.more_children = true;
      place = kCountedChildren;
    }
  }
  // What passes through alone is named whatever kept_children says: there is nothing to tell apart.
  const std::size_t named = entry.key ? policy_.kept_children : 1;
  if (place < named) entry.attributed += hits;
}

GatewayMerge::Fate GatewayMerge::add(DeviceId child, const Observation& observation) {
  const std::uint32_t hits = observation.hit_count;
  ++saving_.observations_in;
  hits_in_ += hits;
  Fate fate;
  const std::optional<std::uint64_t> key = key_of(observation.record);
  if (key) {
    const auto found = by_key_.find(*key);
    if (found != by_key_.end()) {
      Entry& entry = entries_[found->second - first_entry_];
      if (observation.hit_count <= kMostHits - entry.observation.hit_count) {
        merge_into(entry.observation, observation);
        contribute(entry, child, hits);
        hits_held_ += hits;
        fate.entry = found->second;
        fate.merged = true;
        return fate;
      }
    }
  }
  if (entries_.size() >= policy_.cache_size) {
    if (policy_.overflow != Overflow::kDropOldest) {
      dropped_[DropReason::kCacheOverflow] += hits;
      fate.lost_hits = hits;
      return fate;
    }
    Entry& oldest = entries_.front();
    fate.displaced = first_entry_;
    fate.lost_hits = oldest.observation.hit_count;
    lose(oldest, DropReason::kCacheOverflow);
    if (oldest.key) {
      // A second entry of the key may have taken its place.
      const auto place = by_key_.find(*oldest.key);
      if (place != by_key_.end() && place->second == first_entry_) by_key_.erase(place);
    }
    entries_.pop_front();
    ++first_entry_;
  }
  Entry entry;
  entry.observation = observation;
  entry.key = key;
  contribute(entry, child, hits);
  hits_held_ += hits;
  fate.entry = first_entry_ + entries_.size();
  if (key) by_key_[*key] = *fate.entry;
  entries_.push_back(std::move(entry));
  return fate;
}

void GatewayMerge::lose(const Entry& entry, DropReason reason) {
  dropped_[reason] += entry.observation.hit_count;
  hits_held_ -= entry.observation.hit_count;
}

void GatewayMerge::close(std::vector<MergedObservation>& out) {
  for (Entry& entry : entries_) {
    MergedObservation merged;
    merged.entry = first_entry_++;
    merged.observation = std::move(entry.observation);
    const std::uint32_t hits = merged.observation.hit_count;
    merged.distinct_children = static_cast<std::uint32_t>(entry.children.size());
    merged.more_children = entry.more_children;
    merged.children = std::move(entry.children);
    const std::size_t named = entry.key ? policy_.kept_children : 1;
    if (merged.children.size() > named) merged.children.resize(named);
    hits_out_ += hits;
    hits_held_ -= hits;
    ++saving_.observations_out;
    saving_.attributions_kept += entry.attributed;
    saving_.attributions_lost += hits - entry.attributed;
    out.push_back(std::move(merged));
  }
  entries_.clear();
  by_key_.clear();
  due_ += policy_.window;
}

std::vector<std::uint64_t> GatewayMerge::stop() {
  std::vector<std::uint64_t> lost;
  for (const Entry& entry : entries_) {
    lose(entry, DropReason::kAgentStopped);
    lost.push_back(first_entry_++);
  }
  entries_.clear();
  by_key_.clear();
  return lost;
}

void GatewayMerge::reset_counts() {
  saving_ = {};
  dropped_ = {};
  hits_in_ = 0;
  hits_out_ = 0;
}

}  // namespace picket
