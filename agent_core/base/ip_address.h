#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace picket {

/// An IPv4 or IPv6 address. IPv4 is kept as its IPv4-mapped form (::ffff:a.b.c.d), so one
/// representation orders and hashes both.
class IpAddress {
 public:
  constexpr IpAddress() = default;  ///< the unspecified address "::"
  /// `value` in host order: 0x7f000001 is 127.0.0.1.
  static constexpr IpAddress v4(std::uint32_t value) {
    return IpAddress(0, 0x0000ffff00000000ULL | value);
  }
  /// The two halves in host order; the first byte of the address is the top byte of `high`.
  static constexpr IpAddress v6(std::uint64_t high, std::uint64_t low) { return IpAddress(high, low); }
  /// Reads "192.0.2.1" or "2001:db8::1"; nothing else (no port, no prefix, no zone).
  static std::optional<IpAddress> parse(std::string_view text);

  constexpr bool is_v4() const { return high_ == 0 && (low_ >> 32) == 0x0000ffff; }
  constexpr bool is_unspecified() const { return high_ == 0 && low_ == 0; }
  /// Only for is_v4().
  constexpr std::uint32_t v4_value() const { return static_cast<std::uint32_t>(low_); }
  constexpr std::uint64_t high() const { return high_; }
  constexpr std::uint64_t low() const { return low_; }
  /// 10/8, 172.16/12, 192.168/16, 100.64/10, 127/8, 169.254/16; fc00::/7, fe80::/10, ::1.
  /// Source: RFC 1918, 6598, 3927, 4193, 4291.
  bool is_private() const;
  /// Canonical text, as RFC 5952 for IPv6.
  std::string to_string() const;
  /// Length of to_string() without building it, for IPv4 in constant time.
  int text_length() const;

  constexpr auto operator<=>(const IpAddress&) const = default;

 private:
  constexpr IpAddress(std::uint64_t high, std::uint64_t low) : high_(high), low_(low) {}
  std::uint64_t high_ = 0;
  std::uint64_t low_ = 0;
};

}  // namespace picket
