#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/message/compression.h"
#include "sim/generate/message_store.h"

namespace picket::sim {

/// A fair and bounded choice of the messages of a warm-up, to train a compression dictionary on.
///
/// Model: keeps the messages whose hash of (device, sequence) is smallest, so the choice depends neither
///        on the order in which messages come nor on how the warm-up is cut into windows.
/// Cost:  at most kMostSamples * kSampleBytes = 8 MiB; an added message costs a hash, a kept one a copy.
class DictionarySamples {
 public:
  static constexpr std::size_t kMostSamples = 512;   ///< estimate: the trainer asks for some hundred
  static constexpr std::size_t kSampleBytes = 16'384;  ///< of a message; what is common stands at its beginning

  void add(const CarriedMessage& message, std::string_view bytes);
  std::size_t size() const { return samples_.size(); }
  /// Errors: kTooFewSamples.
  Result<CompressionDictionary, CompressionError> train() const;

 private:
  struct Sample {
    std::uint64_t order = 0;
    std::string bytes;
    auto operator<=>(const Sample&) const = default;  // the bytes break ties
  };
  std::vector<Sample> samples_;  ///< a heap, the largest order first
};

}  // namespace picket::sim
