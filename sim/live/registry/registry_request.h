#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "sim/live/mqtt/secret.h"

namespace picket::sim {

/// Whom the registry knows: a device, or a module of a device.
struct RegistryIdentity {
  std::string device;
  std::string module;  ///< empty: the device itself
  bool operator==(const RegistryIdentity&) const = default;
};
/// "dev-0001" or "dev-0001/azureiotsecurity".
std::string to_text(const RegistryIdentity& identity);

/// An identity to create, with its symmetric keys in base64. Both empty: the hub makes them. The hub wants both or none.
struct NewIdentity {
  RegistryIdentity identity;
  Secret primary_key;
  Secret secondary_key;
};
/// With two random keys of 32 bytes, as the hub makes them, so that bulk calls, whose answers hold no keys, can be used.
NewIdentity with_random_keys(RegistryIdentity identity);

/// A request to the registry's REST interface, in full but for the host and the token.
struct RegistryRequest {
  std::string method;        ///< "PUT"
  std::string target;        ///< "/devices/dev-0001?api-version=2021-04-12"
  std::string if_match;      ///< the header's value, quotes included; empty: none
  Secret body;               ///< JSON; holds keys
  std::int64_t operations = 1;  ///< of the registry's throttle: one for each identity
  std::uint32_t max_items = 0;  ///< x-ms-max-item-count; 0: none
  std::string continuation;     ///< x-ms-continuation; empty: none
};

// Source of all: azure-iothub 1.16.6, api-version 2021-04-12; azure-docs iot-hub-devguide-identity-registry. A bulk call takes at most
// kMaxBulk identities, and a query page holds at most kMaxPage.
inline constexpr std::string_view kRegistryApiVersion = "2021-04-12";
inline constexpr std::size_t kMaxBulk = 100;
inline constexpr std::uint32_t kMaxPage = 1'000;

/// PUT: creates; an identity that exists is refused with 409.
RegistryRequest create_request(const NewIdentity& identity);
/// PUT with If-Match "*": gives an identity that exists other keys.
RegistryRequest replace_request(const NewIdentity& identity);
/// DELETE with If-Match "*". A device takes its modules with it.
RegistryRequest delete_request(const RegistryIdentity& identity);
RegistryRequest get_request(const RegistryIdentity& identity);
RegistryRequest modules_request(std::string_view device);
/// POST of up to kMaxBulk with importMode "create" or "delete".
RegistryRequest bulk_create_request(std::span<const NewIdentity> identities);
RegistryRequest bulk_delete_request(std::span<const RegistryIdentity> identities);
/// POST of a query in the hub's SQL.
RegistryRequest query_request(std::string_view query, std::uint32_t page, std::string_view continuation);

}  // namespace picket::sim
