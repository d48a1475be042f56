#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agent_core/base/ip_address.h"

namespace picket {

/// A block of addresses: those that begin with the same bits. Host bits are zero.
/// An address of IPv4 is in blocks of IPv4 alone, though it is kept in the form of IPv6.
/// Source: RFC 4632 and RFC 4291, "prefix length".
struct Cidr {
  IpAddress base;
  int prefix = 128;  ///< over the 128-bit form: an IPv4 /8 is 104

  bool is_v4() const { return base.is_v4() && prefix >= 96; }
  bool contains(const IpAddress& address) const;
  /// As `parse` reads it.
  std::string to_string() const;

  /// "10.0.0.0/8", "fe80::/10"; an address alone is a block of one.
  /// Errors: nothing if malformed or with host bits set.
  static std::optional<Cidr> parse(std::string_view text);
  /// `bits`: as one writes them, 8 for 10.0.0.0/8. Errors: nothing if it has no so many, or with host bits set.
  static std::optional<Cidr> of(const IpAddress& base, int bits);
  /// `address` with everything after `prefix` bits of its 128-bit form set to zero.
  static IpAddress masked(const IpAddress& address, int prefix);
};

}  // namespace picket
