#pragma once

#include "sim/tune/tune_result.h"
#include "tests/sim/tune/synthetic_evaluator.h"

namespace picket::sim::test {

/// A whole tune of policies without a simulation, as files and texts are written from.
inline TuneResult made_result(const TunePlan& plan = two_measures()) {
  SyntheticEvaluator evaluator(trade_off, {5, 0.9}, 7);
  TuneResult out;
  out.name = "made";
  out.title = "A made tune";
  out.study_id = "made-s3-00000000";
  out.scenario_name = "square";
  out.version = "1";
  out.commit = "abc";
  out.repeat_command = "picket tune made.yaml";
  out.devices = 10;
  out.parameters = {{"policy.own.x", "s", true, true, {}, "log(1 s..10 s)"}, {"policy.own.y", "", false, true, {"1", "2"}, "[1, 2]"}};
  out.plan = plan;
  out.outcome = run_tune(plan, evaluator);
  for (const TriedPoint& tried : out.outcome.search.points) out.points.push_back({{"5 s", "2"}, {5, tried.point.at[1]}, ""});
  return out;
}

}  // namespace picket::sim::test
