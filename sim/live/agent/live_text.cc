#include "sim/live/agent/live_text.h"

#include <fmt/format.h>

#include "sim/results/utc_time.h"

namespace picket::sim {
namespace {

/// "12 (queue_full 8, oversize 4)", "0".
template <class Enum>
std::string by_reason(const Counts<Enum, std::uint64_t>& counts) {
  std::string reasons;
  for (std::size_t i = 0; i < Counts<Enum, std::uint64_t>::kSize; ++i) {
    const auto reason = static_cast<Enum>(i);
    if (counts[reason] == 0) continue;
    reasons += fmt::format("{}{} {}", reasons.empty() ? " (" : ", ", to_string(reason), counts[reason]);
  }
  return std::to_string(counts.total()) + (reasons.empty() ? reasons : reasons + ")");
}

std::uint64_t missed_events(const MissedCounts& missed) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < MissedCounts::kSize; ++i) {
    const auto reason = static_cast<Missed>(i);
    if (loses_events(reason)) sum += missed[reason];
  }
  return sum;
}

}  // namespace

std::string_view to_string(LiveAgentEnd end) {
  switch (end) {
    case LiveAgentEnd::kStopped:
      return "stopped by a signal";
    case LiveAgentEnd::kDuration:
      return "the duration is over";
    case LiveAgentEnd::kBudget:
      return "the message budget is spent";
    case LiveAgentEnd::kInterrupted:
      return "interrupted while it waited for the last deliveries";
  }
  return "ended";
}

std::string status_line(const LiveAgentStatus& status) {
  const HostAgentCounts& events = status.events;
  std::string line = fmt::format("{}Z  events: {} observed, {} held, {} dropped", utc_text(status.now).substr(0, 19), events.observed, status.held,
                                 events.dropped.total());
  if (const std::uint64_t missed = missed_events(status.missed); missed != 0) line += fmt::format(", {} missed", missed);
  if (status.dry_run) return line + fmt::format("; messages: {} shown", events.messages - events.messages_too_large);
  line += fmt::format("; messages: {} made, {} delivered, {} in the queue", events.messages, status.delivered, status.queued);
  if (status.losses.total() != 0) line += fmt::format(", {} lost", status.losses.total());
  return line + (status.connected ? "; connected" : "; not connected");
}

std::string closing_balance(const LiveAgentStatus& status) {
  const HostAgentCounts& events = status.events;
  std::string text = fmt::format("events    {} observed + {} of the agent's own = {} in messages + {} held + {} dropped\n", events.observed, events.own,
                                 events.carried, status.held, by_reason(events.dropped));
  text += fmt::format("          not seen by the collectors: {}\n", by_reason(status.missed));
  if (status.dry_run) {
    text += fmt::format("messages  {} made = {} shown + {} too large for a hub; {} bytes\n", events.messages,
                        events.messages - events.messages_too_large, events.messages_too_large, events.body_bytes);
  } else {
    text += fmt::format("messages  {} made + {} of an earlier start = {} delivered + {} in the queue + {} too large for a hub + {} lost\n", events.messages,
                        status.queued_before, status.delivered, status.queued, events.messages_too_large, by_reason(status.losses));
    text += fmt::format("          {} connections, {} ends of one, {} messages sent again\n", status.connections, status.link_ends, status.repeated);
    if (events.twins_applied + events.twins_refused + events.twins_unread != 0) {
      text += fmt::format("twin      {} applied, {} refused, {} not read\n", events.twins_applied, events.twins_refused, events.twins_unread);
    }
  }
  if (!status.balances) text += "          THESE SUMS DO NOT CLOSE: a mistake of this program; please report it\n";
  return text;
}

}  // namespace picket::sim
