#include "sim/plan/backtest_json.h"

#include <nlohmann/json.hpp>

#include "sim/results/json_number.h"

namespace picket::sim {
namespace {

using BacktestJson = nlohmann::ordered_json;

BacktestJson meter_json(const BacktestMeter& one) {
  BacktestJson out = {{"category", one.meter.category}, {"subcategory", one.meter.subcategory}, {"meter", one.meter.meter},
                      {"unit", one.meter.unit},         {"quantity", one.meter.quantity},       {"rows", one.meter.rows},
                      {"cost", one.meter.cost},         {"usd", one.usd}};
  if (!one.says.empty()) out["says"] = one.says;
  return out;
}

BacktestJson meters_json(const std::vector<BacktestMeter>& meters) {
  BacktestJson out = BacktestJson::array();
  for (const BacktestMeter& one : meters) out.push_back(meter_json(one));
  return out;
}

BacktestJson compared_json(const BacktestLine& line) {
  const IntervalEstimate& predicted = line.predicted;
  return {{"line", line.line},
          {"predicted_usd", number_or_null(predicted.value)},
          {"ci_low", predicted.interval ? number_or_null(predicted.interval->low) : BacktestJson(nullptr)},
          {"ci_high", predicted.interval ? number_or_null(predicted.interval->high) : BacktestJson(nullptr)},
          {"n", predicted.n},
          {"invoiced_usd", number_or_null(line.invoiced)},
          {"invoiced_usd_per_month", line.invoiced ? number_or_null(line.invoiced_month) : BacktestJson(nullptr)},
          {"difference_usd", line.invoiced ? number_or_null(line.difference()) : BacktestJson(nullptr)},
          {"verdict", to_string(line.verdict)}};
}

}  // namespace

nlohmann::ordered_json backtest_json(const Backtest& backtest) {
  BacktestJson parts = BacktestJson::array();
  for (const PartOfMonth& part : backtest.parts) parts.push_back({{"month", part.month}, {"days", part.days}, {"of_days", part.of_days}});
  BacktestJson on_lines = BacktestJson::array();
  for (std::size_t i = 0; i < kInvoiceLines.size(); ++i) {
    on_lines.push_back({{"line", kInvoiceLines[i].name}, {"charged_by", kInvoiceLines[i].by_month ? "month" : "use"}, {"meters", meters_json(backtest.meters[i])}});
  }
  BacktestJson policies = BacktestJson::array();
  for (const BacktestPolicy& policy : backtest.policies) {
    BacktestJson lines = BacktestJson::array();
    for (const BacktestLine& line : policy.lines) lines.push_back(compared_json(line));
    const bool has_bill = !policy.lines.empty();
    policies.push_back({{"policy", policy.policy}, {"lines", std::move(lines)}, {"total", has_bill ? compared_json(policy.total) : BacktestJson(nullptr)}});
  }
  return {{"files", backtest.files},
          {"rows", backtest.rows},
          {"currency", backtest.currency},
          {"usd_per_currency", backtest.usd_per_currency},
          {"first_day", backtest.first_day},
          {"last_day", backtest.last_day},
          {"days", backtest.days},
          {"months", backtest.months},
          {"billing_days", backtest.billing_days},
          {"parts_of_months", std::move(parts)},
          {"invoiced_usd", backtest.on_lines_usd + backtest.others_usd},
          {"invoiced_on_lines_usd", backtest.on_lines_usd},
          {"invoiced_not_pickets_usd", backtest.others_usd},
          {"policies", std::move(policies)},
          {"meters_on_lines", std::move(on_lines)},
          {"meters_not_pickets", meters_json(backtest.others)},
          {"warnings", backtest_warnings(backtest)}};
}

}  // namespace picket::sim
