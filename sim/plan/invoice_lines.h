#pragma once

#include <array>
#include <string_view>

#include "sim/plan/cost_export.h"

namespace picket::sim {

/// A line on which a bill and an invoice can be compared.
struct InvoiceLine {
  std::string_view name;
  std::array<std::string_view, 3> bill_lines;  ///< of bill(), which an invoice has as one; empty ones are none
  bool by_month;  ///< a price for a month, of which a part of a month is charged in proportion; else what was used is charged
};

/// The lines that an invoice of Azure can have. The bill's others (analytics, cellular lines, energy, people) are invoiced by others.
inline constexpr std::array<InvoiceLine, 7> kInvoiceLines{{
    {"iot_hub_units", {"iot_hub_units", "", ""}, true},
    {"log_analytics_ingestion", {"log_analytics_ingestion_raw_events", "log_analytics_ingestion_findings", "log_analytics_ingestion_hub_records"}, false},
    {"log_analytics_commitment", {"log_analytics_commitment", "", ""}, false},
    {"log_analytics_retention", {"log_analytics_retention", "", ""}, true},
    {"siem_ingestion", {"siem_ingestion", "", ""}, false},
    {"defender_devices", {"defender_devices", "", ""}, true},
    {"defender_messages", {"defender_messages", "", ""}, false},
}};

/// Where a meter's charges belong.
struct MeterPlace {
  const InvoiceLine* line = nullptr;  ///< null: on none of the bill's
  std::string_view why_not;           ///< then why
};

/// Model:  by category and the words of the meter, whatever their case: units of IoT Hub; ingestion, retention and commitment tiers of Log
///         Analytics and Azure Monitor; Sentinel; Defender for IoT under the categories of Defender for Cloud and Security Center.
/// Limits: where Sentinel's one price pays for ingestion and analysis, an invoice has on siem_ingestion what a plan has on two lines: compare
///         their sum. The meters of Defender for IoT are in no price list that we know: that their names hold "IoT" is our reading.
/// Source: Azure Retail Prices (services IoT Hub, Log Analytics, Azure Monitor, Sentinel), whose names an export has.
MeterPlace place_of_meter(const InvoicedMeter& meter);

/// Whether an invoice of Azure can have the line of a bill.
bool is_invoiced(std::string_view bill_line);

}  // namespace picket::sim
