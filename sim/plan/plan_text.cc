#include "sim/plan/plan_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agent_core/base/utf8.h"
#include "reports/number_format.h"
#include "sim/plan/backtest_text.h"
#include "sim/plan/outbreak_text.h"
#include "sim/plan/storm_text.h"
#include "sim/scenario/own_estimates.h"

namespace picket::sim {
namespace {

using Cells = std::vector<std::string>;

/// So many rows of a table people still read; plan.json has them all.
constexpr std::size_t kShownSteps = 12;
constexpr std::size_t kShownAssumptions = 8;
/// Reasons and how a price comes about are read whole.
constexpr std::size_t kWidestCell = 110;

std::string usd_cell(const IntervalEstimate& usd) {
  const std::optional<double> low = usd.interval ? std::optional(usd.interval->low) : std::nullopt;
  const std::optional<double> high = usd.interval ? std::optional(usd.interval->high) : std::nullopt;
  return picket::format_estimate(usd.value, low, high, "USD");
}

std::string hubs_cell(const PolicyPlan& plan) {
  if (plan.need.is_none()) return "no hub";
  return plan.choice ? choice_text(*plan.choice) : "none fits";
}

std::string share_cell(double share) { return share <= 0 ? "none" : picket::format_percent(share); }

std::string answers(const PlanResult& result, const TableOptions& options) {
  std::vector<Cells> rows;
  for (const PolicyPlan& plan : result.policies) {
    const std::optional<double> error = stated_error(plan);
    Cells row{plan.policy, hubs_cell(plan)};
    if (plan.is_impossible()) {
      rows.push_back(std::move(row));
      continue;
    }
    row.push_back(usd_cell(plan.bill.usd));
    row.push_back(error ? "+- " + picket::format_percent(*error) : "");
    row.push_back(picket::format_money(plan.bill.security_usd.value));
    if (plan.choice) {
      row.push_back(picket::format_duration(plan.load.delay_seconds_quantile));
      row.push_back(share_cell(plan.load.refused_share()));
      row.push_back(picket::format_duration(plan.load.reconnect_seconds));
    }
    rows.push_back(std::move(row));
  }
  return render_table({{"policy", "", Align::kLeft},
                       {"hubs", "", Align::kLeft},
                       {"bill a month", "", Align::kRight},
                       {"error", "", Align::kRight},
                       {"of it security", "", Align::kRight},
                       {fmt::format("delay p{:g}", 100 * result.goals.delay.delay_quantile), "", Align::kRight},
                       {"refused", "", Align::kRight},
                       {"reconnect", "", Align::kRight}},
                      rows, options);
}

std::string bill_table(const PolicyPlan& plan, const TableOptions& options) {
  std::vector<Cells> rows;
  for (const PlanBillLine& line : plan.bill.lines) {
    if (line.usd.value == 0) continue;  // nothing is used of it, or it has no price
    rows.push_back({words(line.amount.line), usd_cell(line.usd), picket::format_money(line.security_usd), line.amount.basis, std::string(to_string(line.amount.quality))});
  }
  if (rows.empty()) return "  nothing is charged\n";
  rows.push_back({"total", usd_cell(plan.bill.usd), picket::format_money(plan.bill.security_usd.value), "", ""});
  TableOptions wide = options;
  wide.max_cell_width = kWidestCell;
  return render_table({{"line", "", Align::kLeft}, {"a month", "", Align::kRight}, {"of it security", "", Align::kRight}, {"basis", "", Align::kLeft}, {"price", "", Align::kLeft}},
                      rows, wide);
}

/// The one that lacks least; null without any.
const HubChoice* nearest_of(const std::vector<HubChoice>& choices, std::optional<Sku> sku) {
  const HubChoice* out = nullptr;
  for (const HubChoice& one : choices) {
    if (sku && one.sku != *sku) continue;
    if (out == nullptr || one.tightest().fullness() < out->tightest().fullness()) out = &one;
  }
  return out;
}

/// Of each tier what is cheaper: the one that lacks least, and all in one hub.
std::vector<HubChoice> shown_cheaper(const PolicyPlan& plan) {
  std::vector<HubChoice> out;
  for (const Sku sku : kPlannedTiers) {
    const HubChoice* nearest = nearest_of(plan.cheaper, sku);
    if (nearest == nullptr) continue;
    if (nearest->hubs > 1) {
      for (const HubChoice& one : plan.cheaper) {
        if (one.sku == sku && one.hubs == 1) out.push_back(one);
      }
    }
    out.push_back(*nearest);
  }
  std::stable_sort(out.begin(), out.end(), [](const HubChoice& a, const HubChoice& b) { return a.usd_per_month < b.usd_per_month; });
  return out;
}

std::string tried_table(const PolicyPlan& plan, const TableOptions& options) {
  std::vector<Cells> rows;
  for (const ExcludedTiers& one : kExcludedTiers) rows.push_back({std::string(one.tiers), std::string(one.price), std::string(one.why)});
  for (const HubChoice& one : shown_cheaper(plan)) rows.push_back({choice_text(one), picket::format_money(one.usd_per_month), why_not(one)});
  std::vector<HubChoice> fitting = plan.of_tiers;
  std::stable_sort(fitting.begin(), fitting.end(), [](const HubChoice& a, const HubChoice& b) { return a.usd_per_month < b.usd_per_month; });
  for (const HubChoice& one : fitting) {
    const bool is_choice = plan.choice && one.sku == plan.choice->sku && one.units == plan.choice->units && one.hubs == plan.choice->hubs;
    const LimitUse& tightest = one.tightest();
    rows.push_back({choice_text(one), picket::format_money(one.usd_per_month),
                    fmt::format("{}{} used to {}", is_choice ? "CHOSEN: " : "fits, dearer: ", to_string(tightest.kind), picket::format_percent(tightest.share()))});
  }
  TableOptions wide = options;
  wide.max_cell_width = kWidestCell;
  return render_table({{"choice", "", Align::kLeft}, {"a month", "", Align::kRight}, {"why", "", Align::kLeft}}, rows, wide);
}

std::string sizes_table(const PolicyPlan& plan, const TableOptions& options) {
  std::vector<Cells> rows;
  for (const FleetSizeRow& row : plan.sizes) {
    Cells cells{picket::format_number(row.devices), row.cheapest ? choice_text(*row.cheapest) : plan.need.is_none() ? "no hub" : "none fits",
                row.usd ? picket::format_money(*row.usd) : ""};
    if (row.on_plan) {
      cells.push_back(share_cell(row.on_plan->refused_share()));
      cells.push_back(picket::format_duration(row.on_plan->delay_seconds_quantile));
      cells.push_back(row.plan_fits ? "" : fmt::format("beyond: {}", to_string(row.tightest)));
    }
    rows.push_back(std::move(cells));
  }
  return render_table({{"devices", "", Align::kRight},
                       {"cheapest hubs", "", Align::kLeft},
                       {"bill a month", "", Align::kRight},
                       {"refused on plan's hubs", "", Align::kRight},
                       {"delay there", "", Align::kRight},
                       {"", "", Align::kLeft}},
                      rows, options);
}

/// The breaking points around the planned fleet.
std::string steps_table(const PolicyPlan& plan, double devices, const TableOptions& options) {
  if (plan.steps.empty()) return {};
  const FleetStep* at = step_at(plan.steps, devices);
  const std::size_t here = at == nullptr ? plan.steps.size() - 1 : static_cast<std::size_t>(at - plan.steps.data());
  const std::size_t begin = here > kShownSteps / 3 ? here - kShownSteps / 3 : 0;
  const std::size_t end = std::min(plan.steps.size(), begin + kShownSteps);
  std::vector<Cells> rows;
  for (std::size_t i = begin; i < end; ++i) {
    const FleetStep& step = plan.steps[i];
    rows.push_back({picket::format_number(step.from_devices), picket::format_number(step.to_devices), choice_text(step.choice), picket::format_money(step.choice.usd_per_month),
                    step.ends_by ? std::string(to_string(*step.ends_by)) : "and on", i == here ? "planned fleet" : ""});
  }
  std::string out = render_table({{"from devices", "", Align::kRight},
                                  {"to devices", "", Align::kRight},
                                  {"hubs", "", Align::kLeft},
                                  {"hubs a month", "", Align::kRight},
                                  {"ends by", "", Align::kLeft},
                                  {"", "", Align::kLeft}},
                                 rows, options);
  if (begin > 0 || end < plan.steps.size()) out += fmt::format("{} of {} steps; plan.json has all\n", end - begin, plan.steps.size());
  return out;
}

std::string value_cell(double value) { return fmt::format("{:.4g}", value); }

std::string assumptions_table(const PolicyPlan& plan, const TableOptions& options) {
  std::vector<Cells> rows;
  for (const Assumption& one : plan.assumptions) {
    if (rows.size() == kShownAssumptions) break;
    const auto usd = [](const std::optional<double>& value) { return value ? picket::format_money(*value) : std::string("none fits"); };
    rows.push_back({words(one.name), std::string(to_string(one.kind)), value_cell(one.stated), value_cell(one.low) + ".." + value_cell(one.high), one.range, usd(one.usd_low),
                    usd(one.usd_high), fmt::format("{:.2f} %", one.elasticity)});
  }
  TableOptions wide = options;
  wide.max_cell_width = kWidestCell;
  return render_table({{"number", "", Align::kLeft},
                       {"", "", Align::kLeft},
                       {"stated", "", Align::kRight},
                       {"may be", "", Align::kRight},
                       {"from", "", Align::kLeft},
                       {"bill at low", "", Align::kRight},
                       {"at high", "", Align::kRight},
                       {"per 1 %", "", Align::kRight}},
                      rows, wide);
}

std::string break_even_lines(const PlanResult& result) {
  std::string out;
  for (const PolicyBreakEven& pair : result.break_evens) {
    out += fmt::format("  {} and {}: {}\n", pair.first, pair.second, break_even_text(pair, std::floor(kMostFleets * result.devices)));
  }
  return out;
}

std::string goals_line(const PlanResult& result) {
  const PlanGoals& goals = result.goals;
  return fmt::format("goals: at most {} refused, p{:g} of the delay at most {}, {} of every limit free, all devices of a hub back within {}\n", picket::format_percent(goals.delay.max_refused),
                     100 * goals.delay.delay_quantile, picket::format_duration(goals.delay.max_delay_seconds), picket::format_percent(goals.hubs.headroom),
                     picket::format_duration(goals.hubs.reconnect_within_seconds));
}

std::string policy_part(const PolicyPlan& plan, const PlanResult& result, const TableOptions& options) {
  std::string out = fmt::format("\n{}: {}\n", plan.policy, hubs_cell(plan));
  const HubChoice* nearest = nearest_of(plan.cheaper, std::nullopt);
  if (plan.is_impossible() && nearest != nullptr) {
    out += fmt::format("  no choice of up to {} hubs holds this fleet; {} fails by {}\n", kMostHubs, choice_text(*nearest), why_not(*nearest));
  }
  if (plan.at_upper_end) out += fmt::format("  with usage at the upper end of its intervals: {}\n", choice_text(*plan.at_upper_end));
  if (plan.impossible_at_upper_end) out += fmt::format("  with usage at the upper end of its intervals no choice of up to {} hubs holds this fleet\n", kMostHubs);
  if (plan.load.twin_read_seconds > 0) {
    out += fmt::format("  after a reconnect of all devices the last is back after {}, and the last twin is read after {}\n", picket::format_duration(plan.load.reconnect_seconds),
                       picket::format_duration(plan.load.twin_read_seconds));
  }
  if (!plan.is_impossible()) out += "bill\n" + bill_table(plan, options);
  if (!plan.need.is_none()) out += "choices tried\n" + tried_table(plan, options);
  out += "fleet sizes\n" + sizes_table(plan, options);
  if (!plan.steps.empty()) out += "breaking points\n" + steps_table(plan, result.devices, options);
  if (!plan.assumptions.empty()) out += "what moves the bill most\n" + assumptions_table(plan, options);
  return out;
}

}  // namespace

std::string plan_text(const PlanResult& result, const std::string& directory, const TableOptions& options) {
  std::string out = fmt::format("{}: plan for {} devices and {}\n", result.title.empty() ? result.name : result.title, picket::format_number(result.devices), picket::days_text(result.billing_days));
  out += goals_line(result);
  for (const std::string& warning : result.warnings) out += "warning: " + warning + "\n";
  out += "\n" + answers(result, options);
  for (const PolicyPlan& plan : result.policies) out += policy_part(plan, result, options);
  if (!result.break_evens.empty()) out += "\nbreak-even\n" + break_even_lines(result);
  if (std::string storm = storm_text(result, options); !storm.empty()) out += "\n" + storm;
  if (result.outbreak) out += "\n" + outbreak_text(result, options);
  if (result.backtest) out += "\n" + backtest_text(*result.backtest, options);
  out += fmt::format("\nprices: {} of {}\n", result.price_book, result.prices_compiled);
  out += "methods\n";
  for (const std::string& sentence : plan_methods(result)) out += "  " + sentence + "\n";
  out += own_estimates_brief(result.own_estimates);
  if (!directory.empty()) out += fmt::format("\nresults: {}\n", directory);
  return printable_lines(out);
}

}  // namespace picket::sim
