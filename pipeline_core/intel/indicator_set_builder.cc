#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "agent_core/base/check.h"
#include "pipeline_core/intel/indicator_hash.h"
#include "pipeline_core/intel/indicator_set.h"

namespace picket {
namespace {

constexpr std::size_t kMaxWordsOnOneValue = 16;
constexpr std::size_t kMaxArena = 0xffff0000;

std::uint64_t hash_of(const ListedValue& value) {
  if (value.kind != IndicatorKind::kDomain) return indicator_hash(value.kind, value.key);
  std::string text = value.key;
  text.resize(text.size() + 8);
  std::uint64_t hash = kDomainSeed;
  for (std::size_t end = value.key.size();;) {
    std::size_t start = end;
    while (start > 0 && text[start - 1] != '.') --start;
    hash = value_hash::padded(hash, text.data() + start, end - start);
    if (start == 0) return hash;
    end = start - 1;
  }
}

Time asserted_at(const Indicator& indicator) {
  return indicator.modified == Time::min() ? indicator.valid_from : indicator.modified;
}

}  // namespace

void IndicatorSet::Builder::add(ListedValue value, Indicator indicator) {
  ++added_;
  if (items_.size() >= settings_.max_entries) {
    ++dropped_[IndicatorDrop::kFull];
    return;
  }
  Item item{std::move(value), std::move(indicator), 0, static_cast<std::uint32_t>(items_.size())};
  item.hash = hash_of(item.value);
  items_.push_back(std::move(item));
}

void IndicatorSet::Builder::revoke(std::string_view id, Time modified) {
  revocations_.push_back({std::string(id), modified});
}

void IndicatorSet::Builder::drop_old_versions() {
  struct Latest {
    Time modified;
    bool revoked;
  };
  std::unordered_map<std::string_view, Latest> latest;
  for (const Item& item : items_) {
    if (item.indicator.id.empty()) continue;
    const auto [at, is_new] = latest.try_emplace(item.indicator.id, Latest{item.indicator.modified, false});
    if (!is_new) at->second.modified = std::max(at->second.modified, item.indicator.modified);
  }
  for (const Revocation& revocation : revocations_) {
    const auto found = latest.find(revocation.id);
    if (found != latest.end() && revocation.modified >= found->second.modified) found->second = {revocation.modified, true};
  }
  // The keys of the table are the ids of the items: decide first, then move items.
  std::vector<IndicatorDrop> fate(items_.size(), IndicatorDrop::kCount_);
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const Indicator& indicator = items_[i].indicator;
    if (indicator.id.empty()) continue;
    const Latest& version = latest.at(indicator.id);
    if (version.revoked) {
      fate[i] = IndicatorDrop::kRevoked;
    } else if (indicator.modified < version.modified) {
      fate[i] = IndicatorDrop::kSuperseded;
    }
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (fate[i] != IndicatorDrop::kCount_) {
      ++dropped_[fate[i]];
    } else {
      if (kept != i) items_[kept] = std::move(items_[i]);
      ++kept;
    }
  }
  items_.resize(kept);
}

std::vector<std::uint32_t> IndicatorSet::Builder::order_of_values() const {
  std::vector<std::uint32_t> order(items_.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto place = [&](std::uint32_t i) {
    const Item& item = items_[i];
    return std::tuple(item.value.kind, std::string_view(item.value.key), item.order);
  };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return items_[a].hash != items_[b].hash ? items_[a].hash < items_[b].hash : place(a) < place(b);
  });
  return order;
}

/// Keeps one copy of what entries share.
class IndicatorSet::Builder::SharedWords {
 public:
  SharedWords(IndicatorSet& set, const IndicatorSettings& settings) : set_(set), settings_(settings) {}

  /// Index of the words of an item, or nothing if they never hold.
  std::optional<std::uint32_t> index_of(const Item& item) {
    const Indicator& indicator = item.indicator;
    Words words;
    words.valid_from = indicator.valid_from;
    words.stated_until = indicator.valid_until;
    words.asserted = asserted_at(indicator);
    words.confidence = indicator.confidence;
    words.tlp = indicator.tlp;
    const Duration half_life = settings_.half_life(item.value.kind);
    words.valid_until = std::min(words.stated_until, confident_until(words.confidence, words.asserted, half_life,
                                                                     settings_.min_confidence));
    if (words.valid_until <= words.valid_from) return std::nullopt;
    const auto source = sources_.try_emplace(indicator.source, static_cast<std::uint32_t>(set_.sources_.size()));
    if (source.second) set_.sources_.push_back(indicator.source);
    words.source = source.first->second;
    const auto known = known_.try_emplace({words.valid_from, words.valid_until, words.stated_until, words.asserted,
                                           words.source, words.confidence, words.tlp},
                                          static_cast<std::uint32_t>(set_.words_.size()));
    if (known.second) set_.words_.push_back(words);
    return known.first->second;
  }

 private:
  using Key = std::tuple<Time, Time, Time, Time, std::uint32_t, std::uint8_t, Tlp>;
  IndicatorSet& set_;
  const IndicatorSettings& settings_;
  std::map<Key, std::uint32_t> known_;
  std::map<std::string_view, std::uint32_t> sources_;
};

