#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "agent_core/base/check.h"
#include "agent_core/message/message.h"

namespace picket {

/// Decodes bytes under both readers and checks what decode promises; what was accepted must survive
/// being encoded and decoded again.
inline int fuzz_decode(Encoding encoding, const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const bool tolerant : {true, false}) {
    DecodeLimits limits;
    limits.tolerant = tolerant;
    limits.max_observations = 256;
    TextTable texts(512);
    DecodedMessage decoded;
    const auto result = decode(encoding, bytes, limits, texts, decoded);
    PICKET_CHECK(decoded.observations.size() <= limits.max_observations);
    PICKET_CHECK(result.ok() || decoded.observations.empty());
    if (!result.ok() || decoded.observations.empty()) continue;
    SecurityMessage message;
    message.observations = decoded.observations;
    AgentIdentity identity;
    identity.extended = true;
    std::string again;
    encode(encoding, identity, message, texts, again);
    PICKET_CHECK(again.size() == encoded_size(encoding, identity, message, texts));
    if (again.size() > limits.max_bytes) continue;
    TextTable more(1'024);
    DecodedMessage second;
    limits.tolerant = true;
    const auto read_again = decode(encoding, again, limits, more, second);
    PICKET_CHECK(read_again.ok() && second.observations.size() == decoded.observations.size());
  }
  return 0;
}

}  // namespace picket
