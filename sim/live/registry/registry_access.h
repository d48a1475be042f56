#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent_core/base/time.h"
#include "sim/live/mqtt/connection_string.h"
#include "sim/live/mqtt/secret.h"

namespace picket::sim {

/// What lets somebody in to a hub's identity registry: a shared access policy and its key.
struct RegistryAccess {
  std::string host;    ///< "contoso-hub.azure-devices.net"
  std::string policy;  ///< "registryReadWrite" or "iothubowner"; "registryRead" can list and query alone
  Secret key;          ///< decoded
};

struct RegistryAccessRead {
  std::optional<RegistryAccess> access;
  std::vector<SecretTextProblem> problems;  ///< empty: `access` is there; `describe` writes them
};

/// Reads "HostName=H;SharedAccessKeyName=P;SharedAccessKey=K", the connection string of a policy, in any order.
///
/// Output: every problem at once; none quotes anything of the text but the names of parts that are known.
/// Errors: a part without "=", unknown, given twice, empty or missing; a host that is no DNS name; a key that is no base64 of 16 to
///         64 bytes; DeviceId or ModuleId, which belong to a device's connection string; EntityPath or Endpoint, which belong to the
///         built-in endpoint's.
/// Limits: at most kMaxConnectionString bytes.
RegistryAccessRead read_registry_access(const Secret& text);

/// The token that a request carries: "SharedAccessSignature sr={host}&sig=...&skn={policy}&se=...".
/// Source: azure-docs iot-hub-dev-guide-sas; signature and order of Microsoft's azure-iot-common, which the test has.
Secret registry_token(const RegistryAccess& access, Time expires);

}  // namespace picket::sim
