#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/time.h"
#include "sim/experiment/lane_result.h"
#include "sim/plan/hub_choice.h"
#include "sim/plan/fleet_usage.h"
#include "sim/scenario/scenario.h"
#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// The worst moment of a plan's hub: all connections end in the fleet's busiest hour, and all devices come back. Own choices.
struct StormSettings {
  Duration outage = Duration::minutes(2);     ///< of the hub
  Duration warm_up = Duration::minutes(5);
  Duration simulated = Duration::minutes(15); ///< at least, see storm_duration
  std::uint32_t replications = 5;             ///< or the scenario's, if they are fewer
};

/// The storm begins so long after the measured period.
inline constexpr Duration kStormStart = Duration::minutes(1);

/// A hub of the plan with the whole of its fleet.
struct StormHub {
  std::string policy;
  HubChoice choice;
  double fleets = 1;               ///< the planned fleet in parts of the scenario's
  double closed_form_seconds = 0;  ///< connections by the throttle's rate
  Duration busiest;                ///< from the scenario's start to the busiest hour of the simulated days
};

/// From the begin of a period to its busiest whole hour, as steps have it; 0 without steps.
Duration busiest_hour(const DemandShape& shape);

/// The measured period of a storm: three times what the closed form says after the outage, but not below the settings and at most 12 h.
Duration storm_duration(const StormHub& hub, const StormSettings& settings);

/// One of the plan's hubs as a scenario of its own.
///
/// Model:  every device of the hub's share of the planned fleet, under one policy and on the hub that was chosen, with its throttle; sites
///         as many as the share has. The measured period begins with the fleet's busiest hour; kStormStart later the hub is down for
///         `outage`, and every client comes back as its preset does. The devices' own business takes its part of the send throttle at
///         its peak rate (hub_load), and its connections come back beside the agents'. No attacks, weaknesses, other faults or changes of twins.
/// Limits: group counts are rounded to whole devices. Aggregation begins with the warm-up, so messages are a little smaller than later;
///         their number is not.
Scenario storm_scenario(const Scenario& scenario, const StormHub& hub, const StormSettings& settings);

/// What became of the hub's fleet, over replications.
struct StormOutcome {
  double devices = 0;               ///< of the hub
  std::uint32_t replications = 0;
  double simulated_seconds = 0;     ///< measured
  double outage_seconds = 0;
  double busiest_hour_of_day = 0;   ///< UTC, of the measured period's begin
  double closed_form_seconds = 0;   ///< connections by rate: what the plan keeps to
  IntervalEstimate connections_lost;
  IntervalEstimate back_share;      ///< of them, by the end
  IntervalEstimate median_seconds;  ///< from the moment the hub was there again, of those that are back
  IntervalEstimate seconds_95_percent;
  IntervalEstimate seconds_99_percent;
  IntervalEstimate longest_seconds;
  IntervalEstimate connects_busiest_second;
  IntervalEstimate connects_throttled;  ///< refused tries for each lost connection
  IntervalEstimate sends_throttled;     ///< refused tries for each message that was to be sent
  IntervalEstimate messages_held;       ///< still on devices at the end, of each message that was to be sent

  /// As good as everybody was back by the end: one in a hundred may be off, or have a line that is down, for reasons of its own.
  bool is_over() const { return back_share.value >= 1 - kAwayAnyway; }
  static constexpr double kAwayAnyway = 0.01;  ///< our choice
};

/// A column of a storm, by the name that files have.
struct StormQuantity {
  std::string_view name;
  std::string_view unit;
  IntervalEstimate StormOutcome::*value;
  std::string_view says;
};
inline constexpr std::array kStormQuantities{
    StormQuantity{"connections_lost", "connections", &StormOutcome::connections_lost, "of agents, and of devices with business of their own"},
    StormQuantity{"back_share", "share", &StormOutcome::back_share, "of them, by the end of the simulated time"},
    StormQuantity{"reconnect_seconds_median", "s", &StormOutcome::median_seconds, "from the moment the hub was there again"},
    StormQuantity{"reconnect_seconds_95_percent", "s", &StormOutcome::seconds_95_percent, ""},
    StormQuantity{"reconnect_seconds_99_percent", "s", &StormOutcome::seconds_99_percent, ""},
    StormQuantity{"reconnect_seconds_longest", "s", &StormOutcome::longest_seconds, ""},
    StormQuantity{"connects_busiest_second", "1/s", &StormOutcome::connects_busiest_second, "tries"},
    StormQuantity{"connects_throttled_per_connection", "tries", &StormOutcome::connects_throttled, "refused by the throttle"},
    StormQuantity{"sends_throttled_per_message", "tries", &StormOutcome::sends_throttled, "refused by the throttle"},
    StormQuantity{"messages_held_share", "share", &StormOutcome::messages_held, "still on devices at the end"}};

/// Input: runs of storm_scenario, one of each replication.
StormOutcome storm_outcome(const StormHub& hub, const Scenario& storm, std::span<const LaneResult> runs);

/// What a reader should know at once; empty if nothing: 99 % of the fleet come back later than the goal, or not at all.
std::string storm_warning(const std::string& policy, const StormOutcome& storm, double reconnect_within_seconds);

}  // namespace picket::sim
