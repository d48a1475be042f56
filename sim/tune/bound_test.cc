#include "sim/tune/bound_test.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "agent_core/base/check.h"
#include "sim/statistics/interval_estimate.h"
#include "sim/statistics/logit.h"
#include "sim/statistics/moments.h"
#include "sim/statistics/proportion.h"
#include "sim/statistics/reference_distributions.h"
#include "sim/statistics/runs_needed.h"

namespace picket::sim {
namespace {

/// P(T > t).
double student_upper_tail(double t, double degrees_of_freedom) {
  const double half = student_t_two_sided_p(t, degrees_of_freedom) / 2;
  return t > 0 ? half : 1 - half;
}

/// P(at least so many successes), each with probability p: the exact p value behind Clopper and Pearson's lower limit.
double binomial_upper_tail(std::uint64_t successes, std::uint64_t trials, double p) {
  const double n = static_cast<double>(trials);
  double sum = 0;
  for (std::uint64_t misses = 0; misses <= trials - successes; ++misses) {
    const double m = static_cast<double>(misses);
    sum += std::exp(std::lgamma(n + 1) - std::lgamma(m + 1) - std::lgamma(n - m + 1) + m * std::log1p(-p) + (n - m) * std::log(p));
  }
  return std::min(1.0, sum);
}

/// One side: that a mean rate lies above a bound, and the limit that it lies above at a given error.
struct OneSide {
  double p = 1;
  double limit = 0;
};

/// `successes` of `trials`; exact.
OneSide exact_above(std::uint64_t successes, std::uint64_t trials, double bound, double error) {
  OneSide out;
  out.limit = clopper_pearson_lower_bound(successes, trials, 1 - error);
  if (successes == 0) return out;
  out.p = binomial_upper_tail(successes, trials, bound);
  return out;
}

/// Mean and standard error of the logit, with a part of a cluster without any added.
struct ClusterLogit {
  double value = 0;
  double error = 0;
};

ClusterLogit cluster_logit(double p, double variance, double n) {
  const double total = n + kAddedReplications;
  const double squares = variance * (n - 1) + n * kAddedReplications / total * p * p;
  const double shrunk = p * n / total;
  return {logit(shrunk), std::sqrt(squares / (total - 1) / total) / (shrunk * (1 - shrunk))};
}

/// P that clusters like these come from a share of `bound` or less.
double cluster_p(double p, double variance, double n, double bound) {
  if (p <= 0) return 1;
  if (p >= 1 - 1e-12) return std::pow(bound, n);
  const ClusterLogit at = cluster_logit(p, variance, n);
  return student_upper_tail((at.value - logit(bound)) / at.error, n - 1);
}

OneSide cluster_above(const std::vector<double>& rates, double bound, double error) {
  const double p = mean(rates);
  const double variance = sample_variance(rates);
  const double n = static_cast<double>(rates.size());
  return {cluster_p(p, variance, n, bound), cluster_lower_limit(p, variance, n, error)};
}

std::vector<double> mirrored(std::vector<double> rates) {
  for (double& rate : rates) rate = 1 - rate;
  return rates;
}

/// One-sided, of values whose mean should lie below `bound`.
BoundTest student_below(const std::vector<double>& values, double bound, double confidence) {
  BoundTest out;
  out.n = static_cast<std::uint32_t>(values.size());
  out.method = "Student's t";
  if (values.empty()) return out;
  out.estimate = mean(values);
  out.bound = out.estimate;
  if (out.n < kMinReplicationsForInterval) {
    out.runs_missing = kMinReplicationsForInterval - out.n;
    return out;
  }
  const double s = std::sqrt(sample_variance(values));
  const double n = out.n;
  const double error = 1 - confidence;
  if (s <= 1e-12 * std::max(1.0, std::fabs(out.estimate))) {
    out.method = "sign test of values that do not vary";
    const double gap = out.estimate - bound;
    const double p = std::pow(0.5, n);
    if (gap < 0) out.p_pass = p;
    if (gap > 0) out.p_fail = p;
    if (gap < 0) out.runs_missing = missing_runs(out.n, error, [](std::uint32_t k) { return std::pow(0.5, k); });
    return out;
  }
  out.p_pass = student_upper_tail((bound - out.estimate) / (s / std::sqrt(n)), n - 1);
  out.p_fail = 1 - out.p_pass;
  out.bound = out.estimate + student_t_quantile(confidence, n - 1) * s / std::sqrt(n);
  if (out.estimate < bound) {
    out.runs_missing = missing_runs(out.n, error, [&](std::uint32_t k) {
      return student_upper_tail((bound - out.estimate) / (s / std::sqrt(static_cast<double>(k))), k - 1.0);
    });
  }
  return out;
}

std::vector<double> negated(std::vector<double> values) {
  for (double& value : values) value = -value;
  return values;
}

}  // namespace

double cluster_lower_limit(double mean_share, double variance, double n, double error) {
  if (mean_share <= 0) return 0;
  if (mean_share >= 1 - 1e-12) return std::pow(error, 1 / n);
  const ClusterLogit at = cluster_logit(mean_share, variance, n);
  return expit(at.value - student_t_quantile(1 - error, n - 1) * at.error);
}

std::optional<std::uint32_t> missing_runs(std::uint32_t n, double error, const std::function<double(std::uint32_t)>& p_with) {
  if (p_with(n) <= error) return 0;
  std::uint32_t too_few = n;
  std::uint32_t enough = n;
  do {
    if (enough > kMostRunsNeeded) return std::nullopt;
    too_few = enough;
    enough *= 2;
  } while (p_with(enough) > error);
  while (enough - too_few > 1) {
    const std::uint32_t middle = too_few + (enough - too_few) / 2;
    (p_with(middle) <= error ? enough : too_few) = middle;
  }
  return enough - n;
}

BoundTest test_share(const MeasureSample& sample, double bound, bool at_least, double confidence) {
  const std::vector<double> values = usable_values(sample);
  BoundTest out;
  out.n = static_cast<std::uint32_t>(values.size());
  out.method = "exact binomial";
  if (values.empty()) return out;
  out.estimate = mean(values);
  out.bound = at_least ? 0 : 1;
  if (out.n < kMinReplicationsForInterval) {
    out.runs_missing = kMinReplicationsForInterval - out.n;
    return out;
  }
  const double error = 1 - confidence;
  // "At most" is "at least" of what did not happen.
  const std::vector<double> rates = at_least ? values : mirrored(values);
  const std::vector<double> others = mirrored(rates);
  const double wanted = at_least ? bound : 1 - bound;
  const bool single = !sample.weights.empty() && std::all_of(sample.weights.begin(), sample.weights.end(), [](double w) { return w <= 1; });
  OneSide good;
  OneSide bad;
  if (single) {
    const auto hits = static_cast<std::uint64_t>(std::lround(exact_sum(rates)));
    good = exact_above(hits, out.n, wanted, error);
    bad = exact_above(out.n - hits, out.n, 1 - wanted, error);
    const double rate = mean(rates);
    if (rate > wanted) {
      out.runs_missing = missing_runs(out.n, error, [&](std::uint32_t k) {
        return binomial_upper_tail(static_cast<std::uint64_t>(std::floor(rate * k + 1e-9)), k, wanted);
      });
    }
  } else {
    out.method = "logit-t, replications as clusters";
    good = cluster_above(rates, wanted, error);
    bad = cluster_above(others, 1 - wanted, error);
    if (mean(rates) > wanted) {
      out.runs_missing = missing_runs(out.n, error, [&](std::uint32_t k) { return cluster_p(mean(rates), sample_variance(rates), k, wanted); });
    }
  }
  out.p_pass = good.p;
  out.p_fail = bad.p;
  out.bound = at_least ? good.limit : 1 - good.limit;
  return out;
}

BoundTest test_mean(const MeasureSample& sample, double bound, bool at_least, double confidence) {
  const std::vector<double> values = usable_values(sample);
  if (!at_least) return student_below(values, bound, confidence);
  BoundTest out = student_below(negated(values), -bound, confidence);
  out.estimate = -out.estimate;
  out.bound = -out.bound;
  return out;
}

BoundTest test_rate(const MeasureSample& sample, double bound, bool at_least, double confidence) {
  PICKET_CHECK(bound > 0 && sample.weights.size() == sample.values.size(), "bound", bound, "weights", sample.weights.size());
  BoundTest out = test_mean(sample, bound, at_least, confidence);
  if (out.n < kMinReplicationsForInterval) return out;
  double exposure = 0;
  double counted = 0;
  for (std::size_t i = 0; i < sample.values.size(); ++i) {
    exposure += sample.weights[i];
    counted += sample.values[i] * sample.weights[i];
  }
  const double events = std::round(counted);
  // Of `more` times the replications, with events in proportion: cut down where few of them help to pass, else up.
  const auto passes_with = [&](double more) {
    const double seen = events * more;
    return at_least ? 1 - poisson_cdf(std::floor(seen + 1e-9) - 1, bound * exposure * more)
                    : poisson_cdf(std::ceil(seen - 1e-9), bound * exposure * more);
  };
  const double fails = at_least ? poisson_cdf(events, bound * exposure) : 1 - poisson_cdf(events - 1, bound * exposure);
  out.method = "Student's t and the exact Poisson test, the larger p";
  out.p_pass = std::max(out.p_pass, passes_with(1));
  out.p_fail = std::max(out.p_fail, fails);
  if (at_least) {
    out.bound = std::min(out.bound, events > 0 ? chi_squared_quantile(1 - confidence, 2 * events) / (2 * exposure) : 0.0);
  } else {
    out.bound = std::max(out.bound, chi_squared_quantile(confidence, 2 * events + 2) / (2 * exposure));
  }
  const double rate = events / exposure;
  if (!out.runs_missing || (at_least ? rate <= bound : rate >= bound)) {
    out.runs_missing.reset();
    return out;
  }
  const auto by_events = missing_runs(out.n, 1 - confidence, [&](std::uint32_t k) { return passes_with(static_cast<double>(k) / out.n); });
  out.runs_missing = by_events ? std::optional(std::max(*out.runs_missing, *by_events)) : std::nullopt;
  return out;
}

BoundTest test_against(const MeasureSample& x, const MeasureSample& y, double times, double margin, bool at_least, double confidence) {
  const PairedValues pairs = paired_values(x, y);
  MeasureSample difference;
  for (std::size_t i = 0; i < pairs.x.size(); ++i) difference.values.push_back(pairs.x[i] - times * pairs.y[i]);
  BoundTest out = test_mean(difference, at_least ? -margin : margin, at_least, confidence);
  if (out.method == "Student's t") out.method = "Student's t of paired differences";
  return out;
}

}  // namespace picket::sim
