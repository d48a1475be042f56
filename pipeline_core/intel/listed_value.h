#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agent_core/base/ip_address.h"
#include "pipeline_core/intel/indicator.h"
#include "pipeline_core/intel/url.h"

namespace picket {

/// What can be listed, in the form in which it is compared: equal values have equal keys.
struct ListedValue {
  IndicatorKind kind = IndicatorKind::kAddress;
  /// Addresses: 16 bytes and the prefix length over 128 bits, then two bytes of port if there is one; domains and
  /// URLs: their normal text; file hashes: their bytes.
  std::string key;
  bool operator==(const ListedValue&) const = default;
};

ListedValue address_value(const IpAddress& address);
/// For IPv4 the prefix counts from 0 to 32. Errors: nothing if it is out of range or host bits are set.
std::optional<ListedValue> block_value(const IpAddress& base, int prefix);
/// A block with a shorter prefix lists more of the internet than any one actor holds, and would make most connections
/// alerts: feeds may not list it. Source: own choice; the largest blocks that registries ever gave to one holder are the
/// /8 of IPv4, and of IPv6 no one holds a /16.
inline constexpr int kShortestListedPrefixV4 = 8;
inline constexpr int kShortestListedPrefixV6 = 16;
/// Whether a value is such a block.
bool is_too_wide(const ListedValue& value);
/// What a reader of feeds says of it; `text` is the value as the feed has it.
std::string too_wide_text(std::string_view text);
ListedValue endpoint_value(const IpAddress& address, std::uint16_t port);
std::optional<ListedValue> domain_value(std::string_view name);
/// A URL, or a path on any host if it begins with '/'.
std::optional<ListedValue> url_value(std::string_view url);
/// 32, 40 or 64 hexadecimal digits: MD5, SHA-1, SHA-256.
std::optional<ListedValue> file_hash_value(std::string_view hex);

/// Reads a value of a feed whose kind is known. Addresses may be "192.0.2.1", "192.0.2.0/24", "192.0.2.1:80",
/// "[2001:db8::1]:80".
std::optional<ListedValue> read_value(IndicatorKind kind, std::string_view text);
/// Reads a value of a feed that does not say what it is: an address, a hash by its length, a URL if it has a '/',
/// else a domain. "hxxp" and "[.]", by which lists keep their readers from clicking, are undone.
std::optional<ListedValue> read_value(std::string_view text);

/// As a feed would write it.
std::string to_text(IndicatorKind kind, std::string_view key);

namespace listed_key {
inline constexpr std::size_t kAddress = 17;
inline constexpr std::size_t kEndpoint = 19;
/// The first 17 bytes of a key.
void write_address(const IpAddress& address, int bits, char* out);
}  // namespace listed_key

}  // namespace picket
