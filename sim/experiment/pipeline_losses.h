#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline_core/pipeline.h"
#include "sim/results/conservation.h"

namespace picket::sim {

/// The reason for which the analytics core refused a message, as balances and lists of losses name it.
std::string_view word_of(IngestDrop drop);

/// What the analytics core left out, by the names of its counts: refused or forgotten for want of room, too late, of
/// unknown devices, suppressed. Zeros included, so that a reader sees what is counted. Each is a count of its own
/// thing and no stage of the way of a raw event: an observation that a window came too late for is still matched.
/// `before`: the counts when the measured period began.
std::vector<DropCount> pipeline_losses(const PipelineCounts& now, const PipelineCounts& before);

/// A sentence for each bound of the analytics core that made it forget or refuse something: results would be others with
/// more room. What is ordinary (late data, suppression) has none.
std::vector<std::string> bounds_reached(const std::vector<DropCount>& losses);

/// Accounts of what the core told: findings and changes of recommendations, against what a sink was told of
/// (`alerts`, `recommendations`), and incidents, which open and close.
std::vector<ConservationLedger> pipeline_ledgers(const PipelineCounts& now, const PipelineCounts& before,
                                                 std::int64_t alerts, std::int64_t recommendations);

}  // namespace picket::sim
