#pragma once

#include <cstdint>
#include <string>

#include "agent_core/base/counts.h"
#include "sim/live/fleet/delay_record.h"
#include "sim/live/fleet/line_count.h"
#include "sim/live/mqtt/link_end.h"
#include "sim/live/mqtt/message_queue.h"

namespace picket::sim {

/// What became of the messages of a class's devices, and what their connections carried.
///
/// Model:  generated = unsent + delivered + held + losses. Bytes of messages and of the MQTT around them are exact. Those on the line
///         are what the kernel counted (LineCount) where it counts, and beside it what the simulation's wire model makes of the same
///         messages, connections and pings: an estimate, which TLS stack and certificates move.
struct ClassMeasures {
  std::string device_class;           ///< empty: of all
  std::string policy;
  std::uint64_t devices = 0;          ///< that connect
  std::uint64_t generated = 0;        ///< by agents, of the windows that were played
  std::uint64_t generated_bytes = 0;  ///< of their bodies
  std::uint64_t generated_blocks = 0; ///< units of the hub's quota, without the message identifier that a client adds
  std::uint64_t unsent = 0;           ///< not due before the end
  std::uint64_t delivered = 0;        ///< acknowledged
  std::uint64_t delivered_bytes = 0;
  std::uint64_t delivered_blocks = 0; ///< units that the hub charges, the message identifier included
  std::uint64_t held = 0;             ///< in queues at the end
  Counts<QueueLoss, std::uint64_t> losses;
  std::uint64_t sent = 0;             ///< PUBLISH, repeats included
  std::uint64_t repeated = 0;
  std::uint64_t payload_bytes = 0;    ///< bodies of `sent`
  std::uint64_t mqtt_bytes = 0;       ///< of `sent`, what PUBLISH has beside the body
  std::uint64_t opened = 0;           ///< connections begun
  std::uint64_t connects = 0;         ///< of them accepted
  std::uint64_t reconnects = 0;       ///< of them beyond each device's first
  Counts<LinkEnd, std::uint64_t> ends;
  std::uint64_t pings = 0;            ///< estimate: one for each keep_alive of silence of the client
  bool line_is_counted = false;       ///< else `line` is empty
  LineCount line;
  std::uint64_t modelled_up_bytes = 0;
  std::uint64_t modelled_down_bytes = 0;
  DelaySummary publish_delay;         ///< from a message's last PUBLISH to its PUBACK: a round trip and what the hub takes
  DelaySummary whole_delay;           ///< from when it was due to its PUBACK: waits for the pace and for a connection included

  std::uint64_t lost() const { return losses.total(); }
  bool balances() const { return generated == unsent + delivered + held + lost(); }
  bool operator==(const ClassMeasures&) const = default;
};

}  // namespace picket::sim
