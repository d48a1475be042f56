#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent_core/base/quantity.h"
#include "sim/hub/hub.h"
#include "sim/results/study_result.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// Dated prices (scenarios/prices/*.yaml). All money in US dollars.
struct PriceBook {
  std::string name = "us_2026_11";
  std::string compiled = "2026-11-23";   ///< ISO date
  double billing_days = 30;
  double s1_unit_month = 25.00;
  double s2_unit_month = 250.00;
  double s3_unit_month = 2500.00;
  double b1_unit_month = 10.00;
  double b2_unit_month = 50.00;
  double b3_unit_month = 500.00;
  double log_analytics_ingest_gigabyte = 2.30;      ///< per 10^9 billed bytes
  double log_analytics_free_gigabytes_month = 5;
  double log_analytics_billed_size_factor = 0.75;   ///< billed bytes / JSON bytes of the row
  double log_analytics_retention_gigabyte_month = 0.10;
  double log_analytics_retention_free_days = 31;
  double retention_days = 90;
  bool raw_events_to_workspace = true;
  double cellular_sim_month = 1.00;
  double defender_device_month = 0;        ///< no published price exists; a parameter
  double defender_per_25000_messages = 0;  ///< no published price exists; a parameter
};

template <class Visitor>
void describe(Visitor& v, PriceBook& p);

/// What one policy used in one replication, scaled to a day.
struct Usage {
  double devices = 0;
  double agents = 0;               ///< devices that run an agent
  double messages_per_day = 0;
  double blocks_per_day = 0;       ///< metered 4 KB units, mean
  double blocks_busiest_day = 0;   ///< for sizing
  double messages_busiest_second = 0;
  double connects_busiest_second = 0;
  double workspace_bytes_per_day = 0;  ///< JSON bytes of raw rows and findings
  double metered_line_bytes_per_day = 0;   ///< both directions, over lines that charge by volume
  double metered_line_usd_per_day = 0;     ///< sum over lines of bytes * price
  double metered_line_devices = 0;
};

struct HubSize {
  Sku sku = Sku::kS1;
  std::uint32_t units = 1;
};
/// The cheapest tier and unit count on which `usage` (of one hub) is never throttled: daily
/// blocks within the quota on the busiest day, sends and connects of the busiest second within
/// the limits, identities within one hub. Basic tiers are not candidates (no modules with twins).
HubSize size_hub(const Usage& usage, const PriceBook& prices);

struct BillLineAmount {
  std::string line;
  Money per_month;
  std::string basis;
};
/// The monthly bill by line, in a fixed order, zero lines included.
std::vector<BillLineAmount> bill(const Usage& usage, const std::vector<HubSize>& hubs, const PriceBook& prices);

}  // namespace picket::sim
