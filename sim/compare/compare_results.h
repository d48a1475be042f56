#pragma once

#include <string>
#include <vector>

#include "sim/compare/comparison.h"
#include "sim/compare/suite_comparison.h"

namespace picket::sim {

/// What is to be compared.
struct CompareWish {
  std::vector<std::string> policies;  ///< within one result: the first against the others; of two results: only these
  std::string reference;              ///< within one result: against this one
  std::vector<std::string> points;    ///< within one sweep: the first against the others; empty: policies are compared, at every point
};

/// Everything that the outputs of a comparison show.
struct Comparison {
  bool of_suites = false;
  bool within_one = false;             ///< policies or points of one result; else two results
  std::string before_path;
  std::string after_path;              ///< equal to `before_path` within one
  std::string before_program;          ///< that a scenario was run with for this, and its commit; empty: results that were there
  std::string after_program;
  ComparisonSettings settings;
  std::vector<std::string> differs;    ///< between two results: version, commit, values of the scenario
  std::vector<ComparisonTable> tables;  ///< of studies
  std::vector<SuiteTable> suites;
  std::vector<std::string> remarks;    ///< what was left out, and why

  std::size_t worse() const;           ///< rows flagged for the worse, attacks detected less included
};

/// Compares policies of one study, suite or sweep: `reference` (else the first of `policies`, else the scenario's reference
/// policy) with each of the others, of a sweep at every point. With `points`, each policy at the first point with itself at the others.
/// Errors: throws WrongInput for policies and points that are not there, with a hint, and where there is nothing to compare.
Comparison compare_policies(const StoredResults& results, const CompareWish& wish, const ComparisonSettings& settings);

/// Compares two results policy by policy, for policies that both have; of sweeps at points that both have.
/// Errors: throws WrongInput if they are not of one kind, or if they have no policy, no case, no point or no policy at a point in common.
Comparison compare_results(const StoredResults& before, const StoredResults& after, const CompareWish& wish, const ComparisonSettings& settings);

}  // namespace picket::sim
