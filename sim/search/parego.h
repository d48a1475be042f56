#pragma once

#include "sim/search/search_posterior.h"

namespace picket::sim {

/// Weights drawn uniformly from those that sum to 1.
std::vector<double> simplex_weights(std::size_t objectives, RandomStream& random);

/// Any number of objectives: each point is the best by expected improvement of an augmented Chebyshev sum
/// max_k w_k f_k + 0.05 sum_k w_k f_k, with weights drawn anew for each point and objectives scaled to [0, 1]
/// by what is known; times the probability that the point is feasible. The objectives are modelled one by one, and mean
/// and variance of the sum are those of 64 draws from their posteriors: the sum itself has kinks, which a smooth
/// process fits badly.
/// Of one objective it is plain expected improvement, exact.
///
/// Source: Knowles 2006 (ParEGO); Daulton, Balandat and Bakshy 2020, section 4 of the supplement (sums of draws,
/// qParEGO).
class ParegoProposer : public Proposer {
 public:
  /// The posterior is shared with whoever reports from it; it must outlive the proposer.
  explicit ParegoProposer(SearchPosterior& posterior) : posterior_(posterior) {}
  std::optional<std::vector<double>> propose(const SearchHistory& history) override;

 private:
  SearchPosterior& posterior_;
};

}  // namespace picket::sim
