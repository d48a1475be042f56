#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/quantity.h"
#include "sim/hub/sku.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// How far a price can be trusted.
enum class PriceQuality : std::uint8_t {
  kPublished,  ///< read in a price list or a calculator's output; `source` says which
  kEstimated,  ///< our own estimate, or a price that somebody recollects
  kOwn,        ///< of one's own contract, or set in a scenario
};
inline constexpr std::array kPriceQualityNames{
    EnumName<PriceQuality>{PriceQuality::kPublished, "published"},
    EnumName<PriceQuality>{PriceQuality::kEstimated, "estimated"},
    EnumName<PriceQuality>{PriceQuality::kOwn, "own"},
};
constexpr std::string_view to_string(PriceQuality quality) { return kPriceQualityNames[static_cast<std::size_t>(quality)].name; }
constexpr std::span<const EnumName<PriceQuality>> enum_names(PriceQuality) { return kPriceQualityNames; }

/// The most that a price may be, in any currency: an S3 unit is 50,000,000 where a dollar is 20,000 of the currency's.
inline constexpr double kMostPrice = 1e9;

/// Where one price of a book comes from, and what is taken off it.
struct PriceNote {
  PriceQuality quality = PriceQuality::kOwn;
  std::string source;
  std::string compiled;          ///< ISO date; empty: the book's
  std::optional<double> listed;  ///< the price that quality and source speak of
  double discount = 0;
  bool operator==(const PriceNote&) const = default;
};

template <class Visitor>
void describe(Visitor& v, PriceNote& n) {
  v.field("quality", n.quality, {.says = "How far the price can be trusted: published, estimated or own."});
  v.field("source", n.source, {.says = "Price list, document or contract that it was read in."});
  v.field("compiled", n.compiled, {.says = "Day on which it was read, as an ISO date; empty: the book's."});
  v.field("listed", n.listed,
          {.says = "Price that quality and source speak of; once the price itself is set to another, it counts as own.",
           .min = 0,
           .max = kMostPrice});
  v.field("discount", n.discount, {.says = "Share that one's own contract takes off the price.", .min = 0, .max = 1});
}

/// A workspace's commitment to a daily volume.
struct CommitmentTier {
  double gigabytes_day = 100;
  double price_day = 0;
  bool operator==(const CommitmentTier&) const = default;
};

template <class Visitor>
void describe(Visitor& v, CommitmentTier& t) {
  v.field("gigabytes_day", t.gigabytes_day, {.says = "Billed 10^9 bytes a day that are committed to.", .min = 1, .max = 1e6, .required = true});
  v.field("price_day", t.price_day, {.says = "Price of a day, used or not.", .min = 0, .max = kMostPrice, .required = true});
}

/// The keys that are prices: what `lines` may speak of.
inline constexpr std::array<std::string_view, 16> kPriceKeys{
    "s1_unit_month", "s2_unit_month", "s3_unit_month", "b1_unit_month", "b2_unit_month", "b3_unit_month",
    "log_analytics_ingest_gigabyte", "log_analytics_commitments", "log_analytics_retention_gigabyte_month",
    "siem_ingest_gigabyte", "analytics_million_observations", "cellular_sim_month", "energy_kilowatt_hour",
    "defender_device_month", "defender_per_25000_messages", "analyst_hour"};

/// The key of the price of one unit of the tier; empty: it is free.
constexpr std::string_view price_key(Sku sku) {
  switch (sku) {
    case Sku::kF1: return "";
    case Sku::kB1: return "b1_unit_month";
    case Sku::kB2: return "b2_unit_month";
    case Sku::kB3: return "b3_unit_month";
    case Sku::kS1: return "s1_unit_month";
    case Sku::kS2: return "s2_unit_month";
    case Sku::kS3: return "s3_unit_month";
  }
  return "";
}

