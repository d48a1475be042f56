#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/study_result.h"

namespace picket::sim {

/// How much of a measure's movement goes with one input.
struct InputInfluence {
  std::size_t input = 0;              ///< index into `UncertaintyResult::inputs`
  double rank_correlation = 0;        ///< Spearman's, of the draw and what it changed
  std::optional<double> coefficient;  ///< standardised rank regression coefficient: beside all other inputs; missing with too few draws
  std::optional<double> ci_low;       ///< 95 % of the coefficient; without one, of the correlation after Fisher's z
  std::optional<double> ci_high;
  double share = 0;                   ///< the square of coefficient, or of correlation: of the variance of ranks, if the effects add up
  double p_value = 1;                 ///< of "no monotone influence", after Holm over the inputs of the measure
};

/// Of one replication, which shows no spread.
inline constexpr double kNoSpread = std::numeric_limits<double>::quiet_NaN();

/// A measure of a policy at the stated values and at drawn ones. Spreads are kNoSpread below two replications.
struct MeasureUncertainty {
  std::string policy;
  std::string measure;
  std::string unit;
  Estimate stated;                  ///< mean over replications, all inputs as stated: the interval is of the seeds alone
  Estimate drawn;                   ///< mean over replications, each with a draw of its own
  std::optional<Estimate> shift;    ///< drawn - stated, in pairs of the same seed; an effect of inputs that does not average out
  double seed_sd = kNoSpread;               ///< standard deviation of one replication at the stated values
  double total_sd = kNoSpread;              ///< the same at drawn values
  /// What inputs add: total_sd * sqrt(input_share). 0: no more than the seeds' spread is seen, and the interval of input_share says how
  /// much it may be all the same.
  double input_sd = kNoSpread;
  std::optional<Estimate> input_share;  ///< of the variance of one replication that comes from the inputs, and not from its seed
  std::optional<double> r_squared;  ///< adjusted, of the regression; missing where there is none
  std::string caution;              ///< why the order of the inputs says little; empty: nothing is known against it
  double p05 = kNoSpread;                   ///< quantiles of one replication at drawn values
  double p50 = kNoSpread;
  double p95 = kNoSpread;
  std::vector<InputInfluence> influences;  ///< all inputs, the most influential first
};

struct UncertaintyInputRow {
  std::string path;
  std::string from;                 ///< "file": of uncertain inputs; "field": the plausible range of a field
  std::string says;
  std::string grade;
  std::string source;
  std::string shape;
  std::string stated;               ///< "0.3", or "3 values"
  std::string low;
  std::string high;
  std::size_t values = 0;           ///< of the scenario that it moves
};

struct UncertaintyResult {
  std::string file;
  std::string title;
  std::string commit;               ///< of the program that drew
  std::uint32_t draws = 0;
  std::vector<UncertaintyInputRow> inputs;
  std::vector<std::string> not_here;       ///< inputs of the file that the scenario has no value for
  std::vector<std::string> not_drawn;      ///< paths that stay as stated
  std::vector<MeasureUncertainty> measures;  ///< headline measures, by policy
  std::vector<std::string> warnings;
};

}  // namespace picket::sim