void IndicatorSet::Builder::store(IndicatorSet& set) {
  const std::vector<std::uint32_t> order = order_of_values();
  SharedWords shared(set, settings_);
  std::vector<HashIndex::Key> keys;
  set.arena_.push_back('\0');  // offset 0 means "no id"
  std::size_t group = 0;       // entries before the current value
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Item& item = items_[order[i]];
    const bool same = i != 0 && items_[order[i - 1]].hash == item.hash && items_[order[i - 1]].value == item.value;
    if (!same) group = set.entries_.size();
    const std::size_t in_group = set.entries_.size() - group;
    const auto words = shared.index_of(item);
    if (!words) {
      ++dropped_[IndicatorDrop::kNeverValid];
    } else if (set.repeats(group, *words, item.indicator.id)) {
      ++dropped_[IndicatorDrop::kRepeated];
    } else if (in_group == kMaxWordsOnOneValue) {
      ++dropped_[IndicatorDrop::kCrowded];
    } else if (set.arena_.size() + item.value.key.size() + item.indicator.id.size() + 1 > kMaxArena) {
      ++dropped_[IndicatorDrop::kFull];
    } else {
      if (in_group == 0) {
        keys.push_back({item.hash, static_cast<std::uint32_t>(set.entries_.size())});
        note_place(set, item);
      }
      append(set, item, *words, in_group == 0);
    }
  }
  set.index_.build(keys, [&](std::uint32_t first) {
    for (std::uint32_t at = first;; ++at) {
      ++dropped_[IndicatorDrop::kCrowded];
      --set.by_kind_[set.entries_[at].kind];
      if (set.entries_[at].last) break;
    }
  });
}

void IndicatorSet::Builder::append(IndicatorSet& set, const Item& item, std::uint32_t words, bool first) {
  Stored stored;
  stored.words = words;
  stored.kind = item.value.kind;
  stored.last = true;
  stored.key_size = static_cast<std::uint16_t>(item.value.key.size());
  if (first) {
    stored.key_at = static_cast<std::uint32_t>(set.arena_.size());
    set.arena_.append(item.value.key);
  } else {
    stored.key_at = set.entries_.back().key_at;
    set.entries_.back().last = false;
  }
  const std::string_view id = std::string_view(item.indicator.id).substr(0, kMaxId);
  if (!id.empty()) {
    stored.id_at = static_cast<std::uint32_t>(set.arena_.size());
    set.arena_.push_back(static_cast<char>(id.size()));
    set.arena_.append(id);
  }
  ++set.by_kind_[stored.kind];
  set.entries_.push_back(stored);
}

void IndicatorSet::Builder::note_place(IndicatorSet& set, const Item& item) {
  const std::string& key = item.value.key;
  if (item.value.kind == IndicatorKind::kDomain) {
    const auto depth = static_cast<std::size_t>(std::count(key.begin(), key.end(), '.')) + 1;
    set.deepest_ = std::max(set.deepest_, depth);
  } else if (item.value.kind == IndicatorKind::kUrl) {
    set.has_paths_ = set.has_paths_ || key.starts_with('/');
  } else if (item.value.kind == IndicatorKind::kAddress) {
    const auto bits = static_cast<std::uint8_t>(key[listed_key::kAddress - 1]);
    if (key.size() == listed_key::kEndpoint) set.has_endpoints_ = true;
    const bool v4 = bits >= 96 && std::string_view(key).starts_with(std::string_view("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12));
    std::vector<std::uint8_t>& lengths = v4 ? set.v4_lengths_ : set.v6_lengths_;
    const bool is_block = bits < 128 || (!v4 && key.size() == listed_key::kAddress);
    if (is_block && std::find(lengths.begin(), lengths.end(), bits) == lengths.end()) {
      lengths.push_back(bits);
      std::sort(lengths.rbegin(), lengths.rend());
    }
    if (!v4) return;
    set.v4_bits_.resize(1U << 18);
    std::uint32_t first = 0;
    for (std::size_t i = 12; i < 15; ++i) first = first << 8 | static_cast<std::uint8_t>(key[i]);
    const std::uint32_t count = bits >= 120 ? 1 : 1U << (120 - bits);
    if (count < 64) {
      for (std::uint32_t i = first; i < first + count; ++i) set.v4_bits_[i / 64] |= 1ULL << (i % 64);
    } else {
      for (std::uint32_t i = first / 64; i < (first + count) / 64; ++i) set.v4_bits_[i] = ~0ULL;
    }
  }
}

std::shared_ptr<const IndicatorSet> IndicatorSet::Builder::seal() {
  auto set = std::make_shared<IndicatorSet>();
  set->half_lives_ = settings_;
  drop_old_versions();
  store(*set);
  set->entries_.shrink_to_fit();
  set->arena_.shrink_to_fit();
  set->dropped_ = dropped_;
  PICKET_CHECK(added_ == set->size() + dropped_.total(), "added", added_, "kept", set->size());
  items_.clear();
  return set;
}

}  // namespace picket
