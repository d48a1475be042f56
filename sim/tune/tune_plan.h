#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/search/optimiser.h"
#include "sim/tune/tune_measure.h"
#include "sim/tune/tune_section.h"

namespace picket::sim {

/// An objective of a plan.
struct PlannedObjective {
  std::size_t measure = 0;  ///< index into TunePlan::measures
  Goal goal = Goal::kLess;
};

/// A constraint of a plan: one bound of one measure.
struct PlannedConstraint {
  std::size_t measure = 0;  ///< index into TunePlan::measures
  bool at_least = false;
  bool relative = false;    ///< to the reference policy: `times` its mean, give or take `margin`
  double bound = 0;         ///< of one that is not
  double times = 1;
  double margin = 0;
  double confidence = 0.95;

  /// "detected_by_deadline at least 0.95", "cost_usd_per_month at most that of g2_linux".
  std::string to_string(const std::vector<TuneMeasure>& measures, const std::string& reference) const;
};

/// What a tune does, without the scenario that it does it to.
struct TunePlan {
  std::string policy;
  std::string reference;                   ///< empty: none
  std::vector<TuneMeasure> measures{};     ///< of objectives and constraints, each once
  std::vector<PlannedObjective> objectives{};
  std::vector<PlannedConstraint> constraints{};
  std::vector<SearchVariable> variables{};
  /// Points of the unit cube to try first; the first of them is the policy as it stands.
  std::vector<std::vector<double>> start{};
  std::uint64_t seed = 1;
  TuneSection section{};                   ///< budgets, and how to choose and to certify

  /// Of the confidences asked for, the one that a candidate as a whole is held to: the strictest.
  double confidence() const;
};

/// The measures, objectives and constraints that a section names.
/// Input:  names that `tune_checks` has found to exist.
TunePlan plan_of(const TuneSection& section);

/// A measure by its section's words.
TuneMeasure measure_of(const std::string& name, const std::string& attack, Duration within);

}  // namespace picket::sim
