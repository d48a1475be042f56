#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/statistics/paired_difference.h"
#include "sim/suite/suite_check.h"
#include "sim/tune/bound_test.h"
#include "sim/tune/tune_search.h"

namespace picket::sim {

/// A constraint of a candidate, on fresh random numbers.
struct CertifiedConstraint {
  std::size_t constraint = 0;  ///< index into the plan's
  BoundTest test;
  Verdict verdict = Verdict::kInconclusive;  ///< of this constraint, at the level that the candidate was judged at
};

/// An objective of a candidate against the reference policy, in pairs on fresh random numbers.
struct ObjectiveDifference {
  std::size_t objective = 0;  ///< index into the plan's
  PairedDifference difference;  ///< candidate - reference, in the measure's unit
  double p_better = 1;          ///< one-sided, of the hypothesis that it is not better
  double p_worse = 1;
};

/// Whether a candidate dominates the reference: better in every objective, constraints kept.
struct Dominance {
  std::vector<ObjectiveDifference> objectives{};
  double p_adjusted = 1;     ///< largest p of objectives and constraints, adjusted together with all other claims
  bool dominates = false;
  std::string says;
};

/// One candidate, certified or not.
struct CertifiedPoint {
  std::size_t point = 0;  ///< index into the search's points
  Verdict verdict = Verdict::kInconclusive;
  std::uint32_t n = 0;
  PointSample sample{};    ///< of the fresh replications
  std::vector<CertifiedConstraint> constraints{};
  std::size_t tightest = 0;  ///< into `constraints`: what decided
  double confidence = 0.95;  ///< that the limits are shown at: what closed testing leaves to this candidate
  double p_pass = 1;       ///< largest p over constraints, adjusted over candidates
  double p_fail = 1;       ///< smallest p that one does not hold, adjusted over constraints and candidates
  std::optional<std::uint32_t> runs_missing;  ///< further replications for PASS if means and spreads are the true ones; 0: it passed; missing: more would not help
  std::optional<Dominance> dominance;         ///< with a reference policy
  std::string says;
};

/// What the fresh random numbers say.
struct CertificationOutcome {
  std::vector<CertifiedPoint> points{};     ///< in the order of the candidates: best in the first objective first
  std::optional<PointSample> reference{};
  std::optional<std::size_t> cheapest;      ///< into `points`: the best in the first objective of those that passed
  std::string failure{};
  bool interrupted = false;
};

/// Certifies candidates on replications that served nothing else.
///
/// Model:  one look at a number of replications fixed before. A candidate passes if every constraint does (intersection-union:
///         the largest p counts). It dominates the reference if it passes and all objectives are better, by paired one-sided tests: the
///         largest p of constraints and objectives counts. All these claims are one family (claim_family.h): holm, by closed
///         testing; fixed_sequence, from the worst to the best in the first objective by the search, each at full level, until
///         one does not pass, and dominance only if all pass. FAIL, a constraint is shown not to hold, is a family of its
///         own: Holm over constraints and candidates.
/// Output: that any candidate passes that keeps not all constraints in truth, or is called dominant without being so, has
///         probability 1 - confidence at most, over all candidates and both claims; so has that any FAIL is wrong.
///         Without constraints a candidate's verdict is its dominance over the reference; without a reference too there is
///         nothing to prove, and the verdict is INCONCLUSIVE.
CertificationOutcome certify(const TunePlan& plan, const SearchOutcome& search, const std::vector<std::size_t>& candidates,
                             Evaluator& evaluator);

}  // namespace picket::sim
