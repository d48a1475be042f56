#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "sim/kernel/carrier.h"
#include "sim/kernel/kernel.h"

namespace picket::sim {

/// Transfers up lines behind which several sites share a cell: max-min fairness over two links, in unrounded time.
///
/// Model:  each transfer under way has the same share of its line as the others of its line, or the cell's level, whichever is
///         less; the level is what makes the shares sum to the cell's speed, or there is none where all lines together are
///         slower than the cell. With Sharing::kFifo a line has one transfer under way at a time, so the sites of a cell share
///         it evenly; with kFair a site with more transfers has more of the cell. n equal transfers of n idle sites whose lines
///         are as fast as the cell, or faster, all end after n times the time of one.
/// Cost:   each begin and end goes through the sites of the cell that send just then: a message costs some 5 ns for each
///         (tests/bench/kernel_bench: 0.5 us in a quiet hour, 1.4 us with 50 that send, 5 us with 1,000). Sites without a cell go to
///         the carrier that was given, at its cost.
/// State:  80 bytes a site, 24 a transfer under way.
/// Source: max-min fairness by progressive filling: Bertsekas and Gallager, Data Networks, 2nd edition 1992, 6.5.2. It is what SimGrid's CM02 does
///         (tests/sim/kernel/backends_agree_test.cc compares).
class CellCarrier final : public Carrier {
 public:
  CellCarrier(const Platform& platform, Sharing sharing, std::unique_ptr<Carrier> without_cell, TransferPool& pool, CarrierHost& host);
  void start(TransferPool::Index transfer, double now) override;
  void fail_all(std::uint32_t site, double now) override;
  /// Lines from the number of sites on are cells.
  void settle(std::uint32_t line, Calendar::Tick tick) override;
  /// The cell's speed changes; what is under way goes on with its new share.
  void set_bandwidth(std::uint32_t cell, double bytes_per_second, double now);

 private:
  struct Flow {
    double finish;  ///< value of Line::received at which it ends
    std::uint64_t sequence;
    TransferPool::Index transfer;
  };
  struct Line {
    std::uint32_t cell = Platform::kNoCell;
    double bytes_per_second = 0;
    double received = 0;  ///< bytes that each flow has had since the line was idle
    double rate = 0;      ///< of each flow
    std::vector<Flow> flows;  ///< a heap, the earliest finish on top
    TransferQueue waiting;
  };
  struct Cell {
    double bytes_per_second = 0;
    double updated_at = 0;
    Calendar::Tick wake = Calendar::kNever;
    std::vector<std::uint32_t> busy;  ///< its sites with flows
    // Of the flow that ends first, if there is one:
    double next_end = 0;
    std::uint32_t next_site = 0;
  };
  void advance(Cell& cell, double now);
  void share(Cell& cell);
  void find_next_end(Cell& cell);
  void end_flows(Cell& cell, Calendar::Tick tick);
  void begin_flow(Line& line, TransferPool::Index transfer);
  void wake_for_next(std::uint32_t number);
  static bool later(const Flow& a, const Flow& b);

  std::vector<Line> lines_;
  std::vector<Cell> cells_;
  std::size_t flows_per_line_;
  std::unique_ptr<Carrier> without_cell_;
  TransferPool& pool_;
  CarrierHost& host_;
  std::vector<std::uint32_t> unbounded_;  ///< of the call under way
};

}  // namespace picket::sim
