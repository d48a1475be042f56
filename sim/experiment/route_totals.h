#pragma once

#include <cstdint>

namespace picket::sim {

/// What the routes of a run's hubs took where.
struct RouteTotals {
  bool evaluated = false;             ///< a hub has routes, or no fallback route
  std::int64_t messages = 0;          ///< that devices sent and hubs accepted, copies included
  std::int64_t messages_at_events = 0;  ///< of them: at the built-in endpoint
  std::int64_t messages_elsewhere = 0;  ///< of them: at custom endpoints, each counted
  std::int64_t messages_orphaned = 0; ///< of them: taken by no route
  std::int64_t message_copies = 0;    ///< at a second endpoint and further ones
  std::int64_t own_events = 0;        ///< that hubs made themselves, of sources that a route of theirs takes
  std::int64_t own_events_at_events = 0;
  std::int64_t own_events_elsewhere = 0;
  std::int64_t own_events_not_taken = 0;  ///< no route has a condition that fits
  std::int64_t own_event_copies = 0;
};

}  // namespace picket::sim
