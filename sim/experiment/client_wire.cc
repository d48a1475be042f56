#include "sim/experiment/client_wire.h"

namespace picket::sim {

WireSettings wire_settings(const ClientPreset& client, AuthType auth_type) {
  WireSettings settings;
  settings.transport = client.transport;
  settings.tls.version = client.tls_version;
  settings.resumes_tls = client.tls_resumption;
  settings.amqp = client.amqp;
  settings.https = client.https;
  if (auth_type == AuthType::kX509) settings.tls.client = kRsaClientChain;
  return settings;
}

std::string remark_on_sizes(Transport transport) {
  if (is_mqtt(transport)) return {};
  return "client.transport: " + std::string(kTransportNames[static_cast<std::size_t>(transport)]) +
         ": the sizes of its frames and headers are own estimates, which no capture stands behind. Bytes, and their price and energy, hold as "
         "far as those do; `picket explain SCENARIO client` lists them with their ranges.";
}

ClientPreset client_of(const ClientPreset& client, AuthType auth_type) {
  ClientPreset out = client;
  if (auth_type == AuthType::kX509) out.token_life = Duration();
  return out;
}

ClientWires::ClientWires(const World& world, const Policy& policy) {
  for (std::uint32_t c = 0; c < world.fleet().classes(); ++c) {
    // Names within a class have one length: "ip_camera-000042".
    MqttIdentity identity;
    identity.device = static_cast<std::int64_t>(world.fleet().class_name(ClassId(c)).size()) + 7;
    identity.module = static_cast<std::int64_t>(policy.module_name.size());
    for (const AuthType auth_type : {AuthType::kSas, AuthType::kX509}) {
      identity.uses_token = auth_type == AuthType::kSas;
      wires_.emplace_back(identity, wire_settings(world.scenario().client, auth_type));
    }
  }
}

}  // namespace picket::sim
