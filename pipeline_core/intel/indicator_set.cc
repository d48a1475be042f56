#include "pipeline_core/intel/indicator_set.h"

#include <algorithm>

#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"
#include "pipeline_core/rules/predicate.h"

namespace picket {
namespace {

constexpr std::size_t kAddressBits = 1U << 21;
constexpr std::size_t kBlockBits = 1U << 16;

std::uint64_t hash_of(const IpAddress& address) {
  return hash_combine(mix64(address.high()), address.low());
}

std::string normal_name(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  std::string out(name);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

}  // namespace

std::size_t IndicatorSet::AddressHash::operator()(const Address& a) const {
  return hash_combine(hash_of(a.address), static_cast<std::uint64_t>(a.prefix));
}
std::size_t IndicatorSet::TextHash::operator()(std::string_view text) const {
  return mix64(fnv1a(text));
}

std::uint32_t IndicatorSet::append(std::uint32_t head, Indicator indicator) {
  PICKET_CHECK(!sealed_);
  indicators_.push_back(std::move(indicator));
  entries_.push_back({static_cast<std::uint32_t>(indicators_.size() - 1), 0});
  const auto added = static_cast<std::uint32_t>(entries_.size());
  if (head == 0) return added;
  std::uint32_t last = head;
  while (entries_[last - 1].next != 0) last = entries_[last - 1].next;
  entries_[last - 1].next = added;
  return head;
}

void IndicatorSet::add_address(const IpAddress& address, Indicator indicator) {
  std::uint32_t& head = addresses_[{address, 128}];
  head = append(head, std::move(indicator));
}

bool IndicatorSet::add_block(const IpAddress& base, int prefix, Indicator indicator) {
  const int width = base.is_v4() ? 32 : 128;
  if (prefix < 0 || prefix > width) return false;
  const int bits = prefix + 128 - width;
  if (Cidr::masked(base, bits) != base) return false;
  if (bits == 128) {
    add_address(base, std::move(indicator));
    return true;
  }
  std::uint32_t& head = addresses_[{base, bits}];
  head = append(head, std::move(indicator));
  if (std::find(lengths_.begin(), lengths_.end(), bits) == lengths_.end()) lengths_.push_back(bits);
  return true;
}

bool IndicatorSet::add_domain(std::string_view name, Indicator indicator) {
  std::string key = normal_name(name);
  if (key.empty() || key.size() > 253) return false;
  std::uint32_t& head = domains_[std::move(key)];
  head = append(head, std::move(indicator));
  return true;
}

void IndicatorSet::seal() {
  std::sort(lengths_.rbegin(), lengths_.rend());
  address_bits_.assign(kAddressBits / 64, 0);
  block_bits_.assign(kBlockBits / 64, 0);
  // Setting bits commutes, so the order of the table does not matter here.
  for (const auto& [value, head] : addresses_) {
    if (value.prefix == 128) {
      const std::uint64_t at = hash_of(value.address) % kAddressBits;
      address_bits_[at / 64] |= 1ULL << (at % 64);
    } else if (value.address.is_v4() || value.prefix < 96) {
      const bool v4 = value.prefix >= 96;
      const std::uint32_t first = v4 ? value.address.v4_value() >> 16 : 0;
      const std::uint32_t count = v4 ? (value.prefix >= 112 ? 1U : 1U << (112 - value.prefix)) : 0;
      for (std::uint32_t i = first; i < first + count; ++i) block_bits_[i / 64] |= 1ULL << (i % 64);
    }
  }
  sealed_ = true;
}

const Indicator* IndicatorSet::valid(std::uint32_t head, Time now) const {
  for (std::uint32_t at = head; at != 0; at = entries_[at - 1].next) {
    const Indicator& indicator = indicators_[entries_[at - 1].indicator];
    if (indicator.valid_from <= now && now < indicator.valid_until) return &indicator;
  }
  return nullptr;
}

const Indicator* IndicatorSet::match(const IpAddress& address, Time now) const {
  const std::uint64_t at = hash_of(address) % kAddressBits;
  if ((address_bits_[at / 64] >> (at % 64) & 1) != 0) {
    const auto found = addresses_.find({address, 128});
    if (found != addresses_.end()) {
      if (const Indicator* indicator = valid(found->second, now)) return indicator;
    }
  }
  if (lengths_.empty()) return nullptr;
  if (address.is_v4()) {
    const std::uint32_t block = address.v4_value() >> 16;
    if ((block_bits_[block / 64] >> (block % 64) & 1) == 0) return nullptr;
  }
  for (const int length : lengths_) {
    const auto found = addresses_.find({Cidr::masked(address, length), length});
    if (found == addresses_.end()) continue;
    if (const Indicator* indicator = valid(found->second, now)) return indicator;
  }
  return nullptr;
}

const Indicator* IndicatorSet::match_domain(std::string_view name, Time now) const {
  if (domains_.empty()) return nullptr;
  const std::string normal = normal_name(name);
  std::string_view rest = normal;
  while (!rest.empty()) {
    if (const auto found = domains_.find(rest); found != domains_.end()) {
      if (const Indicator* indicator = valid(found->second, now)) return indicator;
    }
    const std::size_t dot = rest.find('.');
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  return nullptr;
}

bool IndicatorSet::may_match_domain(std::string_view name) const {
  const std::string normal = normal_name(name);
  std::string_view rest = normal;
  while (!rest.empty()) {
    if (domains_.contains(rest)) return true;
    const std::size_t dot = rest.find('.');
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  return false;
}

}  // namespace picket
