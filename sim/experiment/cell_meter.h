#pragma once

#include <cstdint>

#include "sim/experiment/cell_background.h"
#include "sim/generate/world.h"
#include "sim/results/throughput.h"

namespace picket::sim {

/// What the sites of each cell put through it: peaks, a series, and how full it was.
///
/// Cost:   as of ThroughputMeter, each transfer once more; 0.6 kB and the series a cell.
/// Limits: a transfer's bytes are spread evenly from when it has the line to its end, while its share of the cell may change.
class CellMeter {
 public:
  explicit CellMeter(const World& world);

  /// Bytes of the site in [from, until); does nothing where the site has no cell.
  void add(SiteId site, Time from, Time until, Bytes bytes);
  /// Closes everything; nothing may be added afterwards.
  void finish() { throughput_.finish(); }

  // Valid after `finish`.
  const SiteThroughput& throughput() const { return throughput_; }
  /// The largest part of any cell's uplink_bandwidth that its sites and its other users took together in one hour, counted from the
  /// start of the measured period; of a shorter period in all of it. An hour that is not whole does not count. 0: there are no cells.
  double utilisation_1h_max(const CellBackground& background) const;

 private:
  const World& world_;
  SiteThroughput throughput_;  ///< in steps that divide an hour
};

}  // namespace picket::sim
