#include "sim/experiment/dictionary_samples.h"

#include <algorithm>

#include "agent_core/base/hash.h"

namespace picket::sim {

void DictionarySamples::add(const CarriedMessage& message, std::string_view bytes) {
  const std::uint64_t order = hash_combine(mix64(message.device.value()), message.sequence);
  const bool full = samples_.size() == kMostSamples;
  if (full && order > samples_.front().order) return;
  samples_.push_back({order, std::string(bytes.substr(0, kSampleBytes))});
  std::push_heap(samples_.begin(), samples_.end());
  if (!full) return;
  std::pop_heap(samples_.begin(), samples_.end());
  samples_.pop_back();
}

Result<CompressionDictionary, CompressionError> DictionarySamples::train() const {
  std::vector<Sample> sorted = samples_;
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::string> bytes;
  for (Sample& sample : sorted) bytes.push_back(std::move(sample.bytes));
  return CompressionDictionary::train(bytes);
}

}  // namespace picket::sim
