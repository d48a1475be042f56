#pragma once

#include <initializer_list>
#include <string_view>

#include "agent_core/publish/transport_estimate.h"
#include "sim/network/hub_mqtt.h"
#include "sim/network/secure_channel.h"
#include "sim/network/websocket.h"
#include "sim/network/wire_bytes.h"

namespace picket::sim {

/// How an identity reaches the hub.
struct WireSettings {
  Transport transport = Transport::kMqtt;
  TlsSettings tls;            ///< `server_name` is taken from the identity
  bool resumes_tls = false;   ///< later connections resume the session of the first; unknown of IoT Hub
  WebSocketUpgrade upgrade;
  AmqpEstimate amqp;     ///< of what MQTT has not: see TransportWire
  HttpsEstimate https;
  bool operator==(const WireSettings&) const = default;
};

/// The bytes of every exchange of one identity with the hub: MQTT 3.1.1, in a WebSocket if so chosen, in TLS over TCP and
/// IPv4.
///
/// Model:  each exchange starts on an idle connection and no packet is lost (loss.h adds that). An
///         answer carries the acknowledgement of what it answers; the last answer is acknowledged
///         by a segment of its own.
/// Cost:   made once a device class; publish() is some additions.
/// Limits: IPv4 without link-layer headers.
/// Source: measured on the wire with Microsoft's SDK and OpenSSL 3: publish 81 + MQTT bytes up, 85
///         down, 52 up; ping 218 in all; connect 1.1 kB up and 4.1 kB down with the measured chain. All figures: README.md.
class WireModel {
 public:
  explicit WireModel(const MqttIdentity& identity, const WireSettings& settings = {});

  /// TCP, TLS and MQTT, up to the acknowledged CONNACK.
  const WireCost& connect() const { return connect_; }
  /// The same by a client that has been connected since it started: with a resumed TLS session, if it resumes any.
  const WireCost& reconnect() const { return reconnect_; }
  /// From SYN to CONNACK: 4 over TLS 1.2.
  int connect_round_trips() const { return round_trips(false); }
  int reconnect_round_trips() const { return round_trips(resumes_tls_); }
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
  WireCost publish(Bytes payload) const { return publish_on(topic_, payload); }
  /// The PUBLISH packet alone: what the uplink carries before the hub can have it.
  Bytes publish_packet(Bytes payload) const;

  /// Any message at QoS 1 on a topic of `topic` bytes (agent_core's `mqtt_topic`, `message_topic`).
  WireCost publish_on(std::int64_t topic, Bytes payload) const;
  /// The same at QoS 0, which TCP alone acknowledges.
  WireCost publish_qos0_on(std::int64_t topic, Bytes payload) const;
  /// One SUBSCRIBE to filters of these lengths.
  WireCost subscribe_to(std::initializer_list<std::int64_t> filters) const;
  /// A client asks for its twin: a request with an identifier of `request` bytes (36: a UUID, as Node writes), a document back.
  WireCost twin_get(Bytes document, std::int64_t request = kUuid) const;
  /// A client reports `patch`; the answer gives the twin's new version.
  WireCost twin_patch(Bytes patch, std::uint64_t version = 1, std::int64_t request = kUuid) const;
  /// The hub tells a connected client of `patch` to its desired twin.
  WireCost twin_change(Bytes patch, std::uint64_t version = 1) const;
  /// The hub calls a method with a name of `name` bytes and is answered with `status`. `request` is the length of the
  /// hub's identifier of the call (estimate: it is a short number).
  WireCost direct_method(std::int64_t name, Bytes call, Bytes answer, int status = 200, std::int64_t request = 2) const;
  /// What the connection costs while nothing is sent. Of an agent that is a module: what its own connection adds to the one
  /// that the device has anyway.
  WireCost upkeep(std::int64_t pings, std::int64_t renewals) const;

  static constexpr std::int64_t kUuid = 36;

 private:
  int round_trips(bool resumed) const;
  /// Of a packet of MQTT, what goes into TLS.
  std::int64_t framed_up(std::int64_t packet) const;
  std::int64_t framed_down(std::int64_t packet) const;
  WireCost ask(std::int64_t request, std::int64_t answer) const;
  WireCost connect_cost(const MqttIdentity& identity, const WireSettings& settings, bool resumed) const;

  SecureChannel channel_;
  bool websocket_;
  bool resumes_tls_;
  std::int64_t topic_;
  WireCost connect_;
  WireCost reconnect_;
  WireCost subscribe_;
  WireCost ping_;
  WireCost disconnect_;
  WireCost renewal_;
};

}  // namespace picket::sim
