#include "sim/suite/suite_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "sim/experiment/estimate.h"
#include "sim/scenario/quantity_text.h"
#include "sim/statistics/clustered_proportion.h"
#include "sim/statistics/event_rate.h"
#include "sim/statistics/mean_interval.h"
#include "sim/statistics/reference_distributions.h"
#include "sim/statistics/sign_test.h"

namespace picket::sim {
namespace {

constexpr std::uint32_t kFirstLook = 5;
/// Counts of rare events by exposure: none in all replications does not prove that there are none.
constexpr std::array<std::string_view, 3> kCounted{"false_alerts_per_device_day", "false_incidents_per_device_day", "incidents_per_device_day"};

bool is_counted(const std::string& measure) {
  return std::find(kCounted.begin(), kCounted.end(), measure) != kCounted.end();
}

bool applies(const Expectation& expectation, const std::string& policy) {
  const auto& policies = expectation.policies;
  return policies.empty() || std::find(policies.begin(), policies.end(), policy) != policies.end();
}

/// Looks at 5, 10, 20, ... and at the last replication.
std::uint32_t looks_up_to(std::uint32_t max_replications) {
  std::uint32_t looks = 1;
  for (std::uint32_t n = kFirstLook; n < max_replications; n *= 2) ++looks;
  return looks;
}

struct Tails {
  double above;  ///< p of "the mean is at most the bound"
  double below;
};

/// One-sided p values of the mean against a bound. Equal values have no spread to judge by: the sign test, not a p of 0.
Tails student_tails(const std::vector<double>& values, double bound) {
  const double n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  if (is_rounding(std::sqrt(squares / (n - 1)), mean)) {
    const double one_side = sign_test_of_one_side(static_cast<std::uint32_t>(values.size()));
    return {mean > bound ? one_side : 1.0, mean < bound ? one_side : 1.0};
  }
  const double t = (mean - bound) / std::sqrt(squares / (n - 1) / n);
  const double half = student_t_two_sided_p(t, n - 1) / 2;
  return t > 0 ? Tails{half, 1 - half} : Tails{1 - half, half};
}

/// Events as a Poisson process: for counts that do not differ, as when there were none, whose spread says nothing.
Tails poisson_tails(double events, double exposure, double bound) {
  return {1 - poisson_cdf(events - 1, bound * exposure), poisson_cdf(events, bound * exposure)};
}

/// As it was written: rounded, a bound would be another one.
std::string bound_text(const std::string& measure, double bound) {
  if (measure.find("bytes") != std::string::npos) return fmt::format("{} B", bound);
  if (measure.find("usd") != std::string::npos) return fmt::format("{:.2f} USD", bound);
  if (is_share_measure(measure)) return fmt::format("{:g} %", 100 * bound);
  return fmt::format("{}", bound);
}

/// Share of attacked devices that can be judged; `units` are those.
double share_within(const Scenario& scenario, const LaneResult& lane, Duration within, bool evidence, std::uint32_t& units) {
  std::uint32_t hits = 0;
  units = 0;
  for (const UnitOutcome& unit : lane.units) {
    const AttackInstance& attack = scenario.attacks[unit.attack];
    const Duration limit = within > Duration() ? within : scenario.attack_templates.at(attack.use).deadline;
    if (!can_be_judged(scenario, unit, limit)) continue;
    ++units;
    const bool happened = evidence ? unit.evidence : unit.detected;
    const std::int64_t at = evidence ? unit.evidence_us : unit.detected_us;
    if (happened && at <= limit.count_microseconds()) ++hits;
  }
  return units == 0 ? 0 : static_cast<double>(hits) / units;
}

}  // namespace

bool is_share_measure(std::string_view measure) {
  return measure.ends_with("_share");
}

bool SuiteCheck::estimates_a_share() const {
  return is_share() || is_share_measure(measure);
}

std::string SuiteCheck::name() const {
  switch (kind) {
    case CheckKind::kDetectedAtLeast:
    case CheckKind::kDetectedAtMost: return "detected";
    case CheckKind::kTimeToDetect: return "time_to_detect";
    case CheckKind::kTimeToEvidence: return "time_to_evidence";
    case CheckKind::kMeasureAtLeast:
    case CheckKind::kMeasureAtMost: break;
  }
  return measure;
}

std::string SuiteCheck::to_string() const {
  const std::string level = good > 0 ? fmt::format(", good {:g} %", 100 * good) : "";
  const std::string time = within > Duration() ? format_duration(within) : "the deadline";
  switch (kind) {
    case CheckKind::kDetectedAtLeast: return fmt::format("detected within {}: at least {:g} %{}", time, 100 * bound, level);
    case CheckKind::kDetectedAtMost: return fmt::format("detected within {}: at most {:g} %{}", time, 100 * bound, level);
    case CheckKind::kTimeToDetect: return fmt::format("time to detect, {:g} % quantile: at most {}{}", 100 * bound, time, level);
    case CheckKind::kTimeToEvidence: return fmt::format("time to evidence, {:g} % quantile: at most {}{}", 100 * bound, time, level);
    case CheckKind::kMeasureAtLeast: return fmt::format("{}: at least {}", measure, bound_text(measure, bound));
    case CheckKind::kMeasureAtMost: return fmt::format("{}: at most {}", measure, bound_text(measure, bound));
  }
  return {};
}

std::vector<SuiteCheck> checks_of(const Expectation& expectation, std::uint32_t suite_case,
                                  const std::vector<SuitePolicy>& policies) {
  std::vector<SuiteCheck> out;
  for (const SuitePolicy& policy : policies) {
    if (!applies(expectation, policy.name)) continue;
    const auto add = [&](CheckKind kind, double bound, Duration within, const std::string& measure = {}) {
      out.push_back({suite_case, policy.name, kind, measure, bound, within, 0});
    };
    if (const auto& d = expectation.detected) {
      if (d->at_least) add(CheckKind::kDetectedAtLeast, *d->at_least, d->within);
      if (d->at_most) add(CheckKind::kDetectedAtMost, *d->at_most, d->within);
      if (d->good && !out.empty()) out.back().good = *d->good;
    }
    const auto add_quantile = [&](CheckKind kind, const QuantileBound& q) {
      add(kind, q.quantile, q.at_most);
      out.back().good = q.good.value_or(0);
    };
    if (const auto& q = expectation.time_to_detect) add_quantile(CheckKind::kTimeToDetect, *q);
    if (const auto& q = expectation.time_to_evidence) add_quantile(CheckKind::kTimeToEvidence, *q);
    for (const auto& [measure, bounds] : expectation.measures) {
      if (bounds.at_least) add(CheckKind::kMeasureAtLeast, *bounds.at_least, {}, measure);
      if (bounds.at_most) add(CheckKind::kMeasureAtMost, *bounds.at_most, {}, measure);
    }
  }
  return out;
}

std::vector<std::string> boundable_measures() {
  // Every policy has them; those of gateways need one.
  return {"cost_usd_per_month",
          "evidence_share",
          "false_alerts_per_device_day",
          "false_incidents_per_device_day",
          "hub_peak_bytes_per_second_1h",
          "hub_peak_bytes_per_second_1min",
          "hub_peak_bytes_per_second_1s",
          "incidents_per_device_day",
          "messages_per_day",
          "observations_per_device_day",
          "security_cost_usd_per_month",
          "site_peak_bytes_per_second_1h",
          "site_peak_bytes_per_second_1min",
          "site_peak_bytes_per_second_1s",
          "uplink_bytes_per_device_day",
          "uplink_payload_bytes_per_device_day"};
}

Duration longest_wait(const std::vector<SuiteCheck>& checks, const std::vector<Duration>& deadlines) {
  Duration longest;
  for (const SuiteCheck& check : checks) {
    if (!check.is_share()) continue;
    longest = std::max(longest, check.within);
    if (check.within > Duration()) continue;
    for (const Duration deadline : deadlines) longest = std::max(longest, deadline);
  }
  return longest;
}

std::optional<double> value_of(const SuiteCheck& check, const Scenario& scenario, const LaneResult& lane) {
  if (check.is_share()) {
    std::uint32_t units = 0;
    const double share = share_within(scenario, lane, check.within, check.kind == CheckKind::kTimeToEvidence, units);
    return units == 0 ? std::nullopt : std::optional<double>(share);
  }
  const PolicyResult merged = merge_policy(scenario, lane.policy, {&lane}, {});
  const auto found = std::find_if(merged.measures.begin(), merged.measures.end(),
                                  [&](const Measure& measure) { return measure.name == check.measure; });
  // A share of nothing is missing.
  if (found == merged.measures.end()) return std::nullopt;
  return found->per_replication.front();
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass: return "PASS";
    case Verdict::kFail: return "FAIL";
    case Verdict::kInconclusive: break;
  }
  return "INCONCLUSIVE";
}

