#pragma once

#include <cstdint>
#include <span>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "pipeline_core/hub_watch/operation_record.h"

namespace picket {

/// No security group, no site: the twin has no such tag.
inline constexpr std::uint32_t kNoGroup = 0xffffffffU;
inline constexpr SiteId kNoSite{0xffffffffU};

/// A device's identity and the tags of its twin, as the daily export of devices shows them at `time`.
/// Credentials are hashes (FNV-1a of a certificate's thumbprint, or of a key): they are only compared. 0: none.
struct IdentityRecord {
  Time time;
  DeviceId device;
  HubId hub;
  AuthType auth_type = AuthType::kUnknown;
  std::uint64_t primary_credential = 0;
  std::uint64_t secondary_credential = 0;
  std::uint32_t security_group = kNoGroup;  ///< its number in HubWatchSettings::security_groups
  SiteId site = kNoSite;
  bool has_security_module = true;
};

/// What matters of one module in an IoT Edge deployment manifest.
struct EdgeModule {
  bool privileged = false;              ///< Privileged in its create options
  bool extensive_capabilities = false;  ///< CapAdd of ALL or SYS_ADMIN
  bool host_network = false;
  bool registry_is_acr = false;    ///< the image comes from *.azurecr.io
  bool service_principal = false;  ///< ... with a service principal's credentials
  bool logging_disabled = false;   ///< LogConfig of type none
};

/// An IoT Edge device's manifest at `time`. Protocol heads are bits 1 << HubProtocol.
struct EdgeManifest {
  Time time;
  DeviceId device;
  std::span<const EdgeModule> modules;  ///< valid during the call
  std::uint32_t heads_enabled = 0;      ///< protocol heads of the Edge hub that listen
  std::uint32_t heads_used = 0;         ///< ... and that some module or downstream device uses
  std::uint64_t settings = 0;           ///< FNV-1a of the canonical module settings, for comparison within the group
};

}  // namespace picket
