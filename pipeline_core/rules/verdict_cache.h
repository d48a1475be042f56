#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "pipeline_core/rules/cache_key.h"

namespace picket {

/// Remembers what the rules said about content seen before: two entries a set, the older one makes room.
/// A key's words are kept and compared: whoever can choose two contents of one hash gets a verdict for each.
/// State: 4,096 sets; an entry takes 16 bytes, and 8 for each word of the longest key so far: 130 KB and 64 KB a word,
///        so that a shard's cache stays near the core. Beside them at most 65,536 different lists of rules, then all is
///        forgotten.
/// Cost:  content that crowds a set, by chance or choice, is found anew each time: that costs a miss and no more.
class VerdictCache {
 public:
  struct Entry {
    std::uint64_t novelty = 0;     ///< the process key of the novelty model, 0 if none
    std::uint32_t verdict = 0;     ///< index of the set of rules that match, 0: none
    bool names_something = false;  ///< its texts name a value that indicators may be about
    std::uint8_t words = 0;        ///< of its key; 0: free
  };

  VerdictCache() : entries_(kSets * 2), verdicts_(1) {}

  /// The entry of that key, or nothing.
  const Entry* find(const CacheKey& key) const {
    const std::size_t set = set_of(key);
    if (holds(set, key)) return &entries_[set];
    return holds(set + 1, key) ? &entries_[set + 1] : nullptr;
  }
  const Entry& store(const CacheKey& key, std::span<const std::uint32_t> rules, std::uint64_t novelty,
                     bool names_something) {
    if (key.words().size() > width_) widen(key.words().size());
    const std::uint32_t verdict = intern(rules);
    const std::size_t set = set_of(key);
    const auto words = words_.begin() + static_cast<std::ptrdiff_t>(set * width_);
    entries_[set + 1] = entries_[set];
    std::copy_n(words, width_, words + static_cast<std::ptrdiff_t>(width_));
    entries_[set] = {novelty, verdict, names_something, static_cast<std::uint8_t>(key.words().size())};
    std::copy(key.words().begin(), key.words().end(), words);
    return entries_[set];
  }
  std::span<const std::uint32_t> rules(std::uint32_t verdict) const { return verdicts_[verdict]; }
  void clear() {
    entries_.assign(kSets * 2, {});
    verdicts_.assign(1, {});
    index_.clear();
  }

 private:
  static constexpr unsigned kSetBits = 12;
  static constexpr std::size_t kSets = std::size_t{1} << kSetBits;
  static constexpr std::size_t kMaxVerdicts = 1U << 16;

  static std::size_t set_of(const CacheKey& key) { return (key.hash() >> (64 - kSetBits)) * 2; }
  bool holds(std::size_t at, const CacheKey& key) const {
    const std::span<const std::uint64_t> words = key.words();
    return entries_[at].words == words.size() &&
           std::equal(words.begin(), words.end(), words_.begin() + static_cast<std::ptrdiff_t>(at * width_));
  }
  /// Happens at most as often as a key may have words.
  void widen(std::size_t width) {
    clear();
    width_ = width;
    words_.assign(kSets * 2 * width_, 0);
  }
  std::uint32_t intern(std::span<const std::uint32_t> rules) {
    if (rules.empty()) return 0;
    if (verdicts_.size() >= kMaxVerdicts) clear();
    std::vector<std::uint32_t> key(rules.begin(), rules.end());
    const auto [at, added] = index_.emplace(key, static_cast<std::uint32_t>(verdicts_.size()));
    if (added) verdicts_.push_back(std::move(key));
    return at->second;
  }

  std::vector<Entry> entries_;
  std::size_t width_ = 0;             ///< words kept for an entry
  std::vector<std::uint64_t> words_;  ///< by entry
  std::vector<std::vector<std::uint32_t>> verdicts_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> index_;
};

}  // namespace picket
