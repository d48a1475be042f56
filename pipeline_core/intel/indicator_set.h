#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/counts.h"
#include "agent_core/base/ip_address.h"
#include "agent_core/base/time.h"
#include "pipeline_core/intel/hash_index.h"
#include "pipeline_core/intel/indicator.h"
#include "pipeline_core/intel/listed_value.h"

namespace picket {

/// Why an indicator that was added is not in the sealed set.
enum class IndicatorDrop : std::uint8_t {
  kFull,        ///< beyond IndicatorSettings::max_entries
  kSuperseded,  ///< a later version of the same id was added
  kRevoked,     ///< the latest version of its id is a revocation
  kNeverValid,  ///< ends before it begins, or never has the confidence asked for
  kRepeated,    ///< the same value with the same words
  kCrowded,     ///< more than 16 words on one value, or a value made to collide with others
  kCount_,
};

/// Listed addresses, blocks, domains, URLs and file hashes. Immutable, shared by threads and forks.
///
/// Model:  an address matches an equal address or a block of its family that contains it, the longest block
///         first; a name matches a listed domain that is itself or a parent of it by whole labels
///         ("a.evil.example" matches "evil.example", "notevil.example" does not), the longest first; URLs by
///         their normal form, then by their path; file hashes when equal. Of several words on one value the
///         first added that is valid counts.
/// Cost:   per value 16 bytes, its text, and 13 bytes of index; 2 MiB for a set that lists IPv4 addresses. A miss of
///         an IPv4 address reads one bit; a miss of a name one word for each parent of two labels and more, as deep
///         as anything is listed.
/// Limits: a block of IPv6 never contains an IPv4 address; times are those that `valid_from` and `valid_until`
///         give, whatever the event's.
/// Source: STIX 2.1 section 4.7 (valid_from inclusive, valid_until exclusive, revoked, modified).
class IndicatorSet {
 public:
  class Builder;
  using Entry = std::uint32_t;
  static constexpr Entry kNone = HashIndex::kNone;

  /// The entry that matches at `now`, or kNone.
  Entry find(const IpAddress& address, Time now) const { return find_address(address, &now); }
  Entry find_endpoint(const IpAddress& address, std::uint16_t port, Time now) const;
  Entry find_domain(std::string_view name, Time now) const { return find_name(name, &now); }
  /// `url`: as normal_url or normal_url_path write it.
  Entry find_url(const NormalUrl& url, Time now) const { return find_place(url, &now); }
  /// `hash`: its bytes.
  Entry find_file_hash(std::string_view hash, Time now) const { return find_hash(hash, &now); }

  /// True if some entry may match at some time: lets a caller cache the answer "never".
  bool may_list(const IpAddress& address) const { return find_address(address, nullptr) != kNone; }
  bool may_list_domain(std::string_view name) const { return find_name(name, nullptr) != kNone; }
  bool may_list_url(const NormalUrl& url) const { return find_place(url, nullptr) != kNone; }
  bool may_list_file_hash(std::string_view hash) const { return find_hash(hash, nullptr) != kNone; }

  /// Whether an entry holds at a time.
  bool is_valid(Entry entry, Time now) const;
  IndicatorReason reason(Entry entry, Time now) const;

  bool has(IndicatorKind kind) const { return by_kind_[kind] != 0; }
  std::size_t size() const { return by_kind_.total(); }
  std::uint64_t count(IndicatorKind kind) const { return by_kind_[kind]; }
  const Counts<IndicatorDrop, std::uint64_t>& dropped() const { return dropped_; }
  /// Memory in use.
  std::size_t bytes() const;

