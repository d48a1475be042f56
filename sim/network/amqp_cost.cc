#include "sim/network/amqp_cost.h"

namespace picket::sim {
AmqpModel::AmqpModel(const MqttIdentity& identity, const TlsSettings& tls, const AmqpEstimate& estimate)
    : channel_(tls.to(identity.host)),
      estimate_(estimate),
      names_(identity.host + message_topic(identity, 0)),
      token_(identity.uses_token ? sas_token(identity) : 0) {}

WireCost AmqpModel::connect() const {
  WireCost cost = channel_.open(false) + channel_.ask(estimate_.open_up + names_, estimate_.open_down);
  if (token_ > 0) cost += token_renewal();
  return cost + channel_.ask(estimate_.link_up + names_, estimate_.link_down + names_);
}

WireCost AmqpModel::message(Bytes payload) const {
  const WireCost cost = channel_.ask(estimate_.transfer + payload.count(), estimate_.disposition);
  return {{payload, cost.up.upkeep - payload, {}}, {{}, cost.down.upkeep, {}}};
}

WireCost AmqpModel::token_renewal() const {
  return token_ == 0 ? WireCost{} : channel_.ask(estimate_.token_up + names_ + token_, estimate_.token_down);
}

WireCost AmqpModel::keep_alive() const { return channel_.ask(estimate_.empty_frame, estimate_.empty_frame); }

WireCost AmqpModel::disconnect() const { return channel_.ask(estimate_.close, estimate_.close) + channel_.close(); }

}  // namespace picket::sim
