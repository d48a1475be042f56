#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/quantity.h"
#include "agent_core/base/time.h"

namespace picket::sim {

/// The network as the kernel sees it: one uplink per site, and nothing shared between sites.
/// The hub's ingress is a server in sim/hub, never a link (reference: README, "Why no hub link").
struct Platform {
  struct Site {
    double uplink_bytes_per_second = 1.25e6;
  };
  std::vector<Site> sites;
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

/// Called by the kernel, in time order; on equal times timers come before transfers, each in the
/// order of submission. Both calls may schedule and submit.
class KernelSink {
 public:
  virtual ~KernelSink() = default;
  virtual void on_timer(std::uint64_t cookie, Time now) = 0;
  virtual void on_transfer(std::uint64_t cookie, Time now, bool delivered) = 0;
};

/// The simulation kernel: a calendar of timers and transfers over SimGrid's links and clock.
///
/// Model:  CM02, cross-traffic off, link latency 0 (latency is a delay in sim/network); a lone
///         transfer of b bytes over w bytes/s takes b / w.
/// Errors: a second Kernel in one process is a caller's bug (SimGrid keeps global state: one
///         simulation is one process).
/// Limits: times are rounded once to microseconds; SimGrid's own resolution is 1e-9 s.
class Kernel {
 public:
  Kernel(const Platform& platform, Backend backend, Sharing sharing, Time epoch, KernelSink& sink);
  ~Kernel();
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  Time now() const;
  /// Calls on_timer(cookie, at) at `at` (not before now).
  void schedule(Time at, std::uint64_t cookie);
  /// Starts moving `bytes` up the site's line now.
  void submit(SiteId site, Bytes bytes, std::uint64_t cookie);
  /// Switches a line; transfers under way fail at once, later ones fail at submission.
  void set_link(SiteId site, bool up);
  bool link_up(SiteId site) const;
  /// Runs everything up to and including `end`; now() is then `end`.
  void run_until(Time end);
  /// True if nothing is scheduled or under way.
  bool idle() const;

  std::uint64_t transfers_completed() const;
  std::uint64_t in_flight_max() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace picket::sim
