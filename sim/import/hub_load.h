#pragma once

#include <cstdint>
#include <optional>

#include "agent_core/base/time.h"
#include "sim/import/hub_metrics.h"

namespace picket::sim {

/// Telemetry of a hub in a mean day, and its busiest stretch.
struct HubMessages {
  double per_day = 0;
  std::uint32_t days = 0;        ///< whole days of UTC that it is the mean of; 0: none is whole, and it is extrapolated
  Duration covered;              ///< time that the values cover
  Duration grain;                ///< from one value to the next, the shortest
  double busiest_day = 0;        ///< of the whole days; 0 without any
  double busiest_ratio = 1;      ///< messages of the busiest value, for each of a mean one
};

/// What of the daily quota was used.
struct HubQuotaUse {
  double mean = 0;
  double most = 0;
  std::uint32_t days = 0;
  std::uint32_t days_at_quota = 0;  ///< that reached the quota given
  /// One value a day: its maximum may be what the counter still had of the day before, when its reset came late.
  bool is_upper_bound = false;
};

/// A hub's own load, as far as its metrics say it.
struct HubLoad {
  std::optional<Time> first, last;  ///< of all values
  std::optional<HubMessages> messages;
  std::optional<double> bytes_per_message;  ///< an upper bound: all bytes to and from devices, for each message of telemetry
  std::optional<double> connected;          ///< devices, in the mean of the values
  std::optional<double> devices;            ///< registered, the same
  std::optional<double> throttled;          ///< errors in all
  std::optional<double> refused_share;      ///< of the attempts to send
  std::optional<HubQuotaUse> quota;
  std::optional<double> quota_per_message;  ///< messages of the quota for each of telemetry, in days that have both
};

/// Works the load out of metrics.
///
/// Model:  a day of UTC is whole if its values cover 24 hours, by the shortest distance of two values (one value alone
///         covers a day). The mean is that of the whole days; without one, messages are scaled from the time covered. The use
///         of a quota is the last value of a day, since the counter goes up until its reset, which may come some hours late;
///         days that the values leave before their end are left out, and averages of a day, which say nothing of it.
/// Input:  `daily_quota`: messages a day that the hub's tier and units allow; none: not known.
/// Source: monitor-iot-hub-reference, "Supported aggregations" and "Daily quota metrics"; resets that come late: microsoft/mcp,
///         Azure.Mcp.Tools.IoTHub, ComputeDailyClosingValues.
HubLoad hub_load(const HubMetrics& metrics, std::optional<double> daily_quota);

}  // namespace picket::sim
