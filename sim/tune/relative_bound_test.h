#pragma once

#include "sim/tune/bound_test.h"

namespace picket::sim {

/// Whether x <= times y + margin holds of the mean of a measure (at_least: x >= times y - margin), y the reference policy on the same
/// random numbers, in pairs.
///
/// Model:  amounts: Student's t of the differences x - times y, as test_mean has it.
///         rates: that, and the events themselves, of which the larger p, the wider limit and the larger number of missing
///         replications count (as test_rate). Events that both policies have in a replication cancel; the rest is excess
///         (x over y) or deficit (y over x), each taken as Poisson. With times 1 and no margin: given their sum, the
///         exact binomial test of excess against 1/2. Otherwise Garwood's limits: upper ones of what counts against the bound at
///         kErrorOfExcess of the error, lower ones of what counts for it at the rest, which holds whatever the dependence. With
///         times > 1 the events of y beyond the cancelled ones count as well, with times < 1 those of x. Without an
///         event on either side nothing is shown without a margin, and with one as much as the exposure says.
///         shares: of one unit a replication and times 1 the same with Clopper and Pearson's limits of discordant replications
///         (McNemar's exact test without a margin). Of several units, replications are clusters: the same with the logit-t
///         limits of test_share, and without a margin, where it is asked which mean is larger, Student's t of the differences.
/// Input:  rates and shares with their weights; exposures of a pair are equal.
/// Limits: bursts of events that no replication has shown yet cannot be seen by any of these.
/// Source: Garwood, Biometrika 28 (1936); Clopper and Pearson, Biometrika 26 (1934); McNemar, Psychometrika 12 (1947); the
///         Bonferroni rectangle for a difference is textbook; its split of the error is our own choice.
BoundTest test_relative(const MeasureSample& x, const MeasureSample& y, MeasureScale scale, double times, double margin, bool at_least,
                        double confidence);

/// Share of the error that upper limits have in a difference: where nothing was seen, all of the width is theirs.
inline constexpr double kErrorOfExcess = 0.9;

}  // namespace picket::sim
