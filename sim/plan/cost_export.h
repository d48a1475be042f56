#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/diagnostics.h"

namespace picket::sim {

/// What one meter was charged for in a cost export: the sum of its rows.
struct InvoicedMeter {
  std::string category;     ///< MeterCategory: "IoT Hub"
  std::string subcategory;  ///< MeterSubCategory; empty: the file has none
  std::string meter;        ///< MeterName: "S1 Unit"
  std::string unit;         ///< UnitOfMeasure: "1/Month"
  double quantity = 0;      ///< in `unit`
  double cost = 0;          ///< in the billing currency
  std::size_t rows = 0;
};

/// Where a currency first stands in an export.
struct InvoicedCurrency {
  std::string code;  ///< ISO 4217, in capitals
  Where where;
};

/// The charges of a cost export.
struct CostExport {
  std::vector<InvoicedMeter> meters;         ///< in the order of their first rows
  std::vector<InvoicedCurrency> currencies;  ///< each once, in the order of their first rows
  std::set<int> days;                        ///< since 1970-01-01, that have a row
  std::size_t rows = 0;
};

/// Of all files together.
inline constexpr std::size_t kMaxInvoiceRows = 1'000'000;
inline constexpr std::size_t kMaxInvoiceMeters = 10'000;
/// Of one file. Our choice: an export of a subscription has a few MB a month.
inline constexpr std::size_t kMaxCostExportBytes = std::size_t{128} << 20;

/// Adds the rows of one file to `costs`: Azure Cost Management's "Cost and usage details" as CSV, of actual costs.
///
/// Input:  `text`, which `diagnostics` holds as `source`. A byte order mark is passed over. The first row names the columns, whatever
///         their case and order: Date; MeterCategory, MeterSubCategory, MeterName; Quantity, UnitOfMeasure; CostInBillingCurrency
///         (Enterprise and Microsoft Customer Agreement) or Cost (pay as you go); BillingCurrency or BillingCurrencyCode. Others are
///         passed over. Days as Azure writes them, 10/31/2026, or as ISO dates. Refunds and purchases are rows like others.
/// Errors: all into `diagnostics`: columns that are missing or there twice, rows with another number of cells, quotes out of place,
///         what is no day or number, charges without a currency, no row at all, a file that is compressed or no CSV with commas.
/// Limits: kMaxInvoiceRows rows and kMaxInvoiceMeters meters in all, 200 columns, 32,768 characters a cell. Names are cut after 100 bytes.
/// Source: learn.microsoft.com, dataset-schema/cost-usage-details-ea (2024-08-01), cost-usage-details-mca (2023-12-01-preview), and
///         automate/understand-usage-details-fields.
void read_cost_export(std::string_view text, std::uint32_t source, CostExport& costs, Diagnostics& diagnostics);

/// Says what hinders a comparison with prices in `currency`: charges in others.
void check_currency(const CostExport& costs, std::string_view currency, Diagnostics& diagnostics);

}  // namespace picket::sim
