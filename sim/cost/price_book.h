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
  std::string compiled = "2026-11-23";  ///< ISO date
  double billing_days = 30;
  double s1_unit_month = 25.00;
  double s2_unit_month = 250.00;
  double s3_unit_month = 2500.00;
  double b1_unit_month = 10.00;
  double b2_unit_month = 50.00;
  double b3_unit_month = 500.00;
  double log_analytics_ingest_gigabyte = 2.30;  ///< per 10^9 billed bytes
  double log_analytics_free_gigabytes_month = 5;
  double log_analytics_billed_size_factor = 0.75;  ///< billed bytes / JSON bytes of the row
  double log_analytics_retention_gigabyte_month = 0.10;
  double log_analytics_retention_free_days = 31;
  double retention_days = 90;
  bool raw_events_to_workspace = true;
  bool hub_records_to_workspace = true;
  double cellular_sim_month = 0;
  double defender_device_month = 0;        ///< no published price exists; a parameter
  double defender_per_25000_messages = 0;  ///< no published price exists; a parameter
};

template <class Visitor>
void describe(Visitor& v, PriceBook& p) {
  constexpr double kMostMoney = 1e6;
  v.field("name", p.name, {.says = "Name of the price book, for results.", .required = true});
  v.field("compiled", p.compiled, {.says = "Day on which the prices were compiled, as an ISO date.", .required = true});
  v.field("billing_days", p.billing_days, {.says = "Days of a billing month.", .min = 1, .max = 31});
  v.field("s1_unit_month", p.s1_unit_month,
          {.says = "US dollars for one S1 unit and month.",
           .min = 0,
           .max = kMostMoney,
           .grade = Grade::kPublished,
           .source = "infracost testdata iothub_test.golden: 2 units = 50.00"});
  v.field("s2_unit_month", p.s2_unit_month,
          {.says = "US dollars for one S2 unit and month.",
           .min = 0,
           .max = kMostMoney,
           .grade = Grade::kPublished,
           .source = "S1 times 10, the ratio of the azure.cn list"});
  v.field("s3_unit_month", p.s3_unit_month,
          {.says = "US dollars for one S3 unit and month.",
           .min = 0,
           .max = kMostMoney,
           .grade = Grade::kPublished,
           .source = "S1 times 100, the ratio of the azure.cn list"});
  v.field("b1_unit_month", p.b1_unit_month,
          {.says = "US dollars for one B1 unit and month.",
           .min = 0,
           .max = kMostMoney,
           .grade = Grade::kPublished,
           .source = "S1 times 0.4, the ratio of the azure.cn list"});
  v.field("b2_unit_month", p.b2_unit_month,
          {.says = "US dollars for one B2 unit and month.",
           .min = 0,
           .max = kMostMoney,
           .grade = Grade::kPublished,
           .source = "S1 times 2, the ratio of the azure.cn list"});
  v.field("b3_unit_month", p.b3_unit_month,
          {.says = "US dollars for one B3 unit and month.",
           .min = 0,
           .max = kMostMoney,
           .grade = Grade::kPublished,
           .source = "S1 times 20, the ratio of the azure.cn list"});
  v.field("log_analytics_ingest_gigabyte", p.log_analytics_ingest_gigabyte,
          {.says = "US dollars for the ingestion of 10^9 billed bytes into Log Analytics.",
           .min = 0,
           .max = 1'000,
           .grade = Grade::kPublished,
           .source = "monitoringcost.com, 2026, a US region",
           .plausible = {2.30, 2.99}});
  v.field("log_analytics_free_gigabytes_month", p.log_analytics_free_gigabytes_month,
          {.says = "Ingestion that is free in each month, in 10^9 bytes.",
           .min = 0,
           .max = 1e6,
           .grade = Grade::kPublished,
           .source = "monitoringcost.com, 2026"});
  v.field("log_analytics_billed_size_factor", p.log_analytics_billed_size_factor,
          {.says = "Billed bytes for each byte of a row's JSON.",
           .min = 0,
           .max = 2,
           .grade = Grade::kPublished,
           .source = "azure-monitor cost-logs, 2022-03-24: about 25 % less on average"});
  v.field("log_analytics_retention_gigabyte_month", p.log_analytics_retention_gigabyte_month,
          {.says = "US dollars for keeping 10^9 billed bytes for a month beyond the free days.",
           .min = 0,
           .max = 1'000,
           .grade = Grade::kPublished,
           .source = "monitoringcost.com, 2026",
           .plausible = {0.10, 0.13}});
  v.field("log_analytics_retention_free_days", p.log_analytics_retention_free_days,
          {.says = "Days for which rows are kept free of charge.",
           .min = 0,
           .max = 4'383,
           .grade = Grade::kPublished,
           .source = "azure-monitor cost-logs, 2022-03-24"});
  v.field("retention_days", p.retention_days, {.says = "Days for which rows are kept.", .min = 0, .max = 4'383});
  v.field("raw_events_to_workspace", p.raw_events_to_workspace,
          {.says = "Whether raw events are exported to the workspace; alerts always are."});
  v.field("hub_records_to_workspace", p.hub_records_to_workspace,
          {.says = "Whether a diagnostic setting sends the hubs' operation records to the workspace."});
  v.field("cellular_sim_month", p.cellular_sim_month,
          {.says = "US dollars for each SIM and month, on devices whose line charges by volume.",
           .min = 0,
           .max = kMostMoney,
           .grade = Grade::kEstimated,
           .source = "middle of four transcribed cellular price lists"});
  v.field("defender_device_month", p.defender_device_month,
          {.says = "US dollars for each agent and month; no price for device builders is published.",
           .min = 0,
           .max = kMostMoney,
           .grade = Grade::kEstimated});
  v.field("defender_per_25000_messages", p.defender_per_25000_messages,
          {.says = "US dollars for each 25,000 security messages; no price is published.",
           .min = 0,
           .max = kMostMoney,
           .grade = Grade::kEstimated});
}

/// Price of one unit for a month; the free tier costs nothing.
double unit_month(const PriceBook& prices, Sku sku);

/// What one policy used in one replication, scaled to a day.
struct Usage {
  double devices = 0;
  double agents = 0;  ///< devices that run an agent
  double messages_per_day = 0;
  double blocks_per_day = 0;      ///< metered 4 KB units, mean
  double blocks_busiest_day = 0;  ///< for sizing
  double messages_busiest_second = 0;
  double connects_busiest_second = 0;
  double workspace_raw_bytes_per_day = 0;        ///< JSON bytes of raw rows
  double workspace_finding_bytes_per_day = 0;    ///< of alerts and recommendations
  double workspace_operation_bytes_per_day = 0;  ///< of the hubs' operation records
  double metered_line_bytes_per_day = 0;       ///< both directions, over lines that charge by volume
  double metered_line_usd_per_day = 0;         ///< sum over lines of bytes * price
  double metered_line_devices = 0;
};

/// Whether the usage of one hub never meets its throttles or its quota.
inline bool fits(const Usage& usage, const HubLimits& limits) {
  return usage.messages_busiest_second <= limits.sends_per_second && usage.connects_busiest_second <= limits.connects_per_second &&
         usage.blocks_busiest_day <= static_cast<double>(limits.daily_blocks);
}

struct HubSize {
  Sku sku = Sku::kS1;
  std::uint32_t units = 1;
  bool fits = true;  ///< false: no tier holds this usage in one hub; the largest is named
};
/// The cheapest tier and unit count on which `usage` (of one hub) is never throttled: daily
/// blocks within the quota on the busiest day, sends and connects of the busiest second within
/// the limits, identities (each device, and a module for each agent) within one hub. Basic tiers are
/// not candidates (no modules with twins). At equal price the higher tier, which holds more.
/// Limits: conservative, as no throttle would act on a single busy second.
HubSize size_hub(const Usage& usage, const PriceBook& prices);

struct BillLineAmount {
  std::string line;
  Money per_month;
  std::string basis;
};
/// The monthly bill by line, in a fixed order, zero lines included:
/// iot_hub_units, log_analytics_ingestion, log_analytics_retention, cellular_data, cellular_sim,
/// defender_devices, defender_messages. `usage` is that of all `hubs` together.
/// Model: a month in steady state. Retention charges the rows between `retention_free_days` and
/// `retention_days` of age. The free ingestion of a month is taken off once.
/// Limits: no commitment tiers, taxes, discounts or rounding of data sessions.
std::vector<BillLineAmount> bill(const Usage& usage, const std::vector<HubSize>& hubs, const PriceBook& prices);

}  // namespace picket::sim
