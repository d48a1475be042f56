#pragma once

#include "sim/search/search_posterior.h"

namespace picket::sim {

/// Two objectives: the point whose expected hypervolume improvement, times the probability that it is feasible, is
/// largest. The front is that of posterior means at evaluated points.
class GpEhviProposer : public Proposer {
 public:
  /// The posterior is shared with whoever reports from it; it must outlive the proposer.
  explicit GpEhviProposer(SearchPosterior& posterior) : posterior_(posterior) {}
  std::optional<std::vector<double>> propose(const SearchHistory& history) override;

 private:
  SearchPosterior& posterior_;
};

}  // namespace picket::sim
