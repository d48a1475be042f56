#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/live/mqtt/secret.h"
#include "sim/network/hub_mqtt.h"

namespace picket::sim {

/// Who a device or module is to its hub, and what proves it.
struct LiveIdentity {
  HubNames names;        ///< host, device, module (empty: the device itself); the user agent stays empty
  Secret key;            ///< the symmetric key's bytes, decoded; empty with a certificate
  bool x509 = false;     ///< proven by a client certificate
  std::string gateway;   ///< host to connect to instead of the hub's own ("GatewayHostName"); empty: none
};

/// What is wrong with a text that holds a secret: where, and what would be right, but never what was found.
struct SecretTextProblem {
  std::size_t part = 0;       ///< the part between semicolons, from 1; 0: the whole text
  std::size_t character = 0;  ///< at which character that part begins, from 1; 0: the whole text
  std::string text;           ///< "DeviceId: given twice"
  std::string hint;           ///< what to do; may be empty
  bool operator==(const SecretTextProblem&) const = default;
};

/// A connection string read, or all that is wrong with it.
struct ConnectionString {
  std::optional<LiveIdentity> identity;
  std::vector<SecretTextProblem> problems;  ///< empty: `identity` is there
};

/// Reads "HostName=H;DeviceId=D[;ModuleId=M];SharedAccessKey=K", or ";x509=true" instead of the key, as the portal, the az
/// command and the SDKs write it; parts in any order, blanks around the text and one semicolon at its end are taken.
///
/// Output: every problem at once. No problem quotes anything of the text but the names of parts that are known: somebody may
///         have put the bare key where the connection string belongs.
/// Errors: a part without "=", unknown, given twice, empty or malformed; a host that is no DNS name; an id that IoT Hub does not
///         allow; a key that is no base64 or shorter than 16 bytes; neither key nor x509=true, or both; what belongs to a
///         connection of services (SharedAccessKeyName, Endpoint, EntityPath).
/// Limits: at most kMaxConnectionString bytes. A ready token (SharedAccessSignature) is refused: it cannot be renewed.
/// Source: azure-docs iot-hub/iot-hub-devguide-identity-registry (ids: 128 of ASCII letters, digits and - . % _ # * ? ! ( ) , : = @ $ ');
///         azure-iot-common connection_string.
ConnectionString read_connection_string(const Secret& text);
inline constexpr std::size_t kMaxConnectionString = 4'096;

/// One a line: "connection string, part 2 (character 40): error: DeviceId: given twice; remove one of the two".
std::string describe(const std::vector<SecretTextProblem>& problems, std::string_view source);

}  // namespace picket::sim
