#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/sweep/load_points.h"
#include "sim/sweep/point_runs.h"
#include "sim/tune/evaluator.h"
#include "sim/tune/tune_plan.h"

namespace picket::sim {

/// Evaluates policies by simulation: a point is the study's scenario with the tuned policy alone, the reference policy is run
/// by itself in the scenario without changes. Fleet and attacks depend on neither, so all share their random numbers.
///
/// Output: runs lie below the study's folder and are not repeated.
class SimulationEvaluator : public Evaluator {
 public:
  SimulationEvaluator(const Study& study, const TunePlan& plan, PointInput input, PointRunSettings settings);

  EvaluationBatch evaluate(const std::vector<TunePoint>& points, ReplicationRange range) override;
  EvaluationBatch evaluate_reference(ReplicationRange range) override;
  bool allows(const std::vector<double>& at) const override;

  /// The settings of a point, as they were run.
  DesignPoint levels_of(const TunePoint& point) const;
  /// Why a point is no possible policy; empty if it is one, or was not tried.
  std::string problem_of(const std::string& id) const;
  /// The scenario of a point that was evaluated, with the tuned policy alone.
  const SweepPoint* prepared(const std::string& id) const;
  std::uint32_t simulations() const { return simulations_; }
  std::uint32_t found() const { return found_; }

 private:
  const SweepPoint* prepare(const TunePoint& point, EvaluationBatch& batch);
  bool keep_policy(SweepPoint& point, const std::string& policy, EvaluationBatch& batch) const;
  EvaluationBatch run(const std::vector<SweepPoint>& points, const std::string& policy, ReplicationRange range);

  const Study& study_;
  const TunePlan& plan_;
  PointInput input_;
  PointRunSettings settings_;
  std::map<std::string, SweepPoint> prepared_;
  std::map<std::string, std::string> problems_;
  std::uint32_t simulations_ = 0;
  std::uint32_t found_ = 0;
};

}  // namespace picket::sim
