#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// One entry of an answer of the Azure Retail Prices API.
struct AzurePriceItem {
  Where where;
  std::string service;    ///< serviceName: "IoT Hub"
  std::string sku;        ///< skuName: "S1"
  std::string meter;      ///< meterName: "S1 Unit"
  std::string meter_id;
  std::string unit;       ///< unitOfMeasure: "1/Month"
  std::string region;     ///< armRegionName: "eastus"; empty or "Global": of all regions
  std::string currency;   ///< ISO 4217
  std::string type;       ///< "Consumption", "Reservation", "DevTestConsumption"
  std::string effective;  ///< day from which it holds, ISO date
  std::string until;      ///< day on which it ends, ISO date; empty: it has no end
  double price = 0;       ///< retailPrice
  double from = 0;        ///< tierMinimumUnits: units from which on it holds
  bool primary = true;    ///< isPrimaryMeterRegion
};

struct AzurePriceList {
  std::vector<AzurePriceItem> items;  ///< in the order of the files
  bool more_pages = false;            ///< a file names a next page
};

inline constexpr std::size_t kMaxAzurePrices = 20'000;

/// Adds the entries of one file to `list`.
/// Input:  `text`, which `diagnostics` holds as `source`: an object with "Items", as the API answers it.
/// Errors: all into `diagnostics`: what is no JSON, entries without a price, prices that are no number from 0 to 1,000,000.
/// Limits: those of parse_json, and kMaxAzurePrices entries in all.
/// Source: learn.microsoft.com, "Azure Retail Prices overview".
void read_azure_prices(std::string_view text, std::uint32_t source, AzurePriceList& list, Diagnostics& diagnostics);

/// What the person who imports says.
struct AzurePriceChoices {
  std::string region;        ///< armRegionName; empty: the only one of the file
  std::string compiled;      ///< ISO date on which the file was fetched
  double usd_per_currency = 0;  ///< 0: not said
};

/// An entry that was left out.
struct AzurePriceNote {
  Where where;
  std::string entry;  ///< "IoT Hub, S1, S1 Unit"
  std::string says;
};

/// The prices of a list that a bill has a line for.
struct AzurePrices {
  std::map<std::string, AzurePriceItem> taken;  ///< by key of the price book; its price is for the key's unit
  std::vector<AzurePriceItem> commitments;      ///< `from` is the tier's 10^9 bytes a day; the smallest first
  std::optional<double> free_gigabytes;         ///< of ingestion, where the list has a first tier at no price
  std::vector<AzurePriceNote> left_out;         ///< by place; taken, commitments, free and left out are all entries
  std::size_t free_entries = 0;
  std::string currency;
};

/// Picks from the list what a price book holds.
///
/// Model:  a meter is known by service, SKU and the end of its name (units of hubs, pay-as-you-go ingestion and retention
///         of Log Analytics, commitment tiers of Azure Monitor, pay-as-you-go analysis of Sentinel). Of entries for the
///         same price the one of the primary meter counts, of those the one that holds since the later day. A price for a
///         day stands for 30 of a month.
/// Output: nothing after an error.
/// Errors: prices of several regions and none chosen, a region without prices, several currencies, a currency without a
///         rate; no entry that a price book has a place for.
std::optional<AzurePrices> pick_azure_prices(const AzurePriceList& list, const AzurePriceChoices& choices, Diagnostics& diagnostics);

}  // namespace picket::sim
