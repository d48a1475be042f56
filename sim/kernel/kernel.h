#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/quantity.h"
#include "agent_core/base/time.h"

namespace picket::sim {

/// The network as the kernel sees it: one uplink per site, and behind it the cell of the site where it has one; nothing else is
/// shared between sites. The hub's ingress is a server in sim/hub, never a link (engine.h, "Why no hub link").
struct Platform {
  static constexpr std::uint32_t kNoCell = 0xffff'ffff;
  struct Site {
    double uplink_bytes_per_second = 1.25e6;
    std::uint32_t cell = kNoCell;  ///< index into `cells`
  };
  struct Cell {
    double uplink_bytes_per_second = 1.25e6;
  };
  std::vector<Site> sites{};
  std::vector<Cell> cells{};
};

/// How transfers share an uplink.
enum class Sharing : std::uint8_t {
  kFifo,  ///< one after the other: right for telemetry of a few packets
  kFair,  ///< max-min fair sharing (processor sharing): right for large TCP uploads
};

enum class Backend : std::uint8_t {
  kS4u,   ///< SimGrid's own flows, with an admission queue of K per uplink (1: kFifo, unlimited: kFair)
  kFast,  ///< the same in virtual time inside the calendar Model, on the same links
};

/// Called by the kernel, in time order; on equal times inputs come before timers and timers before transfers, each in the
/// order of submission. Both calls may schedule, submit and switch lines; what they cause at the
/// same instant follows after what was already due.
class KernelSink {
 public:
  virtual ~KernelSink() = default;
  virtual void on_timer(std::uint64_t cookie, Time now) = 0;
  virtual void on_transfer(std::uint64_t cookie, Time now, bool delivered) = 0;
};

/// The simulation kernel: a calendar of timers and transfers over SimGrid's links and clock.
///
/// Model:  CM02, cross-traffic off, link latency 0 (latency is a delay in sim/network); a lone
///         transfer of b bytes over w bytes/s takes b / w. The calendar is a Model of SimGrid's
///         own kind, so SimGrid's loop is the only loop; there is no actor. A transfer is told at the first
///         whole microsecond not before its end; lines themselves work in unrounded time.
///         What crosses a cell has a max-min fair share of it among all that crosses it, and of its line; a transfer of b bytes
///         that is alone in both takes b / min(line, cell).
///         Both back ends tell the same ends at the same times in the same order.
/// Cost:   see tests/bench/kernel_bench: about 0.6 us a message on kFast, 3 us on kS4u with up to
///         100 busy lines. On kS4u each further busy line adds some 10 ns to every message
///         (SimGrid 3.32 keeps its flows in a list): use kFast above a thousand. Where no site has a cell, cells cost nothing.
/// State:  2 KB a site, 24 bytes a timer, 32 a transfer; kS4u 1.3 KB for each flow under way.
/// Errors: a second Kernel in one process is a caller's bug (SimGrid keeps global state: one
///         simulation is one process).
/// Limits: SimGrid's own resolution is 1e-9 s, and its clock a double of seconds: results are exact
///         to the microsecond for 90 days from `epoch`. Only the thread that made it may call it.
///         On kS4u the last bit of SimGrid's clock can put an end on the next microsecond where it
///         falls within 1e-11 s of a boundary; in a cell, where it divides anew at each begin and end, more bits are lost.
class Kernel {
 public:
  Kernel(const Platform& platform, Backend backend, Sharing sharing, Time epoch, KernelSink& sink);
  ~Kernel();
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  Time now() const;
  /// Calls on_timer(cookie, at) at `at` (not before now).
  void schedule(Time at, std::uint64_t cookie);
  /// The same for what no event of the simulation causes, before the timers of that instant: how long ago it was put in
  /// changes nothing.
  void schedule_input(Time at, std::uint64_t cookie);
  /// Starts moving `bytes` (at least one) up the site's line now.
  void submit(SiteId site, Bytes bytes, std::uint64_t cookie);
  /// Switches a line. Down: transfers under way or waiting fail at once, later ones at submission;
  /// both are told through on_transfer at this very time, never from inside this call. What has
  /// ended by now is delivered.
  void set_link(SiteId site, bool up);
  bool link_up(SiteId site) const;
  /// From now on the cell carries so much: more than nothing, and at most what the platform says, which it carries at first.
  void set_cell_bandwidth(std::uint32_t cell, double bytes_per_second);
  /// Runs everything up to and including `end`; now() is then `end`. Results do not depend on how
  /// a run is divided into calls.
  void run_until(Time end);
  /// True if nothing is scheduled or under way.
  bool idle() const;

  /// Transfers told to the sink so far, delivered or not.
  std::uint64_t transfers_completed() const;
  /// Of these, not delivered.
  std::uint64_t transfers_failed() const;
  /// Most transfers between submission and on_transfer at one time, waiting ones included.
  std::uint64_t in_flight_max() const;
  /// Most flows that SimGrid itself carried at one time; 0 on kFast.
  std::uint64_t flows_max() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace picket::sim
