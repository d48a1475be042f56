#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "agent_core/message/compression.h"
#include "agent_core/message/message.h"
#include "sim/generate/message_store.h"
#include "sim/results/raw_event_row.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// Appends what the agent puts on the wire: the encoded message, compressed if it says so.
///
/// Input: a dictionary for Compression::kZstdDictionary, otherwise ignored. From any thread.
void append_message(Encoding encoding, const AgentIdentity& identity, const SecurityMessage& message,
                    const TextTable& texts, Compression compression, const CompressionDictionary* dictionary,
                    std::string& out);

/// How a message goes into its batch, and what is measured of it.
struct MessageForm {
  Encoding encoding = Encoding::kG2FlatBuffers;
  Compression compression = Compression::kNone;
  const CompressionDictionary* dictionary = nullptr;
  Wire wire = Wire::kExact;        ///< sized: its bytes are counted and not written
  bool wants_size = true;          ///< `wire: sized` counts them; false: nobody asks
  const RowFrame* rows = nullptr;  ///< measures the rows that it makes in the workspace; null: nobody asks
};

/// Puts a message into the batch that carries it.
///
/// Input: `order` as `wire_order` gives it; `carried` says whether the batch keeps the observations
/// (`holds_observations`), which it then does as the service receives them, in that order.
/// Output: in `carried`, where the message lies in the batch, its size as sent, its compression and the size of
/// its rows.
void write_message(const MessageForm& form, const AgentIdentity& identity, const SecurityMessage& message,
                   std::span<const std::uint32_t> order, const TextTable& texts, CarriedMessage& carried,
                   MessageBatch& batch);

}  // namespace picket::sim
