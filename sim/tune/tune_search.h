#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/search/optimiser.h"
#include "sim/tune/evaluator.h"
#include "sim/tune/tune_plan.h"

namespace picket::sim {

/// Replications beyond the search's, for the final choice, count from here.
inline constexpr std::uint32_t kFirstChoiceReplication = 50'000;

/// One policy of the search.
struct TriedPoint {
  TunePoint point;
  std::optional<PointSample> sample{};  ///< nothing: no possible policy
  std::vector<double> objectives{};     ///< scaled, to be made small; empty without a sample
  double violation = 0;                 ///< largest scaled constraint by its mean; > 0: it does not hold
};

/// What a search found.
struct SearchOutcome {
  std::vector<TriedPoint> points{};
  std::optional<PointSample> reference{};  ///< the reference policy in the same replications
  std::vector<std::size_t> front{};        ///< into points: feasible and non-dominated by posterior mean
  std::vector<double> feasible{};          ///< of each point, the probability that all constraints hold
  /// After each evaluation: the volume that the feasible points so far dominate by their means, as a share of the box from the
  /// best to the worst values of all evaluations.
  std::vector<double> hypervolume{};
  std::string optimiser;                   ///< that proposed points
  bool exhausted = false;                  ///< there were no further points
  std::string failure{};
  bool interrupted = false;
};

/// A point on the scales of the optimiser.
/// Input: `reference` may be missing only without relative constraints.
Evaluation evaluation_of(const TunePlan& plan, const std::vector<double>& at, const PointSample& sample, const PointSample* reference);

/// Proposes policies and tries them, `section.evaluations` in all: the start points first.
///
/// Model:  measures go to the optimiser as logs, logits and log rates (measure_sample.h), with the variance of their means.
///         A relative constraint is the mean paired difference over the size of the reference's mean. What the evaluator does
///         not allow is not asked for. What turns out to be no possible policy (its settings fight each other) is not told: the
///         optimiser goes on believing what it predicted, and does not ask for it again.
/// Output: depends on plan and evaluator alone; a larger number of evaluations goes on where a smaller one ended as long as the
///         optimiser's kind is the same (auto changes it beyond 200).
/// `tell_progress` is called after each evaluation.
SearchOutcome search_policies(const TunePlan& plan, Evaluator& evaluator, const std::function<void(const SearchOutcome&)>& tell_progress);

/// "p0001" for 0.
std::string point_id(std::size_t index);

}  // namespace picket::sim
