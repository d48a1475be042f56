#include "sim/network/transport_wire.h"

namespace picket::sim {
namespace {

template <class... Cases>
struct ByTransport : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
ByTransport(Cases...) -> ByTransport<Cases...>;

std::variant<WireModel, AmqpModel, HttpsModel> model_for(const MqttIdentity& identity, const WireSettings& settings) {
  switch (settings.transport) {
    case Transport::kMqtt:
    case Transport::kMqttWebSocket:
      break;
    case Transport::kAmqp:
    case Transport::kAmqpWebSocket:
      return AmqpModel(identity, {settings.tls, settings.amqp, is_in_websocket(settings.transport), settings.resumes_tls, settings.upgrade});
    case Transport::kHttps:
      return HttpsModel(identity, {settings.tls, settings.https, settings.resumes_tls});
  }
  return WireModel(identity, settings);
}

WireSettings registering(WireSettings settings) {
  if (!is_mqtt(settings.transport)) {
    settings.transport = settings.transport == Transport::kAmqp ? Transport::kMqtt : Transport::kMqttWebSocket;
  }
  return settings;
}

}  // namespace

TransportWire::TransportWire(const MqttIdentity& identity, const WireSettings& settings)
    : model_(model_for(identity, settings)), registration_(identity, registering(settings)) {}

WireCost TransportWire::connect() const {
  return std::visit([](const auto& model) -> WireCost { return model.connect(); }, model_);
}

WireCost TransportWire::reconnect() const {
  return std::visit([](const auto& model) -> WireCost { return model.reconnect(); }, model_);
}

int TransportWire::connect_round_trips() const {
  return std::visit([](const auto& model) { return model.connect_round_trips(); }, model_);
}

int TransportWire::reconnect_round_trips() const {
  return std::visit([](const auto& model) { return model.reconnect_round_trips(); }, model_);
}

WireCost TransportWire::subscribe() const {
  return std::visit(ByTransport{[](const WireModel& mqtt) { return mqtt.subscribe(); },
                                [](const AmqpModel& amqp) { return amqp.twin_links(); },
                                [](const HttpsModel&) { return WireCost{}; }},
                    model_);
}

WireCost TransportWire::ping() const {
  return std::visit(ByTransport{[](const WireModel& mqtt) { return mqtt.ping(); },
                                [](const AmqpModel& amqp) { return amqp.keep_alive(); },
                                [](const HttpsModel&) { return WireCost{}; }},
                    model_);
}

WireCost TransportWire::disconnect() const {
  return std::visit([](const auto& model) -> WireCost { return model.disconnect(); }, model_);
}

WireCost TransportWire::renewal() const {
  return std::visit(ByTransport{[](const WireModel& mqtt) { return mqtt.renewal(); },
                                [](const AmqpModel& amqp) { return amqp.token_renewal(); },
                                [](const HttpsModel&) { return WireCost{}; }},
                    model_);
}

WireCost TransportWire::publish(Bytes payload) const {
  return std::visit(ByTransport{[payload](const WireModel& mqtt) { return mqtt.publish(payload); },
                                [payload](const AmqpModel& amqp) { return amqp.message(payload); },
                                [payload](const HttpsModel& https) { return https.message(payload); }},
                    model_);
}

WireCost TransportWire::refusal() const {
  return std::visit(ByTransport{[](const WireModel&) { return WireCost{}; },
                                [](const AmqpModel& amqp) { return amqp.rejection(); },
                                [](const HttpsModel& https) { return https.refusal(); }},
                    model_);
}

WireCost TransportWire::link_again() const {
  const auto* amqp = std::get_if<AmqpModel>(&model_);
  return amqp == nullptr ? WireCost{} : amqp->link_again();
}

WireCost TransportWire::twin_get(Bytes document) const {
  return std::visit(ByTransport{[document](const WireModel& mqtt) { return mqtt.twin_get(document); },
                                [document](const AmqpModel& amqp) { return amqp.twin_get(document); },
                                [](const HttpsModel&) { return WireCost{}; }},
                    model_);
}

WireCost TransportWire::twin_patch(Bytes patch) const {
  return std::visit(ByTransport{[patch](const WireModel& mqtt) { return mqtt.twin_patch(patch); },
                                [patch](const AmqpModel& amqp) { return amqp.twin_patch(patch); },
                                [](const HttpsModel&) { return WireCost{}; }},
                    model_);
}

WireCost TransportWire::twin_change(Bytes patch) const {
  return std::visit(ByTransport{[patch](const WireModel& mqtt) { return mqtt.twin_change(patch); },
                                [patch](const AmqpModel& amqp) { return amqp.twin_change(patch); },
                                [](const HttpsModel&) { return WireCost{}; }},
                    model_);
}

}  // namespace picket::sim
