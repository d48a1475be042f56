#include "sim/network/secure_channel.h"

#include "sim/network/tls_tcp.h"

namespace picket::sim {
namespace {

WireCost upkeep_of(std::int64_t up, std::int64_t down) {
  WireCost cost;
  cost.up.upkeep = Bytes(up);
  cost.down.upkeep = Bytes(down);
  return cost;
}

WireCost swapped(const WireCost& cost) { return {cost.down, cost.up}; }

/// Acknowledgements of a flight that nothing answers: one for every second segment and the last.
std::int64_t tcp_acks(std::int64_t stream_bytes) { return (tcp_segments(stream_bytes) + 1) / 2; }

}  // namespace

WireCost SecureChannel::open(bool resumed) const {
  const TlsHandshake tls = resumed ? resumed_handshake(tls_) : full_handshake(tls_);
  // The last segment of a full flight of the server is acknowledged at once: the client needs longer than the delay of an
  // acknowledgement to verify it and for its key exchange.
  const std::int64_t acks_up = resumed ? tcp_acks_before_answer(tls.hello_down) : tcp_acks(tls.hello_down);
  // Up: SYN, ACK, ClientHello, acknowledgements of the server's flight, the client's second flight.
  return upkeep_of(kSynSegment + kAckSegment + tcp_bytes(tls.hello_up) + acks_up * kAckSegment + tcp_bytes(tls.finish_up),
                   kSynSegment + tcp_bytes(tls.hello_down) + tcp_bytes(tls.finish_down));
}

// Up: close_notify, FIN, last ACK. Down: ACK and FIN.
WireCost SecureChannel::close() const { return upkeep_of(flight(kTlsAlert) + 2 * kAckSegment, 2 * kAckSegment); }

WireCost SecureChannel::ask(std::int64_t request, std::int64_t answer) const {
  const std::int64_t up = tls_bytes(request, tls_.version);
  const std::int64_t down = tls_bytes(answer, tls_.version);
  return upkeep_of(tcp_bytes(up) + tcp_acks(down) * kAckSegment, tcp_acks_before_answer(up) * kAckSegment + tcp_bytes(down));
}

WireCost SecureChannel::serve(std::int64_t request, std::int64_t answer) const { return swapped(ask(request, answer)); }

WireCost SecureChannel::say(std::int64_t text) const {
  return upkeep_of(flight(text), tcp_acks(tls_bytes(text, tls_.version)) * kAckSegment);
}

WireCost SecureChannel::hear(std::int64_t text) const { return swapped(say(text)); }

std::int64_t SecureChannel::flight(std::int64_t plaintext) const { return secured_bytes(plaintext, tls_.version); }

}  // namespace picket::sim
