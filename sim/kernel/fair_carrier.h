#pragma once

#include <cstdint>
#include <vector>

#include "sim/kernel/carrier.h"

namespace picket::sim {

/// Transfers that share each line equally at every moment (max-min fairness on one link, also
/// called processor sharing), in virtual time.
///
/// Model:  a line's virtual time V grows by (bandwidth / flows) a second: the bytes that every flow
///         has received. A transfer of b bytes that starts at V ends when V reaches V + b.
/// Cost:   O(log flows of the line) for a transfer.
/// Limits: V is a double of bytes and starts again when the line is idle; a line busy for 10^13
///         bytes without a pause would lose a thousandth of a byte.
/// Source: Kleinrock, "Time-shared systems: a theoretical treatment", 1967 (processor sharing);
///         Parekh and Gallager, "A generalized processor sharing approach to flow control", 1993 (virtual time).
class FairCarrier final : public Carrier {
 public:
  FairCarrier(std::vector<double> bytes_per_second, TransferPool& pool, CarrierHost& host);
  void start(TransferPool::Index transfer, double now) override;
  void fail_all(std::uint32_t site, double now) override;
  void settle(std::uint32_t site, Calendar::Tick tick) override;

 private:
  struct Flow {
    double finish;  ///< virtual time of its end
    std::uint64_t sequence;
    TransferPool::Index transfer;
  };
  struct Line {
    double bytes_per_second;
    double virtual_time = 0;
    double updated_at = 0;
    Calendar::Tick wake = Calendar::kNever;
    std::vector<Flow> flows;  ///< a heap, the earliest finish on top
  };
  double next_end(const Line& line) const;
  void end_flows(Line& line, Calendar::Tick tick);
  void wake_for_top(std::uint32_t site, Line& line);
  static bool later(const Flow& a, const Flow& b);

  std::vector<Line> lines_;
  TransferPool& pool_;
  CarrierHost& host_;
};

}  // namespace picket::sim
