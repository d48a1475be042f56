#pragma once

#include <boost/intrusive_ptr.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "sim/kernel/carrier.h"
#include "sim/kernel/engine.h"

namespace simgrid::s4u {
class Activity;
class Comm;
}  // namespace simgrid::s4u

namespace picket::sim {

/// Transfers as SimGrid's own flows: the reference. A flow is a Comm from the site's host to the
/// hub's, issued outside any actor, ended by SimGrid's completion signal.
///
/// Model:  at most `flows_per_line` (K) flows of a line are with SimGrid, the rest waits here, in
///         order. K = 1 is a FIFO line, K unlimited is SimGrid's fair sharing.
/// Cost:   1.4 to 2 us a flow up to 100 flows at once. SimGrid 3.32 looks through all flows
///         under way when one ends: some 10 ns for each, so K = 1 keeps the number at the busy
///         lines. Many flows on one line cost another 100 ns each.
/// Limits: one S4uCarrier in the life of a process; SimGrid's signals cannot be disconnected.
class S4uCarrier final : public Carrier {
 public:
  static constexpr std::uint32_t kUnlimited = std::numeric_limits<std::uint32_t>::max();

  S4uCarrier(const Engine& engine, std::uint32_t flows_per_line, TransferPool& pool, CarrierHost& host);
  ~S4uCarrier() override;
  void start(TransferPool::Index transfer, double now) override;
  void fail_all(std::uint32_t site, double now) override;
  void settle(std::uint32_t site, Calendar::Tick tick) override;

  std::uint64_t flows_max() const { return flows_max_; }

 private:
  struct Line {
    std::uint32_t flows = 0;
    TransferQueue waiting;
  };
  void start_flow(TransferPool::Index transfer);
  void on_completion(const simgrid::s4u::Activity& activity);

  const Engine& engine_;
  std::uint32_t flows_per_line_;
  TransferPool& pool_;
  CarrierHost& host_;
  std::vector<Line> lines_;
  std::vector<boost::intrusive_ptr<simgrid::s4u::Comm>> comms_;  ///< by transfer
  /// Ended Comms. One must not be freed inside its own callback, so the last few are kept.
  std::vector<boost::intrusive_ptr<simgrid::s4u::Comm>> ended_;
  std::uint64_t flows_ = 0;
  std::uint64_t flows_max_ = 0;
  bool closing_ = false;
};

}  // namespace picket::sim
