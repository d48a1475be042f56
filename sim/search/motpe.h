#pragma once

#include "sim/search/search_history.h"

namespace picket::sim {

/// Indices of the better evaluations, best first, and how many of them count as good: a tenth, rounded up. Feasible
/// ones come before infeasible ones, which are ordered by the sum of what they miss; feasible ones by front, and within
/// the front that is cut by the hypervolume that each adds (greedily; beyond four objectives by order of evaluation).
std::vector<std::size_t> good_evaluations(const SearchHistory& history);

/// Multi-objective tree-structured Parzen estimators: for each variable by itself, a density of where the best tenth
/// lies and one of where the rest lies; of 24 draws from the first, the one with the largest ratio of the two. It knows
/// nothing of interactions, takes any number of variables and categories, and its cost grows linearly.
/// Source: Ozaki et al. 2020; the univariate form and the widths as in Bergstra et al. 2011.
class MotpeProposer : public Proposer {
 public:
  std::optional<std::vector<double>> propose(const SearchHistory& history) override;
};

}  // namespace picket::sim
