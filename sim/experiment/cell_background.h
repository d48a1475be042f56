#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "agent_core/base/time.h"
#include "sim/fleet/seasonality.h"
#include "sim/generate/world.h"

namespace picket::sim {

/// What the other users of cells leave of them.
///
/// Model:  background_uplink of the cell times its profile's multiplier of the local hour over its largest of the week is taken off the
///         cell's uplink_bandwidth, for what is under way too.
/// Cost:   4 bytes a cell; constant time, of `bytes` by the hour.
/// Limits: as of BackgroundUplink: a share and no packets.
/// Source: assumption: a cell serves the others first and evenly, so that C - B(t) is left.
class CellBackground {
 public:
  explicit CellBackground(const World& world);

  /// Bytes per second that the sites of the cell have at that time.
  double available(std::uint32_t cell, Time at) const;
  /// When that may be another number: the next hour of its local clock; Time::max() if never.
  Time next_change(std::uint32_t cell, Time at) const;
  /// Bytes that the others send in [from, until).
  double bytes(std::uint32_t cell, Time from, Time until) const;

 private:
  const std::optional<Seasonality>& season(std::uint32_t cell) const { return seasons_[kinds_[cell]]; }
  double taken(std::uint32_t cell, Time at) const;

  const CellPlan& cells_;
  std::vector<std::optional<Seasonality>> seasons_;  ///< by kind of cell; none: nobody else is in them
  std::vector<std::uint32_t> kinds_;                 ///< by cell: into seasons_
};

}  // namespace picket::sim