/// Dated prices (scenarios/prices/*.yaml), with what of a bill is one's own choice. Prices are in
/// `currency`, and a bill in US dollars.
struct PriceBook {
  std::string name = "us_2026_11";
  std::string compiled = "2026-11-23";  ///< ISO date
  std::string currency = "USD";         ///< ISO 4217
  double usd_per_currency = 1;
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
  std::vector<CommitmentTier> log_analytics_commitments = {{100, 194.49}};
  double log_analytics_retention_gigabyte_month = 0.10;
  double log_analytics_retention_free_days = 31;
  double retention_days = 90;
  bool raw_events_to_workspace = true;
  bool hub_records_to_workspace = true;
  double siem_ingest_gigabyte = 0;
  double analytics_million_observations = 0;
  double cellular_sim_month = 0;
  Bytes cellular_session_bytes = Bytes(1'000);
  double energy_kilowatt_hour = 0;
  double defender_device_month = 0;        ///< no published price exists; a parameter
  double defender_per_25000_messages = 0;  ///< no published price exists; a parameter
  double analyst_hour = 0;
  double analyst_minutes_per_alert = 5;
  double business_messages_device_day = 0;
  Bytes business_message_bytes = Bytes(1'000);
  double business_peak_ratio = 4;
  std::map<std::string, PriceNote> lines;
};

template <class Visitor>
void describe(Visitor& v, PriceBook& p) {
  v.field("name", p.name, {.says = "Name of the price book, for results.", .required = true});
  v.field("compiled", p.compiled, {.says = "Day on which the prices were compiled, as an ISO date.", .required = true});
  v.field("currency", p.currency, {.says = "Currency of the prices, as in ISO 4217; bills are in US dollars."});
  v.field("usd_per_currency", p.usd_per_currency,
          {.says = "US dollars for one unit of the currency; 1 for USD.", .min = 1e-6, .max = 1e6});
  v.field("billing_days", p.billing_days, {.says = "Days of a billing month.", .min = 1, .max = 31});
  v.field("s1_unit_month", p.s1_unit_month,
          {.says = "Price of one S1 unit and month.",
           .min = 0,
           .max = kMostPrice,
           .grade = Grade::kPublished,
           .source = "infracost testdata iothub_test.golden: 2 units = 50.00"});
  v.field("s2_unit_month", p.s2_unit_month,
          {.says = "Price of one S2 unit and month.",
           .min = 0,
           .max = kMostPrice,
           .grade = Grade::kPublished,
           .source = "S1 times 10, the ratio of the azure.cn list"});
  v.field("s3_unit_month", p.s3_unit_month,
          {.says = "Price of one S3 unit and month.",
           .min = 0,
           .max = kMostPrice,
           .grade = Grade::kPublished,
           .source = "S1 times 100, the ratio of the azure.cn list"});
  v.field("b1_unit_month", p.b1_unit_month,
          {.says = "Price of one B1 unit and month.",
           .min = 0,
           .max = kMostPrice,
           .grade = Grade::kPublished,
           .source = "S1 times 0.4, the ratio of the azure.cn list"});
  v.field("b2_unit_month", p.b2_unit_month,
          {.says = "Price of one B2 unit and month.",
           .min = 0,
           .max = kMostPrice,
           .grade = Grade::kPublished,
           .source = "S1 times 2, the ratio of the azure.cn list"});
  v.field("b3_unit_month", p.b3_unit_month,
          {.says = "Price of one B3 unit and month.",
           .min = 0,
           .max = kMostPrice,
           .grade = Grade::kPublished,
           .source = "S1 times 20, the ratio of the azure.cn list"});
  v.field("log_analytics_ingest_gigabyte", p.log_analytics_ingest_gigabyte,
          {.says = "Price of the ingestion of 10^9 billed bytes into Log Analytics.",
           .min = 0,
           .max = kMostPrice,
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
  v.field("log_analytics_commitments", p.log_analytics_commitments,
          {.says = "Commitment tiers, the smallest first; a bill takes the cheapest of them and paying as one goes. What is beyond a "
                   "tier is charged at its own price for 10^9 bytes. []: none.",
           .grade = Grade::kEstimated,
           .source = "the price of ingestion, less the 15.44 % of 100 GB a day in infracost log_analytics_workspace_test.golden"});
  v.field("log_analytics_retention_gigabyte_month", p.log_analytics_retention_gigabyte_month,
          {.says = "Price of keeping 10^9 billed bytes for a month beyond the free days.",
           .min = 0,
           .max = kMostPrice,
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
  v.field("siem_ingest_gigabyte", p.siem_ingest_gigabyte,
          {.says = "Price of 10^9 billed bytes that a SIEM on the workspace takes in; 0: there is none.", .min = 0, .max = kMostPrice});
  v.field("analytics_million_observations", p.analytics_million_observations,
          {.says = "Price of the computing that analyses 1,000,000 observations; no price is published.",
           .min = 0,
           .max = kMostPrice,
           .grade = Grade::kEstimated});
  v.field("cellular_sim_month", p.cellular_sim_month,
          {.says = "Price of each SIM and month, on devices whose line charges by volume.",
           .min = 0,
           .max = kMostPrice,
           .grade = Grade::kEstimated,
           .source = "middle of four transcribed cellular price lists"});
  v.field("cellular_session_bytes", p.cellular_session_bytes,
          {.says = "What a data session is rounded up to a multiple of, on lines that charge by volume and state no session_rounding of "
                   "their own; a connection counts as one session.",
           .min = 1,
           .max = 1e7,
           .grade = Grade::kPublished,
           .source = "Olivia help page: 1,000 bytes; Vodacom ZA 10,000 and MTN ZA 25,000 (Digital Matter help page)"});
  v.field("energy_kilowatt_hour", p.energy_kilowatt_hour,
          {.says = "Price of a kilowatt-hour from the mains, for what radios draw of devices without a battery; 0: it is counted and not "
                   "charged.",
           .min = 0,
           .max = kMostPrice});
  v.field("defender_device_month", p.defender_device_month,
          {.says = "Price of each agent and month; no price for device builders is published.",
           .min = 0,
           .max = kMostPrice,
           .grade = Grade::kEstimated});
  v.field("defender_per_25000_messages", p.defender_per_25000_messages,
          {.says = "Price of each 25,000 security messages; no price is published.",
           .min = 0,
           .max = kMostPrice,
           .grade = Grade::kEstimated});
  v.field("analyst_hour", p.analyst_hour,
          {.says = "Price of an hour of those who look at alerts; 0: their time is counted and not charged.", .min = 0, .max = kMostPrice});
  v.field("analyst_minutes_per_alert", p.analyst_minutes_per_alert,
          {.says = "Minutes that an alert takes; the product's notices take none.",
           .min = 0,
           .max = 1'440,
           .grade = Grade::kEstimated,
           .source = "own estimate",
           .plausible = {1, 30}});
  v.field("business_messages_device_day", p.business_messages_device_day,
          {.says = "Messages of a device's own business that the same hub carries; billed and sized for, not simulated. With 0 the hub is "
                   "there for security alone, and all of it is the cost of security.",
           .min = 0,
           .max = 1e7});
  v.field("business_message_bytes", p.business_message_bytes, {.says = "Size of such a message.", .min = 1, .max = 262'144});
  v.field("business_peak_ratio", p.business_peak_ratio,
          {.says = "Such messages in the busiest second, for each in a mean one.",
           .min = 1,
           .max = 1e6,
           .grade = Grade::kEstimated,
           .source = "own estimate",
           .plausible = {1, 20}});
  v.field("lines", p.lines, {.says = "Quality, source and discount by price. Of a price without an entry they are the program's, while it "
                                     "is the program's, and else it counts as own."});
}

}  // namespace picket::sim
