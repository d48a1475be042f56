#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "agent_core/base/quantity.h"
#include "pipeline_core/hub_watch/operation_record.h"
#include "sim/hub/configuration_fields.h"
#include "sim/scenario/distribution.h"
#include "sim/scenario/field.h"
#include "sim/scenario/free_mapping.h"

namespace picket {

inline std::span<const sim::EnumName<CredentialFault>> enum_names(CredentialFault) {
  static constexpr std::array<sim::EnumName<CredentialFault>, 5> kNames{
      {{CredentialFault::kNone, "none"},
       {CredentialFault::kTokenExpired, "token_expired"},
       {CredentialFault::kSignatureInvalid, "signature_invalid"},
       {CredentialFault::kThumbprintMismatch, "thumbprint_mismatch"},
       {CredentialFault::kCertificateExpired, "certificate_expired"}}};
  return kNames;
}

}  // namespace picket

namespace picket::sim {

/// What somebody does at the hub in the name of a device.
enum class HubActKind : std::uint8_t {
  kConnect,     ///< opens a connection with the device's identity; the device's own one is thrown out (400027)
  kDisconnect,  ///< closes that connection in good order
  kRefused,     ///< an attempt to connect with credentials that the hub does not take (401003)
  kMessages,    ///< device-to-cloud messages that are no security messages
  kTwinUpdate,  ///< by the service: desired properties of the agent's module
  kDeleteIdentity,  ///< by the service: the device's identity and its modules'; nothing of it gets in any more
  kCreateIdentity,  ///< the same again, with the keys that the device has
};

inline std::span<const EnumName<HubActKind>> enum_names(HubActKind) {
  static constexpr std::array<EnumName<HubActKind>, 7> kNames{{{HubActKind::kConnect, "connect"},
                                                               {HubActKind::kDisconnect, "disconnect"},
                                                               {HubActKind::kRefused, "refused"},
                                                               {HubActKind::kMessages, "messages"},
                                                               {HubActKind::kTwinUpdate, "twin_update"},
                                                               {HubActKind::kDeleteIdentity, "delete_identity"},
                                                               {HubActKind::kCreateIdentity, "create_identity"}}};
  return kNames;
}

/// Acts of one kind within a phase, at the hub and not on the device.
///
/// Model: with a rate they come steadily, else each `spacing` after the one before; those of a phase follow one
///        another unless `parallel`, beside its events. Nothing comes after the end of the phase's duration.
///        What becomes of them, and what the hub logs: sim/experiment/hub_acts.h.
struct HubAct {
  HubActKind kind = HubActKind::kConnect;
  Distribution count = Distribution::constant(1);  ///< 0: as many as the phase's duration allows
  std::string count_parameter;
  double rate_per_second = 0;
  std::string rate_parameter;
  Distribution spacing = Distribution::constant(0);
  bool parallel = false;
  std::string remote;       ///< role of who does it; empty: from the device's own line
  std::string sdk_version;  ///< as the client names itself; empty: not logged
  std::optional<TlsVersion> tls;
  CredentialFault fault = CredentialFault::kNone;
  Bytes message_bytes{256};
  Duration reconnect;  ///< of who sends messages and is thrown out; 0: as the scenario's client does
  std::optional<FreeMapping> desired_g1;
  std::optional<FreeMapping> desired_g2;
};

template <class Visitor>
void describe(Visitor& v, HubAct& a) {
  v.field("kind", a.kind, {.says = "What is done at the hub in the device's name; delete_identity and create_identity take it out of the registry and "
                   "put it back.",
           .required = true});
  v.field("count", a.count, {.says = "Acts; 0 means as many as fit the phase's duration.", .min = 0, .max = 4e9});
  v.field("count_parameter", a.count_parameter, {.says = "Parameter that gives the count instead; 0 means no act."});
  v.field("rate_per_second", a.rate_per_second,
          {.says = "Acts per second; 0 means that spacing decides.", .min = 0, .max = 1e5});
  v.field("rate_parameter", a.rate_parameter, {.says = "Parameter that gives the rate per second instead."});
  v.field("spacing", a.spacing,
          {.says = "Time before each act but the first.", .min = 0, .max = 30 * 86'400.0, .unit = "s"});
  v.field("parallel", a.parallel, {.says = "Starts with the phase, and not after the act before it."});
  v.field("remote", a.remote,
          {.says = "Role from `infrastructure` of who does it; empty means from the device's own line."});
  v.field("sdk_version", a.sdk_version, {.says = "What the client calls itself; empty means that it is not logged."});
  v.field("tls", a.tls, {.says = "TLS version of the connection, with connect; none means that it is not logged."});
  v.field("fault", a.fault, {.says = "With refused: what is wrong with the credentials."});
  v.field("message_bytes", a.message_bytes,
          {.says = "With messages: size of each, properties included.",
           .min = 0,
           .max = 262'144,
           .grade = Grade::kEstimated,
           .plausible = {128, 1024}});
  v.field("reconnect", a.reconnect,
          {.says = "With messages: wait before coming back after the hub closed the connection; 0 means as the "
                   "scenario's client does.",
           .min = 0,
           .max = 86'400,
           .grade = Grade::kEstimated});
  v.field("desired_g1", a.desired_g1,
          {.says = "With twin_update: desired properties where agents of generation 1 run, as `picket schema twin_g1` "
                   "lists them; delivered as the whole twin."});
  v.field("desired_g2", a.desired_g2,
          {.says = "The same where agents of generation 2 run (`picket schema twin_g2`), delivered as a patch."});
}

}  // namespace picket::sim
