#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sim/live/amqp/event_hub_receiver.h"
#include "sim/live/pipeline/live_pipeline.h"

namespace picket::sim {

struct LiveRunSettings {
  std::size_t max_waiting = 200'000;            ///< events later than what can be analysed; then only the slowest partition is read on
  Duration hold = Duration::seconds(5);         ///< see StreamClock
  Duration commit_interval = Duration::milliseconds(500);
  bool until_present = false;                   ///< end once all that is there has been read
  std::uint64_t max_events = 0;                 ///< end after so many; 0: no such end
};

enum class LiveEnd : std::uint8_t { kStopped, kRefused, kDisk };

/// What the loop asks of its program.
struct LiveProgram {
  std::function<bool()> should_stop;                       ///< asked several times a second
  std::function<void(const std::vector<std::string>&)> tell;  ///< findings, one a line; they are stored
  std::function<void(const ReceiverNotice&)> note;
};

struct LiveOutcome {
  LiveEnd end = LiveEnd::kStopped;
  std::string text;  ///< why, unless it was stopped
};

/// Reads from the receiver and drives the pipeline by the clock of this machine, until it is told to stop; then what was read is stored,
/// and the receiver is stopped.
///
/// Errors: a service that needs a person before it ever worked (kRefused); a store that cannot be written (kDisk): at the next
///         start everything since the last commit is read again.
LiveOutcome run_live(EventHubReceiver& receiver, LivePipeline& pipeline, const LiveRunSettings& settings, const LiveProgram& program);

}  // namespace picket::sim
