#include "sim/plan/backtest.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <utility>

#include "agent_core/base/check.h"
#include "reports/number_format.h"

namespace picket::sim {
namespace {

std::chrono::year_month_day date_of(int day) { return std::chrono::sys_days(std::chrono::days(day)); }

std::string day_text(int day) {
  const std::chrono::year_month_day date = date_of(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

void add_days(const std::set<int>& days, Backtest& out) {
  std::map<std::string, PartOfMonth> months;
  for (const int day : days) {
    const std::chrono::year_month_day date = date_of(day);
    const auto last = std::chrono::year_month_day_last(date.year(), std::chrono::month_day_last(date.month()));
    const std::string name = day_text(day).substr(0, 7);
    PartOfMonth& month = months.try_emplace(name, PartOfMonth{name, 0, static_cast<int>(static_cast<unsigned>(last.day()))}).first->second;
    ++month.days;
  }
  for (const auto& [name, month] : months) {
    out.months += static_cast<double>(month.days) / month.of_days;
    if (month.days < month.of_days) out.parts.push_back(month);
  }
  out.days = static_cast<double>(days.size());
  out.first_day = day_text(*days.begin());
  out.last_day = day_text(*days.rbegin());
}

void add_meters(const CostExport& costs, Backtest& out) {
  for (const InvoicedMeter& meter : costs.meters) {
    const MeterPlace place = place_of_meter(meter);
    const double usd = meter.cost * out.usd_per_currency;
    if (place.line == nullptr) {
      out.others.push_back({meter, usd, place.why_not});
      out.others_usd += usd;
    } else {
      out.meters[static_cast<std::size_t>(place.line - kInvoiceLines.data())].push_back({meter, usd, ""});
      out.on_lines_usd += usd;
    }
  }
  std::stable_sort(out.others.begin(), out.others.end(), [](const BacktestMeter& a, const BacktestMeter& b) { return std::abs(a.usd) > std::abs(b.usd); });
}

BacktestVerdict verdict_of(const BacktestLine& line) {
  const double predicted = line.predicted.value;
  if (!line.invoiced) return predicted == 0 ? BacktestVerdict::kInside : BacktestVerdict::kNotInvoiced;
  const double month = line.invoiced_month;
  if (predicted == 0 && std::abs(month) > kHalfCent) return BacktestVerdict::kNotPredicted;
  if (!line.predicted.interval) return BacktestVerdict::kNoInterval;
  if (month > line.predicted.interval->high + kHalfCent) return BacktestVerdict::kAbove;
  if (month < line.predicted.interval->low - kHalfCent) return BacktestVerdict::kBelow;
  return BacktestVerdict::kInside;
}

/// The sum of lines of a bill.
struct BilledSum {
  double usd = 0;
  std::vector<double> per_replication;

  void add(const PlanBillLine& line) {
    usd += line.usd.value;
    per_replication.resize(std::max(per_replication.size(), line.per_replication.size()));
    for (std::size_t r = 0; r < line.per_replication.size(); ++r) per_replication[r] += line.per_replication[r];
  }
};

BacktestLine compared_line(const Backtest& test, std::size_t number, const PlanBill& bill, BilledSum& total) {
  const InvoiceLine& line = kInvoiceLines[number];
  BilledSum sum;
  for (const PlanBillLine& one : bill.lines) {
    if (std::find(line.bill_lines.begin(), line.bill_lines.end(), one.amount.line) == line.bill_lines.end()) continue;
    sum.add(one);
    total.add(one);
  }
  BacktestLine out;
  out.line = line.name;
  out.predicted = interval_around(sum.usd, sum.per_replication);
  if (!test.meters[number].empty()) {
    double usd = 0;
    for (const BacktestMeter& meter : test.meters[number]) usd += meter.usd;
    out.invoiced = usd;
    out.invoiced_month = line.by_month ? usd / test.months : usd * test.billing_days / test.days;
  }
  out.verdict = verdict_of(out);
  return out;
}

BacktestPolicy compared_policy(const Backtest& test, const PolicyPlan& plan) {
  BacktestPolicy out;
  out.policy = plan.policy;
  out.total.line = "total";
  if (plan.is_impossible()) return out;
  BilledSum total;
  double invoiced = 0;
  bool is_any = false;
  for (std::size_t i = 0; i < kInvoiceLines.size(); ++i) {
    BacktestLine line = compared_line(test, i, plan.bill, total);
    is_any = is_any || line.invoiced.has_value();
    invoiced += line.invoiced.value_or(0);
    out.total.invoiced_month += line.invoiced_month;
    out.lines.push_back(std::move(line));
  }
  for (const PlanBillLine& one : plan.bill.lines) {
    if (is_invoiced(one.amount.line)) continue;
    BacktestLine line;
    line.line = one.amount.line;
    line.predicted = one.usd;
    line.verdict = BacktestVerdict::kElsewhere;
    out.lines.push_back(std::move(line));
  }
  out.total.predicted = interval_around(total.usd, total.per_replication);
  if (is_any) out.total.invoiced = invoiced;
  out.total.verdict = verdict_of(out.total);
  return out;
}

}  // namespace

std::string_view to_string(BacktestVerdict verdict) {
  switch (verdict) {
    case BacktestVerdict::kInside: return "inside";
    case BacktestVerdict::kAbove: return "above";
    case BacktestVerdict::kBelow: return "below";
    case BacktestVerdict::kNoInterval: return "no interval";
    case BacktestVerdict::kNotInvoiced: return "not invoiced";
    case BacktestVerdict::kNotPredicted: return "not predicted";
    case BacktestVerdict::kElsewhere: return "not on Azure's invoice";
  }
  return "";
}

Backtest backtest(const CostExport& costs, std::string files, const std::vector<PolicyPlan>& plans, const PriceBook& prices) {
  PICKET_CHECK(!costs.days.empty(), costs.rows);
  Backtest out;
  out.files = std::move(files);
  out.rows = costs.rows;
  out.currency = prices.currency;
  out.usd_per_currency = prices.usd_per_currency;
  out.billing_days = prices.billing_days;
  add_days(costs.days, out);
  add_meters(costs, out);
  for (const PolicyPlan& plan : plans) out.policies.push_back(compared_policy(out, plan));
  return out;
}

std::vector<std::string> backtest_warnings(const Backtest& backtest) {
  std::vector<std::string> out;
  if (backtest.parts.empty()) return out;
  std::string parts;
  for (std::size_t i = 0; i < backtest.parts.size() && i < 6; ++i) {
    const PartOfMonth& part = backtest.parts[i];
    parts += fmt::format("{}{} of {} days of {}", i == 0 ? "" : ", ", part.days, part.of_days, part.month);
  }
  if (backtest.parts.size() > 6) parts += fmt::format(" and parts of {} more months", backtest.parts.size() - 6);
  out.push_back(fmt::format("The invoice has not all days of its months: {}. What is charged by the month is divided by the {:.3f} months that its days are, and what is charged by "
                            "use is scaled from {} to {:g}; free volumes of a month are used up first, so a part of it is no even share.",
                            parts, backtest.months, picket::days_text(backtest.days), backtest.billing_days));
  return out;
}

}  // namespace picket::sim
