#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/study_result.h"

namespace picket {

/// One input of `--uncertainty`, as uncertainty.json has it.
struct UncertainInputRow {
  std::string path;
  std::string says;
  std::string grade;
  std::string source;
  std::string shape;
  std::string stated;
  std::string low;
  std::string high;
};

/// How much of a measure's movement goes with an input.
struct InfluenceRow {
  std::string path;
  double rank_correlation = 0;
  std::optional<double> coefficient;  ///< of the regression on all inputs; missing with too few draws
  std::optional<double> ci_low;       ///< of the coefficient, or without one of the correlation
  std::optional<double> ci_high;
  double share = 0;
  double p_value = 1;                 ///< after Holm
};

/// A measure of a policy at stated and at drawn values.
struct UncertainMeasureRow {
  std::string policy;
  std::string measure;
  std::string unit;
  sim::Estimate stated;
  sim::Estimate drawn;
  std::optional<sim::Estimate> input_share;  ///< of the variance of one replication
  std::optional<double> r_squared;
  std::string caution;
  double seed_sd = 0;
  double input_sd = 0;
  double p05 = 0;
  double p95 = 0;
  std::vector<InfluenceRow> influences;  ///< the most influential first
};

/// uncertainty.json as the report needs it.
struct UncertaintyStudy {
  std::string commit;
  std::string title;
  std::uint32_t draws = 0;
  std::vector<UncertainInputRow> inputs;
  std::vector<UncertainMeasureRow> measures;
  std::vector<std::string> warnings;
};

}  // namespace picket
