#include "sim/suite/invariant_tally.h"

#include <algorithm>

#include "sim/suite/invariant.h"

namespace picket::sim {

InvariantTally::InvariantTally(std::uint32_t suite_case, const std::vector<std::string>& invariants) {
  for (const std::string& name : invariants) {
    InvariantResult result;
    result.suite_case = suite_case;
    result.invariant = name;
    results_.push_back(std::move(result));
  }
}

void InvariantTally::judge(const Scenario& scenario, const LaneResult& run) {
  if (!judged_.insert({scenario.seed, run.replication, run.policy}).second) return;
  for (InvariantResult& result : results_) {
    if (result.invariant != kDeterministic) add(result, scenario, run, breach_of(result.invariant, scenario, run));
  }
}

void InvariantTally::compare(const Scenario& scenario, const LaneResult& run, const LaneResult& again) {
  if (!compared_.insert({scenario.seed, run.replication, run.policy}).second) return;
  for (InvariantResult& result : results_) {
    if (result.invariant == kDeterministic) add(result, scenario, run, difference_of(run, again));
  }
}

bool InvariantTally::wants_repetition() const {
  return std::any_of(results_.begin(), results_.end(), [](const InvariantResult& r) { return r.invariant == kDeterministic; });
}

bool InvariantTally::is_broken() const {
  return std::any_of(results_.begin(), results_.end(), [](const InvariantResult& r) { return r.broken > 0; });
}

bool InvariantTally::law_is_broken() const {
  return std::any_of(results_.begin(), results_.end(), [](const InvariantResult& r) { return r.broken > 0 && is_law(r.invariant); });
}

void InvariantTally::add(InvariantResult& result, const Scenario& scenario, const LaneResult& run, const std::optional<std::string>& says) {
  ++result.judged;
  if (!says) return;
  ++result.broken;
  if (result.breaches.size() < InvariantResult::kBreachesKept) {
    result.breaches.push_back({run.policy, scenario.seed, run.replication, *says});
  }
}

}  // namespace picket::sim
