#include "sim/apps/plan_costs.h"

#include <filesystem>

#include "sim/apps/load_input.h"

namespace picket::sim {

PlanCosts::PlanCosts(const std::vector<std::string>& files, const CommonOptions& common) : common_(common) {
  for (const std::string& file : files) {
    const std::string text = read_file(file, kMaxCostExportBytes);
    names_ += (names_.empty() ? "" : ", ") + std::filesystem::path(file).filename().string();
    if (!costs_) costs_.emplace();
    read_cost_export(text, diagnostics_.add_source(file, text), *costs_, diagnostics_);
  }
}

bool PlanCosts::fits(const PriceBook& prices) {
  if (!costs_) return true;
  check_currency(*costs_, prices.currency, diagnostics_);
  if (!diagnostics_.ok()) {
    say(diagnostics_, common_, true);
    return false;
  }
  diagnostics_ = Diagnostics();  // the files' texts are not needed while runs go on
  return true;
}

std::optional<Backtest> PlanCosts::compared(const std::vector<PolicyPlan>& plans, const PriceBook& prices) const {
  if (!costs_) return std::nullopt;
  return backtest(*costs_, names_, plans, prices);
}

}  // namespace picket::sim
