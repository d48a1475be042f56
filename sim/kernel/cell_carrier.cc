#include "sim/kernel/cell_carrier.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "agent_core/base/check.h"

namespace picket::sim {

CellCarrier::CellCarrier(const Platform& platform, Sharing sharing, std::unique_ptr<Carrier> without_cell, TransferPool& pool,
                         CarrierHost& host)
    : flows_per_line_(sharing == Sharing::kFifo ? 1 : std::numeric_limits<std::size_t>::max()),
      without_cell_(std::move(without_cell)),
      pool_(pool),
      host_(host) {
  lines_.resize(platform.sites.size());
  for (std::size_t s = 0; s < lines_.size(); ++s) {
    lines_[s].cell = platform.sites[s].cell;
    lines_[s].bytes_per_second = platform.sites[s].uplink_bytes_per_second;
  }
  cells_.resize(platform.cells.size());
  for (std::size_t c = 0; c < cells_.size(); ++c) cells_[c].bytes_per_second = platform.cells[c].uplink_bytes_per_second;
}

void CellCarrier::start(TransferPool::Index transfer, double now) {
  const std::uint32_t site = pool_[transfer].site;
  Line& line = lines_[site];
  if (line.cell == Platform::kNoCell) return without_cell_->start(transfer, now);
  Cell& cell = cells_[line.cell];
  end_flows(cell, tick_at_or_after(now));
  if (line.flows.size() >= flows_per_line_) return line.waiting.push(pool_, transfer);
  advance(cell, now);
  if (line.flows.empty()) {
    line.received = 0;
    cell.busy.push_back(site);
  }
  begin_flow(line, transfer);
  share(cell);
  wake_for_next(line.cell);
}

void CellCarrier::fail_all(std::uint32_t site, double now) {
  Line& line = lines_[site];
  if (line.cell == Platform::kNoCell) return without_cell_->fail_all(site, now);
  Cell& cell = cells_[line.cell];
  end_flows(cell, tick_at_or_after(now));
  advance(cell, now);
  for (const Flow& flow : line.flows) host_.ended(flow.transfer, now, false);
  line.flows.clear();
  while (!line.waiting.empty()) host_.ended(line.waiting.pop(pool_), now, false);
  std::erase(cell.busy, site);
  share(cell);
  wake_for_next(line.cell);
}

void CellCarrier::settle(std::uint32_t line, Calendar::Tick tick) {
  if (line < lines_.size()) return without_cell_->settle(line, tick);
  const auto number = static_cast<std::uint32_t>(line - lines_.size());
  Cell& cell = cells_[number];
  if (cell.wake != tick) return;  // another begin or end made it void
  cell.wake = Calendar::kNever;
  end_flows(cell, tick);
  wake_for_next(number);
}

void CellCarrier::set_bandwidth(std::uint32_t cell, double bytes_per_second, double now) {
  Cell& changed = cells_[cell];
  end_flows(changed, tick_at_or_after(now));
  advance(changed, now);
  changed.bytes_per_second = bytes_per_second;
  share(changed);
  wake_for_next(cell);
}

// What ends within SimGrid's resolution after a tick counts as on it: `now` can be that much behind.
void CellCarrier::advance(Cell& cell, double now) {
  const double seconds = std::max(0.0, now - cell.updated_at);
  for (const std::uint32_t site : cell.busy) lines_[site].received += seconds * lines_[site].rate;
  cell.updated_at = std::max(cell.updated_at, now);
}

// Lines that would not use an even share of what is left get what they can carry, until none is left that would not.
void CellCarrier::share(Cell& cell) {
  double left = cell.bytes_per_second;
  double flows = 0;
  unbounded_.assign(cell.busy.begin(), cell.busy.end());
  for (const std::uint32_t site : unbounded_) flows += static_cast<double>(lines_[site].flows.size());
  for (std::size_t before = 0; !unbounded_.empty() && before != unbounded_.size();) {
    before = unbounded_.size();
    const double level = left / flows;
    std::erase_if(unbounded_, [&](std::uint32_t site) {
      Line& line = lines_[site];
      const auto own = static_cast<double>(line.flows.size());
      line.rate = std::min(level, own == 1 ? line.bytes_per_second : line.bytes_per_second / own);
      if (line.rate == level) return false;
      left -= line.bytes_per_second;
      flows -= own;
      return true;
    });
  }
  find_next_end(cell);
}

void CellCarrier::find_next_end(Cell& cell) {
  cell.next_end = std::numeric_limits<double>::infinity();
  for (const std::uint32_t site : cell.busy) {
    const Line& line = lines_[site];
    const double end = cell.updated_at + std::max(0.0, line.flows.front().finish - line.received) / line.rate;
    if (end >= cell.next_end) continue;
    cell.next_end = end;
    cell.next_site = site;
  }
}

// Ends one flow after the other, each at its own instant, as the shares of the others grow.
void CellCarrier::end_flows(Cell& cell, Calendar::Tick tick) {
  while (!cell.busy.empty() && tick_at_or_after(cell.next_end) <= tick) {
    const double end = cell.next_end;
    Line& line = lines_[cell.next_site];
    advance(cell, end);
    line.received = line.flows.front().finish;
    const TransferPool::Index transfer = line.flows.front().transfer;
    std::pop_heap(line.flows.begin(), line.flows.end(), later);
    line.flows.pop_back();
    host_.ended(transfer, end, true);
    if (!line.waiting.empty()) {
      begin_flow(line, line.waiting.pop(pool_));
    } else if (line.flows.empty()) {
      std::erase(cell.busy, cell.next_site);
    }
    share(cell);
  }
}

void CellCarrier::begin_flow(Line& line, TransferPool::Index transfer) {
  if (line.flows.empty()) line.received = 0;
  line.flows.push_back({line.received + pool_[transfer].amount, pool_[transfer].sequence, transfer});
  std::push_heap(line.flows.begin(), line.flows.end(), later);
}

// A begin makes the others end later: the tick asked for is kept and asks again. Only an earlier end needs a new one.
void CellCarrier::wake_for_next(std::uint32_t number) {
  Cell& cell = cells_[number];
  if (cell.busy.empty()) return;
  const Calendar::Tick tick = tick_at_or_after(cell.next_end);
  if (tick >= cell.wake) return;
  cell.wake = tick;
  host_.wake_line(static_cast<std::uint32_t>(lines_.size()) + number, tick);
}

bool CellCarrier::later(const Flow& a, const Flow& b) {
  return a.finish != b.finish ? a.finish > b.finish : a.sequence > b.sequence;
}

}  // namespace picket::sim
