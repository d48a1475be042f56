#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "agent_core/agent.h"
#include "agent_core/aggregate/entry_table.h"
#include "agent_core/aggregate/event_key.h"
#include "agent_core/aggregate/primitive.h"
#include "agent_core/policy/policy.h"

namespace picket {

/// What `observe` and `poll` need to know of one kind, worked out once.
struct KindPlan {
  bool collected = false;
  DropReason refusal = DropReason::kNotCollected;  ///< of events of a kind that is not collected
  bool aggregate = false;
  bool displaces = false;     ///< a full table drops its oldest entry
  bool memory_bound = false;  ///< no cache size: the memory limit ends it
  bool neutralise = false;    ///< g1: aggregated events carry no process id and no ephemeral port
  bool first_seen = false;
  bool classed = false;  ///< picket: classes of floods are held to their share
  DropReason full_reason = DropReason::kCacheOverflow;
  Priority priority = Priority::kLow;
  std::uint8_t lane_share = 0;    ///< picket: first sightings of the kind an hour
  std::uint32_t class_limit = 0;  ///< entries a flood class may hold
  Duration flush_period;          ///< g1: from one flush to the next, a multiple of collect_interval
  EventKey key;
  TableShape shape;
  std::shared_ptr<const Primitive> primitive;  ///< stream: of a kind that is reduced
  Reduction reduction;                         ///< ... and its parameters
};

/// A policy, compiled. Immutable; shared by the agents of a cohort and by threads.
class AgentPlan {
 public:
  AgentPlan(const Policy& policy, const TextTable& texts);

  const KindPlan& of(EventKind kind) const { return kinds[static_cast<std::size_t>(kind)]; }
  const TableShape& shape_of(std::size_t table) const { return table < kEventKinds ? kinds[table].shape : queue_shape; }
  std::size_t size_of(const Observation& observation) const {
    return observation_size(policy.encoding, observation, texts, policy.extended_fields);
  }
  /// True if the table holds the keys of a reduction (a KeyTable) and no entries in their order.
  bool is_reduced(std::size_t table) const { return table < kEventKinds && kinds[table].primitive != nullptr; }
  bool wants_snapshots() const {
    return of(EventKind::kSystemInformation).collected || of(EventKind::kHeartbeat).collected;
  }

  const Policy policy;
  const TextTable& texts;
  std::array<KindPlan, kEventKinds> kinds;
  TableShape queue_shape;            ///< of both queues, or of picket's lane
  std::array<bool, 3> class_used{};  ///< priorities that a collected kind has
  bool has_singles = false;          ///< g1: a collected kind is not aggregated
  bool memory_bound = false;         ///< a collected kind is
  Duration high_period;              ///< g1: the publisher's first tick strictly after the frequency
  Duration low_period;
  std::uint32_t envelope_bytes = 0;   ///< of a message, beside its observations
  std::uint32_t separator_bytes = 0;  ///< between two observations
};

/// Memory of one entry of generation 1's unbounded aggregator: a tree of small JSON allocations
/// (estimate: 8 to 10 fields of about 100 bytes each with allocator overhead).
inline constexpr std::uint32_t kAggregatorEntryBytes = 1'024;
/// Charge of a queued item beside its serialized length: item and pointer on a 64-bit machine.
/// Source: the C agent's queue (defender.md 4.1).
inline constexpr std::uint32_t kQueueItemBytes = 40;
/// The C agent's publisher and monitor tick (defender.md 2.2).
inline constexpr Duration kPublisherTick = Duration::seconds(1);

}  // namespace picket
