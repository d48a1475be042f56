#pragma once

#include <functional>

#include "sim/tune/certification.h"
#include "sim/tune/final_choice.h"
#include "sim/tune/tune_search.h"

namespace picket::sim {

/// Everything that a tune found.
struct TuneOutcome {
  SearchOutcome search{};
  FinalChoiceOutcome choice{};
  CertificationOutcome certification{};

  /// Why it ended early; empty: it did not, or a person ended it.
  const std::string& failure() const;
  bool interrupted() const { return search.interrupted || choice.interrupted || certification.interrupted; }
};

/// Tells how far a tune is.
struct TuneProgress {
  std::function<void(const SearchOutcome&)> searched{};          ///< after each evaluation
  std::function<void(const SearchOutcome&)> choosing{};          ///< before the final choice
  std::function<void(const FinalChoiceOutcome&)> certifying{};   ///< before certification
};

/// Search, final choice, certification on fresh random numbers. The decision rests on the last alone: candidates are picked
/// from many by noisy values, so their values in the search flatter them.
TuneOutcome run_tune(const TunePlan& plan, Evaluator& evaluator, const TuneProgress& progress = {});

/// Runs at most: evaluations, the final choice and certification, reference policy included. For forecasts.
struct TuneRuns {
  std::uint64_t search = 0;
  std::uint64_t choice = 0;
  std::uint64_t certification = 0;
  std::uint64_t total() const { return search + choice + certification; }
};
TuneRuns runs_at_most(const TunePlan& plan);

/// What a plan cannot show however good its candidates are: too few replications for a bound, say. Sentences; may be empty.
std::vector<std::string> power_warnings(const TunePlan& plan);

}  // namespace picket::sim
