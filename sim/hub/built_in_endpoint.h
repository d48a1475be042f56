#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "agent_core/base/time.h"
#include "sim/hub/hub.h"

namespace picket::sim {

/// Why a message that the hub has accepted was never read: the word of ledgers and of `no_drop` invariants.
inline constexpr std::string_view kPastRetention = "past_retention";

/// What the reader of an endpoint came to.
struct EndpointCounts {
  std::uint64_t messages_read = 0;      ///< copies included; those whose turn is still to come too
  std::uint64_t messages_lost = 0;      ///< older than the retention when it was their turn
  double lag_seconds_sum = 0;           ///< of those that are read: from their enqueued time until they are
  double lag_seconds_max = 0;
};

/// A hub's built-in endpoint, and when its reader, the analytics, reads what is enqueued there.
///
/// Model:  a device's messages go to one partition. Each partition is read in the order in which the hub accepted its
///         messages, not before they are enqueued, at most `messages_per_second` evenly spaced, and not while the reader is
///         out; after an outage it goes on where it was. What is older than `retention` when its turn comes is gone: it is
///         lost and takes no time of the reader.
/// Input:  messages in the order of their acceptance, so the turn of one is known when it is enqueued.
/// Cost:   a look at each outage; one time for each partition.
/// Limits: messages are spaced by whole microseconds. A real endpoint drops whole segments of its log, a little later than the
///         retention says. Outages and rate are the same for all partitions, and readers are never moved between partitions.
///         The hub's resource log does not go this way.
/// Source: iot-hub-devguide-messages-read-builtin: retention of 1 to 7 days, partitions by device.
class BuiltInEndpoint {
 public:
  /// `start`: of the measured period, which the outages count from.
  BuiltInEndpoint(const HubSettings& hub, Time start);

  struct Reading {
    Time read;  ///< of a message that is lost: when its turn came
    bool lost = false;
  };
  /// When the message is read. `not_before`: the reader has other reasons for being late.
  Reading read(unsigned partition, Time enqueued, Time not_before);

  /// Reading depends on the partition; if not, any will do.
  bool is_paced() const { return spacing_ > Duration(); }
  unsigned partition_of(std::string_view device) const { return sim::partition_of(device, static_cast<std::uint32_t>(free_at_.size())); }
  const EndpointCounts& counts() const { return counts_; }

 private:
  struct Span {
    Time from;
    Time until;
  };
  Duration retention_;
  Duration spacing_;            ///< of messages that are read from a partition; 0: none
  std::vector<Span> outages_;   ///< by their begin
  std::vector<Time> free_at_;   ///< by partition: when the reader may take its next message
  EndpointCounts counts_;
};

}  // namespace picket::sim
