#include "sim/suite/suite_result_json.h"

#include <nlohmann/json.hpp>

#include "sim/results/json_number.h"
#include "sim/suite/policy_ranks.h"
#include "sim/suite/suite_words.h"

namespace picket::sim {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Estimate& e) {
  return {{"value", number_or_null(e.value)},
          {"ci_low", number_or_null(e.ci_low)},
          {"ci_high", number_or_null(e.ci_high)},
          {"ci_high_open", e.ci_high_open},
          {"n", e.n}};
}

Json json_of(const std::optional<Estimate>& e) {
  return e ? json_of(*e) : Json();
}

Json delays_of(const DetectionResult& d) {
  Json delays = Json::array();
  for (const DelayResult& delay : d.delays) {
    delays.push_back({{"part", delay.part}, {"mean_seconds", json_of(delay.mean_seconds)}, {"median_seconds", json_of(delay.median_seconds)}});
  }
  return delays;
}

Json missed_steps_of(const DetectionResult& d) {
  Json missed = Json::array();
  for (const MissedSteps& m : d.missed_steps) {
    missed.push_back({{"step", m.step},
                      {"reason", m.reason},
                      {"ended_at", m.ended_at},
                      {"count", m.count},
                      {"steps", m.steps},
                      {"share", json_of(m.share)},
                      {"example", m.example},
                      {"example_replication", m.example_replication},
                      {"nearest_rule", m.nearest_rule.empty() ? Json() : Json(m.nearest_rule)},
                      {"condition", m.condition.empty() ? Json() : Json(m.condition)}});
  }
  return missed;
}

Json json_of(const DetectionResult& d) {
  const DetectionResult::Parts& p = d.parts;
  return {{"policy", d.policy},
          {"attack", d.attack},
          {"units", d.units},
          {"measurable", d.measurable},
          {"deadline_seconds", d.deadline_seconds},
          {"detected_by_deadline", json_of(d.detected_by_deadline)},
          {"detected_by_horizon", json_of(d.time_to_detect.probability)},
          {"time_to_detect_median_seconds", json_of(d.time_to_detect.median_seconds)},
          {"time_to_detect_p90_seconds", json_of(d.time_to_detect.p90_seconds)},
          {"time_to_evidence_median_seconds", json_of(d.time_to_evidence.median_seconds)},
          {"evidence_share", json_of(d.evidence_share)},
          {"mean_parts",
           {{"attack_seconds", p.attack_seconds},
            {"agent_seconds", p.agent_seconds},
            {"queue_seconds", p.queue_seconds},
            {"reconnect_seconds", p.reconnect_seconds},
            {"network_seconds", p.network_seconds},
            {"shaping_seconds", p.shaping_seconds},
            {"hub_seconds", p.hub_seconds},
            {"pipeline_seconds", p.pipeline_seconds}}},
          {"delays", delays_of(d)},
          {"steps", d.steps},
          {"steps_detected", d.steps_detected},
          {"missed_steps", missed_steps_of(d)},
          {"raised_by", d.raised_by},
          {"missed_because", d.missed_because}};
}

Json json_of(const CaseResult& c) {
  Json detections = Json::array();
  for (const DetectionResult& d : c.detections) detections.push_back(json_of(d));
  return {{"name", c.name},
          {"title", c.title},
          {"attack", c.attack},
          {"techniques", c.techniques},
          {"device_class", c.device_class},
          {"directory", c.directory},
          {"repeat_command", c.repeat_command},
          {"replications", c.replications},
          {"resumed", c.resumed},
          {"wall_seconds", c.wall_seconds},
          {"failure", c.failure.empty() ? Json() : Json(c.failure)},
          {"digest", c.digest},
          {"detections", std::move(detections)}};
}

Json json_of(const CheckResult& c, const SuiteResult& suite) {
  return {{"case", suite.cases[c.check.suite_case].name},
          {"policy", c.check.policy},
          {"expectation", c.check.to_string()},
          {"measure", c.check.name()},
          {"bound", c.check.bound},
          {"good", c.check.good > 0 ? Json(c.check.good) : Json()},
          {"within_seconds", c.check.is_share() ? Json(c.check.within.to_seconds()) : Json()},
          {"verdict", to_string(c.verdict)},
          {"n", c.n},
          {"estimate", json_of(c.estimate)},
          {"p_pass", c.p_pass},
          {"p_fail", c.p_fail},
          {"change", json_of(c.change)},
          {"p_worse", c.change ? Json(c.p_worse) : Json()},
          {"why", c.why},
          {"values", c.values}};
}

