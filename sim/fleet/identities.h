#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline_core/hub_watch/identity_record.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// The security group of devices whose twins name none. Source: defender.md 2.6.
inline constexpr std::string_view kDefaultGroup = "default";

/// What a hub's registry holds of the devices of a fleet group.
struct GroupIdentities {
  std::string security_group;  ///< the twin's tag SecurityGroup; empty: none, which means kDefaultGroup
  AuthType auth_type = AuthType::kSas;
  double shared_credential_share = 0;  ///< of the devices, dealt evenly; they have one and the same key
  bool security_module = true;         ///< wherever the policy runs an agent that connects by itself
  bool site_tag = false;               ///< the twin says at which site the device stands
};

/// The deployment manifest of a group's IoT Edge devices, which are all alike but for `deviating_share`.
struct GroupEdgeManifest {
  std::vector<EdgeModule> modules;
  /// Bits 1 << HubProtocol.
  std::uint32_t heads_enabled = 1U << static_cast<unsigned>(HubProtocol::kMqtt) |
                                1U << static_cast<unsigned>(HubProtocol::kAmqp) |
                                1U << static_cast<unsigned>(HubProtocol::kHttp);
  std::uint32_t heads_used = 1U << static_cast<unsigned>(HubProtocol::kMqtt);
  double deviating_share = 0;  ///< of the devices, dealt evenly; their module settings differ from the others'
};

/// Whether the i-th of a group's devices is one of the share that is dealt evenly: of n devices the whole part of
/// n * share. A margin keeps 10 * 0.3 from being less than 3.
constexpr bool is_dealt(std::uint32_t i, double share) {
  constexpr double kMargin = 1e-9;
  const auto whole = [share](double n) { return static_cast<std::uint64_t>(n * share + kMargin); };
  return whole(i + 1.0) > whole(i);
}

inline constexpr std::array<BitName, 3> kProtocolHeads{{{1U << static_cast<unsigned>(HubProtocol::kMqtt), "mqtt"},
                                                        {1U << static_cast<unsigned>(HubProtocol::kAmqp), "amqp"},
                                                        {1U << static_cast<unsigned>(HubProtocol::kHttp), "http"}}};

template <class Visitor>
void describe(Visitor& v, GroupIdentities& g) {
  v.field("security_group", g.security_group,
          {.says = "The twins' tag SecurityGroup: whose rules the devices are held to; empty: none, which means the "
                   "group `default` if there is one.",
           .refers_to = "security_group"});
  v.field("auth_type", g.auth_type,
          {.says = "How the devices authenticate, as registry and log say it; the bytes of a handshake are those of sas."});
  v.field("shared_credential_share", g.shared_credential_share,
          {.says = "Share of the group's devices, dealt evenly, that have one and the same key.", .min = 0, .max = 1});
  v.field("security_module", g.security_module,
          {.says = "The registry has the agents' security modules; false: agents send by the device's own identity."});
  v.field("site_tag", g.site_tag,
          {.says = "The twins have a tag with the site, so that a site that falls silent is seen as one."});
}

template <class Visitor>
void describe(Visitor& v, GroupEdgeManifest& m) {
  constexpr std::string_view kEdge = "iotedge, doc/EnvironmentVariables.md";
  v.field("modules", m.modules, {.says = "Modules of the deployment, beside the runtime's own."});
  v.field("heads_enabled", m.heads_enabled,
          {.says = "Protocol heads of the Edge hub that listen; all of them unless switched off.",
           .grade = Grade::kPublished,
           .source = kEdge,
           .bits = kProtocolHeads});
  v.field("heads_used", m.heads_used,
          {.says = "Those that a module or a device behind it uses.", .grade = Grade::kEstimated, .bits = kProtocolHeads});
  v.field("deviating_share", m.deviating_share,
          {.says = "Share of the group's devices, dealt evenly, whose module settings differ from the others'.",
           .min = 0,
           .max = 1});
}

}  // namespace picket::sim

namespace picket {

inline std::span<const sim::EnumName<AuthType>> enum_names(AuthType) {
  static constexpr std::array<sim::EnumName<AuthType>, 2> kNames{{{AuthType::kSas, "sas"}, {AuthType::kX509, "x509"}}};
  return kNames;
}

template <class Visitor>
void describe(Visitor& v, EdgeModule& m) {
  v.field("privileged", m.privileged, {.says = "`Privileged` in its create options."});
  v.field("extensive_capabilities", m.extensive_capabilities, {.says = "`CapAdd` of ALL or SYS_ADMIN."});
  v.field("host_network", m.host_network, {.says = "It uses the host's network."});
  v.field("registry_is_acr", m.registry_is_acr, {.says = "Its image comes from an Azure container registry ..."});
  v.field("service_principal", m.service_principal, {.says = "... with a service principal's credentials."});
  v.field("logging_disabled", m.logging_disabled, {.says = "`LogConfig` of type none."});
}

}  // namespace picket
