#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace picket {

/// Storage for the tables of many agents: blocks of slots in size classes, taken and given back.
/// One pool a worker shard; not thread-safe. Owned by the caller (contract; see the docstring of
/// the implementation for layout and cost).
class SlotPool;

}  // namespace picket
