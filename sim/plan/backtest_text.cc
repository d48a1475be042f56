#include "sim/plan/backtest_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agent_core/base/utf8.h"
#include "reports/number_format.h"

namespace picket::sim {
namespace {

/// So many meters that are on no line people still read; plan.json has them all.
constexpr std::size_t kShownOthers = 10;

std::string counted_noun(double n, std::string_view noun) { return fmt::format("{} {}{}", picket::format_number(n), noun, n == 1 ? "" : "s"); }

/// "S1 Unit: 2 x 1/Month"; of several the largest.
std::string meters_cell(const std::vector<BacktestMeter>& meters) {
  if (meters.empty()) return "";
  const auto largest = std::max_element(meters.begin(), meters.end(), [](const BacktestMeter& a, const BacktestMeter& b) { return a.usd < b.usd; });
  std::string out = fmt::format("{}: {}{}{}", largest->meter.meter, picket::format_number(largest->meter.quantity), largest->meter.unit.empty() ? "" : " x ", largest->meter.unit);
  if (meters.size() > 1) out += fmt::format(", and {} more", meters.size() - 1);
  return out;
}

std::string difference_cell(const BacktestLine& line) {
  std::string out = picket::format_money(line.difference());
  if (line.predicted.value != 0) out += fmt::format(" ({:+.1f} %)", 100 * line.difference() / line.predicted.value);
  return out;
}

std::vector<std::string> compared_row(const BacktestLine& line, std::string meters) {
  const std::optional<double> low = line.predicted.interval ? std::optional(line.predicted.interval->low) : std::nullopt;
  const std::optional<double> high = line.predicted.interval ? std::optional(line.predicted.interval->high) : std::nullopt;
  std::vector<std::string> row{picket::words(line.line), picket::format_estimate(line.predicted.value, low, high, "USD")};
  row.push_back(line.invoiced ? picket::format_money(*line.invoiced) : "");
  row.push_back(line.invoiced ? picket::format_money(line.invoiced_month) : "");
  row.push_back(line.invoiced ? difference_cell(line) : "");
  row.push_back(std::string(to_string(line.verdict)));
  row.push_back(std::move(meters));
  return row;
}

/// Lines of the invoice with their total, then what others invoice.
std::string compared_table(const Backtest& test, const BacktestPolicy& policy, const TableOptions& options) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < policy.lines.size(); ++i) {
    const BacktestLine& line = policy.lines[i];
    const bool is_shown = line.predicted.value != 0 || line.invoiced;
    if (is_shown) rows.push_back(compared_row(line, i < kInvoiceLines.size() ? meters_cell(test.meters[i]) : ""));
    if (i + 1 == kInvoiceLines.size()) rows.push_back(compared_row(policy.total, ""));
  }
  return render_table({{"line", "", Align::kLeft},
                       {"predicted a month", "", Align::kRight},
                       {"invoiced", "", Align::kRight},
                       {"for a month", "", Align::kRight},
                       {"difference", "", Align::kRight},
                       {"95 % interval", "", Align::kLeft},
                       {"meters", "", Align::kLeft}},
                      rows, options);
}

std::string others_table(const Backtest& test, const TableOptions& options) {
  std::vector<std::vector<std::string>> rows;
  double rest = test.others_usd;
  for (const BacktestMeter& one : test.others) {
    if (rows.size() == kShownOthers) break;
    rows.push_back({one.meter.category, one.meter.meter, picket::format_money(one.usd), std::string(one.says)});
    rest -= one.usd;
  }
  if (test.others.size() > kShownOthers) {
    rows.push_back({fmt::format("{} more meters", test.others.size() - kShownOthers), "", picket::format_money(rest), "plan.json has all"});
  }
  return render_table({{"category", "", Align::kLeft}, {"meter", "", Align::kLeft}, {"invoiced", "", Align::kRight}, {"", "", Align::kLeft}}, rows, options);
}

}  // namespace

std::string backtest_text(const Backtest& test, const TableOptions& options) {
  std::string out = fmt::format("backtest against {}\n", printable(test.files));
  out += fmt::format("  {} to {}: {}, {:.3f} months, {}{}\n", test.first_day, test.last_day, counted_noun(test.days, "day"), test.months,
                     counted_noun(static_cast<double>(test.rows), "row"),
                     test.currency == "USD" ? "" : fmt::format("; {} at {:g} USD, as in the price book", test.currency, test.usd_per_currency));
  for (const std::string& warning : backtest_warnings(test)) out += "  warning: " + warning + "\n";
  for (const BacktestPolicy& policy : test.policies) {
    out += fmt::format("\n{}: predicted against invoiced\n", policy.policy);
    out += policy.lines.empty() ? "  no hubs hold the fleet, so there is no bill to compare\n" : compared_table(test, policy, options);
  }
  if (!test.others.empty()) out += "\nnot Picket's\n" + others_table(test, options);
  out += fmt::format("\ninvoiced in all: {}; on the lines above {}, not Picket's {}\n", picket::format_money(test.on_lines_usd + test.others_usd), picket::format_money(test.on_lines_usd),
                     picket::format_money(test.others_usd));
  out += "The intervals are of a mean month: the chance of one month, and what the scenario and its prices have wrong, are not in them.\n";
  return out;
}

}  // namespace picket::sim
