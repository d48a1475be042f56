#pragma once

#include "agent_core/base/quantity.h"
#include "sim/network/mqtt_sizes.h"
#include "sim/network/tls_tcp.h"

namespace picket::sim {

/// Bytes on the line in one direction, split by what they are for.
struct WireBytes {
  Bytes payload;   ///< the body of a message
  Bytes envelope;  ///< what carries it: topic, MQTT, TLS, TCP and IP headers, acknowledgements
  Bytes upkeep;    ///< of the connection: handshakes, tokens, pings, subscriptions, goodbyes

  Bytes total() const { return payload + envelope + upkeep; }
  WireBytes& operator+=(const WireBytes& other) {
    payload += other.payload;
    envelope += other.envelope;
    upkeep += other.upkeep;
    return *this;
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
  bool operator==(const WireCost&) const = default;
};

/// The bytes of every exchange of one identity with the hub: MQTT 3.1.1 in TLS 1.2 over TCP and IPv4.
///
/// Model:  each exchange starts on an idle connection and no packet is lost (loss.h adds that). An
///         answer carries the acknowledgement of what it answers; the last answer is acknowledged
///         by a segment of its own.
/// Cost:   made once a device class; publish() is some additions.
/// Limits: IPv4 without link-layer headers; no WebSocket; cost of the twin documents is in the hub's replies.
/// Source: measured on the wire with Microsoft's SDK and OpenSSL 3: publish 81 + MQTT bytes up, 85
///         down, 52 up; ping 218 in all; connect 1.1 kB up and 4.1 kB down with the measured chain.
class WireModel {
 public:
  explicit WireModel(const MqttIdentity& identity, const TlsHandshake& handshake = {});

  /// TCP, TLS and MQTT, up to the acknowledged CONNACK.
  const WireCost& connect() const { return connect_; }
  /// The subscriptions of an agent, sent after its first connect.
  const WireCost& subscribe() const { return subscribe_; }
  /// PINGREQ and PINGRESP.
  const WireCost& ping() const { return ping_; }
  /// DISCONNECT, close_notify and the closing of TCP.
  const WireCost& disconnect() const { return disconnect_; }
  /// Disconnect and connect: how a token is renewed over MQTT. The session is kept by the hub, so
  /// nothing is subscribed again.
  const WireCost& renewal() const { return renewal_; }
  /// A security message with a body of `payload` bytes, at QoS 1, with its PUBACK.
  WireCost publish(Bytes payload) const;
  /// The PUBLISH packet alone: what the uplink carries before the hub can have it.
  Bytes publish_packet(Bytes payload) const;

 private:
  std::int64_t topic_;
  WireCost connect_;
  WireCost subscribe_;
  WireCost ping_;
  WireCost disconnect_;
  WireCost renewal_;
};

}  // namespace picket::sim
