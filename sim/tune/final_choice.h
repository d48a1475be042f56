#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/statistics/successive_rejects.h"
#include "sim/tune/tune_search.h"

namespace picket::sim {

/// Replications from which Kim and Nelson's procedure takes the spread of differences, before it drops anything; of the notes on
/// selection.
inline constexpr std::uint32_t kKimNelsonFirst = 10;

/// Policies that a final choice is made of, at most: twelve of the front, and the safest.
inline constexpr std::size_t kMostOnTrial = 13;

/// The race of successive rejects over the policies on trial, with at least two replications for each.
SuccessiveRejects rejects_of(std::size_t on_trial, std::uint32_t replications);
/// Replications that each of those left has before the phase is closed; two at least, as a mean without a spread is no ground to drop anything.
std::uint32_t runs_wanted_in(const SuccessiveRejects& race);

/// Who is left to be certified.
struct FinalChoiceOutcome {
  std::vector<std::size_t> candidates{};     ///< indices of points, best in the first objective first
  std::uint32_t replications = 0;            ///< further ones, over all points
  bool likely = true;                        ///< false: no point is likely to keep the constraints, and the nearest is tried
  std::string says;                          ///< how they were chosen, a sentence for methods
  std::string failure{};
  bool interrupted = false;
};

/// Chooses at most `section.certification.candidates` points of the front; with constraints, also of the points that only what is
/// less likely to keep them dominates.
///
/// Model:  successive rejects and Kim and Nelson's procedure judge the first objective on replications of their own, from
///         kFirstChoiceReplication on, the same for all (common random numbers); points whose constraints do not hold by their
///         means there are dropped first. The point that is most likely to keep the constraints stays in any case, so
///         that there is one to fall back on. posterior: spread evenly over the front by the first objective, cheapest and
///         safest included.
/// Limits: Kim and Nelson's guarantee is about the first objective among points that keep the constraints by their means.
FinalChoiceOutcome choose_candidates(const TunePlan& plan, const SearchOutcome& search, Evaluator& evaluator);

}  // namespace picket::sim