Json json_of(const InvariantResult& i, const SuiteResult& suite) {
  Json breaches = Json::array();
  for (const Breach& b : i.breaches) breaches.push_back({{"policy", b.policy}, {"seed", b.seed}, {"replication", b.replication}, {"says", b.says}});
  return {{"case", suite.cases[i.suite_case].name},
          {"invariant", i.invariant},
          {"verdict", to_string(i.verdict())},
          {"says", invariant_words(i)},
          {"judged", i.judged},
          {"broken", i.broken},
          {"breaches", std::move(breaches)},
          {"repeat_command", i.repeat_command}};
}

Json ranks_json(const SuiteResult& suite) {
  const auto ranks = policy_ranks(suite);
  if (!ranks) return {};
  Json policies = Json::array();
  for (const RankedPolicy& one : ranks->policies) {
    policies.push_back({{"policy", one.policy}, {"mean_rank", one.mean_rank}, {"p_against_first", one.p_against_first}});
  }
  return {{"attacks", ranks->attacks}, {"p_value", ranks->p_value}, {"policies", std::move(policies)}, {"says", policy_ranks_words(*ranks)}};
}

/// Apart from the checks: these runs were chosen, so they are no sample.
Json corpus_json(const SuiteResult& suite) {
  if (suite.corpus_directory.empty()) return {};
  Json failures = Json::array();
  for (const CorpusResult& c : suite.corpus) {
    failures.push_back({{"case", suite.cases[c.suite_case].name},
                        {"policy", c.policy},
                        {"seed", c.seed},
                        {"replication", c.replication},
                        {"failed", c.failed},
                        {"state", to_string(c.state)},
                        {"found", c.found},
                        {"repeat_command", c.repeat_command}});
  }
  return {{"directory", suite.corpus_directory},
          {"says", corpus_words(suite)},
          {"joined", suite.corpus_joined},
          {"left_out", suite.corpus_left_out},
          {"failures", std::move(failures)}};
}

}  // namespace

std::string suite_result_json(const SuiteResult& result) {
  Json cases = Json::array();
  for (const CaseResult& c : result.cases) cases.push_back(json_of(c));
  Json checks = Json::array();
  for (const CheckResult& c : result.checks) checks.push_back(json_of(c, result));
  Json invariants = Json::array();
  for (const InvariantResult& i : result.invariants) invariants.push_back(json_of(i, result));
  Json false_alerts = Json::array();
  for (const FalseAlerts& f : result.false_alerts) {
    Json causes = Json::array();
    for (const AlertCount& cause : f.causes) causes.push_back({{"alert", cause.alert}, {"alerts", cause.alerts}});
    false_alerts.push_back({{"policy", f.policy},
                            {"device_class", f.device_class},
                            {"device_days", f.device_days},
                            {"alerts", f.alerts},
                            {"per_1000_device_days", json_of(f.per_1000_device_days)},
                            {"causes", std::move(causes)}});
  }
  const Json json{{"version", 1},
                  {"suite_id", result.suite_id},
                  {"name", result.name},
                  {"title", result.title},
                  {"path", result.path},
                  {"tier", result.tier.empty() ? Json() : Json(result.tier)},
                  {"created_utc", result.created_utc},
                  {"picket_version", result.version},
                  {"commit", result.commit},
                  {"repeat_command", result.repeat_command},
                  {"seed", result.seed},
                  {"fresh_seed", result.fresh_seed},
                  {"confidence", result.confidence},
                  {"max_replications", result.max_replications},
                  {"policies", result.policies},
                  {"rules", result.packs},
                  {"pass", result.count(Verdict::kPass)},
                  {"fail", result.count(Verdict::kFail)},
                  {"inconclusive", result.count(Verdict::kInconclusive)},
                  {"invariants_broken", result.count_invariants(Verdict::kFail)},
                  {"simulations", result.simulations},
                  {"out_of_budget", result.out_of_budget},
                  {"baseline", result.baseline.empty() ? Json() : Json(result.baseline)},
                  {"wall_seconds", result.wall_seconds},
                  {"digest", result.digest},
                  {"checks", std::move(checks)},
                  {"invariants", std::move(invariants)},
                  {"corpus", corpus_json(result)},
                  {"cases", std::move(cases)},
                  {"policy_ranks", ranks_json(result)},
                  {"false_alerts", std::move(false_alerts)}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace picket::sim
