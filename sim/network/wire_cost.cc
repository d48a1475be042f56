#include "sim/network/wire_cost.h"

#include <string>

namespace picket::sim {
namespace {

std::int64_t length_with_request(const std::string& topic_without, std::int64_t request) {
  return static_cast<std::int64_t>(topic_without.size()) + request;
}

/// Of what carries a message, its body is payload.
WireCost as_message(const WireCost& cost, Bytes payload) {
  WireCost out;
  out.up.payload = payload;
  out.up.envelope = cost.up.upkeep - payload;
  out.down.envelope = cost.down.upkeep;
  return out;
}

}  // namespace

WireModel::WireModel(const MqttIdentity& identity, const WireSettings& settings)
    : channel_(settings.tls.to(identity.host)),
      websocket_(settings.transport == Transport::kMqttWebSocket),
      resumes_tls_(settings.resumes_tls && settings.tls.sends_tickets),
      topic_(security_topic(identity)),
      connect_(connect_cost(identity, settings, false)),
      reconnect_(connect_cost(identity, settings, resumes_tls_)),
      ping_(ask(kMqttPingreq, kMqttPingresp)) {
  for (const std::string_view filter : {kTwinAnswers, kTwinChanges}) {
    subscribe_ += subscribe_to({static_cast<std::int64_t>(filter.size())});
  }
  // DISCONNECT is followed at once by what closes the connection, which carries no answer to it.
  disconnect_.up.upkeep = Bytes(channel_.flight(framed_up(kMqttDisconnect)));
  if (websocket_) disconnect_ += channel_.ask(websocket_frame_up(kWebSocketStatus), websocket_frame_down(kWebSocketStatus));
  disconnect_ += channel_.close();
  renewal_ = disconnect_ + reconnect_;
}

std::int64_t WireModel::framed_up(std::int64_t packet) const { return websocket_ ? websocket_frame_up(packet) : packet; }
std::int64_t WireModel::framed_down(std::int64_t packet) const { return websocket_ ? websocket_frame_down(packet) : packet; }

WireCost WireModel::ask(std::int64_t request, std::int64_t answer) const {
  return channel_.ask(framed_up(request), framed_down(answer));
}

WireCost WireModel::connect_cost(const MqttIdentity& identity, const WireSettings& settings, bool resumed) const {
  WireCost cost = channel_.open(resumed);
  if (websocket_) cost += channel_.ask(settings.upgrade.request, settings.upgrade.answer);
  return cost + ask(hub_connect(identity), kMqttConnack);
}

int WireModel::round_trips(bool resumed) const {
  return channel_.open_round_trips(resumed) + (websocket_ ? kWebSocketRoundTrips : 0) + 1;
}

WireCost WireModel::publish_on(std::int64_t topic, Bytes payload) const {
  return as_message(ask(mqtt_publish(topic, payload.count()), kMqttPuback), payload);
}

WireCost WireModel::publish_qos0_on(std::int64_t topic, Bytes payload) const {
  return as_message(channel_.say(framed_up(mqtt_publish_qos0(topic, payload.count()))), payload);
}

Bytes WireModel::publish_packet(Bytes payload) const {
  return Bytes(channel_.flight(framed_up(mqtt_publish(topic_, payload.count()))));
}

WireCost WireModel::subscribe_to(std::initializer_list<std::int64_t> filters) const {
  return ask(mqtt_subscribe(filters), mqtt_suback(static_cast<std::int64_t>(filters.size())));
}

WireCost WireModel::twin_get(Bytes document, std::int64_t request) const {
  return ask(mqtt_publish_qos0(length_with_request(twin_get_topic(""), request), kTwinGetBody.size()),
             mqtt_publish_qos0(length_with_request(twin_answer_topic(200, ""), request), document.count()));
}

WireCost WireModel::twin_patch(Bytes patch, std::uint64_t version, std::int64_t request) const {
  return ask(mqtt_publish_qos0(length_with_request(twin_patch_topic(""), request), patch.count()),
             mqtt_publish_qos0(length_with_request(twin_answer_topic(204, "", version), request), 0));
}

WireCost WireModel::twin_change(Bytes patch, std::uint64_t version) const {
  return channel_.hear(framed_down(mqtt_publish_qos0(length_with_request(twin_change_topic(version), 0), patch.count())));
}

WireCost WireModel::direct_method(std::int64_t name, Bytes call, Bytes answer, int status, std::int64_t request) const {
  const std::int64_t called = length_with_request(method_call_topic("", ""), name + request);
  const std::int64_t answered = length_with_request(method_answer_topic(status, ""), request);
  return channel_.serve(framed_down(mqtt_publish_qos0(called, call.count())), framed_up(mqtt_publish_qos0(answered, answer.count())));
}

WireCost WireModel::upkeep(std::int64_t pings, std::int64_t renewals) const { return ping_ * pings + renewal_ * renewals; }

}  // namespace picket::sim
