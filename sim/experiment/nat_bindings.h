#pragma once

#include <cstdint>
#include <vector>

#include "agent_core/base/time.h"
#include "sim/generate/world.h"

namespace picket::sim {

/// What the address translation of the lines knows of the devices' connections: when it last saw a packet of each.
///
/// Model:  a connection is forgotten when no packet has passed, either way, for longer than the line's `nat_timeout`; what is sent on
///         it afterwards is dropped without a word. Only a new connection is remembered again. A client that pings at least as
///         often keeps its connection, so that its line is left out here.
/// Cost:   32 bytes a device where a line of the fleet can forget one, else nothing; constant time.
/// Limits: some translators answer with a reset, from which a client would learn at once; here it always waits in vain. The TCP
///         keep-alive of an operating system (Linux: 2 h) is not sent.
/// Source: RFC 5382, 5 (REQ-5), the idle time-out of an established connection; that nothing is told is an assumption.
class NatBindings {
 public:
  /// `connects`: whether any device has a connection.
  NatBindings(const World& world, bool connects);

  /// Whether the device's line forgets its connection between two pings.
  bool forgets(std::uint32_t device) const { return !bindings_.empty() && bindings_[device].timeout > Duration(); }
  /// How many devices have such a line.
  std::uint32_t devices() const { return devices_; }

  // Of a device whose line forgets; of others the next ones change nothing.

  /// A new connection begins.
  void begin(std::uint32_t device, Time now);
  /// A packet of it passed, at `at`.
  void pass(std::uint32_t device, Time at);
  /// Whether nothing passes any more.
  bool gone(std::uint32_t device, Time now) const;
  /// Something was sent in vain. Output: false if that has been said of this connection before.
  bool lose(std::uint32_t device);
  bool lost(std::uint32_t device) const { return !bindings_.empty() && bindings_[device].lost; }
  /// When the last packet passed.
  Time last_packet(std::uint32_t device) const { return bindings_[device].last_packet; }

  /// For the caller's own use: when it will look at the client's next ping; Time::max(): not at all.
  Time& ping_timer(std::uint32_t device) { return bindings_[device].ping_timer; }

 private:
  struct Binding {
    Duration timeout;  ///< 0: this line forgets nothing
    Time last_packet = Time::from_unix_seconds(0);
    Time ping_timer = Time::max();
    bool lost = false;
  };
  std::vector<Binding> bindings_;  ///< by device; empty: no line forgets
  std::uint32_t devices_ = 0;
};

}  // namespace picket::sim
