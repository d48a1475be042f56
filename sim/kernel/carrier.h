#pragma once

#include <cstdint>

#include "sim/kernel/calendar.h"
#include "sim/kernel/transfer_pool.h"

namespace picket::sim {

/// What a carrier may ask of the kernel.
class CarrierHost {
 public:
  virtual ~CarrierHost() = default;
  /// The transfer has ended at `second` of SimGrid's clock; the carrier forgets it.
  virtual void ended(TransferPool::Index transfer, double second, bool delivered) = 0;
  /// Asks for Carrier::settle(site, tick) at `tick`.
  virtual void wake_line(std::uint32_t site, Calendar::Tick tick) = 0;
};

/// A way to move transfers up the sites' lines: the port between the kernel and its back ends.
/// All lines are up at first. Seconds are SimGrid's, counted from the start of the simulation.
class Carrier {
 public:
  virtual ~Carrier() = default;
  /// Begins moving pool[transfer].amount bytes, at `now`; the line is up.
  virtual void start(TransferPool::Index transfer, double now) = 0;
  /// The site's link has just gone down: everything on it ends undelivered at this instant.
  virtual void fail_all(std::uint32_t site, double now) = 0;
  /// A tick asked for with wake_line().
  virtual void settle(std::uint32_t site, Calendar::Tick tick) = 0;
};

/// The tick at which something that ends at `second` is told: the first one not before it. Ends up
/// to SimGrid's resolution (1e-9 s) after a tick count as on it.
///
/// Why not to the nearest: nothing may be told before it is over, and common line speeds give
/// halves of a microsecond, which two back ends could round apart.
Calendar::Tick tick_at_or_after(double second);
/// The second of SimGrid's clock that a tick stands for.
double second_of(Calendar::Tick tick);

}  // namespace picket::sim
