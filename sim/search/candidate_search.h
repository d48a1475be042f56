#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "sim/search/search_history.h"

namespace picket::sim {

/// How promising each of many points is, given as kernel inputs; larger is better.
using Acquisition = std::function<std::vector<double>(const std::vector<std::vector<double>>& inputs)>;

struct Candidate {
  std::vector<double> point{};
  double value = 0;
};

/// The most promising point not yet seen: the best of 500 uniform ones and 700 neighbours of the given centres (with
/// steps from 0.003 to 0.3, each coordinate with chance 0.6), then of neighbours of that one, closer and closer. Spaces
/// of at most 2,000 points are searched whole. Nothing if every point found has been seen.
std::optional<Candidate> best_candidate(const SearchHistory& history, std::span<const std::vector<double>> centres,
                                        const Acquisition& acquisition);

}  // namespace picket::sim
