#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/live/mqtt/connection_string.h"
#include "sim/live/mqtt/secret.h"

namespace picket::sim {

/// Where a hub's messages are read, and what lets us: its built-in endpoint, which is compatible with Event Hubs.
struct EventHubEndpoint {
  std::string host;    ///< "ihsuprodxx-eh.servicebus.windows.net": whom the certificate must name
  std::string entity;  ///< "iothub-ehub-contoso-hub-1234567-0123456789"
  std::string policy;  ///< "service": the name of the key
  Secret key;          ///< the bytes of its text: Event Hubs signs with these and decodes nothing
};

/// An endpoint read, or all that is wrong with the text.
struct EventHubEndpointRead {
  std::optional<EventHubEndpoint> endpoint;
  std::vector<SecretTextProblem> problems;  ///< empty: `endpoint` is there
};

/// Reads "Endpoint=sb://H/;SharedAccessKeyName=P;SharedAccessKey=K;EntityPath=E", as the portal (Built-in endpoints) and
/// 'az iot hub connection-string show --default-eventhub' give it; parts in any order, blanks around the text and one semicolon at
/// its end are taken.
///
/// Output: every problem at once; none quotes anything of the text but the names of parts that are known. `describe` words them.
/// Errors: a part without "=", unknown, given twice, empty, missing or malformed; a connection string of the hub or of a device.
/// Limits: at most kMaxConnectionString bytes. A ready token (SharedAccessSignature) is refused: it cannot be renewed.
/// Source: azure-docs iot-hub/iot-hub-devguide-messages-read-builtin.
EventHubEndpointRead read_event_hub_endpoint(const Secret& text);

}  // namespace picket::sim
