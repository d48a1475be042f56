#include "sim/suite/suite_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "reports/number_format.h"

namespace picket::sim {
namespace {

/// Of the numbers of a measure, by its name, as format_with_unit takes it.
std::string_view unit_of_measure(std::string_view measure) {
  if (measure.find("bytes") != std::string_view::npos) return "B";
  return measure.find("usd") != std::string_view::npos ? "USD" : "";
}

std::string with_bracket(const std::string& measure, const Estimate& e) {
  const std::string_view unit = unit_of_measure(measure);
  std::string text = format_estimate(e.value, e.ci_low, e.ci_high, unit);
  if (e.ci_low && !e.ci_high) text += fmt::format(" [{}, ...]", format_with_unit(*e.ci_low, unit));
  return text;
}

}  // namespace

std::string value_words(const SuiteCheck& check, double value) {
  return check.estimates_a_share() ? fmt::format("{:.0f} %", 100 * value) : format_with_unit(value, unit_of_measure(check.measure));
}

std::string share_words(const Estimate& e) {
  std::string text = fmt::format("{:.0f} %", 100 * e.value);
  if (e.ci_low && e.ci_high) text += fmt::format(" [{:.0f}, {:.0f}]", 100 * *e.ci_low, 100 * *e.ci_high);
  return text;
}

std::string deadline_words(const DetectionResult& detection) {
  return detection.measurable ? share_words(detection.detected_by_deadline) : "not measurable";
}

std::string median_words(const SurvivalResult& time) {
  return time.median_seconds ? picket::format_duration(time.median_seconds->value) : "not reached";
}

std::string estimate_words(const CheckResult& check) {
  if (check.n == 0) return "no value";
  return check.check.estimates_a_share() ? share_words(check.estimate) : with_bracket(check.check.measure, check.estimate);
}

std::string change_words(const CheckResult& check) {
  if (!check.change) return {};
  const Estimate& e = *check.change;
  if (!check.check.estimates_a_share()) return (e.value >= 0 ? "+" : "") + with_bracket(check.check.measure, e);
  std::string text = fmt::format("{:+.3g} points", 100 * e.value);
  if (e.ci_low && e.ci_high) text += fmt::format(" [{:.3g}, {:.3g}]", 100 * *e.ci_low, 100 * *e.ci_high);
  return text;
}

std::string seed_words(const SuiteResult& result, const CaseResult& one) {
  if (one.replications == 0) return fmt::format("seed {}, no replication", result.seed);
  return fmt::format("seed {}, replications 0 to {}", result.seed, one.replications - 1);
}

std::string tally_words(const SuiteResult& result) {
  return fmt::format("{} of {} checks passed, {} failed, {} inconclusive", result.count(Verdict::kPass), result.checks.size(),
                     result.count(Verdict::kFail), result.count(Verdict::kInconclusive));
}

std::string base_seed_words(const SuiteResult& result) {
  return fmt::format("{}seed {}", result.fresh_seed ? "fresh " : "", result.seed);
}

std::string invariants_words(const SuiteResult& result) {
  const std::uint32_t holding = result.count_invariants(Verdict::kPass);
  const std::uint32_t broken = result.count_invariants(Verdict::kFail);
  if (holding + broken == 0) return "no invariant was judged";
  return fmt::format("{} of {} invariants hold, {} broken", holding, holding + broken, broken);
}

std::string invariant_words(const InvariantResult& invariant) {
  if (invariant.judged == 0) return "not judged";
  if (invariant.broken == 0) return fmt::format("holds in {} run{}", invariant.judged, invariant.judged == 1 ? "" : "s");
  const Breach& first = invariant.breaches.front();
  return fmt::format("broken in {} of {} runs, first under {}, seed {}, replication {}", invariant.broken, invariant.judged, first.policy,
                     first.seed, first.replication);
}

std::string corpus_words(const SuiteResult& result) {
  const auto count = [&](CorpusState state) {
    return std::count_if(result.corpus.begin(), result.corpus.end(), [state](const CorpusResult& c) { return c.state == state; });
  };
  const auto still = count(CorpusState::kStillFails);
  const auto passes = count(CorpusState::kPassesNow);
  std::string text = result.corpus.empty() ? "no known failures"
                                           : fmt::format("{} of {} known failures still fail{}", still, result.corpus.size(), still == 1 ? "s" : "");
  if (passes > 0) text += fmt::format(", {} pass{} now", passes, passes == 1 ? "es" : "");
  if (const auto n = count(CorpusState::kNotExpected); n > 0) text += fmt::format(", {} not expected any more", n);
  if (const auto n = count(CorpusState::kNotTried); n > 0) text += fmt::format(", {} could not be tried", n);
  if (result.corpus_joined > 0) text += fmt::format("; {} joined", result.corpus_joined);
  if (result.corpus_left_out > 0) text += fmt::format("; no room for {} more", result.corpus_left_out);
  return text;
}

std::string_view to_string(CorpusState state) {
  switch (state) {
    case CorpusState::kStillFails: return "still fails";
    case CorpusState::kPassesNow: return "passes now";
    case CorpusState::kNotExpected: return "not expected any more";
    case CorpusState::kNotTried: break;
  }
  return "could not be tried";
}

std::string cause_words(const FalseAlerts& row) {
  constexpr std::size_t kShown = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(kShown, row.causes.size()); ++i) {
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", row.causes[i].alert, row.causes[i].alerts);
  }
  if (row.causes.size() > kShown) text += fmt::format(" and {} other types", row.causes.size() - kShown);
  return text;
}

std::vector<std::size_t> slowest_first(const SuiteResult& result) {
  std::vector<std::size_t> order(result.cases.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return result.cases[a].wall_seconds > result.cases[b].wall_seconds; });
  return order;
}

const DetectionResult* detection_of(const CaseResult& one, const std::string& policy) {
  const auto found = std::find_if(one.detections.begin(), one.detections.end(), [&](const DetectionResult& d) { return d.policy == policy; });
  return found == one.detections.end() ? nullptr : &*found;
}

}  // namespace picket::sim