 private:
  friend class Builder;
  /// What an entry shares with others.
  struct Words {
    Time valid_from;
    Time valid_until;  ///< also the end of the confidence asked for
    Time stated_until;
    Time asserted;
    std::uint32_t source = 0;
    std::uint8_t confidence = 0;
    Tlp tlp = Tlp::kNone;
  };
  /// One word on one value; those on the same value follow each other.
  struct Stored {
    std::uint32_t key_at = 0;  ///< into arena_
    std::uint32_t id_at = 0;   ///< into arena_, length byte first; 0: none
    std::uint32_t words = 0;
    std::uint16_t key_size = 0;
    IndicatorKind kind = IndicatorKind::kAddress;
    bool last = false;
  };
  static_assert(sizeof(Stored) == 16);

  Entry probe(std::uint64_t hash, IndicatorKind kind, std::string_view key, const Time* now) const;
  Entry find_bytes(IndicatorKind kind, std::string_view key, const Time* now) const;
  Entry find_address(const IpAddress& address, const Time* now) const;
  Entry find_name(std::string_view name, const Time* now) const;
  Entry find_place(const NormalUrl& url, const Time* now) const;
  Entry find_hash(std::string_view hash, const Time* now) const {
    return has(IndicatorKind::kFileHash) ? find_bytes(IndicatorKind::kFileHash, hash, now) : kNone;
  }
  static constexpr std::size_t kMaxId = 255;  ///< longer ids are cut
  std::string_view id_of(const Stored& entry) const {
    if (entry.id_at == 0) return {};
    return std::string_view(arena_).substr(entry.id_at + 1, static_cast<std::uint8_t>(arena_[entry.id_at]));
  }
  /// Whether an entry from `group` on says the same.
  bool repeats(std::size_t group, std::uint32_t words, std::string_view id) const;
  std::string_view key_of(const Stored& entry) const {
    return std::string_view(arena_).substr(entry.key_at, entry.key_size);
  }
  bool may_list_v4(std::uint32_t value) const {
    return !v4_bits_.empty() && (v4_bits_[value >> 14] >> (value >> 8 & 63) & 1) != 0;
  }

  std::vector<Stored> entries_;
  std::vector<Words> words_;
  std::vector<std::string> sources_;
  std::string arena_;
  HashIndex index_;
  IndicatorSettings half_lives_;
  std::vector<std::uint64_t> v4_bits_;     ///< by the first 24 bits of IPv4 addresses; empty without any
  std::vector<std::uint8_t> v4_lengths_;   ///< of blocks, over 128 bits, longest first
  std::vector<std::uint8_t> v6_lengths_;   ///< the same, 128 included if there are IPv6 addresses
  std::size_t deepest_ = 0;  ///< most labels of a listed domain; 0: none
  bool has_endpoints_ = false;
  bool has_paths_ = false;
  Counts<IndicatorKind, std::uint64_t> by_kind_;
  Counts<IndicatorDrop, std::uint64_t> dropped_;
};

/// Collects indicators of any number of feeds, then seals them.
/// Law: added = size of the set + dropped by each reason.
class IndicatorSet::Builder {
 public:
  explicit Builder(const IndicatorSettings& settings = {}) : settings_(settings) {}
  void add(ListedValue value, Indicator indicator);
  /// A version of an id that takes all earlier ones back.
  void revoke(std::string_view id, Time modified);
  std::uint64_t added() const { return added_; }
  /// Cost: sorts by hash; about 1 s for a million. Call once.
  std::shared_ptr<const IndicatorSet> seal();

 private:
  struct Item {
    ListedValue value;
    Indicator indicator;
    std::uint64_t hash = 0;
    std::uint32_t order = 0;
  };
  void drop_old_versions();
  class SharedWords;
  /// Items by value, those on one value in the order in which they were added.
  std::vector<std::uint32_t> order_of_values() const;
  void store(IndicatorSet& set);
  void append(IndicatorSet& set, const Item& item, std::uint32_t words, bool first);
  void note_place(IndicatorSet& set, const Item& item);

  struct Revocation {
    std::string id;
    Time modified;
  };
  IndicatorSettings settings_;
  std::vector<Item> items_;
  std::vector<Revocation> revocations_;
  std::uint64_t added_ = 0;
  Counts<IndicatorDrop, std::uint64_t> dropped_;
};

}  // namespace picket
