#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/result.h"
#include "sim/live/fleet/fleet_connections.h"
#include "sim/live/fleet/fleet_source.h"

namespace picket::sim {

struct LiveFleetSettings {
  FleetHubSettings hub;
  double speed = 1;                               ///< scenario's time per time of day; > 0
  Duration connect_wait = Duration::minutes(2);   ///< longest wait for all to connect, beside what the pace takes
  Duration last_wait = Duration::seconds(30);     ///< longest wait at the end for what is queued to be delivered
  Duration status_every = Duration::seconds(10);
};

/// Why a live fleet ended.
enum class LiveFleetEnd : std::uint8_t {
  kPlayed,       ///< the scenario is over
  kStopped,      ///< SIGTERM or SIGINT
  kBudget,       ///< the message budget is spent
  kNoConnection, ///< not one device came to connect
  kCount_,
};
inline constexpr std::array<std::string_view, static_cast<std::size_t>(LiveFleetEnd::kCount_)> kLiveFleetEndNames{
    "the scenario is over", "stopped", "the message budget is spent", "no device connected"};
constexpr std::string_view to_string(LiveFleetEnd end) { return kLiveFleetEndNames[static_cast<std::size_t>(end)]; }

/// generated = unsent + hub.offered, and hub.offered = hub.delivered + hub.held + hub.losses.
struct LiveFleetStatus {
  Duration running;             ///< since the first connect
  Duration played;              ///< of the scenario
  std::uint64_t devices = 0;    ///< that connect
  std::uint64_t generated = 0;
  std::uint64_t unsent = 0;     ///< generated, and not yet or never due
  Duration behind;              ///< how late the last message was given to its client, by time of day
  FleetCounts hub;
  bool balances() const { return generated == unsent + hub.offered && hub.balances(); }
};

class LiveFleetListener {
 public:
  virtual ~LiveFleetListener() = default;
  /// A sentence for a person. Never a secret.
  virtual void on_note(Time now, const std::string& text) = 0;
  virtual void on_status(const LiveFleetStatus& status) = 0;
};

struct LiveFleetResult {
  LiveFleetEnd end = LiveFleetEnd::kPlayed;
  LiveFleetStatus status;
  Time played_from;                      ///< time of day of the scenario's start; that of the run's where it never began
  std::vector<ClassMeasures> measures;   ///< by class, in the order of the source, and last of all; without the policy's name
};

/// Plays a scenario's devices at a hub: connects each, and sends what its agent sends when it is due.
///
/// Model:  all connect at the pace; once all are connected, or `connect_wait` is over, the scenario's start is now, and its time
///         goes `speed` times as fast as the day's. Messages are generated a window ahead of their time. They leave in order for each
///         device, one in flight, at the pace of sends; what the hub does not take at once waits in the device's queue. After the
///         last message, a stop or the end of the budget, what is queued gets `last_wait`.
/// Input:  `identities`: one for each device of the source, in order, as make_fleet_identities gives them.
/// Errors: a text where no connection can be set up at all; nothing was sent then.
/// Limits: blocks SIGTERM and SIGINT while it runs. While a window is generated nobody is served; at a speed at which that takes
///         longer than a window lasts, messages come late (`behind`). Connections stay up while the scenario has a device off.
Result<LiveFleetResult, std::string> run_live_fleet(LiveFleetSettings settings, FleetSource& source, std::span<const NewIdentity> identities,
                                                    LiveFleetListener& listener);

/// Some lines: what became of every message.
std::string closing_balance(const LiveFleetStatus& status);

}  // namespace picket::sim