CheckEvidence::CheckEvidence(const SuiteCheck& check, std::uint32_t max_replications)
    : check_(check),
      max_replications_(max_replications),
      planned_looks_(looks_up_to(max_replications)),
      next_look_(std::min(kFirstLook, max_replications)) {
  if (check.good > 0) {
    ratio_.emplace(check.bound, check.good);
  } else if (check.estimates_a_share()) {
    share_.emplace(check.bound);
  }
}

void CheckEvidence::add(double value, double exposure) {
  values_.push_back(value);
  exposures_.push_back(exposure);
  if (ratio_) {
    ratio_->add(value);
  } else if (share_) {
    share_->add(value);
  } else if (values_.size() == next_look_) {
    look();
    next_look_ = std::min(2 * next_look_, max_replications_);
  }
}

void CheckEvidence::look() {
  if (values_.size() < 2) return;
  Tails tails = student_tails(values_, check_.bound);
  if (is_counted(check_.measure) && std::adjacent_find(values_.begin(), values_.end(), std::not_equal_to<>()) == values_.end()) {
    double events = 0;
    double exposure = 0;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      events += values_[i] * exposures_[i];
      exposure += exposures_[i];
    }
    tails = poisson_tails(std::round(events), exposure, check_.bound);
  }
  const double kept = check_.wants_more() ? tails.above : tails.below;
  const double broken = check_.wants_more() ? tails.below : tails.above;
  p_pass_ = std::min(p_pass_, kept * planned_looks_);
  p_fail_ = std::min(p_fail_, broken * planned_looks_);
}

double CheckEvidence::p_pass() const {
  if (ratio_) return ratio_->p_of_bound();
  if (!share_) return p_pass_;
  return check_.wants_more() ? share_->p_above() : share_->p_below();
}

double CheckEvidence::p_fail() const {
  if (ratio_) return ratio_->p_of_good();
  if (!share_) return p_fail_;
  return check_.wants_more() ? share_->p_below() : share_->p_above();
}

Estimate CheckEvidence::estimate() const {
  if (values_.empty()) return {};
  if (check_.estimates_a_share()) return estimate_of(clustered_proportion_of_rates(values_));
  if (is_counted(check_.measure)) {
    std::vector<RateCount> counts;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      counts.push_back({static_cast<std::uint64_t>(std::llround(values_[i] * exposures_[i])), exposures_[i]});
    }
    return estimate_of(replicated_rate(counts));
  }
  return estimate_of(cut_to(kNotNegative, mean_interval(values_)));
}

}  // namespace picket::sim
