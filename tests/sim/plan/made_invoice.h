#pragma once

#include <string>

#include "sim/plan/backtest.h"
#include "sim/plan/cost_export.h"
#include "sim/plan/plan_bill.h"
#include "sim/plan/policy_plan.h"

// A made fleet and its invoice of October 2026, whose figures are worked out by hand beside them.

namespace picket::sim::test {

/// A plan at the program's prices on two units of S1. Five replications found 19, 19.5, 20, 20.5 and 21 GB a month of billed size, and
/// 3,000 MB a month over lines at 0.01 USD.
inline PolicyPlan plan_of_twenty_gigabytes(const PriceBook& prices = {}) {
  PolicyPlan out;
  out.policy = "g2_linux";
  const auto usage = [&](double gigabytes) {
    Usage one;
    one.devices = one.agents = 100;
    one.workspace_raw_bytes_per_day = gigabytes * 1e9 / prices.billing_days / prices.log_analytics_billed_size_factor;
    one.metered_line_bytes_per_day = 100e6;
    one.metered_line_usd_per_day = 1;
    return one;
  };
  out.usage.mean = usage(20);
  for (const double gigabytes : {19.0, 19.5, 20.0, 20.5, 21.0}) out.usage.replications.push_back(usage(gigabytes));
  out.choice = HubChoice{Sku::kS1, 2, 1, 50, {}};
  out.need.connections = 100;
  out.bill = plan_bill(out.usage, out.choice, prices, {});
  return out;
}

inline constexpr const char* kCostHeader =
    "InvoiceSectionName,Date,MeterCategory,MeterSubCategory,MeterName,UnitOfMeasure,Quantity,CostInBillingCurrency,BillingCurrencyCode,Tags\n";

inline std::string cost_row(int day, const std::string& meter, const std::string& quantity, const std::string& cost) {
  return "s,10/" + std::string(day < 10 ? "0" : "") + std::to_string(day) + "/2026," + meter + "," + quantity + "," + cost + ",USD,\"\"\"team\"\": \"\"a,b\"\"\"\n";
}

/// Two units of S1, 1.2 USD of ingestion and 0.125 of retention a day; on the first day a machine, provisioning and a refund.
inline std::string october(int days) {
  std::string out = kCostHeader;
  for (int day = 1; day <= days; ++day) {
    out += cost_row(day, "IoT Hub,IoT Hub,S1 Unit,1/Month", "0.0625", "1.6");
    out += cost_row(day, "Log Analytics,,Analytics Logs Data Ingestion,1 GB", "0.75", "1.2");
    out += cost_row(day, "Log Analytics,,Analytics Logs Data Retention,1 GB/Month", "1.25", "0.125");
  }
  out += cost_row(1, "Virtual Machines,Dv3,D2 v3,1 Hour", "24", "12.5");
  out += cost_row(1, "IoT Hub,IoT Hub Device Provisioning,S1 Operations,1K", "10", "1");
  out += cost_row(1, "Virtual Machines,Dv3,D2 v3,1 Hour", "-1", "-0.5");
  return out;
}

inline CostExport costs_of(const std::string& text, Diagnostics& diagnostics) {
  CostExport out;
  read_cost_export(text, diagnostics.add_source("costs.csv", text), out, diagnostics);
  return out;
}

/// The plan above against an export.
inline Backtest made_backtest(const std::string& text) {
  Diagnostics diagnostics;
  return backtest(costs_of(text, diagnostics), "costs.csv", {plan_of_twenty_gigabytes()}, PriceBook{});
}

}  // namespace picket::sim::test
