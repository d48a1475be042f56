#include <algorithm>
#include <array>

#include "agent_core/twin/g1_twin.h"

namespace picket {
namespace {

/// Which settings decide about a kind of event. A new kind is one row. ConnectedHardware and ProcessTerminate have
/// none: the agents for Linux do not collect them, whatever their twin says (defender.md 1.3). `kCount_`: no such setting.
struct EventRow {
  EventKind kind;
  G1Property priority;
  G1Property aggregation_enabled = G1Property::kCount_;
  G1Property aggregation_interval = G1Property::kCount_;
};
constexpr std::array kEventRows{
    EventRow{EventKind::kProcess, G1Property::kEventPriorityProcessCreate, G1Property::kAggregationEnabledProcessCreate,
             G1Property::kAggregationIntervalProcessCreate},
    EventRow{EventKind::kNetwork, G1Property::kEventPriorityConnectionCreate,
             G1Property::kAggregationEnabledConnectionCreate, G1Property::kAggregationIntervalConnectionCreate},
    EventRow{EventKind::kLogin, G1Property::kEventPriorityLogin},
    EventRow{EventKind::kSystemInformation, G1Property::kEventPrioritySystemInformation},
    EventRow{EventKind::kListeningPorts, G1Property::kEventPriorityListeningPorts},
    EventRow{EventKind::kLocalUsers, G1Property::kEventPriorityLocalUsers},
    EventRow{EventKind::kFirewall, G1Property::kEventPriorityFirewallConfiguration},
    EventRow{EventKind::kBaseline, G1Property::kEventPriorityOSBaseline},
    EventRow{EventKind::kLog, G1Property::kEventPriorityDiagnostic},
};

/// Tick of both agents' schedulers: nothing happens more often (defender.md 2.2).
constexpr Duration kTick = Duration::seconds(1);

/// The longest time in whole seconds that the C agent's 32 bits of milliseconds hold: 49.7 days.
constexpr Duration kLongest = Duration::seconds(4'294'967);

Duration at_least_a_tick(Duration duration) {
  return std::max(duration, kTick);
}

/// What both agents can read.
Duration stated(Duration duration) {
  return std::clamp(duration, kTick, kLongest);
}

std::size_t index(Priority priority) {
  return static_cast<std::size_t>(priority);
}

}  // namespace

std::vector<G1Property> g1_properties_of(EventKind kind) {
  std::vector<G1Property> out;
  for (const EventRow& row : kEventRows) {
    if (row.kind != kind) continue;
    for (const G1Property property : {row.priority, row.aggregation_enabled, row.aggregation_interval}) {
      if (property != G1Property::kCount_) out.push_back(property);
    }
  }
  return out;
}

void apply_to(Policy& policy, const G1Settings& settings) {
  policy.intervals[index(Priority::kHigh)] =
      at_least_a_tick(settings.duration(G1Property::kHighPriorityMessageFrequency));
  policy.intervals[index(Priority::kLow)] =
      at_least_a_tick(settings.duration(G1Property::kLowPriorityMessageFrequency));
  policy.snapshot_interval = at_least_a_tick(settings.duration(G1Property::kSnapshotFrequency));
  policy.cache_bytes = settings.integer(G1Property::kMaxLocalCacheSizeInBytes);
  policy.max_message_bytes = settings.integer(G1Property::kMaxMessageSizeInBytes);
  for (const EventRow& row : kEventRows) {
    KindPolicy& kind = policy.of(row.kind);
    const EventPriority priority = settings.event_priority(row.priority);
    kind.collect = priority != EventPriority::kOff;
    if (kind.collect) kind.priority = priority == EventPriority::kHigh ? Priority::kHigh : Priority::kLow;
    if (row.aggregation_enabled == G1Property::kCount_) continue;
    kind.aggregate = settings.flag(row.aggregation_enabled);
    kind.window = at_least_a_tick(settings.duration(row.aggregation_interval));
  }
}

G1Settings settings_of(const Policy& policy, G1Settings base) {
  base[G1Property::kHighPriorityMessageFrequency] = stated(policy.intervals[index(Priority::kHigh)]);
  base[G1Property::kLowPriorityMessageFrequency] = stated(policy.intervals[index(Priority::kLow)]);
  base[G1Property::kSnapshotFrequency] = stated(policy.snapshot_interval);
  base[G1Property::kMaxLocalCacheSizeInBytes] = policy.cache_bytes;
  base[G1Property::kMaxMessageSizeInBytes] = policy.max_message_bytes;
  for (const EventRow& row : kEventRows) {
    const KindPolicy& kind = policy.of(row.kind);
    base[row.priority] = !kind.collect                      ? EventPriority::kOff
                         : kind.priority == Priority::kHigh ? EventPriority::kHigh
                                                            : EventPriority::kLow;
    if (row.aggregation_enabled == G1Property::kCount_) continue;
    base[row.aggregation_enabled] = kind.aggregate;
    base[row.aggregation_interval] = stated(kind.window);
  }
  return base;
}

}  // namespace picket
