#include "sim/generate/message_bytes.h"

#include "agent_core/base/check.h"

namespace picket::sim {

void append_message(Encoding encoding, const AgentIdentity& identity, const SecurityMessage& message,
                    const TextTable& texts, Compression compression, const CompressionDictionary* dictionary,
                    std::string& out) {
  if (compression == Compression::kNone) {
    encode(encoding, identity, message, texts, out);
    return;
  }
  PICKET_CHECK(compression != Compression::kZstdDictionary || dictionary != nullptr);
  // Working memory only: what comes out depends on the arguments alone.
  thread_local Compressor compressor;
  thread_local std::string plain;
  plain.clear();
  encode(encoding, identity, message, texts, plain);
  compressor.compress(plain, compression == Compression::kZstdDictionary ? dictionary : nullptr, out);
}

void write_message(const MessageForm& form, const AgentIdentity& identity, const SecurityMessage& message,
                   std::span<const std::uint32_t> order, const TextTable& texts, CarriedMessage& carried,
                   MessageBatch& batch) {
  carried.first_observation = static_cast<std::uint32_t>(batch.observations.size());
  carried.first_byte = static_cast<std::uint32_t>(batch.bytes.size());
  if (carried.holds_observations || form.rows != nullptr) {
    for (const std::uint32_t i : order) {
      const Observation received = as_received(form.encoding, identity, message, message.observations[i]);
      if (form.rows != nullptr) {
        carried.row_bytes += static_cast<std::uint32_t>(raw_event_row_bytes(*form.rows, received, texts));
      }
      if (carried.holds_observations) batch.observations.push_back(received);
    }
  }
  if (form.wire == Wire::kSized) {
    if (form.wants_size) {
      carried.body_bytes = static_cast<std::uint32_t>(encoded_size(form.encoding, identity, message, texts));
    }
    return;
  }
  carried.compression = form.compression;
  append_message(form.encoding, identity, message, texts, form.compression, form.dictionary, batch.bytes);
  carried.body_bytes = static_cast<std::uint32_t>(batch.bytes.size()) - carried.first_byte;
}

}  // namespace picket::sim
