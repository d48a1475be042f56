#pragma once

#include <cstddef>
#include <vector>

#include "sim/search/gaussian_process.h"
#include "sim/search/search_history.h"

namespace picket::sim {

/// How many of n evaluations hyper-parameters are fitted to: all of them up to 60, then refitted with every tenth. It
/// depends on n alone, so that a resumed search believes what an uninterrupted one does.
std::size_t evaluations_to_fit(std::size_t evaluations);

/// What is believed of the points that were evaluated, in the order told.
struct EvaluatedBeliefs {
  std::vector<std::vector<double>> means{};  ///< by evaluation, then by objective; medians if modelled by the logarithm
  std::vector<double> feasible{};            ///< probability that all constraints hold
  std::vector<bool> feasible_by_mean{};
};

/// Beyond so many evaluations, each is believed by its kNearest nearest ones alone.
inline constexpr std::size_t kMostConditioned = 1'000;
inline constexpr std::size_t kNearest = 40;

/// A Gaussian process for each objective and each constraint of a search, independent of one another.
///
/// An objective whose values are all positive and span a factor of ten may be modelled by its logarithm: it is whenever
/// that makes the values likelier, as it does where settings multiply (a rate times a price times a count). Its predictions say so
/// (`Normal::of_logarithm`), and means of it are medians. Of three objectives or more none is. Constraints are modelled as they are.
/// Source: Snelson, Rasmussen and Ghahramani 2004 (warped processes, compared by likelihood with the Jacobian).
class SearchPosterior {
 public:
  /// Conditions on all evaluations; with pending points, also on those, as if their predictions had come true.
  void update(const SearchHistory& history, bool believe_pending);

  /// What is believed of all evaluations.
  ///
  /// Model:  up to kMostConditioned of them, processes conditioned on all. Beyond, hyper-parameters of 200 spread over time, and for
  ///         each evaluation a process conditioned on the kNearest nearest in units of its lengths, itself included, around
  ///         their own mean, values as they are; noise that is not told is that of all.
  /// Cost:   n^3 up to the limit, then n^2 for the neighbours: 10,000 evaluations take seconds and no n x n matrix.
  /// Source: nearest neighbours: Gramacy and Apley, J. Comp. Graph. Stat. 24 (2015), without their greedy choice; their
  ///         number is our own estimate.
  EvaluatedBeliefs evaluated(const SearchHistory& history);

  /// By objective, then by input.
  std::vector<std::vector<Normal>> objectives(const std::vector<std::vector<double>>& inputs) const;
  /// The probability that all constraints hold, by input.
  std::vector<double> feasible(const std::vector<std::vector<double>>& inputs) const;
  /// Whether all constraints hold by posterior mean, by input.
  std::vector<bool> feasible_by_mean(const std::vector<std::vector<double>>& inputs) const;

 private:
  std::vector<GaussianProcess> objectives_{};
  std::vector<GaussianProcess> constraints_{};
  std::vector<bool> logarithmic_{};  ///< by objective: the process is of its logarithm
  std::size_t fitted_to_ = 0;
};

/// Which dimensions are categorical.
std::vector<bool> categorical_dimensions(const std::vector<SearchVariable>& variables);
/// Kernel inputs of all evaluations.
std::vector<std::vector<double>> evaluated_inputs(const SearchHistory& history);
/// Fits to the data, or if there is more than 200 points of it, to 200 of them evenly spaced in time: beyond,
/// hyper-parameters hardly change and their cost grows with the cube.
void fit_to_part(GaussianProcess& process, const GaussianProcessData& data);

}  // namespace picket::sim
