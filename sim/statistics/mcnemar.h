#pragma once

#include <cstdint>

namespace picket::sim {

/// What two policies made of the same attacks.
struct PairedDetections {
  std::uint64_t both = 0;
  std::uint64_t only_first = 0;   ///< detected by the first policy alone
  std::uint64_t only_second = 0;
  std::uint64_t neither = 0;

  void add(bool first, bool second);
  std::uint64_t pairs() const { return both + only_first + only_second + neither; }
  /// Share detected by the first minus share detected by the second; 0 for no pairs.
  double difference() const;
};

/// McNemar's exact test: two-sided p of "both detect equally often", from the attacks on which the policies disagree; 1 when
/// they never do.
///
/// Model:  under the hypothesis `only_first` is binomial with chance 1/2 of all disagreements.
/// Limits: pairs must be independent, so one attack a replication. Of several, the rates of the replications go into
///         `paired_difference`. Fewer than six disagreements never give p below 0.05.
/// Source: McNemar, Psychometrika 12 (1947); the same as R's binom.test(only_first, only_first + only_second).
double mcnemar_p(const PairedDetections& detections);

}  // namespace picket::sim
