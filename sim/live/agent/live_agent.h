#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "agent_core/base/counts.h"
#include "agent_core/base/result.h"
#include "agent_core/base/time.h"
#include "agent_core/policy/policy.h"
#include "sim/live/agent/host_agent.h"
#include "sim/live/collect/host_collector.h"
#include "sim/live/mqtt/hub_client.h"
#include "sim/live/mqtt/offline_queue.h"

namespace picket::sim {

struct LiveAgentSettings {
  Policy policy;
  /// How messages reach the hub; none: a dry run, in which they go to LiveAgentListener::on_message and are gone.
  std::optional<HubClientSettings> hub;
  std::string device;                    ///< of a dry run; else the identity's
  std::string queue_file = ":memory:";   ///< OfflineQueue's; a dry run keeps none on disk
  QueueLimits queue_limits;
  Duration run_for;                      ///< 0: until it is stopped
  Duration status_every = Duration::minutes(1);
  /// At the end so long is waited for what is queued to be delivered; what is left then stays in the queue.
  Duration last_wait = Duration::seconds(10);
  std::uint64_t random = 0;              ///< names a new queue file, and keys jitter
};

/// Why a live agent ended.
enum class LiveAgentEnd : std::uint8_t {
  kStopped,      ///< SIGTERM or SIGINT
  kDuration,     ///< it was to run so long
  kBudget,       ///< the message budget is spent
  kInterrupted,  ///< a second signal, while it waited for the last deliveries
};

/// What is known of a live agent at a moment.
struct LiveAgentStatus {
  Time now;             ///< of day
  Duration running;
  HostAgentCounts events;
  std::uint64_t held = 0;  ///< events in the agent's tables
  bool balances = true;    ///< both balances close
  MissedCounts missed;     ///< of the collectors
  bool connected = false;
  bool dry_run = false;
  std::uint64_t queued_before = 0;  ///< messages that an earlier life left
  std::uint64_t queued = 0;
  std::uint64_t delivered = 0;
  std::uint64_t repeated = 0;
  std::uint64_t connections = 0;
  std::uint64_t link_ends = 0;
  Counts<QueueLoss, std::uint64_t> losses;
  std::uint64_t text_tables = 1;
};

/// What a live agent tells while it runs.
class LiveAgentListener {
 public:
  virtual ~LiveAgentListener() = default;
  /// A sentence for a person: a collector's fallback, a connection made or lost. Never a secret.
  virtual void on_note(Time now, const std::string& text) = 0;
  virtual void on_status(const LiveAgentStatus& status) = 0;
  /// Dry run: a message that would be sent.
  virtual void on_message(const HostMessage& message) = 0;
};

struct LiveAgentResult {
  LiveAgentEnd end = LiveAgentEnd::kStopped;
  LiveAgentStatus status;
};

/// Runs this host as a device: collectors, the agent's core, the queue on disk and the connection to the hub, in one loop.
///
/// Model:  waits for the collectors' descriptors, the client's socket, a stop signal and the earliest timer of any of them. Events
///         go to the core; its messages into the queue, and from there to the hub, in order, one in flight; an acknowledgement goes
///         back to the core. Desired properties go to the core's twin, its reported properties to the hub. At the end everything
///         that the core holds goes out in messages; those that are not delivered within `last_wait` stay in the queue for the next
///         start.
/// State:  bounded: the core's tables and texts, kMaxPendingTwins documents, the queue's limits, and what one read of a collector gives.
/// Errors: a text where the queue or the client cannot be used; nothing was started then.
/// Limits: blocks SIGTERM and SIGINT while it runs. One agent for a queue file.
Result<LiveAgentResult, std::string> run_live_agent(LiveAgentSettings settings, LiveAgentListener& listener);

}  // namespace picket::sim
