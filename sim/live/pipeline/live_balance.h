#pragma once

#include <string>

#include "pipeline_core/pipeline.h"
#include "sim/live/amqp/event_hub_receiver.h"
#include "sim/live/pipeline/live_pipeline.h"

namespace picket::sim {

/// What a run told: everything that came and what became of it, as lines for the end. What is zero and ordinary is left out; whether the
/// accounts balance is always said.
struct LiveBalance {
  LiveCounts counts;
  PipelineCounts core;  ///< of this life, what was read back included
  ReceiverCounts receiver;
  std::uint64_t findings = 0;
  std::uint64_t recommendations = 0;
  std::uint64_t incidents = 0;
  std::uint64_t raw_rows = 0;        ///< of raw events, of this life
  std::uint64_t raw_over_limit = 0;  ///< left out since their limit was reached
  double seconds = 0;  ///< that it took
};
std::string balance_text(const LiveBalance& balance);

}  // namespace picket::sim
