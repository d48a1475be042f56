#include "sim/network/wire_cost.h"

namespace picket::sim {

namespace {

WireCost upkeep(std::int64_t up, std::int64_t down) {
  WireCost cost;
  cost.up.upkeep = Bytes(up);
  cost.down.upkeep = Bytes(down);
  return cost;
}

// A request and its answer, which is acknowledged by a segment of its own.
WireCost exchange(std::int64_t request, std::int64_t answer) {
  return upkeep(secured_bytes(request) + kAckSegment, secured_bytes(answer));
}

WireCost connect_cost(const MqttIdentity& identity, const TlsHandshake& tls) {
  const std::int64_t hello_down = tls.hello_down + tls.chain_extra;
  // Up: SYN, ACK, ClientHello, acknowledgements of the server's flight, the client's second flight,
  // CONNECT, ACK of the CONNACK. The last segment of the server's flight is acknowledged at once:
  // the client needs longer than the delay of an acknowledgement for its key exchange.
  const std::int64_t acks_up = (tcp_segments(hello_down) + 1) / 2;
  const std::int64_t up = kSynSegment + kAckSegment + tcp_bytes(tls.hello_up) + acks_up * kAckSegment +
                          tcp_bytes(tls.finish_up) + secured_bytes(hub_connect(identity)) + kAckSegment;
  const std::int64_t down =
      kSynSegment + tcp_bytes(hello_down) + tcp_bytes(tls.finish_down) + secured_bytes(kMqttConnack);
  return upkeep(up, down);
}

// Up: DISCONNECT, close_notify, FIN, last ACK. Down: ACK and FIN.
WireCost disconnect_cost() {
  return upkeep(secured_bytes(kMqttDisconnect) + tcp_bytes(kTlsCloseNotify) + 2 * kAckSegment, 2 * kAckSegment);
}

}  // namespace

WireModel::WireModel(const MqttIdentity& identity, const TlsHandshake& handshake)
    : topic_(security_topic(identity)),
      connect_(connect_cost(identity, handshake)),
      ping_(exchange(kMqttPingreq, kMqttPingresp)),
      disconnect_(disconnect_cost()) {
  for (const std::string_view filter : {kTwinAnswers, kTwinChanges}) {
    subscribe_ += exchange(mqtt_subscribe(static_cast<std::int64_t>(filter.size())), kMqttSuback);
  }
  renewal_ = disconnect_;
  renewal_ += connect_;
}

WireCost WireModel::publish(Bytes payload) const {
  const std::int64_t stream = tls_bytes(mqtt_publish(topic_, payload.count()));
  WireCost cost;
  cost.up.payload = payload;
  cost.up.envelope = Bytes(tcp_bytes(stream) + kAckSegment) - payload;
  cost.down.envelope = Bytes(tcp_acks_before_answer(stream) * kAckSegment + secured_bytes(kMqttPuback));
  return cost;
}

Bytes WireModel::publish_packet(Bytes payload) const {
  return Bytes(secured_bytes(mqtt_publish(topic_, payload.count())));
}

}  // namespace picket::sim
