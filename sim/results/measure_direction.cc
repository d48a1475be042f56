#include "sim/results/measure_direction.h"

#include <algorithm>
#include <array>
#include <utility>

namespace picket::sim {
namespace {

using enum Better;

/// Sorted by name. What is not here is kNeither: raw events, observations and what comes to gateways are amounts of
/// life; an incident may be right or wrong.
constexpr auto kDirections = std::to_array<std::pair<std::string_view, Better>>({
    {"battery_life_lost_days", kLess},
    {"blocks_per_day", kLess},
    {"business_operations_refused_per_day", kLess},
    {"cell_peak_bytes_per_second_1h", kLess},
    {"cell_peak_bytes_per_second_1min", kLess},
    {"cell_peak_bytes_per_second_1s", kLess},
    {"cell_utilisation_1h_max", kLess},
    {"connections_lost_by_nat_total", kLess},
    {"cost_usd_per_month", kLess},
    {"detected_at_site_only_share", kLess},
    {"detected_by_deadline", kMore},
    {"detected_share", kMore},
    {"duplicate_messages_per_day", kLess},
    {"evidence_share", kMore},
    {"false_alerts_per_device_day", kLess},
    {"false_incidents_per_device_day", kLess},
    {"gateway_attribution_kept_share", kMore},
    {"gateway_attributions_kept_per_day", kMore},
    {"gateway_attributions_lost_per_day", kLess},
    {"gateway_blocks_out_per_day", kLess},
    {"gateway_bytes_out_per_day", kLess},
    {"gateway_messages_out_per_day", kLess},
    {"hub_peak_bytes_per_second_1h", kLess},
    {"hub_peak_bytes_per_second_1min", kLess},
    {"hub_peak_bytes_per_second_1s", kLess},
    {"messages_orphaned_per_day", kLess},
    {"messages_per_day", kLess},
    {"p_miss", kLess},
    {"radio_energy_joules_per_device_day", kLess},
    {"radio_hold_joules_per_device_day", kLess},
    {"security_cost_usd_per_month", kLess},
    {"site_peak_bytes_per_second_1h", kLess},
    {"site_peak_bytes_per_second_1min", kLess},
    {"site_peak_bytes_per_second_1s", kLess},
    {"time_to_detect_restricted_mean_seconds", kLess},
    {"twin_blocks_per_day", kLess},
    {"twin_operations_refused_per_day", kLess},
    {"uplink_bytes_per_device_day", kLess},
    {"uplink_envelope_bytes_per_device_day", kLess},
    {"uplink_payload_bytes_per_device_day", kLess},
    {"uplink_upkeep_bytes_per_device_day", kLess},
});

static_assert(std::is_sorted(kDirections.begin(), kDirections.end(), [](const auto& a, const auto& b) { return a.first < b.first; }));

}  // namespace

Better better_of(std::string_view measure) {
  const std::string_view name = measure.substr(0, measure.find('.'));
  const auto found = std::lower_bound(kDirections.begin(), kDirections.end(), name, [](const auto& entry, std::string_view n) { return entry.first < n; });
  return found != kDirections.end() && found->first == name ? found->second : kNeither;
}

std::string_view to_string(Better better) {
  switch (better) {
    case kLess: return "less";
    case kMore: return "more";
    case kNeither: break;
  }
  return "";
}

}  // namespace picket::sim
