#include "sim/tune/simulation_evaluator.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent_core/base/check.h"
#include "sim/sweep/calibrated_points.h"
#include "sim/sweep/load_points.h"
#include "sim/tune/tune_checks.h"

namespace picket::sim {

SimulationEvaluator::SimulationEvaluator(const Study& study, const TunePlan& plan, PointInput input, PointRunSettings settings)
    : study_(study), plan_(plan), input_(std::move(input)), settings_(std::move(settings)) {}

DesignPoint SimulationEvaluator::levels_of(const TunePoint& point) const {
  return point.as_it_stands ? levels_as_they_stand(study_) : levels_at(study_, point.at);
}

bool SimulationEvaluator::allows(const std::vector<double>& at) const { return study_.allows(levels_at(study_, at)); }

std::string SimulationEvaluator::problem_of(const std::string& id) const {
  const auto found = problems_.find(id);
  return found == problems_.end() ? std::string() : found->second;
}

const SweepPoint* SimulationEvaluator::prepared(const std::string& id) const {
  const auto found = prepared_.find(id);
  return found == prepared_.end() ? nullptr : &found->second;
}

/// Leaves one policy, with thresholds of its own where the scenario asks for a calibration; false if that failed.
bool SimulationEvaluator::keep_policy(SweepPoint& point, const std::string& policy, EvaluationBatch& batch) const {
  std::erase_if(point.scenario.policies, [&](const PolicyUse& use) { return use.name != policy; });
  PICKET_CHECK(point.scenario.policies.size() == 1, "policy", policy);
  point.scenario.reference_policy = policy;
  point.resolved = resolved_of_one(point.scenario, input_.feeds);
  std::vector<SweepPoint> one{std::move(point)};
  const CalibratedPoints calibrated = calibrate_points(one, settings_, true);
  point = std::move(one.front());
  batch.interrupted = calibrated.exit_code == 130;
  if (calibrated.exit_code != 0 && !batch.interrupted) batch.failure = fmt::format("point {}: its thresholds could not be found", point.id);
  return calibrated.exit_code == 0;
}

const SweepPoint* SimulationEvaluator::prepare(const TunePoint& point, EvaluationBatch& batch) {
  if (const SweepPoint* known = prepared(point.id)) return known;
  if (problems_.contains(point.id)) return nullptr;
  const DesignPoint levels = levels_of(point);
  if (!study_.allows(levels)) {
    problems_[point.id] = "a constraint of the study does not hold";
    return nullptr;
  }
  Diagnostics diagnostics = study_.texts;
  std::optional<SweepPoint> loaded = load_point(study_, levels, point.id, input_, diagnostics);
  if (!loaded) {
    problems_[point.id] = diagnostics.all().empty() ? std::string("the scenario refuses it") : diagnostics.all().back().message;
    return nullptr;
  }
  if (!keep_policy(*loaded, plan_.policy, batch)) return nullptr;
  return &prepared_.emplace(point.id, std::move(*loaded)).first->second;
}

EvaluationBatch SimulationEvaluator::evaluate(const std::vector<TunePoint>& points, ReplicationRange range) {
  std::vector<SweepPoint> possible;
  std::vector<std::size_t> which;
  EvaluationBatch out;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const SweepPoint* point = prepare(points[i], out);
    if (out.interrupted || !out.failure.empty()) return out;
    if (point == nullptr) continue;
    possible.push_back(*point);
    which.push_back(i);
  }
  out.samples.resize(points.size());
  if (possible.empty()) return out;
  EvaluationBatch ran = run(possible, plan_.policy, range);
  out.failure = std::move(ran.failure);
  out.interrupted = ran.interrupted;
  for (std::size_t i = 0; i < ran.samples.size(); ++i) out.samples[which[i]] = std::move(ran.samples[i]);
  return out;
}

EvaluationBatch SimulationEvaluator::evaluate_reference(ReplicationRange range) {
  EvaluationBatch out;
  if (plan_.reference.empty()) return out;
  Diagnostics diagnostics = study_.texts;
  std::optional<SweepPoint> point = load_point(study_, levels_as_they_stand(study_), "reference", input_, diagnostics);
  if (!point) {
    out.failure = "the reference policy's scenario cannot be read";
    return out;
  }
  if (!keep_policy(*point, plan_.reference, out)) return out;
  return run({*point}, plan_.reference, range);
}

EvaluationBatch SimulationEvaluator::run(const std::vector<SweepPoint>& points, const std::string& policy, ReplicationRange range) {
  EvaluationBatch out;
  out.samples.resize(points.size());
  PointRunSettings settings = settings_;
  settings.on_lanes = [&](std::size_t index, const std::vector<LaneResult>& lanes) {
    PointSample sample;
    for (const TuneMeasure& measure : plan_.measures) sample.push_back(sample_of(measure, points[index].scenario, policy, lanes));
    out.samples[index] = std::move(sample);
  };
  const PointRunsOutcome ran = run_points(points, range.first, range.count, settings);
  simulations_ += ran.simulations;
  found_ += ran.found;
  out.interrupted = ran.exit_code == 130;
  if (out.interrupted) return out;
  if (ran.exit_code != 0) out.failure = "a simulation failed";
  for (std::size_t i = 0; i < ran.points.size(); ++i) {
    if (!ran.points[i].failure.empty()) out.failure = fmt::format("point {}: {}", points[i].id, ran.points[i].failure);
  }
  return out;
}

}  // namespace picket::sim
