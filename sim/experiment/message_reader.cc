#include "sim/experiment/message_reader.h"

#include <string_view>

#include "agent_core/message/message.h"

namespace picket::sim {

MessageReader::MessageReader(const TextTable& vocabulary, std::size_t max_texts)
    : vocabulary_(vocabulary), max_texts_(max_texts), texts_(std::make_unique<TextTable>(max_texts, &vocabulary)) {}

std::vector<Observation> MessageReader::observations_of(const DeviceMessage& submitted) {
  if (submitted.bytes.empty()) return {submitted.observations.begin(), submitted.observations.end()};
  std::string plain;
  std::string_view bytes = submitted.bytes;
  if (submitted.compression != Compression::kNone) {
    if (decompressor_ == nullptr) decompressor_ = std::make_unique<Decompressor>();
    const bool with_dictionary = submitted.compression == Compression::kZstdDictionary;
    if (!decompressor_->decompress(bytes, with_dictionary ? dictionary_.get() : nullptr, DecodeLimits{}.max_bytes, plain).ok())
      return {};
    bytes = plain;
  }
  DecodedMessage decoded;
  if (!decode(submitted.encoding, bytes, DecodeLimits{}, *texts_, decoded).ok()) return {};
  return std::move(decoded.observations);
}

void MessageReader::forget() { texts_ = std::make_unique<TextTable>(max_texts_, &vocabulary_); }

}  // namespace picket::sim
