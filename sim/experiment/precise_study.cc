#include "sim/experiment/precise_study.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string_view>

#include "agent_core/base/check.h"
#include "agent_core/base/utf8.h"
#include "sim/statistics/relative_precision.h"
#include "sim/statistics/runs_needed.h"

namespace picket::sim {
namespace {

constexpr auto kAmounts = std::to_array<std::string_view>({"uplink_bytes_per_device_day", "cost_usd_per_month"});
constexpr std::string_view kShare = "detected_share";

/// Takes in one measure; what is widest is what lies farthest beyond its goal.
class Widest {
 public:
  explicit Widest(double error) : error_(error) {}

  void add(const PolicyResult& policy, const Measure& measure) {
    if (measure.name == kShare) {
      const Estimate& e = measure.estimate;
      const double half = e.ci_low && e.ci_high ? (*e.ci_high - *e.ci_low) / 2 : std::numeric_limits<double>::infinity();
      take(policy, measure, true, half, half <= error_, runs_needed_for_proportion(measure.per_replication, error_));
    } else if (std::find(kAmounts.begin(), kAmounts.end(), measure.name) != kAmounts.end()) {
      const RelativePrecision wanted{.error = error_, .first = kFirstLook, .most = kMostRunsNeeded};
      const PrecisionReached now = relative_precision(measure.per_replication, wanted);
      // The goal is an error relative to the truth, which may be as far below the mean as half the interval.
      const double h = now.relative_half_width;
      const double of_truth = h < 1 ? h / (1 - h) : std::numeric_limits<double>::infinity();
      take(policy, measure, false, of_truth, now.reached, runs_to_precision(measure.per_replication, wanted));
    }
  }

  StudyPrecision result() const { return out_; }

 private:
  void take(const PolicyResult& policy, const Measure& measure, bool is_share, double half, bool reached, std::uint32_t needed) {
    if (out_.widest.empty()) out_.reached = true;
    out_.reached = out_.reached && reached;
    if (!reached) out_.runs_needed = std::max({out_.runs_needed, needed, 1U});
    if (!out_.widest.empty() && half <= out_.half_width) return;
    out_.widest = fmt::format("{} of {}", measure.name, policy.policy);
    out_.is_share = is_share;
    out_.half_width = half;
  }

  double error_;
  StudyPrecision out_;
};

}  // namespace

std::vector<std::uint32_t> precision_looks(std::uint32_t most) {
  PICKET_CHECK(most >= kFirstLook, "most", most);
  std::vector<std::uint32_t> looks;
  for (std::uint64_t next = kFirstLook; next < most; next *= 2) looks.push_back(static_cast<std::uint32_t>(next));
  looks.push_back(most);
  return looks;
}

StudyPrecision precision_of(const StudyResult& result, double error) {
  Widest widest(error);
  for (const PolicyResult& policy : result.policies) {
    for (const Measure& measure : policy.measures) widest.add(policy, measure);
  }
  return widest.result();
}

std::string precision_words(const StudyPrecision& precision, double error, std::uint32_t replications, std::uint32_t most) {
  const std::string goal = fmt::format("{:.3g}", 100 * error);
  if (precision.reached) {
    return fmt::format("Bytes and cost are known to {} % and detected shares to {} points, at the planned look after {} of at most {} replications.",
                       goal, goal, replications, most);
  }
  const std::string now = std::isfinite(precision.half_width)
                              ? fmt::format("{} is known to {:.2g} {}", precision.widest, 100 * precision.half_width, precision.is_share ? "points" : "%")
                              : fmt::format("{} is not known to any share of itself", precision.widest);
  std::string text = fmt::format("Not all is known to {} % after {} of at most {} replications: {}", goal, replications, most, now);
  if (precision.runs_needed > 0 && precision.runs_needed < kMostRunsNeeded / 2) text += fmt::format("; about {} more would settle it", precision.runs_needed);
  return text + ".";
}

StudyOutcome run_to_precision(const Scenario& scenario, StudySettings settings, double error) {
  const std::uint32_t most = scenario.replications;
  StudyOutcome outcome;
  double wall_seconds = 0;  // of all looks
  for (const std::uint32_t look : precision_looks(most)) {
    Scenario counted = scenario;
    counted.replications = look;
    outcome = run_study(counted, settings);
    wall_seconds += outcome.result.wall_seconds;
    outcome.result.wall_seconds = wall_seconds;
    if (outcome.exit_code != 0) return outcome;
    settings.rerun = false;
    settings.goes_on = true;
    const StudyPrecision now = precision_of(outcome.result, error);
    const std::string words = precision_words(now, error, look, most);
    if (!now.reached && look < most) {
      if (!settings.quiet) std::fprintf(stderr, "note: %s\n", printable(words).c_str());
      continue;
    }
    outcome.result.warnings.push_back(words);
    break;
  }
  const auto study = StudyDirectory::create(settings.out_directory, outcome.result.study_id);
  if (!study.ok() || !write_study_tables(study.value(), outcome.result)) outcome.exit_code = 3;
  return outcome;
}

}  // namespace picket::sim
