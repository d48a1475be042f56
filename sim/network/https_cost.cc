#include "sim/network/https_cost.h"

namespace picket::sim {
HttpsModel::HttpsModel(const MqttIdentity& identity, const TlsSettings& tls, const HttpsEstimate& estimate)
    : channel_(tls.to(identity.host)),
      estimate_(estimate),
      names_(identity.host + message_topic(identity, 0) + (identity.uses_token ? sas_token(identity) : 0)) {}

WireCost HttpsModel::message(Bytes payload) const {
  const WireCost cost = channel_.ask(estimate_.request + names_ + payload.count(), estimate_.answer);
  return {{payload, cost.up.upkeep - payload, {}}, {{}, cost.down.upkeep, {}}};
}

}  // namespace picket::sim
