#include "pipeline_core/intel/indicator_set.h"

#include <algorithm>
#include <cstring>

#include "agent_core/base/ascii.h"
#include "agent_core/base/cidr.h"
#include "pipeline_core/intel/domain_name.h"
#include "pipeline_core/intel/indicator_hash.h"

namespace picket {

bool IndicatorSet::is_valid(Entry entry, Time now) const {
  const Words& words = words_[entries_[entry].words];
  return words.valid_from <= now && now < words.valid_until;
}

IndicatorSet::Entry IndicatorSet::probe(std::uint64_t hash, IndicatorKind kind, std::string_view key,
                                        const Time* now) const {
  const Entry first = index_.find(hash, [&](std::uint32_t at) {
    return entries_[at].kind == kind && key_of(entries_[at]) == key;
  });
  if (first == kNone || now == nullptr) return first;
  for (Entry at = first;; ++at) {
    if (is_valid(at, *now)) return at;
    if (entries_[at].last) return kNone;
  }
}

IndicatorSet::Entry IndicatorSet::find_bytes(IndicatorKind kind, std::string_view key, const Time* now) const {
  const std::uint64_t hash = indicator_hash(kind, key);
  return index_.may_contain(hash) ? probe(hash, kind, key, now) : kNone;
}

IndicatorSet::Entry IndicatorSet::find_address(const IpAddress& address, const Time* now) const {
  char key[listed_key::kAddress];
  const std::string_view view(key, sizeof key);
  if (address.is_v4()) {
    if (!may_list_v4(address.v4_value())) return kNone;
    listed_key::write_address(address, 128, key);
    const Entry exact = find_bytes(IndicatorKind::kAddress, view, now);
    if (exact != kNone) return exact;
  }
  for (const std::uint8_t bits : address.is_v4() ? v4_lengths_ : v6_lengths_) {
    listed_key::write_address(Cidr::masked(address, bits), bits, key);
    const Entry block = find_bytes(IndicatorKind::kAddress, view, now);
    if (block != kNone) return block;
  }
  return kNone;
}

IndicatorSet::Entry IndicatorSet::find_endpoint(const IpAddress& address, std::uint16_t port, Time now) const {
  if (has_endpoints_ && (!address.is_v4() || may_list_v4(address.v4_value()))) {
    char key[listed_key::kEndpoint];
    listed_key::write_address(address, 128, key);
    key[listed_key::kAddress] = static_cast<char>(port >> 8);
    key[listed_key::kAddress + 1] = static_cast<char>(port & 0xff);
    const Entry found = find_bytes(IndicatorKind::kAddress, std::string_view(key, sizeof key), &now);
    if (found != kNone) return found;
  }
  return find_address(address, &now);
}

IndicatorSet::Entry IndicatorSet::find_name(std::string_view name, const Time* now) const {
  if (deepest_ == 0) return kNone;
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.empty() || name.size() > kMaxDomain) return kNone;
  char text[kMaxDomain + 16];
  for (std::size_t i = 0; i < name.size(); ++i) text[i] = lower(name[i]);
  std::memset(text + name.size(), 0, 8);

  struct Parent {
    std::uint64_t hash;
    std::size_t start;
  };
  Parent parents[128];
  std::size_t count = 0;
  std::uint64_t hash = kDomainSeed;
  std::size_t end = name.size();
  for (std::size_t depth = 1;; ++depth) {
    std::size_t start = end;
    while (start > 0 && text[start - 1] != '.') --start;
    hash = value_hash::padded(hash, text + start, end - start);
    // Seldom true at any depth, so the words of the filter are fetched side by side, also for names that follow.
    if (depth > 1 && index_.may_contain(hash)) parents[count++] = {hash, start};
    if (start == 0 || depth == deepest_) break;
    end = start - 1;
  }
  while (count-- > 0) {
    const std::string_view key(text + parents[count].start, name.size() - parents[count].start);
    const Entry found = probe(parents[count].hash, IndicatorKind::kDomain, key, now);
    if (found != kNone) return found;
  }
  return kNone;
}

IndicatorSet::Entry IndicatorSet::find_place(const NormalUrl& url, const Time* now) const {
  if (!has(IndicatorKind::kUrl)) return kNone;
  const Entry whole = find_bytes(IndicatorKind::kUrl, url.text, now);
  if (whole != kNone || !has_paths_) return whole;
  return find_bytes(IndicatorKind::kUrl, url.path(), now);
}

IndicatorReason IndicatorSet::reason(Entry entry, Time now) const {
  const Stored& stored = entries_[entry];
  const Words& words = words_[stored.words];
  IndicatorReason reason;
  reason.kind = stored.kind;
  reason.value = to_text(stored.kind, key_of(stored));
  reason.id = id_of(stored);
  reason.source = sources_[words.source];
  reason.tlp = words.tlp;
  reason.confidence = decayed_confidence(words.confidence, words.asserted, now, half_lives_.half_life(stored.kind));
  reason.valid_from = words.valid_from;
  reason.valid_until = words.stated_until;
  return reason;
}

bool IndicatorSet::repeats(std::size_t group, std::uint32_t words, std::string_view id) const {
  for (std::size_t at = group; at < entries_.size(); ++at) {
    if (entries_[at].words == words && id_of(entries_[at]) == id.substr(0, kMaxId)) return true;
  }
  return false;
}

std::size_t IndicatorSet::bytes() const {
  std::size_t sources = 0;
  for (const std::string& source : sources_) sources += sizeof source + source.size();
  return entries_.size() * sizeof(Stored) + words_.size() * sizeof(Words) + sources + arena_.size() + index_.bytes() +
         v4_bits_.size() * sizeof(std::uint64_t) + sizeof(IndicatorSet);
}

}  // namespace picket
