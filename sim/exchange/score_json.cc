#include <nlohmann/json.hpp>

#include "sim/exchange/score_text.h"
#include "sim/results/json_number.h"

namespace picket::sim {
namespace {

using OrderedJson = nlohmann::ordered_json;

OrderedJson json_of(const Estimate& e) {
  return {{"value", number_or_null(e.value)}, {"ci_low", number_or_null(e.ci_low)}, {"ci_high", number_or_null(e.ci_high)}, {"n", e.n}};
}

OrderedJson json_of(const DetectionResult& d) {
  const auto& median = d.time_to_detect.median_seconds;
  return {{"detected", d.time_to_detect.events},
          {"detected_by_horizon", json_of(d.time_to_detect.probability)},
          {"detected_by_deadline", json_of(d.detected_by_deadline)},
          {"time_to_detect_median_seconds", median ? json_of(*median) : OrderedJson()},
          {"raised_by", d.raised_by},
          {"missed_because", d.missed_because}};
}

OrderedJson files_of(const ScoreResult& result) {
  OrderedJson files = OrderedJson::array();
  for (const ScoredFile& file : result.files) {
    OrderedJson columns = OrderedJson::object();
    for (std::size_t f = 0; f < kAlertFields; ++f) columns[std::string(to_string(static_cast<AlertField>(f)))] = file.read.taken[f];
    OrderedJson refused = OrderedJson::object();
    for (std::size_t i = 0; i < Counts<AlertFault>::kSize; ++i) {
      const auto fault = static_cast<AlertFault>(i);
      if (file.read.faults[fault] > 0) refused[std::string(to_string(fault))] = file.read.faults[fault];
    }
    files.push_back({{"path", file.path}, {"records", file.read.records}, {"columns", columns}, {"refused", refused}});
  }
  return files;
}

OrderedJson replications_of(const ScoreResult& result) {
  OrderedJson out = OrderedJson::array();
  for (const ScoredReplication& one : result.replications) {
    OrderedJson units = OrderedJson::array();
    for (std::size_t u = 0; u < one.own.units.size(); ++u) {
      const UnitOutcome& by = one.score.lane.units[u];
      const UnitOutcome& own = one.own.units[u];
      units.push_back({{"unit", u},
                       {"attack", result.detections[by.attack].attack},
                       {"detected", by.detected},
                       {"time_to_detect_seconds", by.detected ? OrderedJson(static_cast<double>(by.detected_us) * 1e-6) : OrderedJson()},
                       {"alert", by.alert},
                       {"credited_by", !by.detected ? OrderedJson() : one.score.by_evidence[u] ? OrderedJson("evidence") : OrderedJson("device and time")},
                       {"own_detected", own.detected},
                       {"own_time_to_detect_seconds", own.detected ? OrderedJson(static_cast<double>(own.detected_us) * 1e-6) : OrderedJson()},
                       {"own_alert", own.alert}});
    }
    out.push_back({{"replication", one.replication},
                   {"alerts_judged", one.score.judged},
                   {"with_evidence", one.score.with_evidence},
                   {"detections_by_evidence", one.score.detections_by_evidence},
                   {"of_other_evidence", one.score.of_other_evidence},
                   {"evidence_not_compared", one.score.evidence_not_compared},
                   {"outside_the_measured_period", one.score.outside},
                   {"about_hubs", one.score.about_hubs},
                   {"about_unknown_devices", one.score.unknown_devices},
                   {"unknown_devices", one.score.unknown_names},
                   {"units", std::move(units)}});
  }
  return out;
}

OrderedJson checks_of(const ScoreResult& result) {
  OrderedJson checks = OrderedJson::array();
  for (const CheckResult& check : result.checks) {
    checks.push_back({{"expectation", check.check.to_string()},
                      {"verdict", to_string(check.verdict)},
                      {"n", check.n},
                      {"estimate", check.n > 0 ? json_of(check.estimate) : OrderedJson()},
                      {"p_pass", check.p_pass},
                      {"p_fail", check.p_fail}});
  }
  return checks;
}

}  // namespace

std::string score_json(const ScoreResult& result) {
  OrderedJson attacks = OrderedJson::array();
  for (std::size_t a = 0; a < result.detections.size(); ++a) {
    const DetectionResult& by = result.detections[a];
    attacks.push_back({{"attack", by.attack},
                       {"units", by.units},
                       {"deadline_seconds", by.deadline_seconds},
                       {"alerts", json_of(by)},
                       {"own", json_of(result.own_detections[a])}});
  }
  OrderedJson types = OrderedJson::array();
  for (const auto& [name, type] : result.types) {
    types.push_back({{"type", name},
                     {"known", type.known},
                     {"alerts", type.alerts},
                     {"detections", type.detections},
                     {"related", type.related},
                     {"notices", type.notices},
                     {"false", type.false_alerts}});
  }
  const OrderedJson json{{"schema_version", 1},
                         {"scenario", result.scenario},
                         {"policy", result.policy},
                         {"match", result.match == AlertMatch::kDevice ? "device" : "device,type"},
                         {"files", files_of(result)},
                         {"attacks", std::move(attacks)},
                         {"alert_types", std::move(types)},
                         {"device_days", result.device_days},
                         {"false_alerts_per_1000_device_days", json_of(result.false_per_1000_device_days)},
                         {"own_false_alerts_per_1000_device_days", json_of(result.own_false_per_1000_device_days)},
                         {"suite", result.expectations ? OrderedJson(result.expectations->suite) : OrderedJson()},
                         {"expectations", checks_of(result)},
                         {"replications", replications_of(result)}};
  return json.dump(1, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace picket::sim
