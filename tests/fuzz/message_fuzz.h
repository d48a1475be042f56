#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "agent_core/base/check.h"
#include "agent_core/message/message.h"
#include "agent_core/message/message_problems.h"

namespace picket {

/// What was decoded must survive being encoded, in any dialect, and decoded again; what the strict dialect
/// writes must be what the published schema wants.
inline void fuzz_encode_again(Encoding encoding, JsonDialect dialect, const DecodedMessage& decoded,
                              const TextTable& texts, DecodeLimits limits) {
  SecurityMessage message;
  message.observations = decoded.observations;
  AgentIdentity identity;
  identity.extended = true;
  identity.dialect = dialect;
  std::string again;
  encode(encoding, identity, message, texts, again);
  PICKET_CHECK(again.size() == encoded_size(encoding, identity, message, texts));
  if (again.size() > limits.max_bytes) return;
  TextTable more(1'024);
  DecodedMessage second;
  limits.tolerant = dialect != JsonDialect::kStrict || encoding != Encoding::kG1Json;
  const auto read_again = decode(encoding, again, limits, more, second);
  PICKET_CHECK(read_again.ok() && second.observations.size() == decoded.observations.size());
  if (!limits.tolerant) PICKET_CHECK(find_message_problems(again).empty());
}

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
    const bool json = encoding == Encoding::kG1Json;
    for (std::size_t dialect = 0; dialect < (json ? kJsonDialectNames.size() : 1); ++dialect) {
      fuzz_encode_again(encoding, static_cast<JsonDialect>(dialect), decoded, texts, limits);
    }
  }
  return 0;
}

}  // namespace picket
