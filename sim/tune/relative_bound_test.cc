#include "sim/tune/relative_bound_test.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "agent_core/base/check.h"
#include "sim/statistics/interval_estimate.h"
#include "sim/statistics/moments.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {
namespace {

/// One part of x - times y: a mean that is known between one-sided limits, and the factor that it enters with.
struct Term {
  double factor = 0;
  double estimate = 0;
  /// At an error, with `more` times the replications and all else in proportion.
  std::function<double(double error, double more)> upper;
  std::function<double(double error, double more)> lower;
};

/// Of so many events, by Garwood.
Term events_term(double factor, double count) {
  return {factor, count, [count](double error, double more) { return chi_squared_quantile(1 - error, 2 * count * more + 2) / (2 * more); },
          [count](double error, double more) { return count > 0 ? chi_squared_quantile(error, 2 * count * more) / (2 * more) : 0; }};
}

/// Of so many of n replications, by Clopper and Pearson.
Term replications_term(double factor, double count, double n) {
  return {factor, count,
          [=](double error, double more) { return count >= n ? n : n * beta_quantile(1 - error, count * more + 1, (n - count) * more); },
          [=](double error, double more) { return count <= 0 ? 0 : n * beta_quantile(error, count * more, (n - count) * more + 1); }};
}

/// Of the mean of shares of clusters.
Term clusters_term(double factor, const std::vector<double>& shares) {
  const double centre = mean(shares);
  const double variance = sample_variance(shares);
  const double n = static_cast<double>(shares.size());
  return {factor, centre, [=](double error, double more) { return 1 - cluster_lower_limit(1 - centre, variance, n * more, error); },
          [=](double error, double more) { return cluster_lower_limit(centre, variance, n * more, error); }};
}

/// A sum of terms, told from limits of each: what lies below a bound.
struct Rectangle {
  std::vector<Term> terms;

  double upper_limit(double error, double more) const {
    const auto with_sign = [&](bool positive) {
      return static_cast<double>(std::count_if(terms.begin(), terms.end(), [&](const Term& t) { return positive ? t.factor > 0 : t.factor < 0; }));
    };
    const double ups = with_sign(true);
    const double downs = with_sign(false);
    const double for_ups = downs > 0 ? kErrorOfExcess * error : error;
    double sum = 0;
    for (const Term& term : terms) {
      if (term.factor > 0) sum += term.factor * term.upper(for_ups / ups, more);
      if (term.factor < 0) sum += term.factor * term.lower((error - for_ups) / downs, more);
    }
    return sum;
  }

  double estimate() const {
    double sum = 0;
    for (const Term& term : terms) sum += term.factor * term.estimate;
    return sum;
  }

  /// The smallest error at which the limit lies at `bound` or below.
  double p_below(double bound) const {
    constexpr double kLeast = 1e-12;
    constexpr double kMost = 1 - 1e-9;
    if (upper_limit(kMost, 1) > bound) return 1;
    if (upper_limit(kLeast, 1) <= bound) return kLeast;
    double low = std::log(kLeast);
    double high = 0;
    for (int i = 0; i < 50; ++i) {
      const double middle = 0.5 * (low + high);
      (upper_limit(std::min(kMost, std::exp(middle)), 1) <= bound ? high : low) = middle;
    }
    return std::min(1.0, std::exp(high));
  }

  Rectangle mirrored() const {
    Rectangle out = *this;
    for (Term& term : out.terms) term.factor = -term.factor;
    return out;
  }
};

/// x - times y of what pairs do not share, and of what the factor leaves: `term(factor, what)` makes one.
enum class Part { kExcess, kDeficit, kX, kY };
template <class MakeTerm>
Rectangle rectangle_of(double times, const MakeTerm& term) {
  const double cancelled = std::min(1.0, times);
  Rectangle out;
  out.terms = {term(cancelled, Part::kExcess), term(-cancelled, Part::kDeficit)};
  if (times > 1) out.terms.push_back(term(1 - times, Part::kY));
  if (times < 1) out.terms.push_back(term(1 - times, Part::kX));
  return out;
}

/// Counts of what pairs do not share.
struct Discordant {
  double excess = 0;   ///< x over y
  double deficit = 0;  ///< y over x
  double all_x = 0;
  double all_y = 0;

