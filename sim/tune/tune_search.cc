#include "sim/tune/tune_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "agent_core/base/check.h"
#include "sim/search/hypervolume.h"
#include "sim/statistics/moments.h"

namespace picket::sim {
namespace {

/// Of a constraint whose values do not vary at all, in place of a variance of 0. Own choice.
constexpr double kLeastVariance = 1e-8;

OptimiserKind kind_of(TuneOptimiser word) {
  switch (word) {
    case TuneOptimiser::kAuto: return OptimiserKind::kAuto;
    case TuneOptimiser::kGpEhvi: return OptimiserKind::kGpEhvi;
    case TuneOptimiser::kParego: return OptimiserKind::kParego;
    case TuneOptimiser::kMotpe: return OptimiserKind::kMotpe;
    case TuneOptimiser::kRandom: return OptimiserKind::kRandom;
  }
  return OptimiserKind::kAuto;
}

/// Of the mean of a share or rate that did not vary: as if half a unit, or half an event, had done otherwise. A few replications
/// without a false alert would else be believed for certain.
double least_variance(const MeasureSample& sample, MeasureScale scale) {
  if ((scale != MeasureScale::kLogit && scale != MeasureScale::kRate) || sample.weights.empty()) return 0;
  const double total = exact_sum(sample.weights);
  return total > 0 ? 0.5 / (total * total) : 0;
}

/// <= 0 where the constraint holds.
ScaledMean scaled_constraint(const PlannedConstraint& c, const TunePlan& plan, const PointSample& sample, const PointSample* reference) {
  const TuneMeasure& measure = plan.measures[c.measure];
  ScaledMean out;
  if (!c.relative) {
    out = scaled_mean(sample[c.measure], measure.scale, c.bound);
    const double bound = scaled_bound(c.bound, measure.scale);
    out.value = c.at_least ? bound - out.value : out.value - bound;
    return out;
  }
  PICKET_CHECK(reference != nullptr);
  const PairedValues pairs = paired_values(sample[c.measure], (*reference)[c.measure]);
  if (pairs.x.empty()) return {0, 1};
  std::vector<double> difference;
  for (std::size_t i = 0; i < pairs.x.size(); ++i) difference.push_back(pairs.x[i] - c.times * pairs.y[i]);
  const double size = std::max({std::fabs(c.times * mean(pairs.y)), c.margin, std::fabs(mean(pairs.x)), 1e-9});
  const double average = mean(difference) / size;
  out.value = (c.at_least ? -average : average) - c.margin / size;
  if (difference.size() > 1) {
    const double seen = sample_variance(difference) / static_cast<double>(difference.size());
    out.variance = std::max(seen, least_variance(sample[c.measure], measure.scale)) / (size * size);
  }
  return out;
}

class Search {
 public:
  Search(const TunePlan& plan, Evaluator& evaluator) : plan_(plan), evaluator_(evaluator) {}

  SearchOutcome run(const std::function<void(const SearchOutcome&)>& tell_progress) {
    const ReplicationRange range{0, plan_.section.replications};
    const bool relative = std::any_of(plan_.constraints.begin(), plan_.constraints.end(), [](const auto& c) { return c.relative; });
    if (relative || !plan_.reference.empty()) {
      EvaluationBatch batch = evaluator_.evaluate_reference(range);
      if (ended(batch)) return std::move(out_);
      if (!batch.samples.empty()) out_.reference = std::move(batch.samples.front());
    }
    const std::size_t budget = plan_.section.evaluations;
    // The policy as it stands may lie off the levels: it is told, and not asked for. The others are points like any.
    std::vector<std::vector<double>> start;
    if (plan_.start.size() > 1) start.assign(plan_.start.begin() + 1, plan_.start.end());
    optimiser_ = make_optimiser(kind_of(plan_.section.optimiser), plan_.variables, {}, plan_.seed, budget, start,
                                [this](const std::vector<double>& point) { return evaluator_.allows(point); });
    std::vector<double> at = plan_.start.empty() ? std::vector<double>(plan_.variables.size(), 0.5) : plan_.start.front();
    bool as_it_stands = !plan_.start.empty();
    while (out_.points.size() < budget) {
      if (!as_it_stands) {
        std::vector<std::vector<double>> asked = optimiser_->ask(1);
        if (asked.empty()) {
          out_.exhausted = true;
          break;
        }
        at = std::move(asked.front());
      }
      if (!try_point({point_id(out_.points.size()), at, as_it_stands}, range)) return std::move(out_);
      as_it_stands = false;
      if (tell_progress) tell_progress(out_);
    }
    finish();
    return std::move(out_);
  }

