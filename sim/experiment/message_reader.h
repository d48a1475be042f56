#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "agent_core/base/text.h"
#include "agent_core/message/compression.h"
#include "pipeline_core/pipeline.h"

namespace picket::sim {

/// Reads messages that the pipeline is given, as the pipeline decodes them: for probes.
class MessageReader {
 public:
  /// New texts that are kept, unless `forget` is called in time.
  static constexpr std::size_t kMaxTexts = 1U << 22;

  /// `vocabulary` is borrowed.
  explicit MessageReader(const TextTable& vocabulary, std::size_t max_texts = kMaxTexts);

  /// Messages compressed with a dictionary need it.
  void set_dictionary(std::shared_ptr<const CompressionDictionary> dictionary) { dictionary_ = std::move(dictionary); }
  /// Nothing of what the pipeline cannot read. Texts are those of `texts()`.
  std::vector<Observation> observations_of(const DeviceMessage& submitted);
  const TextTable& texts() const { return *texts_; }
  /// Texts that are not of the vocabulary go, and with them the meaning of what was read before.
  void forget();

 private:
  const TextTable& vocabulary_;
  std::size_t max_texts_;
  std::unique_ptr<TextTable> texts_;
  std::shared_ptr<const CompressionDictionary> dictionary_;
  std::unique_ptr<Decompressor> decompressor_;
};

}  // namespace picket::sim
