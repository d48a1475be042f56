#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cost/price_book.h"
#include "sim/plan/cost_export.h"
#include "sim/plan/invoice_lines.h"
#include "sim/plan/policy_plan.h"
#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// How what was invoiced on a line stands to what was predicted.
enum class BacktestVerdict : std::uint8_t {
  kInside,        ///< the interval
  kAbove,
  kBelow,
  kNoInterval,    ///< too few replications
  kNotInvoiced,   ///< predicted, and no row of the export is on the line
  kNotPredicted,  ///< invoiced, and nothing was predicted
  kElsewhere,     ///< no invoice of Azure has the line
};
std::string_view to_string(BacktestVerdict verdict);

/// One line of a comparison, in US dollars.
struct BacktestLine {
  std::string line;
  IntervalEstimate predicted;              ///< a month of the plan
  std::optional<double> invoiced;          ///< in the export; none: no row is on the line
  double invoiced_month = 0;               ///< brought to a month of the plan
  BacktestVerdict verdict = BacktestVerdict::kNoInterval;

  double difference() const { return invoiced_month - predicted.value; }
};

/// What was predicted under one policy against what was invoiced.
struct BacktestPolicy {
  std::string policy;
  std::vector<BacktestLine> lines;  ///< those of kInvoiceLines, then the bill's others; empty: no hubs hold the fleet, and there is no bill
  BacktestLine total;               ///< of kInvoiceLines
};

/// A meter of the export, in US dollars.
struct BacktestMeter {
  InvoicedMeter meter;
  double usd = 0;
  std::string_view says;  ///< of one that is on no line of the bill: why
};

/// A month of the calendar of which the export has not all days.
struct PartOfMonth {
  std::string month;  ///< "2026-10"
  int days = 0;       ///< that have a row
  int of_days = 0;
};

/// What was invoiced, and how it compares with a plan.
struct Backtest {
  std::string files;
  std::size_t rows = 0;
  std::string currency;
  double usd_per_currency = 1;
  std::string first_day;  ///< ISO dates
  std::string last_day;
  double days = 0;        ///< that have a row
  double months = 0;      ///< of the calendar that these are
  double billing_days = 30;
  std::vector<PartOfMonth> parts;
  std::array<std::vector<BacktestMeter>, kInvoiceLines.size()> meters;  ///< by line, in the order of kInvoiceLines
  std::vector<BacktestMeter> others;  ///< on no line of the bill, the dearest first
  double on_lines_usd = 0;            ///< sum of `meters`
  double others_usd = 0;              ///< and of `others`: together the whole export
  std::vector<BacktestPolicy> policies;
};

/// Compares an export with plans.
///
/// Model:  what is charged by the month is divided by the months that the export's days are, each day a part of its own month; what is
///         charged by use is multiplied by the plan's days of a month and divided by the days with a row. An amount is inside where it is in
///         the bill's interval, or within half a cent of it.
/// Input:  `costs` with at least one row, in the currency of `prices`.
/// Output: sums balance: `on_lines_usd` and `others_usd` are all charges of the export.
/// Limits: the interval is that of a mean month and of the sample: what one month has by chance, and what the scenario and its prices have
///         wrong, are not in it. Free volumes of a month are used up first, so a part of a month is no even share of it; an export does
///         not tell of days on which nothing was charged.
Backtest backtest(const CostExport& costs, std::string files, const std::vector<PolicyPlan>& plans, const PriceBook& prices);

/// What of it is not a comparison of whole months, in sentences.
std::vector<std::string> backtest_warnings(const Backtest& backtest);

}  // namespace picket::sim
