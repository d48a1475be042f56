#pragma once

#include <cstdint>

#include "agent_core/message/record.h"
#include "pipeline_core/rules/field.h"

namespace picket {

/// Hash of what verdicts on this observation depend on: its kind and the fields in `mask` (bits of
/// Field). Fields outside the mask may or may not enter; addresses never do unless the mask names one.
/// Texts enter by their ids, which one shard's table keeps stable: equal ids, equal content. So keys of
/// different shards, or from before and after a table was renewed, must not be compared. Never 0. Reports
/// enter with all fields that rules can name, whatever the mask.
std::uint64_t cache_key(const Observation& observation, FieldMask mask);

}  // namespace picket
