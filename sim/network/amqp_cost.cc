#include "sim/network/amqp_cost.h"

namespace picket::sim {

AmqpModel::AmqpModel(const MqttIdentity& identity, const AmqpSettings& settings)
    : channel_(settings.tls.to(identity.host)),
      estimate_(settings.estimate),
      upgrade_(settings.upgrade),
      in_websocket_(settings.in_websocket),
      resumes_tls_(settings.resumes_tls && settings.tls.sends_tickets),
      names_(identity.host + message_topic(identity, 0)),
      token_(identity.uses_token ? sas_token(identity) : 0) {}

WireCost AmqpModel::ask(Bytes request, Bytes answer) const {
  return channel_.ask(framed_up(request.count()), framed_down(answer.count()));
}

WireCost AmqpModel::connect_cost(bool resumed) const {
  WireCost cost = channel_.open(resumed);
  if (in_websocket_) cost += channel_.ask(upgrade_.request, upgrade_.answer);
  return cost + ask(estimate_.open_up + names_, estimate_.open_down) + token_renewal() + attach();
}

int AmqpModel::round_trips(bool resumed) const {
  return channel_.open_round_trips(resumed) + (in_websocket_ ? kWebSocketRoundTrips : 0) + static_cast<int>(estimate_.open_round_trips);
}

WireCost AmqpModel::connect() const { return connect_cost(false); }
WireCost AmqpModel::reconnect() const { return connect_cost(resumes_tls_); }
int AmqpModel::connect_round_trips() const { return round_trips(false); }
int AmqpModel::reconnect_round_trips() const { return round_trips(resumes_tls_); }

WireCost AmqpModel::twin_links() const { return attach() * 2; }

WireCost AmqpModel::message(Bytes payload) const {
  const WireCost cost = ask(estimate_.transfer + payload, estimate_.disposition);
  return {{payload, cost.up.upkeep - payload, {}}, {{}, cost.down.upkeep, {}}};
}

WireCost AmqpModel::rejection() const {
  const WireCost rejected = ask(estimate_.transfer, estimate_.rejection);
  const WireCost accepted = ask(estimate_.transfer, estimate_.disposition);
  return {{}, {{}, {}, rejected.down.upkeep - accepted.down.upkeep}};
}

WireCost AmqpModel::link_again() const { return channel_.serve(framed_down(estimate_.close.count()), framed_up(estimate_.close.count())) + attach(); }

WireCost AmqpModel::token_renewal() const {
  return token_ == Bytes() ? WireCost{} : ask(estimate_.token_up + names_ + token_, estimate_.token_down);
}

WireCost AmqpModel::keep_alive() const { return ask(estimate_.empty_frame, estimate_.empty_frame); }

WireCost AmqpModel::disconnect() const {
  WireCost cost = ask(estimate_.close, estimate_.close);
  if (in_websocket_) cost += channel_.ask(websocket_frame_up(kWebSocketStatus), websocket_frame_down(kWebSocketStatus));
  return cost + channel_.close();
}

WireCost AmqpModel::twin_get(Bytes document) const {
  return ask(estimate_.twin_request, estimate_.disposition + estimate_.twin_answer + document) +
         channel_.say(framed_up(estimate_.disposition.count()));
}

WireCost AmqpModel::twin_patch(Bytes patch) const {
  return ask(estimate_.twin_request + patch, estimate_.disposition + estimate_.twin_answer) +
         channel_.say(framed_up(estimate_.disposition.count()));
}

WireCost AmqpModel::twin_change(Bytes patch) const {
  return channel_.serve(framed_down((estimate_.twin_answer + patch).count()), framed_up(estimate_.disposition.count()));
}

}  // namespace picket::sim
