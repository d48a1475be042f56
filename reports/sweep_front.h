#pragma once

#include <string_view>
#include <vector>

#include "reports/sweep_view.h"

namespace picket {

/// Where an alternative stands in two measures.
enum class FrontMark {
  kNoValue,    ///< one of the two has no value
  kDominated,  ///< another is better in both, and their intervals leave no doubt
  kMaybe,      ///< another is better by its means, but no other is beyond the intervals
  kFront,      ///< by the means, no other is as good in both and better in one
};

/// Model:  `q` dominates `p` by the means if it is no worse in both measures and better in one. It does so beyond doubt if the same holds
///         of the worse ends of q's 95 % intervals against the better ends of p's. A missing interval leaves every doubt.
/// Output: one mark for each alternative, in their order.
/// Limits: the intervals are of each point alone, while common random numbers make points vary together: the marks err towards "maybe".
///         The front by the means is the best of noisy values and looks somewhat too good.
/// Cost:   quadratic in the number of alternatives.
std::vector<FrontMark> front_marks(const std::vector<Alternative>& alternatives, const SweepMeasure& x, const SweepMeasure& y);

/// "on the front", "may be on the front", "dominated", "no value".
std::string_view to_words(FrontMark mark);

/// Two measures that are drawn against each other.
struct FrontPair {
  const SweepMeasure* x = nullptr;
  const SweepMeasure* y = nullptr;
};

/// Pairs of headlines with a better side that some alternative has, cost against detection first; at most kMostFrontPairs.
/// `p_miss` and `detected_by_deadline` say the same, so they are never paired.
std::vector<FrontPair> front_pairs(const SweepStudy& study);
inline constexpr std::size_t kMostFrontPairs = 12;

}  // namespace picket