 private:
  bool ended(const EvaluationBatch& batch) {
    out_.failure = batch.failure;
    out_.interrupted = batch.interrupted;
    return out_.interrupted || !out_.failure.empty();
  }

  bool try_point(TunePoint point, ReplicationRange range) {
    EvaluationBatch batch = evaluator_.evaluate({point}, range);
    if (ended(batch)) return false;
    TriedPoint tried;
    tried.point = std::move(point);
    if (!batch.samples.empty()) tried.sample = std::move(batch.samples.front());
    if (tried.sample) {
      Evaluation evaluation = evaluation_of(plan_, tried.point.at, *tried.sample, out_.reference ? &*out_.reference : nullptr);
      tried.objectives = evaluation.objectives;
      tried.violation = -std::numeric_limits<double>::infinity();
      for (const double c : evaluation.constraints) tried.violation = std::max(tried.violation, c);
      if (evaluation.constraints.empty()) tried.violation = 0;
      optimiser_->tell(std::move(evaluation));
      told_.push_back(out_.points.size());
    }
    out_.points.push_back(std::move(tried));
    return true;
  }

  void finish() {
    out_.optimiser = optimiser_->name();
    out_.feasible.assign(out_.points.size(), 0);
    if (told_.empty()) return;
    for (const std::size_t i : optimiser_->front()) out_.front.push_back(told_[i]);
    const std::vector<Belief> beliefs = optimiser_->beliefs();
    for (std::size_t i = 0; i < told_.size() && i < beliefs.size(); ++i) out_.feasible[told_[i]] = beliefs[i].feasible;
    trace_hypervolume();
  }

  void trace_hypervolume() {
    const std::size_t objectives = plan_.objectives.size();
    std::vector<double> best(objectives, std::numeric_limits<double>::infinity());
    std::vector<double> worst(objectives, -std::numeric_limits<double>::infinity());
    for (const std::size_t i : told_) {
      for (std::size_t k = 0; k < objectives; ++k) {
        best[k] = std::min(best[k], out_.points[i].objectives[k]);
        worst[k] = std::max(worst[k], out_.points[i].objectives[k]);
      }
    }
    const std::vector<double> corner(objectives, 1.0);
    std::vector<std::vector<double>> dominated;
    for (const TriedPoint& tried : out_.points) {
      if (tried.sample && tried.violation <= 0) {
        std::vector<double> unit(objectives);
        for (std::size_t k = 0; k < objectives; ++k) {
          unit[k] = worst[k] > best[k] ? (tried.objectives[k] - best[k]) / (worst[k] - best[k]) : 0;
        }
        dominated.push_back(std::move(unit));
      }
      out_.hypervolume.push_back(hypervolume(dominated, corner));
    }
  }

  const TunePlan& plan_;
  Evaluator& evaluator_;
  std::unique_ptr<Optimiser> optimiser_;
  std::vector<std::size_t> told_;  ///< points, in the order told
  SearchOutcome out_;
};

}  // namespace

Evaluation evaluation_of(const TunePlan& plan, const std::vector<double>& at, const PointSample& sample, const PointSample* reference) {
  PICKET_CHECK(sample.size() == plan.measures.size());
  Evaluation out;
  out.at = at;
  bool known = true;
  for (const PlannedObjective& o : plan.objectives) {
    const ScaledMean scaled = scaled_mean(sample[o.measure], plan.measures[o.measure].scale);
    out.objectives.push_back(o.goal == Goal::kLess ? scaled.value : -scaled.value);
    known = known && scaled.variance.has_value();
    out.variances.push_back(std::max(kLeastVariance, scaled.variance.value_or(0)));
  }
  if (!known) out.variances.clear();
  known = true;
  for (const PlannedConstraint& c : plan.constraints) {
    const ScaledMean scaled = scaled_constraint(c, plan, sample, reference);
    out.constraints.push_back(scaled.value);
    known = known && scaled.variance.has_value();
    out.constraint_variances.push_back(std::max(kLeastVariance, scaled.variance.value_or(0)));
  }
  if (!known) out.constraint_variances.clear();
  return out;
}

SearchOutcome search_policies(const TunePlan& plan, Evaluator& evaluator, const std::function<void(const SearchOutcome&)>& tell_progress) {
  return Search(plan, evaluator).run(tell_progress);
}

std::string point_id(std::size_t index) { return fmt::format("p{:04}", index + 1); }

}  // namespace picket::sim
