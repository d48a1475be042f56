#pragma once

#include <string>
#include <vector>

#include "agent_core/base/quantity.h"
#include "sim/cost/price_book.h"
#include "sim/cost/usage.h"

namespace picket::sim {

/// The most that a line of a bill says, in US dollars a month: 15 lines of it, and their sum, are within Money's 9.2 * 10^9.
inline constexpr double kMostLineUsd = 6e8;

struct BillLineAmount {
  std::string line;
  Money per_month;     ///< quantity * usd_per_unit, and no more than kMostLineUsd
  std::string basis;
  double quantity = 0; ///< of a month
  std::string unit;    ///< of the quantity: "unit", "GB", "MB", "h", ...
  double usd_per_unit = 0;  ///< paid, one's own discount taken off; where several prices meet, their mean
  PriceQuality quality = PriceQuality::kOwn;
  std::string source;
};

/// The monthly bill by line in US dollars, in a fixed order, zero lines included: iot_hub_units;
/// log_analytics_ingestion_raw_events, _findings and _hub_records, by table; log_analytics_commitment;
/// log_analytics_retention; siem_ingestion; analytics_compute; cellular_data; cellular_rounding; cellular_sim;
/// energy; defender_devices; defender_messages; analyst_time. `usage` is that of all `hubs` together.
///
/// Model: a month in steady state, every day like the mean one. Rows are billed at `log_analytics_billed_size_factor` of
/// their JSON. The workspace pays as it goes, the month's free ingestion taken off its tables in proportion; or, where
/// that is cheaper, for a commitment tier on each day and for what is beyond the tier at the tier's price per 10^9 bytes,
/// without free ingestion. (That a commitment has no free ingestion is our reading.) Retention charges the rows between
/// `retention_free_days` and `retention_days` of age. A SIEM takes in all tables of the workspace. What the fees of the lines'
/// plans include is taken off each device's data first, then off what its sessions are rounded up by; the fees themselves are in
/// cellular_sim.
/// Source: azure-monitor cost-logs, 2022-03-24; commitment tiers and their overage as there.
/// Input:  what agents' twins cost is in the hubs' units (`blocks_per_day`), and so in the marginal cost of security.
/// Limits: a line ends at kMostLineUsd, however dear its quantity is. No taxes, provisioning, energy but that of radios, or export, search and restore of logs; what the devices' own
/// business pays for its lines is not in it.
std::vector<BillLineAmount> bill(const Usage& usage, const std::vector<HubSize>& hubs, const PriceBook& prices);

/// What the same fleet's hubs would be without agents and their messages.
/// Input:  `hub_usage` and `sized` are by hub, as are `hubs` (empty: none is needed even with the policy). Hubs that are not
///         `sized` stay as they are.
/// Output: empty without business messages: then nothing would need a hub.
std::vector<HubSize> hubs_without_security(const std::vector<HubSize>& hubs, const std::vector<Usage>& hub_usage,
                                           const std::vector<bool>& sized, const PriceBook& prices);

/// The bill of the same fleet without security: the devices' own business on `hubs`, and their SIMs. All lines 0 without
/// business messages. bill() - this, line by line, is the marginal cost of security.
std::vector<BillLineAmount> bill_without_security(const Usage& usage, const std::vector<HubSize>& hubs, const PriceBook& prices);

}  // namespace picket::sim
