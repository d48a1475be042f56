#pragma once

#include <string>

#include "agent_core/message/compression.h"
#include "agent_core/message/message.h"

namespace picket::sim {

/// Appends what the agent puts on the wire: the encoded message, compressed if it says so.
///
/// Input: a dictionary for Compression::kZstdDictionary, otherwise ignored. From any thread.
void append_message(Encoding encoding, const AgentIdentity& identity, const SecurityMessage& message,
                    const TextTable& texts, Compression compression, const CompressionDictionary* dictionary,
                    std::string& out);

}  // namespace picket::sim
