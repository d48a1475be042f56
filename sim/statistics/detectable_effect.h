#pragma once

#include <cstdint>

namespace picket::sim {

/// The power that is asked for by default: a difference of the size named is found in four of five studies.
inline constexpr double kUsualPower = 0.8;

/// The smallest true difference that a two-sided t test finds with this power, so that "no evidence of a difference" is not
/// read as "no difference".
///
/// Model:  solves P(T > t) = power for the non-centrality of t, times the standard error of the difference.
/// Input:  standard error >= 0 and degrees of freedom >= 1 of the comparison made: s_D / sqrt(n) and n - 1 if paired, those
///         of `welch_difference` if not. level and power in (0, 1), power above (1 - level) / 2.
/// Limits: the spread seen stands for the true one.
/// Source: R's power.t.test, solved for delta.
double detectable_difference(double standard_error, double degrees_of_freedom, double level = 0.95,
                             double power = kUsualPower);

/// Pairs (replications of both policies) with which a true difference this large is found, given the standard deviation of
/// the differences; at least kMinReplicationsForInterval, at most kMostRunsNeeded. difference > 0.
std::uint32_t pairs_needed(double difference, double standard_deviation, double level = 0.95, double power = kUsualPower);

}  // namespace picket::sim