  double of(Part part) const {
    switch (part) {
      case Part::kExcess: return excess;
      case Part::kDeficit: return deficit;
      case Part::kX: return all_x;
      case Part::kY: break;
    }
    return all_y;
  }
};

/// What exact limits say of a bound of x - times y, in counts.
struct ExactSide {
  double p_pass = 1;
  double p_fail = 1;
  double limit = 0;
  std::optional<std::uint32_t> runs_missing;
};

/// P(at most `against` of the discordant, each against with probability 1/2).
double sign_p(double against, double favourable) {
  const double n = against + favourable;
  return n > 0 ? binomial_cdf(against, n, 0.5) : 1;
}

/// `signs`: where the bound is that excess and deficit are alike, what was counted of them.
ExactSide exact_below(const Rectangle& rectangle, double bound, const Discordant* signs, bool mirror, std::uint32_t n, double error) {
  ExactSide out;
  out.limit = rectangle.upper_limit(error, 1);
  if (signs == nullptr) {
    out.p_pass = rectangle.p_below(bound);
    out.p_fail = rectangle.mirrored().p_below(-bound);
    if (rectangle.estimate() >= bound) return out;
    out.runs_missing =
        missing_runs(n, error, [&](std::uint32_t k) { return rectangle.upper_limit(error, static_cast<double>(k) / n) <= bound ? 0.0 : 1.0; });
    return out;
  }
  const double against = mirror ? signs->deficit : signs->excess;
  const double favourable = mirror ? signs->excess : signs->deficit;
  out.p_pass = sign_p(against, favourable);
  out.p_fail = sign_p(favourable, against);
  // This test has no limit of its own: what it shows is the bound.
  out.limit = out.p_pass <= error ? std::min(out.limit, bound) : std::max(out.limit, bound);
  if (against < favourable) {
    // Cut up where few help to pass, else down.
    out.runs_missing = missing_runs(n, error, [&](std::uint32_t k) {
      const double more = static_cast<double>(k) / n;
      return sign_p(std::ceil(against * more - 1e-9), std::floor(favourable * more + 1e-9));
    });
  }
  return out;
}

/// Puts what exact limits say over what the means said: the more careful of both.
void take_more_careful(BoundTest& test, const ExactSide& exact, double limit, bool at_least) {
  test.p_pass = std::max(test.p_pass, exact.p_pass);
  test.p_fail = std::max(test.p_fail, exact.p_fail);
  test.bound = at_least ? std::min(test.bound, limit) : std::max(test.bound, limit);
  test.runs_missing =
      test.runs_missing && exact.runs_missing ? std::optional(std::max(*test.runs_missing, *exact.runs_missing)) : std::nullopt;
}

BoundTest test_relative_rate(const MeasureSample& x, const MeasureSample& y, double times, double margin, bool at_least, double confidence) {
  PICKET_CHECK(x.weights.size() == x.values.size() && y.weights.size() == y.values.size(), "weights", x.weights.size());
  BoundTest out = test_against(x, y, times, margin, at_least, confidence);
  if (out.n < kMinReplicationsForInterval) return out;
  Discordant d;
  double exposure = 0;
  for (std::size_t i = 0; i < std::min(x.values.size(), y.values.size()); ++i) {
    if (!x.says_something(i) || !y.says_something(i)) continue;
    const double events_x = std::round(x.values[i] * x.weights[i]);
    const double events_y = std::round(y.values[i] * y.weights[i]);
    exposure += x.weights[i];
    d.all_x += events_x;
    d.all_y += events_y;
    d.excess += std::max(0.0, events_x - events_y);
    d.deficit += std::max(0.0, events_y - events_x);
  }
  const Rectangle sum = rectangle_of(times, [&](double factor, Part part) { return events_term(factor, d.of(part)); });
  const ExactSide exact = exact_below(at_least ? sum.mirrored() : sum, margin * exposure, times == 1 && margin == 0 ? &d : nullptr, at_least,
                                      out.n, 1 - confidence);
  const double limit = exact.limit / exposure;
  take_more_careful(out, exact, at_least ? -limit : limit, at_least);
  out.method = "Student's t of paired differences and exact limits of the events that differ, the larger p";
  return out;
}

BoundTest test_relative_single(const MeasureSample& x, const MeasureSample& y, double margin, bool at_least, double confidence) {
  BoundTest out;
  const PairedValues pairs = paired_values(x, y);
  out.n = static_cast<std::uint32_t>(pairs.x.size());
  Discordant d;
  for (std::size_t i = 0; i < pairs.x.size(); ++i) {
    d.all_x += pairs.x[i];
    d.all_y += pairs.y[i];
    d.excess += std::max(0.0, pairs.x[i] - pairs.y[i]);
    d.deficit += std::max(0.0, pairs.y[i] - pairs.x[i]);
  }
  const double n = out.n;
  const Rectangle sum = rectangle_of(1, [&](double factor, Part part) { return replications_term(factor, d.of(part), n); });
  const ExactSide exact = exact_below(at_least ? sum.mirrored() : sum, margin * n, margin == 0 ? &d : nullptr, at_least, out.n, 1 - confidence);
  out.estimate = (d.excess - d.deficit) / n;
  out.bound = (at_least ? -exact.limit : exact.limit) / n;
  out.p_pass = exact.p_pass;
  out.p_fail = exact.p_fail;
  out.runs_missing = exact.runs_missing;
  out.method = margin > 0 ? "exact limits of discordant pairs" : "exact test of discordant pairs (McNemar)";
  return out;
}

/// Shares of several units: replications are clusters.
BoundTest test_relative_clusters(const PairedValues& pairs, double times, double margin, bool at_least, double confidence) {
  BoundTest out;
  out.n = static_cast<std::uint32_t>(pairs.x.size());
  const auto shares = [&](Part part) {
    std::vector<double> values;
    for (std::size_t i = 0; i < pairs.x.size(); ++i) {
      const double difference = pairs.x[i] - pairs.y[i];
      values.push_back(part == Part::kX ? pairs.x[i] : part == Part::kY ? pairs.y[i] : std::max(0.0, part == Part::kExcess ? difference : -difference));
    }
    return values;
  };
  const Rectangle sum = rectangle_of(times, [&](double factor, Part part) { return clusters_term(factor, shares(part)); });
  const ExactSide side = exact_below(at_least ? sum.mirrored() : sum, margin, nullptr, at_least, out.n, 1 - confidence);
  out.estimate = sum.estimate();
  out.bound = at_least ? -side.limit : side.limit;
  out.p_pass = side.p_pass;
  out.p_fail = side.p_fail;
  out.runs_missing = side.runs_missing;
  out.method = "logit-t limits of excess and deficit, replications as clusters";
  return out;
}

BoundTest test_relative_share(const MeasureSample& x, const MeasureSample& y, double times, double margin, bool at_least, double confidence) {
  const PairedValues pairs = paired_values(x, y);
  if (pairs.x.size() < kMinReplicationsForInterval) return test_against(x, y, times, margin, at_least, confidence);
  const auto one_unit = [](const MeasureSample& sample) {
    return !sample.weights.empty() && std::all_of(sample.weights.begin(), sample.weights.end(), [](double w) { return w <= 1; });
  };
  if (times == 1 && one_unit(x) && one_unit(y)) return test_relative_single(x, y, margin, at_least, confidence);
  // Without a margin it is asked which of two means is larger, and rare replications have no side of their own.
  if (times == 1 && margin == 0) return test_against(x, y, times, margin, at_least, confidence);
  return test_relative_clusters(pairs, times, margin, at_least, confidence);
}

}  // namespace

BoundTest test_relative(const MeasureSample& x, const MeasureSample& y, MeasureScale scale, double times, double margin, bool at_least,
                        double confidence) {
  PICKET_CHECK(times > 0 && margin >= 0, "times", times, "margin", margin);
  switch (scale) {
    case MeasureScale::kRate: return test_relative_rate(x, y, times, margin, at_least, confidence);
    case MeasureScale::kLogit: return test_relative_share(x, y, times, margin, at_least, confidence);
    case MeasureScale::kPlain:
    case MeasureScale::kLog: break;
  }
  return test_against(x, y, times, margin, at_least, confidence);
}

}  // namespace picket::sim
