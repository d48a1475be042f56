#pragma once

#include <array>
#include <string_view>

#include "sim/cost/usage.h"

namespace picket::sim {

/// A member of Usage under its name in results.
struct UsageQuantity {
  std::string_view name;
  std::string_view unit;
  double Usage::*value;
};

/// What grows with the devices one by one: totals and means of a day, and what is expected of their own business. A bill reads nothing else.
inline constexpr std::array kUsageQuantities{
    UsageQuantity{"devices", "devices", &Usage::devices},
    UsageQuantity{"agents", "devices", &Usage::agents},
    UsageQuantity{"connections", "connections", &Usage::connections},
    UsageQuantity{"modules", "identities", &Usage::modules},
    UsageQuantity{"messages_per_day", "messages/day", &Usage::messages_per_day},
    UsageQuantity{"blocks_per_day", "blocks/day", &Usage::blocks_per_day},
    UsageQuantity{"connects_per_day", "connections/day", &Usage::connects_per_day},
    UsageQuantity{"observations_per_day", "observations/day", &Usage::observations_per_day},
    UsageQuantity{"alerts_per_day", "alerts/day", &Usage::alerts_per_day},
    UsageQuantity{"workspace_raw_bytes_per_day", "B/day", &Usage::workspace_raw_bytes_per_day},
    UsageQuantity{"workspace_finding_bytes_per_day", "B/day", &Usage::workspace_finding_bytes_per_day},
    UsageQuantity{"workspace_operation_bytes_per_day", "B/day", &Usage::workspace_operation_bytes_per_day},
    UsageQuantity{"metered_line_bytes_per_day", "B/day", &Usage::metered_line_bytes_per_day},
    UsageQuantity{"metered_line_usd_per_day", "USD/day", &Usage::metered_line_usd_per_day},
    UsageQuantity{"metered_line_devices", "devices", &Usage::metered_line_devices},
    UsageQuantity{"metered_line_sessions_per_day", "sessions/day", &Usage::metered_line_sessions_per_day},
    UsageQuantity{"metered_line_rounding_bytes_per_day", "B/day", &Usage::metered_line_rounding_bytes_per_day},
    UsageQuantity{"metered_line_rounding_usd_per_day", "USD/day", &Usage::metered_line_rounding_usd_per_day},
    UsageQuantity{"metered_line_fees_usd_per_month", "USD/month", &Usage::metered_line_fees_usd_per_month},
    UsageQuantity{"metered_line_included_bytes_per_day", "B/day", &Usage::metered_line_included_bytes_per_day},
    UsageQuantity{"mains_energy_joules_per_day", "J/day", &Usage::mains_energy_joules_per_day},
    UsageQuantity{"business_blocks_per_day", "blocks/day", &Usage::business_blocks_per_day},
    UsageQuantity{"business_small_blocks_per_day", "blocks/day", &Usage::business_small_blocks_per_day},
    UsageQuantity{"business_identity_operations_busiest_minute", "1/min", &Usage::business_identity_operations_busiest_minute},
    UsageQuantity{"business_file_uploads_busiest_minute", "1/min", &Usage::business_file_uploads_busiest_minute},
    UsageQuantity{"business_queries_busiest_minute", "1/min", &Usage::business_queries_busiest_minute},
    UsageQuantity{"business_cloud_to_device_sends_busiest_minute", "1/min", &Usage::business_cloud_to_device_sends_busiest_minute},
    UsageQuantity{"business_direct_methods_busiest_minute", "1/min", &Usage::business_direct_methods_busiest_minute},
    UsageQuantity{"business_twin_reads_busiest_minute", "1/min", &Usage::business_twin_reads_busiest_minute},
    UsageQuantity{"business_twin_updates_busiest_minute", "1/min", &Usage::business_twin_updates_busiest_minute},
    UsageQuantity{"business_job_operations_busiest_minute", "1/min", &Usage::business_job_operations_busiest_minute},
    UsageQuantity{"business_job_device_operations_busiest_minute", "1/min", &Usage::business_job_device_operations_busiest_minute},
};

/// The busiest day, second and minute of what is above: they grow with the fleet as long as the shape of its demand stays.
inline constexpr std::array kUsagePeaks{
    UsageQuantity{"blocks_busiest_day", "blocks/day", &Usage::blocks_busiest_day},
    UsageQuantity{"messages_busiest_second", "messages/s", &Usage::messages_busiest_second},
    UsageQuantity{"connects_busiest_second", "connections/s", &Usage::connects_busiest_second},
    UsageQuantity{"twin_reads_busiest_minute", "reads/min", &Usage::twin_reads_busiest_minute},
    UsageQuantity{"twin_updates_busiest_minute", "updates/min", &Usage::twin_updates_busiest_minute},
};

/// The usage of a fleet of another size and the same mix: every member in proportion.
inline Usage scaled_usage(Usage usage, double factor) {
  for (const UsageQuantity& quantity : kUsageQuantities) usage.*quantity.value *= factor;
  for (const UsageQuantity& peak : kUsagePeaks) usage.*peak.value *= factor;
  return usage;
}

}  // namespace picket::sim
