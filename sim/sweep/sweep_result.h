#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/results/study_result.h"
#include "sim/results/sweep_head.h"
#include "sim/sweep/point_runs.h"
#include "sim/sweep/study_file.h"

namespace picket::sim {

/// What varied.
struct ResultParameter {
  std::string path;                 ///< as written
  std::string unit;                 ///< of numbers: "s", "B", "bit/s", "USD"; empty: none
  bool logarithmic = false;
  bool is_number = true;            ///< false: words, and numbers are their places in the list
  std::vector<std::string> levels;  ///< those that occur, from small to large, or in the order of the list
};

struct PointPolicyResult {
  std::string policy;
  std::vector<Measure> measures;
};

struct ResultPoint {
  std::string id;
  std::vector<std::string> values;
  std::vector<double> numbers;
  std::uint32_t replications = 0;
  std::string failure;              ///< why there are not more; empty: none
  std::vector<PointPolicyResult> results;
};

/// Everything that tables and a report of a sweep need; written as sweep.json.
struct SweepResult : SweepHead {
  std::vector<ResultParameter> parameters;
  std::vector<std::string> policies;
  std::string reference_policy;
  std::vector<ResultPoint> points;
  std::vector<std::string> verdict;
  std::vector<std::string> warnings;
};

/// Name, seed and a fingerprint of the scenario without levels, of the varied paths, the rules, the feeds and the program's version: the
/// same study with other levels, or more replications, has the same folder, and finds the runs that are there.
std::string sweep_id_of(const Study& study, const RuleTexts& rules, const std::vector<FeedText>& feeds);

/// The parameters of a study as its points have them.
std::vector<ResultParameter> result_parameters(const Study& study, const std::vector<SweepPoint>& points);

/// What the runs of a study's points say.
SweepResult sweep_result(const Study& study, const std::vector<SweepPoint>& points, const PointRunsOutcome& runs);

}  // namespace picket::sim
