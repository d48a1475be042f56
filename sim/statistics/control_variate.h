#pragma once

#include <span>
#include <vector>

namespace picket::sim {

/// What was seen of one stratum, with a control: a quantity that moves with the values and is known better than they are.
struct ControlledStratum {
  std::vector<double> values;   ///< mean of a sampled unit, one value per replication
  std::vector<double> control;  ///< the control's mean in the same sample, by replication
  std::vector<double> known;    ///< the control's mean in a larger, independent sample of the same units, by replication
};

/// The values of every stratum, each moved by what its sample had too much or too little of the control.
///
/// Model:  y_r + b_r (X_r - x_r), with b_r the slope of values on the control within strata, all strata pooled, from every replication
///         but r. So b_r is independent of what it is multiplied with, whose expectation is 0: the values keep theirs, whatever
///         the slope is, and scatter with what the control does not explain and with what the larger sample leaves open.
///         Any interval of independent replications is then as good as it was for the values themselves.
/// Input:  as many replications of each of the three in all strata.
/// Output: by stratum, in their order. The values as they were with fewer than kLeastControlDegrees degrees of freedom for the slope,
///         or where no control scatters.
/// Limits: a control that explains nothing adds about 1 / degrees of freedom to the variance. Values of different replications have
///         slopes in common: intervals cover a little less than they say where few replications and a strong control meet.
/// Source: Cochran, Sampling Techniques, 3rd edition 1977, sections 12.6 and 12.7 (double sampling for regression); Avramidis and
///         Wilson, A splitting scheme for control variates, Operations Research Letters 14, 1993 (slopes from the other
///         replications).
std::vector<std::vector<double>> controlled_values(std::span<const ControlledStratum> strata);

/// With fewer, a slope is worth less than it costs: at this many a useless control adds an eighth to the variance. Our choice.
inline constexpr double kLeastControlDegrees = 8;

}  // namespace picket::sim
