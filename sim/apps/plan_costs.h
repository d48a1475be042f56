#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/apps/options.h"
#include "sim/plan/backtest.h"
#include "sim/plan/cost_export.h"
#include "sim/scenario/diagnostics.h"

namespace picket::sim {

/// What --backtest names: an export of what was invoiced, of one file or several.
class PlanCosts {
 public:
  /// Reads the files, if there are any.
  /// Errors: throws WrongInput if one cannot be read or is too large.
  PlanCosts(const std::vector<std::string>& files, const CommonOptions& common);

  /// What is wrong or doubtful with them, which the caller says.
  const Diagnostics& problems() const { return diagnostics_; }
  /// Whether they can be compared with prices; says why not.
  bool fits(const PriceBook& prices);
  /// The comparison; none without files.
  std::optional<Backtest> compared(const std::vector<PolicyPlan>& plans, const PriceBook& prices) const;

 private:
  const CommonOptions& common_;
  std::string names_;
  Diagnostics diagnostics_;
  std::optional<CostExport> costs_;
};

}  // namespace picket::sim
