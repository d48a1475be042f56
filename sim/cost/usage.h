#pragma once

#include <array>
#include <cstdint>

#include "sim/hub/hub.h"

namespace picket::sim {

/// What one policy used in one replication, scaled to a day.
struct Usage {
  double devices = 0;
  double agents = 0;  ///< devices that run an agent
  double connections = 0;  ///< agents with a connection of their own: without those that a gateway speaks for
  double modules = 0;      ///< identities that hubs hold for agents, beside the devices' own
  double messages_per_day = 0;
  double blocks_per_day = 0;      ///< metered 4 KB units, mean
  double blocks_busiest_day = 0;  ///< for sizing
  double messages_busiest_second = 0;
  double connects_busiest_second = 0;
  double twin_reads_busiest_minute = 0;    ///< by agents at their connects
  double twin_updates_busiest_minute = 0;  ///< by the back end, and what agents report
  double connects_per_day = 0;    ///< new connections that were wanted: renewals of tokens, returns after an outage
  double observations_per_day = 0;  ///< that the analytics got
  double alerts_per_day = 0;        ///< for people to look at: without the product's notices
  double workspace_raw_bytes_per_day = 0;        ///< JSON bytes of raw rows
  double workspace_finding_bytes_per_day = 0;    ///< of alerts and recommendations
  double workspace_operation_bytes_per_day = 0;  ///< of the hubs' operation records
  double metered_line_bytes_per_day = 0;       ///< both directions, over lines that charge by volume
  double metered_line_usd_per_day = 0;         ///< sum over lines of bytes that are not included * price
  double metered_line_devices = 0;                 ///< with a SIM: on lines that charge by volume or have a monthly fee, behind no gateway
  double metered_line_fees_usd_per_month = 0;      ///< sum over them of their lines' fees
  double metered_line_sessions_per_day = 0;        ///< connections over such lines that carried anything
  double metered_line_rounding_bytes_per_day = 0;  ///< by which their sessions are rounded up
  double metered_line_rounding_usd_per_day = 0;
  double metered_line_included_bytes_per_day = 0;  ///< carried or rounded up, and paid by the fees: not in the two sums
  double mains_energy_joules_per_day = 0;          ///< that radios drew of devices without a battery
  // Of the fleet's own business, expected and in no other member: `with_business` adds it. The minutes have `business_peak_ratio` times
  // the mean.
  double business_blocks_per_day = 0;
  double business_small_blocks_per_day = 0;  ///< the same in the blocks of F1
  double business_identity_operations_busiest_minute = 0;
  double business_file_uploads_busiest_minute = 0;
  double business_queries_busiest_minute = 0;
  double business_cloud_to_device_sends_busiest_minute = 0;
  double business_direct_methods_busiest_minute = 0;  ///< in chunks of 4 KB
  double business_twin_reads_busiest_minute = 0;
  double business_twin_updates_busiest_minute = 0;
  double business_job_operations_busiest_minute = 0;
  double business_job_device_operations_busiest_minute = 0;
};

/// What a minute may ask for of what its throttle lets through in one: 45 s of it, so that two bursts on either side of a minute's
/// end, and all that may follow, pass a bucket of 90 s (the default of `throttle_burst_seconds`) at once.
inline constexpr double kTwinMinuteShare = 0.75;

/// What the fleet's own business asks of a throttle.
struct BusinessThrottle {
  HubThrottle throttle{};
  double Usage::*busiest_minute = nullptr;
};
inline constexpr std::array kBusinessThrottles{
    BusinessThrottle{HubThrottle::kIdentityOperations, &Usage::business_identity_operations_busiest_minute},
    BusinessThrottle{HubThrottle::kFileUploads, &Usage::business_file_uploads_busiest_minute},
    BusinessThrottle{HubThrottle::kQueries, &Usage::business_queries_busiest_minute},
    BusinessThrottle{HubThrottle::kCloudToDeviceSends, &Usage::business_cloud_to_device_sends_busiest_minute},
    BusinessThrottle{HubThrottle::kDirectMethods, &Usage::business_direct_methods_busiest_minute},
    BusinessThrottle{HubThrottle::kTwinReads, &Usage::business_twin_reads_busiest_minute},
    BusinessThrottle{HubThrottle::kTwinUpdates, &Usage::business_twin_updates_busiest_minute},
    BusinessThrottle{HubThrottle::kJobOperations, &Usage::business_job_operations_busiest_minute},
    BusinessThrottle{HubThrottle::kJobDeviceOperations, &Usage::business_job_device_operations_busiest_minute},
};

/// What a throttle of operations is asked for in the busiest minute, by agents and by business together.
inline double busiest_minute(const Usage& usage, const BusinessThrottle& of) {
  double out = usage.*of.busiest_minute;
  if (of.throttle == HubThrottle::kTwinReads) out += usage.twin_reads_busiest_minute;
  if (of.throttle == HubThrottle::kTwinUpdates) out += usage.twin_updates_busiest_minute;
  return out;
}

/// Whether the usage of one hub never meets its throttles or its quota; those of operations by minutes, as the hub judges them.
inline bool fits(const Usage& usage, const HubLimits& limits) {
  for (const BusinessThrottle& of : kBusinessThrottles) {
    if (usage.*of.busiest_minute <= 0) continue;
    if (busiest_minute(usage, of) > kTwinMinuteShare * limits.tokens_per_minute[static_cast<std::size_t>(of.throttle)]) return false;
  }
  return usage.messages_busiest_second <= limits.sends_per_second && usage.connects_busiest_second <= limits.connects_per_second &&
         usage.twin_reads_busiest_minute <= kTwinMinuteShare * limits.twin_reads_per_minute &&
         usage.twin_updates_busiest_minute <= kTwinMinuteShare * limits.twin_updates_per_minute &&
         usage.blocks_busiest_day <= static_cast<double>(limits.daily_blocks);
}

struct HubSize {
  Sku sku = Sku::kS1;
  std::uint32_t units = 1;
  bool fits = true;  ///< false: no tier holds this usage in one hub; the largest is named
};

}  // namespace picket::sim
