#pragma once

#include <cstdint>
#include <vector>

#include "sim/kernel/carrier.h"

namespace picket::sim {

/// Transfers one after the other on each line, by closed form: a transfer ends at
/// max(now, end of the one before) + bytes / bandwidth.
///
/// Cost:  constant for a transfer, whatever waits; one calendar entry for a busy line.
/// State: 32 bytes a site.
class FifoCarrier final : public Carrier {
 public:
  FifoCarrier(std::vector<double> bytes_per_second, TransferPool& pool, CarrierHost& host);
  void start(TransferPool::Index transfer, double now) override;
  void fail_all(std::uint32_t site, double now) override;
  void settle(std::uint32_t site, Calendar::Tick tick) override;

 private:
  struct Line {
    double bytes_per_second;
    double free_at = 0;  ///< second at which the last transfer of the queue ends
    TransferQueue queue;
    Calendar::Tick wake = Calendar::kNever;
  };
  void wake_for_head(std::uint32_t site, Line& line);

  std::vector<Line> lines_;
  TransferPool& pool_;
  CarrierHost& host_;
};

}  // namespace picket::sim
