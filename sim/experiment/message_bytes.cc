#include "sim/experiment/message_bytes.h"

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

}  // namespace picket::sim
