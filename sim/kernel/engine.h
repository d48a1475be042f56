#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "sim/kernel/kernel.h"

namespace simgrid::s4u {
class Engine;
class Host;
class Link;
}  // namespace simgrid::s4u

namespace picket::sim {

/// SimGrid's engine with our platform in it: one flat star zone, a host and an uplink a site, a link a cell that the routes of
/// its sites cross, a host for the hub, no hub link, no latency, no actor.
///
/// Why no hub link: a link that every route crosses makes all flows one system of equations, and
/// each event then costs as much as all flows together (measured: 0.1 to 5 ms at 1,000 sites).
/// Why cells: their flows are one system of equations too, but of one cell at a time.
/// Cost:   about 2 KB a site, and a link of 0.5 KB a cell.
/// Errors: a second engine in one process is a caller's bug, also after the first one is gone:
///         SimGrid 3.32 neither resets its clock nor drops its callbacks.
class Engine {
 public:
  explicit Engine(const Platform& platform);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  simgrid::s4u::Engine& simgrid() const { return *engine_; }
  simgrid::s4u::Host* hub() const { return hub_; }
  const std::vector<simgrid::s4u::Host*>& hosts() const { return hosts_; }
  const std::vector<simgrid::s4u::Link*>& uplinks() const { return uplinks_; }
  /// From now on the cell carries so much, at most what the platform says.
  ///
  /// Why not Link::set_bandwidth alone: SimGrid bounds each flow by what its links had when it started.
  void set_cell_bandwidth(std::uint32_t cell, double bytes_per_second);

 private:
  std::unique_ptr<simgrid::s4u::Engine> engine_;
  simgrid::s4u::Host* hub_ = nullptr;
  std::vector<simgrid::s4u::Host*> hosts_;
  std::vector<simgrid::s4u::Link*> uplinks_;
  std::vector<simgrid::s4u::Link*> cells_;
  std::vector<double> cell_bandwidths_;  ///< bytes per second, now
};

}  // namespace picket::sim
