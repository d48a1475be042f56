#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "agent_core/base/ids.h"
#include "agent_core/base/ip_address.h"
#include "agent_core/base/time.h"

namespace picket {

/// What happened at the hub. Source of the words: monitor-iot-hub-reference (resource logs, 2024-06-26), the
/// activity log's resource provider operations of Microsoft.Devices and Microsoft.Insights; of routes:
/// iot-hub-diagnostics-operation-names, 2020-04-24. Cloud-to-device messages that went well have no record there; they
/// carry the metric's name. "send", "receive" and "feedback" of cloud-to-device messages, "create", "update" and "delete" of
/// identities and "read" of a device's own twin are ours, after the words that are published beside them.
enum class OperationName : std::uint8_t {
  kDeviceConnect,
  kDeviceDisconnect,
  kTelemetryError,
  kTwinUpdate,      ///< by the device: reported properties
  kTelemetryTrace,  ///< a device-to-cloud message, logged where distributed tracing is on
  kC2dTwinUpdate,   ///< by the service: tags or desired properties
  kC2dMessage,      ///< a cloud-to-device message that the device completed
  kC2dRejected,     ///< a cloud-to-device message that the device rejected
  kC2dExpired,
  kQueuePurge,  ///< the device's command queue was emptied
  kDirectMethod,
  kFileUpload,
  kTwinQuery,
  kJob,
  kIdentityOperation,
  kEndpointUnhealthy,
  // Of the hub and not of a device: see `hub_identity`.
  kCertificateWrite,
  kCertificateDelete,
  kDiagnosticSettingWrite,
  kDiagnosticSettingDelete,
  // The rest of the resource log, by device or of the hub as a whole.
  kC2dTwinRead,     ///< by the service
  kTwinRead,        ///< by the device
  kC2dSend,         ///< a cloud-to-device message that the hub did not take
  kC2dReceive,      ///< a request for messages that it refused
  kC2dFeedback,     ///< an acknowledgement that it refused
  kIdentityCreate,
  kIdentityUpdate,
  kIdentityDelete,
  kConfiguration,   ///< automatic device management
  kDeviceStream,
  kUndefinedRoute,  ///< a route's condition asks for what the message does not have
  kDroppedMessage,  ///< an endpoint was dead for too long
  kOrphanedMessage, ///< no route took it
  kInvalidMessage,  ///< its endpoint does not take such messages
  kEndpointDead,
  kEndpointHealthy,
  kCount_
};
inline constexpr std::size_t kOperationNames = static_cast<std::size_t>(OperationName::kCount_);
/// "deviceConnect", "Microsoft.Devices/iotHubs/certificates/Write", ...
std::string_view operation_word(OperationName operation);
/// "Connections", "C2DCommands", ...; "Administrative" for the activity log.
std::string_view operation_category(OperationName operation);
/// What a reader of logs needs. Errors: nothing for a pair that is not known.
std::optional<OperationName> find_operation(std::string_view category, std::string_view word);

enum class HubProtocol : std::uint8_t { kUnknown, kMqtt, kAmqp, kHttp, kCount_ };
enum class AuthType : std::uint8_t { kUnknown, kSas, kX509, kCount_ };
enum class TlsVersion : std::uint8_t { kUnknown, kTls10, kTls11, kTls12, kTls13 };

/// Why credentials were not taken, where the record says so.
enum class CredentialFault : std::uint8_t {
  kNone,
  kTokenExpired,
  kSignatureInvalid,
  kThumbprintMismatch,
  kCertificateExpired
};

/// Stands for a hub where a device is asked for: records of the hub's own configuration, and findings about it.
/// The last 65,536 numbers are kept for this.
inline constexpr std::uint32_t kFirstHubIdentity = 0xffff0000U;
constexpr DeviceId hub_identity(HubId hub) {
  return DeviceId(kFirstHubIdentity + (hub.value() & 0xffffU));
}
constexpr std::optional<HubId> hub_of_identity(DeviceId device) {
  if (device.value() < kFirstHubIdentity) return std::nullopt;
  return HubId(device.value() - kFirstHubIdentity);
}

/// A record of the hub's resource log or of its activity log.
///
/// The first five fields say all of an ordinary connect. Texts are not carried but as hashes, since they are
/// only compared: a record is one value of fixed size.
/// Limits: the hub neither promises to log everything nor to log it in order (iot-hub-monitor-resource-health).
struct OperationRecord {
  Time time;
  DeviceId device;  ///< or `hub_identity`
  OperationName operation = OperationName::kDeviceConnect;
  std::uint32_t result_type = 0;  ///< 0, or the hub's error code (429002, 403002, 400027, ...)
  bool module = false;            ///< the security module's connection, not the device's own
  HubProtocol protocol = HubProtocol::kUnknown;
  AuthType auth_type = AuthType::kUnknown;
  CredentialFault fault = CredentialFault::kNone;
  TlsVersion tls = TlsVersion::kUnknown;
  std::uint32_t count = 1;               ///< equal operations that this record stands for
  Time logged_time = Time::min();        ///< when it could be read; before `time`: at once
  IpAddress masked_address{};            ///< `maskedIpAddress` with zeros where it is masked; "::": not logged
  std::uint64_t sdk_version = 0;         ///< FNV-1a of `sdkVersion`; 0: not logged
  std::uint64_t thumbprint = 0;          ///< FNV-1a of the presented certificate's thumbprint; 0: none or not logged
  Time credential_expiry = Time::max();  ///< `se` of the token, or the certificate's end; max: not logged
  HubId hub{};

  /// When the pipeline learns of it.
  Time arrival() const { return std::max(time, logged_time); }
};

/// 401nnn: the caller was not allowed to. Source: troubleshoot-error-codes, 2026-01-06.
constexpr bool is_unauthorized(std::uint32_t result_type) {
  return result_type / 1000 == 401;
}
/// Throttled or over quota: the hub's limits speak, not the device.
constexpr bool is_throttled(std::uint32_t result_type) {
  return result_type / 1000 == 429 || result_type == 403'002;
}
/// ConnectionForcefullyClosedOnNewConnection: a second connection of the same identity took over.
inline constexpr std::uint32_t kTakenOver = 400'027;

}  // namespace picket
