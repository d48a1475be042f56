#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>

#include "agent_core/base/check.h"
#include "agent_core/message/record.h"
#include "pipeline_core/rules/field.h"

namespace picket {

/// What verdicts on an observation depend on, word by word, and a hash of the words to look them up by.
/// Limits: the hash is quick and no secret, so that whoever chooses the words can choose equal hashes. Only the words tell
///         whether two keys are one.
class CacheKey {
 public:
  static constexpr std::size_t kMaxWords = 16;

  void add(std::uint64_t word) {
    PICKET_CHECK(size_ < kMaxWords, "words", size_);
    words_[size_++] = word;
    hash_ = (std::rotl(hash_, 29) ^ word) * 0x9e3779b97f4a7c15ULL;  // odd, and its bits are as good as drawn
  }
  std::span<const std::uint64_t> words() const { return std::span(words_).first(size_); }
  /// The upper bits are the better ones.
  std::uint64_t hash() const { return hash_; }

 private:
  std::size_t size_ = 0;
  std::uint64_t hash_ = 0;
  std::array<std::uint64_t, kMaxWords> words_;  // those from size_ on mean nothing
};

/// The key of an observation: its kind and the fields in `mask` (bits of Field). Fields outside the mask may or may not
/// enter; addresses never do unless the mask names one. Texts enter by their ids, which one shard's table keeps stable:
/// equal ids, equal content. So keys of different shards, or from before and after a table was renewed, must not be
/// compared. Reports enter with all fields that rules can name, whatever the mask.
CacheKey cache_key(const Observation& observation, FieldMask mask);

}  // namespace picket
