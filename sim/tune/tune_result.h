#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/results/study_result.h"
#include "sim/results/sweep_head.h"
#include "sim/tune/tune_run.h"

namespace picket::sim {

/// A parameter as results show it.
struct TunedParameter {
  std::string path;                   ///< as written
  std::string unit;                   ///< of its numbers: "s", "B", ...
  bool logarithmic = false;
  bool is_number = true;
  std::vector<std::string> levels{};  ///< empty: continuous
  std::string range;                  ///< as written
};

/// The settings of a point in words and numbers, by parameter.
struct PointValues {
  std::vector<std::string> values{};
  std::vector<double> numbers{};
  std::string problem{};              ///< why it is no possible policy; empty: it is one
};

/// A tune and what it was about: what files and texts are written from. What the plan and the outcome say of the head, such as the
/// seed and the digest, `tune_result_json` takes from them.
struct TuneResult : SweepHead {
  std::vector<TunedParameter> parameters{};
  std::vector<PointValues> points{};  ///< as outcome.search.points
  TunePlan plan{};
  TuneOutcome outcome{};
  std::uint32_t simulations = 0;      ///< that ran now
  std::uint32_t found = 0;            ///< that were there
  std::vector<std::string> warnings{};

  const TriedPoint& tried(std::size_t i) const { return outcome.search.points[i]; }
  /// "max_delay = 12 s, rare_lane_per_hour = 20": the last key of each path, unless two have the same.
  std::string words_of(std::size_t point) const;
};

/// A mean with its 95 % interval: logit-t over replications for shares, Student's t else.
Estimate sample_estimate(const TuneMeasure& measure, const MeasureSample& sample);

/// A hash of every value and verdict; the same study, seed and version give the same.
std::string tune_digest(const TuneResult& result);

/// Where another certification may begin so that none of its replications served this one.
std::uint32_t fresh_first_replication(const Certification& certification);

/// What was found, in sentences, the answer to what was asked first.
std::vector<std::string> tune_verdict(const TuneResult& result);

/// How it was found, for a paper: design, seeds, tests, and what the result does not cover.
std::string tune_methods(const TuneResult& result);

}  // namespace picket::sim
