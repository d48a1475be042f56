#include "sim/live/pipeline/stream_clock.h"

#include <algorithm>

namespace picket::sim {

void StreamClock::read(std::uint16_t partition, std::int64_t sequence_number, Time enqueued, Time now) {
  Partition& p = partitions_[partition];
  p.read = std::max(p.read, sequence_number);
  p.last = p.last ? std::max(*p.last, enqueued) : enqueued;
  p.heard = now;
  if (p.attached && p.read >= p.wanted) p.present = true;
}

void StreamClock::update(const std::map<std::uint16_t, PartitionState>& partitions, bool all_known, Time now) {
  all_known_ = all_known;
  for (const auto& [id, state] : partitions) {
    Partition& p = partitions_[id];
    if (state.attached && !p.attached) {
      p.heard = now;
      p.wanted = state.last_at_attach;
      // What was read in an earlier life counts.
      if (state.position.kind == StartPosition::Kind::kAfter && !p.last) p.read = std::max(p.read, state.position.sequence_number);
    }
    if (!state.attached) p.present = false;
    p.attached = state.attached;
    if (p.attached && (p.read >= p.wanted || now - p.heard >= quiet_)) p.present = true;
  }
}

std::optional<Time> StreamClock::reached(Time now) const {
  if (!all_known_ || partitions_.empty()) return std::nullopt;
  Time least = Time::max();
  for (const auto& [id, p] : partitions_) {
    if (!p.present && !p.last) return std::nullopt;
    least = std::min(least, p.present ? now - hold_ : *p.last);
  }
  return least;
}

bool StreamClock::is_present() const {
  return all_known_ && std::all_of(partitions_.begin(), partitions_.end(), [](const auto& p) { return p.second.present; });
}

std::optional<std::uint16_t> StreamClock::slowest() const {
  std::optional<std::uint16_t> slowest;
  Time least = Time::max();
  for (const auto& [id, p] : partitions_) {
    if (p.present) continue;
    const Time at = p.last.value_or(Time::min());
    if (slowest && at >= least) continue;
    slowest = id;
    least = at;
  }
  return slowest;
}

}  // namespace picket::sim
