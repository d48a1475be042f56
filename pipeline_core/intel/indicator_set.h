#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent_core/base/ip_address.h"
#include "agent_core/base/time.h"

namespace picket {

/// A threat-intelligence entry without its value: when it holds and whose word it is.
struct Indicator {
  Time valid_from;
  Time valid_until;  ///< exclusive; Time::max() for open end
  std::string source;
  std::uint8_t confidence = 100;  ///< 0 to 100, as STIX 2.1; reported, not used for matching
};

/// Listed addresses, address blocks and domains.
///
/// Model:  an address matches an equal address or a block that contains it; a name matches a listed
///         domain that is itself or a parent of it by whole labels ("a.evil.example" matches
///         "evil.example", "notevil.example" does not). Of several, the first added that is valid.
/// Cost:   a miss costs one bit test for addresses (false positives below 2 % at 100,000 entries).
/// Limits: looks at the list as it is valid when the pipeline analyses; what was stored before an
///         indicator appeared is not searched again.
/// Source: STIX 2.1 valid_from/valid_until semantics.
class IndicatorSet {
 public:
  void add_address(const IpAddress& address, Indicator indicator);
  /// False if `prefix` is out of range or host bits are set. For IPv4 the prefix counts from 0 to 32.
  bool add_block(const IpAddress& base, int prefix, Indicator indicator);
  /// False if the name is empty or longer than 253 characters. Case and a final dot do not matter.
  bool add_domain(std::string_view name, Indicator indicator);
  /// Builds the fast filters; call once after the last add.
  void seal();

  const Indicator* match(const IpAddress& address, Time now) const;
  const Indicator* match_domain(std::string_view name, Time now) const;
  /// True if some entry may match at some time: lets a caller cache the answer "never".
  bool may_match_domain(std::string_view name) const;
  bool has_addresses() const { return !addresses_.empty() || !lengths_.empty(); }
  bool has_domains() const { return !domains_.empty(); }
  std::size_t size() const { return indicators_.size(); }

 private:
  struct Entry {
    std::uint32_t indicator = 0;
    std::uint32_t next = 0;  ///< 1 + index of the next entry of the same value, 0 at the end
  };
  struct Address {
    IpAddress address;
    int prefix;
    bool operator==(const Address&) const = default;
  };
  struct AddressHash {
    std::size_t operator()(const Address& a) const;
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const;
  };
  std::uint32_t append(std::uint32_t head, Indicator indicator);
  const Indicator* valid(std::uint32_t head, Time now) const;

  std::vector<Indicator> indicators_;
  std::vector<Entry> entries_;
  std::unordered_map<Address, std::uint32_t, AddressHash>
      addresses_;  ///< value -> 1 + entry; never iterated after seal
  std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> domains_;
  std::vector<int> lengths_;                 ///< block lengths that occur (128-bit form), longest first
  std::vector<std::uint64_t> address_bits_;  ///< hashed addresses, 2^21 bits
  std::vector<std::uint64_t> block_bits_;    ///< by the first 16 bits of IPv4; IPv6 always asks
  bool sealed_ = false;
};

}  // namespace picket
