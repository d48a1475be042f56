#include "sim/exchange/suite_expectations.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/statistics/holm.h"

namespace picket::sim {
namespace {

using Json = nlohmann::json;

/// As the reader of suites has it.
constexpr std::uint32_t kMostReplications = 100'000;

constexpr CheckKind kKinds[] = {CheckKind::kDetectedAtLeast, CheckKind::kDetectedAtMost,  CheckKind::kTimeToDetect,
                                CheckKind::kTimeToEvidence,  CheckKind::kMeasureAtLeast, CheckKind::kMeasureAtMost};

bool inside_unit(double share) { return share > 0 && share < 1; }

/// Whether it is one that `picket suite` could have judged; a file that was changed by hand may hold any number.
bool can_be_judged(const SuiteCheck& check) {
  if (!check.estimates_a_share()) return std::isfinite(check.bound);
  if (!inside_unit(check.bound)) return false;
  return check.good == 0 || (inside_unit(check.good) && (check.wants_more() ? check.good > check.bound : check.good < check.bound));
}

/// The check that says of itself what the file says.
std::optional<SuiteCheck> check_of(const Json& json) {
  SuiteCheck check;
  check.policy = json.at("policy").get<std::string>();
  check.bound = json.at("bound").get<double>();
  if (json.at("within_seconds").is_number()) check.within = Duration::from_seconds(json["within_seconds"].get<double>());
  if (json.contains("good") && json["good"].is_number()) check.good = json["good"].get<double>();
  const auto words = json.at("expectation").get<std::string>();
  for (const CheckKind kind : kKinds) {
    check.kind = kind;
    check.measure = check.is_share() ? std::string() : json.at("measure").get<std::string>();
    if (check.to_string() == words) return can_be_judged(check) ? std::optional(check) : std::nullopt;
  }
  return std::nullopt;
}

bool decided_by_alerts(const SuiteCheck& check) {
  if (check.is_share()) return check.kind != CheckKind::kTimeToEvidence;
  return check.measure == "false_alerts_per_device_day";
}

SuiteExpectations read(const Json& json, const std::string& case_name, const std::string& policy) {
  SuiteExpectations out;
  out.suite = json.at("name").get<std::string>();
  out.confidence = json.at("confidence").get<double>();
  out.max_replications = json.at("max_replications").get<std::uint32_t>();
  for (const Json& one : json.at("checks")) {
    if (one.at("case") != case_name || one.at("policy") != policy) continue;
    const std::optional<SuiteCheck> check = check_of(one);
    if (check && decided_by_alerts(*check)) {
      out.checks.push_back(*check);
    } else {
      out.not_judged.push_back(one.at("expectation").get<std::string>());
    }
  }
  return out;
}

}  // namespace

std::optional<SuiteExpectations> expectations_in(std::string_view suite_json, const std::string& case_name, const std::string& policy) {
  try {
    SuiteExpectations out = read(Json::parse(suite_json), case_name, policy);
    if (out.checks.empty() && out.not_judged.empty()) return std::nullopt;
    if (!inside_unit(out.confidence) || out.max_replications > kMostReplications) return std::nullopt;
    return out;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

std::vector<CheckResult> judge_expectations(const SuiteExpectations& expected, const Scenario& scenario,
                                            const std::vector<const LaneResult*>& replications) {
  const auto most = std::max(expected.max_replications, static_cast<std::uint32_t>(replications.size()));
  std::vector<CheckResult> results;
  std::vector<double> p_fail;
  for (const SuiteCheck& check : expected.checks) {
    CheckEvidence evidence(check, most);
    for (const LaneResult* lane : replications) {
      if (const auto value = value_of(check, scenario, *lane)) evidence.add(*value, lane->devices * lane->days);
    }
    CheckResult result;
    result.check = check;
    result.values = evidence.values();
    result.n = static_cast<std::uint32_t>(result.values.size());
    if (result.n > 0) result.estimate = evidence.estimate();
    result.p_pass = evidence.p_pass();
    p_fail.push_back(evidence.p_fail());
    results.push_back(std::move(result));
  }
  const std::vector<double> adjusted = holm_adjusted(p_fail);
  const double level = 1 - expected.confidence;
  for (std::size_t i = 0; i < results.size(); ++i) {
    CheckResult& result = results[i];
    result.p_fail = adjusted[i];
    if (result.p_fail <= level) {
      result.verdict = Verdict::kFail;
      result.why = result.check.good > 0 ? fmt::format("shown not to be good ({:g} %)", 100 * result.check.good) : "the alerts do not keep it";
    } else if (result.p_pass <= level) {
      result.verdict = Verdict::kPass;
    } else {
      result.why = fmt::format("{} replication{} decide{} nothing at {:g} % confidence", result.n, result.n == 1 ? "" : "s",
                               result.n == 1 ? "s" : "", 100 * expected.confidence);
    }
  }
  return results;
}

}  // namespace picket::sim
