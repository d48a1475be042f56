#pragma once

#include <string>
#include <vector>

#include "sim/compare/comparison.h"

namespace picket::sim {

/// One attack of a suite on two sides, its variants together.
struct SuiteAttackRow {
  std::string attack;               ///< the case, without the number of a variant; "case/attack" where it has several
  std::uint32_t variants = 0;
  ValueComparison detected;         ///< share by the deadline; a value is the mean of the variants of a replication
  std::optional<double> p_corrected;  ///< over all attacks, which are one family, those without any difference included
  RowFinding finding = RowFinding::kNoEvidence;
  std::optional<PairedDetections> pairs;  ///< by variant, device and replication; missing: unpaired
  std::uint32_t units = 0;          ///< attacked devices of the first side
  std::string why;                  ///< why most were missed on the side that detected less; empty: nothing was, or both detect the same
};

/// A suite on two sides.
struct SuiteTable {
  std::string name;
  ComparedSide before;
  ComparedSide after;
  bool paired = true;
  std::size_t cases = 0;            ///< on both sides
  std::size_t identical_cases = 0;  ///< of them: every run has the same digest
  std::vector<SuiteAttackRow> attacks;
  std::vector<ComparedRow> totals;  ///< over all cases: bytes, observations, false alerts; a printed table, and so a family, of their own
  std::vector<std::string> notes;
};

/// A case on both sides.
struct CasePair {
  const StoredStudy* before = nullptr;
  const StoredStudy* after = nullptr;
  ScenarioDifference difference;
};

/// Compares what two sides detect, attack by attack.
///
/// Model:  as compare_studies, a value for each replication: the mean over the variants that it ran. A total is the sum
///         over the cases over the sum of their device-days, of the replications that all cases have.
///         A case that cannot be paired makes the whole table unpaired.
SuiteTable compare_suites(const std::string& name, const std::vector<CasePair>& cases, const ComparedSide& before, const ComparedSide& after,
                          const ComparisonSettings& settings);

}  // namespace picket::sim
