#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "agent_core/base/time.h"
#include "sim/live/amqp/event_hub_receiver.h"

namespace picket::sim {

/// How far the stream of all partitions has come: up to then nothing more is expected, and the analytics core may close windows.
///
/// Model:  a partition that is attached and read up to what was there when it was attached shows the present: it has come to `now`
///         less `hold`, the time an event may take on its way. One that lags has come to its last event; one that is not attached stays
///         where it was. The stream has come as far as its slowest partition, and never goes back.
/// Why:    after a stop the past is read first. Were time to go on meanwhile, every device would be found silent, and windows
///         would close before what belongs to them is read.
/// Limits: a partition whose numbers never reach what they were said to, since what was there has been removed, shows the present once
///         it has given nothing for `quiet`.
class StreamClock {
 public:
  explicit StreamClock(Duration hold = Duration::seconds(5), Duration quiet = Duration::seconds(10)) : hold_(hold), quiet_(quiet) {}

  void read(std::uint16_t partition, std::int64_t sequence_number, Time enqueued, Time now);
  /// What the receiver says of its partitions. `all_known`: these are all.
  void update(const std::map<std::uint16_t, PartitionState>& partitions, bool all_known, Time now);
  /// Nothing while partitions are unknown, or one that lags has given nothing yet.
  std::optional<Time> reached(Time now) const;
  bool is_present() const;
  /// Of those that lag, the one that is furthest behind.
  std::optional<std::uint16_t> slowest() const;

 private:
  struct Partition {
    bool attached = false;
    bool present = false;
    std::int64_t read = -1;
    std::int64_t wanted = -1;
    std::optional<Time> last;  ///< enqueued time of the last event
    Time heard;                ///< of our clock: when it was attached, or gave something
  };
  Duration hold_;
  Duration quiet_;
  bool all_known_ = false;
  std::map<std::uint16_t, Partition> partitions_;
};

}  // namespace picket::sim
