#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent_core/publish/session.h"
#include "pipeline_core/hub_watch/identity_record.h"
#include "pipeline_core/hub_watch/operation_record.h"
#include "sim/generate/world.h"
#include "sim/network/transport_wire.h"

namespace picket::sim {

/// How a client reaches the hub, as its preset says. An X.509 identity has a certificate as measured (RSA, 687 bytes, own
/// estimate of what is usual) and no token.
WireSettings wire_settings(const ClientPreset& client, AuthType auth_type);

/// That the sizes of this transport are estimates, for everything that shows figures made of them; empty for MQTT, whose are measured.
std::string remark_on_sizes(Transport transport);

/// As resource logs name it.
constexpr HubProtocol hub_protocol(Transport transport) {
  return is_mqtt(transport) ? HubProtocol::kMqtt : is_amqp(transport) ? HubProtocol::kAmqp : HubProtocol::kHttp;
}

/// The client of an identity: one with a certificate has no token, and so none to renew.
ClientPreset client_of(const ClientPreset& client, AuthType auth_type);

/// The bytes of what an agent says, by device class and how its identity proves itself.
class ClientWires {
 public:
  ClientWires(const World& world, const Policy& policy);

  const TransportWire& of(ClassId device_class, AuthType auth_type) const {
    return wires_[device_class.value() * kAuthTypes + (auth_type == AuthType::kX509 ? 1 : 0)];
  }

 private:
  static constexpr std::size_t kAuthTypes = 2;
  std::vector<TransportWire> wires_;
};

/// One-way trips from SYN until the hub has CONNECT: the answer's way back is not among them.
constexpr int ways_to_connect(int round_trips) { return 2 * round_trips - 1; }

}  // namespace picket::sim
