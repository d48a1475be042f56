#include "sim/kernel/fifo_carrier.h"

#include <algorithm>

namespace picket::sim {

FifoCarrier::FifoCarrier(std::vector<double> bytes_per_second, TransferPool& pool, CarrierHost& host)
    : pool_(pool), host_(host) {
  lines_.reserve(bytes_per_second.size());
  for (const double speed : bytes_per_second) lines_.push_back({.bytes_per_second = speed, .queue = {}});
}

void FifoCarrier::start(TransferPool::Index transfer, double now) {
  const std::uint32_t site = pool_[transfer].site;
  Line& line = lines_[site];
  line.free_at = std::max(line.free_at, now) + pool_[transfer].amount / line.bytes_per_second;
  pool_[transfer].amount = line.free_at;
  const bool was_idle = line.queue.empty();
  line.queue.push(pool_, transfer);
  if (was_idle) wake_for_head(site, line);
}

void FifoCarrier::fail_all(std::uint32_t site, double now) {
  Line& line = lines_[site];
  while (!line.queue.empty()) host_.ended(line.queue.pop(pool_), now, false);
  line.free_at = now;
  line.wake = Calendar::kNever;
}

void FifoCarrier::settle(std::uint32_t site, Calendar::Tick tick) {
  Line& line = lines_[site];
  if (line.wake != tick) return;  // asked for before the line went down
  line.wake = Calendar::kNever;
  while (!line.queue.empty() && tick_at_or_after(pool_[line.queue.head].amount) <= tick) {
    const TransferPool::Index head = line.queue.pop(pool_);
    host_.ended(head, pool_[head].amount, true);
  }
  if (!line.queue.empty()) wake_for_head(site, line);
}

void FifoCarrier::wake_for_head(std::uint32_t site, Line& line) {
  line.wake = tick_at_or_after(pool_[line.queue.head].amount);
  host_.wake_line(site, line.wake);
}

}  // namespace picket::sim
