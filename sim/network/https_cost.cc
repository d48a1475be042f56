#include "sim/network/https_cost.h"

namespace picket::sim {
namespace {

TlsSettings asking_as_https(TlsSettings tls, bool uses_token) {
  tls.asks_client_certificate = !uses_token;
  return tls;
}

}  // namespace

HttpsModel::HttpsModel(const MqttIdentity& identity, const HttpsSettings& settings)
    : channel_(asking_as_https(settings.tls, identity.uses_token).to(identity.host)),
      estimate_(settings.estimate),
      resumes_tls_(settings.resumes_tls && settings.tls.sends_tickets),
      names_(identity.host + message_topic(identity, 0) + (identity.uses_token ? sas_token(identity) : 0)) {}

WireCost HttpsModel::message(Bytes payload) const {
  const WireCost cost = channel_.ask((estimate_.request + names_ + payload).count(), estimate_.answer.count());
  return {{payload, cost.up.upkeep - payload, {}}, {{}, cost.down.upkeep, {}}};
}

}  // namespace picket::sim
