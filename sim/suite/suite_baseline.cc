#include "sim/suite/suite_baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include "agent_core/base/check.h"
#include "sim/experiment/estimate.h"
#include "sim/statistics/holm.h"
#include "sim/statistics/paired_difference.h"
#include "sim/suite/suite_words.h"

namespace picket::sim {
namespace {

/// One-sided: of the hypothesis that the mean difference is not on the bad side.
double p_worse_of(const PairedDifference& difference, bool wants_more) {
  const bool bad = wants_more ? difference.difference.value < 0 : difference.difference.value > 0;
  return bad && difference.p_value ? *difference.p_value / 2 : 1;
}

}  // namespace

Result<SuiteBaseline, std::string> read_suite_baseline(std::string_view suite_json) {
  try {
    const auto json = nlohmann::json::parse(suite_json);
    SuiteBaseline baseline;
    json.at("suite_id").get_to(baseline.suite_id);
    json.at("commit").get_to(baseline.commit);
    json.at("seed").get_to(baseline.seed);
    for (const auto& check : json.at("checks")) {
      SuiteBaseline::Key key{check.at("case"), check.at("policy"), check.at("expectation")};
      baseline.values[std::move(key)] = check.at("values").get<std::vector<double>>();
    }
    return baseline;
  } catch (const nlohmann::json::exception& error) {
    return std::string("is no result of a suite: ") + error.what();
  }
}

void compare_with_baseline(const SuiteBaseline& baseline, SuiteResult& result) {
  PICKET_CHECK(baseline.seed == result.seed, "seeds", baseline.seed, result.seed);
  result.baseline = fmt::format("{} (commit {})", baseline.suite_id, baseline.commit);
  std::vector<CheckResult*> compared;
  std::vector<double> p_values;
  for (CheckResult& check : result.checks) {
    const auto found = baseline.values.find({result.cases[check.check.suite_case].name, check.check.policy, check.check.to_string()});
    if (found == baseline.values.end()) continue;
    const std::size_t n = std::min(check.values.size(), found->second.size());
    if (n == 0) continue;
    const PairedDifference difference = paired_difference(std::span(check.values).first(n), std::span(found->second).first(n));
    check.change = estimate_of(check.check.estimates_a_share() ? cut_to(kShareDifferences, difference.difference)
                                                               : difference.difference);
    compared.push_back(&check);
    p_values.push_back(p_worse_of(difference, check.check.wants_more()));
  }
  const std::vector<double> adjusted = holm_adjusted(p_values);
  for (std::size_t i = 0; i < compared.size(); ++i) {
    CheckResult& check = *compared[i];
    check.p_worse = adjusted[i];
    if (adjusted[i] > 1 - result.confidence) continue;
    check.verdict = Verdict::kFail;
    check.why = fmt::format("worse than {} by {}{}{}", baseline.suite_id, change_words(check), check.why.empty() ? "" : "; ", check.why);
  }
}

}  // namespace picket::sim
