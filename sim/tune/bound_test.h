#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sim/tune/measure_sample.h"

namespace picket::sim {

/// Whether the mean of a measure keeps a bound, from a number of replications that was fixed before.
struct BoundTest {
  std::uint32_t n = 0;      ///< replications that said something
  double estimate = 0;      ///< mean over them; of a relative bound the mean difference
  double bound = 0;         ///< one-sided confidence limit on the side of the bound, at the given confidence
  double p_pass = 1;        ///< of the hypothesis that the bound is not kept
  double p_fail = 1;        ///< of the hypothesis that it is kept
  /// Further replications until it passes, if the spread and mean seen so far are the true ones; 0: it passes already;
  /// missing: at this mean none would do.
  std::optional<std::uint32_t> runs_missing;
  std::string_view method;  ///< "exact binomial", ...
};

/// Replications that are added, all on the wrong side, before clusters are judged: a part of one. Without it the test is
/// too bold where misses come rarely and then many at once: of policies that lie on a bound of 0.95 it passes up to 15 % with
/// 20 replications and 7 % with 60 in place of 5 % (40 units each, intra-class correlation 0.6, beta-binomial); with it 4.5 % at
/// most over 10 to 120 replications, 2 to 40 units, correlations 0 to 0.6. Measured by us; a part of the tests repeats it.
inline constexpr double kAddedReplications = 0.15;

/// Of a share.
///
/// Model:  one unit in each replication: the exact binomial test (Clopper-Pearson), replications as trials. Otherwise
///         replications are clusters: Student's t of logit(mean rate) against logit(bound), standard error s / (sqrt(n) p (1 - p)),
///         with kAddedReplications. Where all rates are 1 (or 0), all units of a replication are as one trial, which is exact
///         from below: the chance that all of them are detected is no more than the share that is.
/// Input:  values in [0, 1], weights their units.
/// Output: no verdict (p = 1) below kMinReplicationsForInterval replications.
/// Source: logit-t, as clustered_proportion.h; Clopper and Pearson, Biometrika 26 (1934).
BoundTest test_share(const MeasureSample& sample, double bound, bool at_least, double confidence);

/// Of any other mean: Student's t over replications. Values that do not vary at all: a sign test, p = 2^-n.
/// Limits: a count of rare events may have been the same by chance, above all none: see test_rate.
BoundTest test_mean(const MeasureSample& sample, double bound, bool at_least, double confidence);

/// Of a rate of events such as false alerts.
///
/// Model:  two tests, and the larger p, the wider limit and the larger number of missing replications count: that of a mean, which
///         sees that events burst, and the exact Poisson test of all events in the whole exposure, which sees how little a
///         short exposure without an event says. By its replications alone a rate of which none was seen yet would keep
///         every bound: they do not vary, however short they are.
/// Input:  values with their exposures as weights; bound > 0.
/// Source: Garwood, Biometrika 28 (1936).
BoundTest test_rate(const MeasureSample& sample, double bound, bool at_least, double confidence);

/// Of the difference to a reference policy on the same random numbers: x - times * y - margin against 0, in pairs, by test_mean.
/// Limits: shares and rates that hardly differ are judged too boldly: relative_bound_test.h is for those.
BoundTest test_against(const MeasureSample& x, const MeasureSample& y, double times, double margin, bool at_least, double confidence);

/// Lower confidence limit of a mean share from `n` clusters with this mean and variance, as test_share has it; 0 of none.
double cluster_lower_limit(double mean_share, double variance, double n, double error);

/// The fewest replications beyond `n` for which `p_with` of so many in all is at most `error`; missing: kMostRunsNeeded do not suffice.
/// Input: n > 0.
std::optional<std::uint32_t> missing_runs(std::uint32_t n, double error, const std::function<double(std::uint32_t)>& p_with);

}  // namespace picket::sim
