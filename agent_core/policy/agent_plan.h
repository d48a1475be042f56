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
  bool ask_encoding = false;  ///< the encoding may refuse some events of the kind (generation 1)
  bool aggregate = false;
  bool displaces = false;     ///< a full table drops its oldest entry
  bool memory_bound = false;  ///< no cache size: the memory limit ends it
  bool alters = false;        ///< `clear_unreported` may change a record
  bool neutralise = false;    ///< g1: aggregated events carry no process id and no ephemeral port
  bool takes_room_first = false;  ///< a full table loses even the repeats of what it holds
  bool icmp_has_no_ports = false;  ///< g2_rtos: both ports of ICMP flows are 0
  bool first_seen = false;
  bool classed = false;  ///< picket: classes of floods are held to their share
  DropReason full_reason = DropReason::kCacheOverflow;
  Priority priority = Priority::kLow;
  std::uint8_t lane_share = 0;    ///< picket: first sightings of the kind an hour
  std::uint32_t class_limit = 0;  ///< entries a flood class may hold
  std::uint32_t version_limit = 0;  ///< flows of one IP version; 0: no such limit
  Duration first_run;               ///< g1: from the start to the collector's first run
  Duration flush_period;            ///< g1: from one flush to the next, a multiple of collect_interval
  EventKey key;
  TableShape shape;
  std::shared_ptr<const Primitive> primitive;  ///< stream: of a kind that is reduced
  Reduction reduction;                         ///< ... and its parameters
  std::uint32_t key_limit = 0;   ///< ... entries that its table of keys may have
  std::uint32_t cells = 0;       ///< ... words that its keys share (Primitive::cells)
  bool evicts_least = false;     ///< ... Primitive::evicts_least
  /// Some events are told under no key.
  bool has_rest() const { return cells != 0 || evicts_least; }
};

/// A policy, compiled. Immutable; shared by the agents of a cohort and by threads.
class AgentPlan {
 public:
  AgentPlan(const Policy& policy, const TextTable& texts);

  const KindPlan& of(EventKind kind) const { return kinds[static_cast<std::size_t>(kind)]; }
  /// `table` as in SlotRef.
  const TableShape& shape_of(std::size_t table) const {
    return table < kActivityKinds ? kinds[table].shape : table == kActivityKinds ? report_shape : queue_shape;
  }
  /// True if the table holds the keys of a reduction (a KeyTable) and no entries in their order.
  bool is_reduced(std::size_t table) const { return table < kActivityKinds && kinds[table].primitive != nullptr; }
  /// `further`: see observation_size.
  std::size_t size_of(const Observation& observation, bool further = false) const {
    return observation_size(policy.encoding, observation, texts, policy.extended_fields, policy.dialect, further);
  }
  /// Clears what the generation does not report of an event of the kind, so that it is not stored either.
  /// Source: defender.md 1.4, last column; g2_rtos: 4.3.
  void clear_unreported(EventKind kind, Record& record) const;
  bool wants_snapshots() const { return report_kinds != 0; }

  const Policy policy;
  const TextTable& texts;
  std::array<KindPlan, kEventKinds> kinds;
  TableShape report_shape;           ///< of the table of all reports
  TableShape queue_shape;            ///< of both queues, or of picket's lane
  bool counts_losses = false;        ///< statistics or the agent's log are collected
  bool counts_sent = false;          ///< statistics are collected
  std::uint32_t report_kinds = 0;    ///< bit k: report k of EventKind is collected
  std::array<bool, 3> class_used{};  ///< priorities that a collected kind has
  bool memory_bound = false;         ///< a collected kind is
  Duration high_period;  ///< g1: the publisher's first tick strictly after the frequency (C#: not before it)
  Duration low_period;
  Duration snapshot_period;  ///< g1, stream: from one snapshot to the next
  /// g1_csharp: bytes each queue may hold (High, Low, Operational).
  std::array<std::uint32_t, 3> queue_limits{};
  std::uint32_t envelope_bytes = 0;   ///< of a message, beside its observations
  std::uint32_t separator_bytes = 0;  ///< between two observations
};

/// Memory of one entry of generation 1's unbounded aggregator: a tree of small JSON allocations
/// (estimate: 8 to 10 fields of about 100 bytes each with allocator overhead).
inline constexpr std::uint32_t kAggregatorEntryBytes = 1'024;
/// Charge of a queued item beside its serialized length: item and pointer on a 64-bit machine.
/// Source: the C agent's queue (defender.md 4.1).
inline constexpr std::uint32_t kQueueItemBytes = 40;
/// Estimated bytes of an event for each byte of its JSON: UTF-16 (defender.md 4.2). Exact for ASCII.
inline constexpr std::uint32_t kUtf16BytesPerByte = 2;
/// The C agent's publisher and monitor tick (defender.md 2.2).
inline constexpr Duration kPublisherTick = Duration::seconds(1);

}  // namespace picket
