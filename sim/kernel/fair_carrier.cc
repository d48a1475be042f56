#include "sim/kernel/fair_carrier.h"

#include <algorithm>

namespace picket::sim {

FairCarrier::FairCarrier(std::vector<double> bytes_per_second, TransferPool& pool, CarrierHost& host)
    : pool_(pool), host_(host) {
  lines_.reserve(bytes_per_second.size());
  for (const double speed : bytes_per_second) lines_.push_back({.bytes_per_second = speed, .flows = {}});
}

void FairCarrier::start(TransferPool::Index transfer, double now) {
  const std::uint32_t site = pool_[transfer].site;
  Line& line = lines_[site];
  end_flows(line, tick_at_or_after(now));
  if (line.flows.empty()) {
    line.virtual_time = 0;
  } else {
    const double seconds = std::max(0.0, now - line.updated_at);
    line.virtual_time += seconds * line.bytes_per_second / static_cast<double>(line.flows.size());
  }
  line.updated_at = now;
  line.flows.push_back({line.virtual_time + pool_[transfer].amount, pool_[transfer].sequence, transfer});
  std::push_heap(line.flows.begin(), line.flows.end(), later);
  wake_for_top(site, line);
}

void FairCarrier::fail_all(std::uint32_t site, double now) {
  Line& line = lines_[site];
  end_flows(line, tick_at_or_after(now));
  for (const Flow& flow : line.flows) host_.ended(flow.transfer, now, false);
  line.flows.clear();
  line.wake = Calendar::kNever;
}

void FairCarrier::settle(std::uint32_t site, Calendar::Tick tick) {
  Line& line = lines_[site];
  if (line.wake != tick) return;  // a later arrival, or the line going down, made it void
  line.wake = Calendar::kNever;
  end_flows(line, tick);
  if (!line.flows.empty()) wake_for_top(site, line);
}

double FairCarrier::next_end(const Line& line) const {
  const double left = line.flows.front().finish - line.virtual_time;
  return line.updated_at + left * static_cast<double>(line.flows.size()) / line.bytes_per_second;
}

// Ends one flow after the other, each at its own instant, as the shares of the others grow.
void FairCarrier::end_flows(Line& line, Calendar::Tick tick) {
  while (!line.flows.empty()) {
    const double end = next_end(line);
    if (tick_at_or_after(end) > tick) return;
    line.virtual_time = line.flows.front().finish;
    line.updated_at = end;
    const TransferPool::Index transfer = line.flows.front().transfer;
    std::pop_heap(line.flows.begin(), line.flows.end(), later);
    line.flows.pop_back();
    host_.ended(transfer, end, true);
  }
}

// An arrival makes the others end later: the tick asked for is kept and asks again. Only an
// earlier end needs a new one.
void FairCarrier::wake_for_top(std::uint32_t site, Line& line) {
  const Calendar::Tick tick = tick_at_or_after(next_end(line));
  if (tick >= line.wake) return;
  line.wake = tick;
  host_.wake_line(site, tick);
}

bool FairCarrier::later(const Flow& a, const Flow& b) {
  return a.finish != b.finish ? a.finish > b.finish : a.sequence > b.sequence;
}

}  // namespace picket::sim
