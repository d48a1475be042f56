#pragma once

#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "agent_core/base/random.h"
#include "sim/tune/evaluator.h"
#include "sim/tune/tune_plan.h"

// Policies without a simulation: a cost and a probability of detection over the unit square, with noise that is keyed by replication
// alone, so that all policies share it, as simulations do.

namespace picket::sim::test {

/// What is true of a policy.
struct Truth {
  double cost = 1;
  double detect = 0.9;
};

class SyntheticEvaluator : public Evaluator {
 public:
  SyntheticEvaluator(std::function<Truth(const std::vector<double>&)> truth, Truth reference, std::uint64_t seed, std::uint32_t units = 1)
      : truth_(std::move(truth)), reference_(reference), seed_(seed), units_(units) {}

  EvaluationBatch evaluate(const std::vector<TunePoint>& points, ReplicationRange range) override {
    EvaluationBatch out;
    for (const TunePoint& point : points) {
      const Truth truth = truth_(point.at);
      if (!std::isfinite(truth.cost)) {
        out.samples.emplace_back();
        continue;
      }
      for (std::uint32_t r = range.first; r < range.first + range.count; ++r) {
        if (disk_.insert({point.at, r}).second) ++simulated_;
      }
      if (die_after_ > 0 && simulated_ > die_after_) out.interrupted = true;
      out.samples.push_back(sample(truth, range));
    }
    return out;
  }

  EvaluationBatch evaluate_reference(ReplicationRange range) override {
    EvaluationBatch out;
    out.samples.push_back(sample(reference_, range));
    return out;
  }

  bool allows(const std::vector<double>& at) const override { return !allowed_ || allowed_(at); }
  void allow(std::function<bool(const std::vector<double>&)> allowed) { allowed_ = std::move(allowed); }

  /// cost, then detection: the order of `two_measures`.
  PointSample sample(const Truth& truth, ReplicationRange range) const {
    PointSample out(2);
    for (std::uint32_t r = range.first; r < range.first + range.count; ++r) {
      RandomStream random(seed_, r, 0, Purpose::kTest);
      out[0].values.push_back(truth.cost * std::exp(0.1 * random.normal()));
      double hits = 0;
      for (std::uint32_t u = 0; u < units_; ++u) hits += random.uniform() < truth.detect ? 1 : 0;
      out[1].values.push_back(hits / units_);
      out[1].weights.push_back(units_);
    }
    return out;
  }

  std::size_t simulated() const { return simulated_; }
  void die_after(std::size_t simulations) { die_after_ = simulations; }

 private:
  std::function<Truth(const std::vector<double>&)> truth_;
  Truth reference_;
  std::uint64_t seed_;
  std::uint32_t units_;
  std::function<bool(const std::vector<double>&)> allowed_;  ///< empty: all
  std::set<std::pair<std::vector<double>, std::uint32_t>> disk_;
  std::size_t simulated_ = 0;
  std::size_t die_after_ = 0;  ///< 0: never
};

/// Fresh replications for each candidate of `two_measures`.
inline constexpr std::uint32_t kFresh = 200;

/// Less cost and fewer misses over two continuous parameters, P(detect) at least 0.95.
inline TunePlan two_measures(bool with_constraint = true) {
  TuneSection section;
  section.policy = "own";
  section.reference = "other";
  section.objectives = {{.measure = "cost_usd_per_month"}};
  section.evaluations = 16;
  section.replications = 5;
  section.certification.replications = kFresh;
  if (with_constraint) {
    TuneConstraint detect;
    detect.measure = "detected_by_deadline";
    detect.at_least = 0.95;
    section.constraints.push_back(detect);
  } else {
    section.objectives.push_back({.measure = "detected_by_deadline"});
  }
  TunePlan plan = plan_of(section);
  plan.variables = {{.name = "x"}, {.name = "y"}};
  plan.start = {{0.9, 0.5}};
  plan.seed = 3;
  return plan;
}

/// Cost grows with x and with the distance of y from 0.3; so does detection, with x.
inline Truth trade_off(const std::vector<double>& at) {
  return {1 + 4 * at[0] + 2 * (at[1] - 0.3) * (at[1] - 0.3), 1 - 0.6 * std::exp(-8 * at[0])};
}

}  // namespace picket::sim::test
