#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/import/hub_fleet.h"
#include "sim/import/hub_load.h"
#include "sim/import/hub_metrics.h"
#include "sim/import/identity_export.h"

namespace picket::sim {

/// Where a fleet came from, and what was chosen for the rest of its scenario.
struct HubFleetSource {
  std::string name = "hub_fleet";          ///< of the scenario
  std::string registry_file;               ///< names without their folders
  std::vector<std::string> metrics_files;  ///< empty: none were given
  std::string group_by;
  std::string tier;                        ///< "S1"; empty: not said
  std::uint32_t units = 0;                 ///< 0: not said
  std::optional<double> daily_quota;       ///< messages a day that tier and units allow
  std::vector<std::string> policies;       ///< to compare
  std::string price_book = "us_2026_11";   ///< of the library; empty: it has none
};

/// The numbers that a scenario takes of the load of a hub with `devices` devices.
struct BusinessLoad {
  double messages_device_day = 0;
  std::optional<std::int64_t> message_bytes;  ///< none: not measured
  double peak_ratio = 4;                      ///< [E], as in the price book, unless a higher one was measured
  bool is_peak_measured = false;              ///< by values at most five minutes apart, or above that estimate
};
/// Output: nothing without a message, or a device.
std::optional<BusinessLoad> business_load(const HubLoad& load, std::uint64_t devices);

/// The fleet as a scenario, with a remark at each figure that says where it comes from.
std::string hub_fleet_file(const IdentityExport& registry, const HubFleet& fleet, const HubMetrics& metrics, const HubLoad& load, const HubFleetSource& source);

/// What became of the registry and of the metrics: the balance, what is not carried over, what is assumed.
std::string hub_fleet_report(const IdentityExport& registry, const HubFleet& fleet, const HubMetrics& metrics, const HubLoad& load, const HubFleetSource& source);

/// What was refused, kind by kind: the first places of each with their lines, and how many there are.
std::string registry_problems_text(const IdentityExport& registry, const std::string& file);
std::string metrics_problems_text(const HubMetrics& metrics, const std::vector<std::string>& files);

}  // namespace picket::sim
