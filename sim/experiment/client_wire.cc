#include "sim/experiment/client_wire.h"

namespace picket::sim {

WireSettings wire_settings(const ClientPreset& client, AuthType auth_type) {
  WireSettings settings;
  settings.transport = client.transport;
  settings.tls.version = client.tls_version;
  settings.resumes_tls = client.tls_resumption;
  if (auth_type == AuthType::kX509) settings.tls.client = kRsaClientChain;
  return settings;
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
