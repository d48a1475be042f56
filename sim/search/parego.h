#pragma once

#include "sim/search/search_posterior.h"

namespace picket::sim {

/// Weights that sum to 1, in steps of 1 / divisions: all of them, in lexicographic order.
std::vector<std::vector<double>> simplex_lattice(std::size_t objectives, std::size_t divisions);

/// Any number of objectives: each point is the best by expected improvement of an augmented Chebyshev sum
/// max_k w_k f_k + 0.05 sum_k w_k f_k of the objectives scaled to [0, 1], with weights drawn anew from a lattice of at
/// least eleven. Times the probability that the point is feasible. Of one objective it is plain expected improvement.
/// Source: Knowles 2006.
class ParegoProposer : public Proposer {
 public:
  explicit ParegoProposer(SearchPosterior& posterior) : posterior_(posterior) {}
  std::optional<std::vector<double>> propose(const SearchHistory& history) override;

 private:
  SearchPosterior& posterior_;  ///< for the constraints
};

}  // namespace picket::sim
