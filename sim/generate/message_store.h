#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/message/compression.h"
#include "agent_core/message/message.h"
#include "agent_core/policy/policy.h"
#include "sim/generate/lineage.h"

namespace picket::sim {

/// The messages that one shard of devices produced in one window. Kept until the last of them was
/// analysed or dropped.
struct MessageBatch {
  std::vector<Observation> observations;  ///< as received; `wire: sized`, or kept for the workspace
  std::string bytes;                      ///< `wire: exact`
  std::uint32_t live = 0;                 ///< messages not yet finished
  bool own = false;                       ///< holds one message that outlived its window
};

/// A label that travels with a message: which of its observations is evidence of what.
struct MessageLabel {
  std::uint32_t observation = 0;
  Label label;
  /// The observation says which device it is from; false: one of its gateway's, but not which.
  bool attributed = true;
};

/// Those of one observation. `labels` are of one message, in the order of its observations: a flood in one message is as many
/// findings as labels, so none of them may look at all.
inline std::span<const MessageLabel> labels_of_observation(std::span<const MessageLabel> labels, std::uint32_t observation) {
  const auto first = std::partition_point(labels.begin(), labels.end(),
                                          [=](const MessageLabel& label) { return label.observation < observation; });
  const auto last = std::partition_point(first, labels.end(),
                                         [=](const MessageLabel& label) { return label.observation == observation; });
  return {first, last};
}

inline constexpr std::uint32_t kNoMessage = 0xffffffff;

/// One message on its way, from the agent's poll to the pipeline.
struct CarriedMessage {
  DeviceId device;
  std::uint32_t sequence = 0;
  std::uint32_t next = kNoMessage;         ///< in its device's list
  std::uint32_t batch = 0;
  std::uint32_t first_observation = 0;     ///< in the batch, if it keeps them
  std::uint32_t first_byte = 0;            ///< in the batch, if it keeps bytes
  std::uint32_t observations = 0;
  std::uint32_t body_bytes = 0;            ///< as sent, after compression
  std::uint32_t property_bytes = 0;        ///< application properties: names and values
  std::uint32_t row_bytes = 0;             ///< of the workspace rows that it makes
  std::uint32_t hits = 0;                  ///< raw events it stands for
  std::uint32_t label_begin = 0;           ///< into the shard's labels at hand-over; then into the truth log
  std::uint32_t labels = 0;
  std::uint16_t attempts = 0;              ///< transmissions started
  std::uint16_t readers = 0;               ///< copies that a hub accepted and the pipeline has not read
  bool accepted = false;                   ///< by a hub, at least once
  bool to_be_read = false;                 ///< so accepted, and the endpoint's reader comes in time for a copy
  bool hits_counted_lost = false;          ///< a copy is past the endpoint's retention; taken back if another is read
  bool finished = false;                   ///< the client has its answer, or is gone
  bool holds_observations = false;         ///< the batch has them, from first_observation on
  bool submitted = false;                  ///< the pipeline was given a copy of it
  bool keeps_rows = false;                 ///< its observations go to the workspace, once
  bool too_large = false;                  ///< the hub refuses its size
  Compression compression = Compression::kNone;
  const Policy* policy = nullptr;          ///< of an agent whose twin was changed, kept by the device stage; null: the column's own
  Time created;                            ///< by the agent
  Duration offline_before;                 ///< how long the client had been without a connection when it was created
  Time sent;                               ///< start of the last transmission
  Time arrived;                            ///< at the hub's gateway
};

/// Storage for carried messages: slots are reused, batches are freed as a whole.
class MessageStore {
 public:
  std::uint32_t add(const CarriedMessage& message);
  CarriedMessage& operator[](std::uint32_t index) { return messages_[index]; }
  const CarriedMessage& operator[](std::uint32_t index) const { return messages_[index]; }
  /// The message is finished: its slot is free and its batch loses one.
  void release(std::uint32_t index);
  std::uint32_t add_batch(std::unique_ptr<MessageBatch> batch);
  /// Gives a message that outlives its window storage of its own, so that one slow message does not
  /// keep all that its shard sent in that window.
  void detach(std::uint32_t index);
  const MessageBatch& batch_of(const CarriedMessage& message) const { return *batches_[message.batch]; }
  std::size_t live() const { return messages_.size() - free_.size(); }

 private:
  void leave_batch(std::uint32_t batch);

  std::vector<CarriedMessage> messages_;
  std::vector<std::uint32_t> free_;
  std::vector<std::unique_ptr<MessageBatch>> batches_;
  std::vector<std::uint32_t> free_batches_;
};

}  // namespace picket::sim
