#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace picket {

/// Remembers what the rules said about content seen before. Keyed by a 64-bit hash of the fields that
/// rules of the kind use; two ways a set, the older way makes room.
/// State: 4,096 sets of two entries, 196 KB, so that a shard's cache stays near the core; beside them at most 65,536
///        different lists of rules, then all is forgotten.
/// Limits: two contents with one key share a verdict: of contents that nobody chose one pair in 2^63. The hash is no
///         secret, and whoever can choose 64 free bits of a key's fields (two addresses of IPv6) can make two such.
class VerdictCache {
 public:
  struct Entry {
    std::uint64_t key = 0;
    std::uint64_t novelty = 0;   ///< the process key of the novelty model, 0 if none
    std::uint32_t verdict = 0;   ///< index of the set of rules that match, 0: none
    bool names_something = false;  ///< its texts name a value that indicators may be about
  };

  VerdictCache() : entries_(kSets * 2), verdicts_(1) {}

  /// The entry of that key, or nothing.
  const Entry* find(std::uint64_t key) const {
    const Entry* set = &entries_[(key >> 40) % kSets * 2];
    if (set[0].key == key) return set;
    return set[1].key == key ? set + 1 : nullptr;
  }
  const Entry& store(std::uint64_t key, std::span<const std::uint32_t> rules, std::uint64_t novelty,
                     bool names_something) {
    const std::uint32_t verdict = intern(rules);
    Entry* set = &entries_[(key >> 40) % kSets * 2];
    set[1] = set[0];
    set[0] = {key, novelty, verdict, names_something};
    return set[0];
  }
  std::span<const std::uint32_t> rules(std::uint32_t verdict) const { return verdicts_[verdict]; }
  void clear() {
    entries_.assign(kSets * 2, {});
    verdicts_.assign(1, {});
    index_.clear();
  }

 private:
  static constexpr std::size_t kSets = 4096;
  static constexpr std::size_t kMaxVerdicts = 1U << 16;

  std::uint32_t intern(std::span<const std::uint32_t> rules) {
    if (rules.empty()) return 0;
    if (verdicts_.size() >= kMaxVerdicts) clear();
    std::vector<std::uint32_t> key(rules.begin(), rules.end());
    const auto [at, added] = index_.emplace(key, static_cast<std::uint32_t>(verdicts_.size()));
    if (added) verdicts_.push_back(std::move(key));
    return at->second;
  }

  std::vector<Entry> entries_;
  std::vector<std::vector<std::uint32_t>> verdicts_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> index_;
};

}  // namespace picket
