#pragma once

#include "sim/suite/suite_result.h"

// A suite's result made by hand, for what is written of it: one check that passed, one that failed, one undecided, and a
// case whose simulation broke; invariants that hold, are broken and were not judged; known failures. Names hold what must be escaped.

namespace picket::sim::test {

inline Estimate estimate(double value, std::optional<double> low, std::optional<double> high, std::uint32_t n) {
  Estimate e;
  e.value = value;
  e.ci_low = low;
  e.ci_high = high;
  e.n = n;
  return e;
}

inline CheckResult made_check(std::uint32_t suite_case, const std::string& policy, Verdict verdict, double share) {
  CheckResult check;
  check.check.suite_case = suite_case;
  check.check.policy = policy;
  check.check.kind = CheckKind::kDetectedAtLeast;
  check.check.bound = 0.8;
  check.check.within = Duration::minutes(125);
  check.verdict = verdict;
  check.n = 6;
  check.estimate = estimate(share, share / 2, (1 + share) / 2, 6);
  check.values = {share, share};
  return check;
}

inline SuiteResult made_suite() {
  SuiteResult s;
  s.suite_id = "made-s1-00000000";
  s.name = "made";
  s.title = "Made by hand | <all>";
  s.path = "suites/made.yaml";
  s.repeat_command = "./picket suite suites/made.yaml";
  s.seed = 1;
  s.max_replications = 40;
  s.wall_seconds = 75;
  s.simulations = 12;
  s.policies = {"g2_linux", "picket"};

  CaseResult miner;
  miner.name = "a09_miner";
  miner.title = "Miner";
  miner.attack = "A09";
  miner.techniques = {"T1496"};
  miner.device_class = "iot_gateway";
  miner.directory = "cases/a09_miner";
  miner.repeat_command = "./picket run out/made/cases/a09_miner/scenario.yaml --set replications=6";
  miner.replications = 6;
  miner.wall_seconds = 9;
  DetectionResult d;
  d.policy = "g2_linux";
  d.attack = "a09_miner";
  d.detected_by_deadline = estimate(0.25, 0.1, 0.6, 6);
  d.time_to_evidence.median_seconds = estimate(4320, 3600, 5400, 6);
  d.missed_because = {"agent cache_overflow: 12 units"};
  d.parts.agent_seconds = 3000;
  d.parts.pipeline_seconds = 20;
  d.delays = {{"agent", estimate(3000, 2500, 3500, 6), estimate(2900, {}, {}, 6)}, {"pipeline", estimate(20, 10, 30, 6), estimate(20, {}, {}, 6)}};
  d.steps = 48;
  d.steps_detected = 36;
  d.missed_steps = {{"mine", "evicted", "agent cache_overflow", 12, 24, estimate(0.5, 0.3, 0.7, 6), "a09_miner/iot_gateway-000001", 2, "", ""}};
  miner.detections.push_back(d);
  d.policy = "picket";
  d.detected_by_deadline = estimate(1, 0.6, 1, 6);
  d.time_to_detect.median_seconds = estimate(50, 45, 60, 6);
  d.missed_because.clear();
  d.missed_steps.clear();
  d.delays.clear();
  d.steps_detected = 48;
  d.raised_by = {"product: 24 units"};
  miner.detections.push_back(d);
  s.cases.push_back(miner);

  CaseResult broken;
  broken.name = "broken";
  broken.title = "Broken & \"quoted\"";
  broken.directory = "cases/broken";
  broken.wall_seconds = 30;
  broken.failure = "replication 2 ended with signal 9 (Killed)";
  s.cases.push_back(broken);

  s.checks.push_back(made_check(0, "g2_linux", Verdict::kFail, 0.25));
  s.checks.back().why = "missed because agent cache_overflow: 12 units";
  s.checks.push_back(made_check(0, "picket", Verdict::kPass, 1));
  s.checks.push_back(made_check(1, "picket", Verdict::kInconclusive, 0));
  s.checks.back().n = 0;
  s.checks.back().why = "the simulation failed: replication 2 ended with signal 9 (Killed)";
  s.checks.push_back(made_check(0, "picket", Verdict::kInconclusive, 0.75));
  s.checks.back().why = "not decided after 6 replications";

  s.false_alerts.push_back({"picket", "iot_gateway", 36, 2, estimate(55.6, 7, 200, 6), {{"sim.scan_out", 2}}});
  InvariantResult conservation;
  conservation.invariant = "conservation";
  conservation.judged = 12;
  s.invariants.push_back(conservation);
  InvariantResult broken_one = conservation;
  broken_one.invariant = "no_drop.queue_full";
  broken_one.broken = 2;
  broken_one.breaches = {{"picket", 1, 3, "raw events dropped at the queue for queue_full: 12 <all>"}, {"picket", 1, 5, "raw events dropped at the queue for queue_full: 3"}};
  broken_one.repeat_command = "./picket run out/made/cases/a09_miner/scenario.yaml --set replications=4";
  s.invariants.push_back(broken_one);
  InvariantResult not_judged;
  not_judged.suite_case = 1;
  not_judged.invariant = "conservation";
  s.invariants.push_back(not_judged);

  s.corpus_directory = "known";
  s.corpus.push_back({0, "g2_linux", 7, 2, "detected within 125 min: at least 80 %", CorpusState::kStillFails, "0 %",
                      "./picket run out/made/cases/a09_miner/scenario.yaml --set replications=3 --seed 7"});
  s.corpus.push_back({0, "picket", 8, 0, "crash", CorpusState::kPassesNow, "", "./picket run out/made/cases/a09_miner/scenario.yaml --set replications=1 --seed 8"});
  s.corpus_joined = 2;
  return s;
}

}  // namespace picket::sim::test
