#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent_core/publish/session.h"
#include "sim/network/transport_wire.h"

namespace picket::sim {

/// Bytes of a replayed policy on the lines of its devices.
struct ReplayBytes {
  WireCost cost;
  std::uint64_t renewals = 0;
  std::uint64_t pings = 0;
};

/// The clients of a trace's devices, for their bytes: each connected throughout, on a line that
/// carries everything at once; over HTTPS with a connection for each message, or for those that come before `idle_timeout`.
///
/// Model:  the same session as in a simulated fleet, with every answer there at once. Token renewals
///         and keep-alive pings are counted up to the last event of the trace; what an agent still
///         hands over later is charged as a message without upkeep.
/// Limits: no packet is lost and no connection breaks.
class ReplayClient {
 public:
  ReplayClient(const ClientPreset& preset, const std::vector<std::string>& devices, const std::string& module_name,
               Time start, Time last);

  /// A message of `body` bytes at `now`. Times of a device must not go back.
  /// Output: bytes that the uplink carries for it.
  Bytes publish(std::uint32_t device, Time now, Bytes body);
  /// Counts upkeep up to the end of the trace; call once, at the end.
  void finish();

  const ReplayBytes& bytes() const { return bytes_; }

 private:
  /// HTTPS: what a request needs beside itself.
  WireCost opening(std::uint32_t device, Time now);
  void run_timers(std::uint32_t device, Time until);

  const ClientPreset preset_;
  Time last_;
  std::vector<SessionState> sessions_;
  std::vector<Time> kept_until_;  ///< HTTPS: the connection is open for another request until then
  std::vector<TransportWire> wires_;
  ReplayBytes bytes_;
};

}  // namespace picket::sim
