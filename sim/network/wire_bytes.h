#pragma once

#include "agent_core/base/quantity.h"

namespace picket::sim {

/// Bytes on the line in one direction, split by what they are for.
struct WireBytes {
  Bytes payload;   ///< the body of a message
  Bytes envelope;  ///< what carries it: topic, MQTT, TLS, TCP and IP headers, acknowledgements
  Bytes upkeep;    ///< of the connection: handshakes, tokens, pings, subscriptions, goodbyes; twins and methods

  Bytes total() const { return payload + envelope + upkeep; }
  WireBytes& operator+=(const WireBytes& other) {
    payload += other.payload;
    envelope += other.envelope;
    upkeep += other.upkeep;
    return *this;
  }
  friend WireBytes operator*(const WireBytes& bytes, std::int64_t times) {
    return {bytes.payload * times, bytes.envelope * times, bytes.upkeep * times};
  }
  bool operator==(const WireBytes&) const = default;
};

/// Bytes of one exchange, up (device to hub) and down.
struct WireCost {
  WireBytes up;
  WireBytes down;

  Bytes total() const { return up.total() + down.total(); }
  WireCost& operator+=(const WireCost& other) {
    up += other.up;
    down += other.down;
    return *this;
  }
  friend WireCost operator+(WireCost a, const WireCost& b) { return a += b; }
  friend WireCost operator*(const WireCost& cost, std::int64_t times) { return {cost.up * times, cost.down * times}; }
  bool operator==(const WireCost&) const = default;
};

}  // namespace picket::sim
