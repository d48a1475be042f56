#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "agent_core/base/time.h"
#include "sim/live/amqp/event_hub_receiver.h"
#include "sim/live/fit/stream_fit.h"

namespace picket::sim {

struct FitRunSettings {
  Duration hold = Duration::seconds(5);  ///< see StreamClock
  bool until_present = false;            ///< end once all that is there has been read
  Duration progress_interval = Duration::seconds(10);
};

/// What the loop asks of its program.
struct FitProgram {
  std::function<bool()> should_stop;  ///< asked several times a second
  std::function<void(const ReceiverNotice&)> note;
  std::function<void(const std::string&)> progress;  ///< a line now and then
};

/// Why it ended without a person's wish; empty: it was stopped, or everything was read.
struct FitOutcome {
  std::string refused;
};

/// Reads from the receiver into the fit until it is told to stop, and stops the receiver. Writes nothing, keeps no position anywhere.
FitOutcome run_fit(EventHubReceiver& receiver, StreamFit& fit, const FitRunSettings& settings, const FitProgram& program);

}  // namespace picket::sim
