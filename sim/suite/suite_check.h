#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/time.h"
#include "sim/experiment/merge.h"
#include "sim/results/study_result.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/suite.h"
#include "sim/statistics/sequential_mean_test.h"
#include "sim/statistics/sequential_ratio_test.h"

namespace picket::sim {

/// What is bounded.
enum class CheckKind : std::uint8_t {
  kDetectedAtLeast,  ///< share of attacked devices with an expected alert within a time
  kDetectedAtMost,
  kTimeToDetect,     ///< a quantile of the time: that share of devices is detected within it
  kTimeToEvidence,
  kMeasureAtLeast,   ///< mean of a measure over replications
  kMeasureAtMost,
};

/// One thing that a suite demands of one policy in one case.
struct SuiteCheck {
  std::uint32_t suite_case = 0;  ///< index
  std::string policy;
  CheckKind kind = CheckKind::kDetectedAtLeast;
  std::string measure;  ///< of the last two kinds: its name
  double bound = 0;     ///< share or quantile in (0, 1); else in the measure's unit
  Duration within;      ///< of the first four kinds; 0: each attack's deadline
  double good = 0;      ///< of the first four kinds: a share that is good without doubt; 0: none is stated

  /// "detected within 125 min: at least 90 %".
  std::string to_string() const;
  /// "detected", "time_to_detect", "time_to_evidence", or the measure: for results.
  std::string name() const;
  /// Of attacked devices: its kind is one of the first four.
  bool is_share() const { return kind <= CheckKind::kTimeToEvidence; }
  /// What is estimated lies in [0, 1] and is written in percent: these, and measures that are shares.
  bool estimates_a_share() const;
  bool wants_more() const { return kind != CheckKind::kDetectedAtMost && kind != CheckKind::kMeasureAtMost; }
};

/// The checks of an expectation: one for each policy and bound, policies in the suite's order.
std::vector<SuiteCheck> checks_of(const Expectation& expectation, std::uint32_t suite_case,
                                  const std::vector<SuitePolicy>& policies);

/// Names of the measures that can be bounded. A share among them takes bounds in (0, 1).
std::vector<std::string> boundable_measures();

bool is_share_measure(std::string_view measure);

/// The longest time that a check waits for; of each attack its deadline where it says none.
Duration longest_wait(const std::vector<SuiteCheck>& checks, const std::vector<Duration>& deadlines);

/// What a replication says about a check: a share of its attacked devices, or a measure's value. None if it says nothing,
/// as when no malicious event happened.
std::optional<double> value_of(const SuiteCheck& check, const Scenario& scenario, const LaneResult& lane);

enum class Verdict : std::uint8_t { kPass, kFail, kInconclusive };
std::string_view to_string(Verdict verdict);

/// What is known of a check so far.
///
/// Model:  shares are judged after each replication: by SequentialMeanTest, or, where a good level is stated, by
///         SequentialRatioTest, for which FAIL means "not good" and may be said of a share that still keeps the bound. Means of other measures are judged at planned
///         looks (5, 10, 20, 40, ... replications) by Student's t, and by the sign test while all values are equal; rates of alerts and incidents whose counts do not differ
///         by their exact Poisson tail; the p value of a look is multiplied by the number of planned looks.
/// Output: p values that hold at any time: `p_pass` of the hypothesis that the bound is not kept, `p_fail` that it is
///         (with a good level: that it is good).
class CheckEvidence {
 public:
  CheckEvidence(const SuiteCheck& check, std::uint32_t max_replications);

  /// Of the next replication, in order. `exposure`: its device-days.
  void add(double value, double exposure);

  double p_pass() const;
  double p_fail() const;
  /// The estimate with a 95 % interval for display; not what the verdict rests on.
  Estimate estimate() const;
  const std::vector<double>& values() const { return values_; }

 private:
  void look();

  SuiteCheck check_;
  std::optional<SequentialMeanTest> share_;
  std::optional<SequentialRatioTest> ratio_;  ///< in its place
  std::vector<double> values_;
  std::vector<double> exposures_;
  std::uint32_t max_replications_;
  std::uint32_t planned_looks_;
  std::uint32_t next_look_;
  double p_pass_ = 1;
  double p_fail_ = 1;
};

}  // namespace picket::sim
