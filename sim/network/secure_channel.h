#pragma once

#include <cstdint>

#include "sim/network/tls_handshake.h"
#include "sim/network/wire_bytes.h"

namespace picket::sim {

/// The bytes on the line of what a protocol says inside TLS over TCP and IPv4.
///
/// Model:  each exchange starts on an idle connection and no packet is lost (loss.h adds that). An answer carries the
///         acknowledgement of what it answers; the last answer is acknowledged by segments of its own.
/// Limits: no link-layer headers. Costs are upkeep; who sends messages divides them.
class SecureChannel {
 public:
  explicit SecureChannel(const TlsSettings& tls) : tls_(tls) {}

  /// TCP and TLS, up to the client's last flight and what the server says after it.
  WireCost open(bool resumed) const;
  /// close_notify by the client, and the closing of TCP.
  WireCost close() const;
  /// The client asks and the server answers.
  WireCost ask(std::int64_t request, std::int64_t answer) const;
  /// The server asks and the client answers.
  WireCost serve(std::int64_t request, std::int64_t answer) const;
  /// One side says something that is not answered.
  WireCost say(std::int64_t text) const;
  WireCost hear(std::int64_t text) const;
  /// What the line carries in one direction, acknowledgements not included.
  std::int64_t flight(std::int64_t plaintext) const;
  /// TCP and TLS, before anything can be asked.
  int open_round_trips(bool resumed) const { return 1 + handshake_round_trips(tls_.version, resumed); }

 private:
  TlsSettings tls_;
};

}  // namespace picket::sim
