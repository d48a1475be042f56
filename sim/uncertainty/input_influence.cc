#include "sim/uncertainty/input_influence.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agent_core/base/random.h"
#include "sim/experiment/estimate.h"
#include "sim/statistics/clustered_proportion.h"
#include "sim/statistics/holm.h"
#include "sim/statistics/mean_interval.h"
#include "sim/statistics/moments.h"
#include "sim/statistics/paired_difference.h"
#include "sim/statistics/quantile.h"
#include "sim/statistics/rank_correlation.h"
#include "sim/statistics/reference_distributions.h"
#include "sim/uncertainty/rank_regression.h"
#include "sim/uncertainty/variance_share.h"

namespace picket::sim {
namespace {

/// The standard error of Fisher's z for rank correlations, times sqrt(n - 3).
constexpr double kRankFactor = 1.03;

InputInfluence influence_of(std::size_t input, double correlation, std::size_t draws) {
  InputInfluence out;
  out.input = input;
  out.rank_correlation = correlation;
  out.share = correlation * correlation;
  if (draws < kMinReplicationsForInterval) return out;
  const auto n = static_cast<double>(draws);
  const double rest = 1 - out.share;
  out.p_value = rest <= 0 ? 0 : student_t_two_sided_p(correlation * std::sqrt((n - 2) / rest), n - 2);
  const double z = std::atanh(std::clamp(correlation, -1 + 1e-12, 1 - 1e-12));
  const double half = inverse_normal_cdf(0.975) * kRankFactor / std::sqrt(n - 3);
  out.ci_low = std::tanh(z - half);
  out.ci_high = std::tanh(z + half);
  return out;
}

/// One input beside all others.
void set_coefficient(InputInfluence& influence, const RankCoefficient& one) {
  influence.coefficient = one.value;
  influence.ci_low = one.interval.low;
  influence.ci_high = one.interval.high;
  influence.share = one.value * one.value;
  influence.p_value = one.p_value;
}

/// One for each input, largest share first; intervals and p below 1 from five draws on.
std::vector<InputInfluence> influences_of(const std::vector<std::vector<double>>& shares, std::span<const double> changes,
                                          const std::optional<RankRegression>& fit) {
  std::vector<std::size_t> used;
  std::vector<double> kept;
  for (std::size_t d = 0; d < changes.size() && d < shares.size(); ++d) {
    if (std::isnan(changes[d])) continue;
    used.push_back(d);
    kept.push_back(changes[d]);
  }
  const std::size_t inputs = shares.empty() ? 0 : shares.front().size();
  std::vector<InputInfluence> out;
  std::vector<double> p;
  for (std::size_t i = 0; i < inputs; ++i) {
    std::vector<double> at;
    for (const std::size_t d : used) at.push_back(shares[d][i]);
    out.push_back(influence_of(i, rank_correlation(at, kept).value_or(0), kept.size()));
    if (fit) set_coefficient(out.back(), fit->coefficients[i]);
    p.push_back(out.back().p_value);
  }
  const std::vector<double> adjusted = holm_adjusted(p);
  for (std::size_t i = 0; i < out.size(); ++i) out[i].p_value = adjusted[i];
  std::stable_sort(out.begin(), out.end(), [](const InputInfluence& a, const InputInfluence& b) { return a.share > b.share; });
  return out;
}

/// Why the order of the inputs says little; empty if nothing is known against it.
std::string caution_of(std::span<const double> changes, std::size_t inputs, const std::optional<RankRegression>& fit) {
  std::vector<double> kept;
  for (const double change : changes) {
    if (!std::isnan(change)) kept.push_back(change);
  }
  if (kept.size() < kMinReplicationsForInterval) return fmt::format("{} draws are too few to say anything", kept.size());
  if (std::all_of(kept.begin(), kept.end(), [&](double change) { return change == kept.front(); })) return "the draws do not move it";
  if (!fit) return fmt::format("one input at a time: a regression on all {} takes {} draws", inputs, draws_for_regression(inputs));
  if (fit->adjusted_r_squared >= kTrustedFit) return "";
  return fmt::format("all inputs together account for {:.0f} % of its ranks; the rest is inputs that act together, effects that turn round, and seeds",
                     100 * std::max(0.0, fit->adjusted_r_squared));
}

}  // namespace

MeasureUncertainty measure_uncertainty(std::span<const double> stated, std::span<const double> drawn,
                                       const std::vector<std::vector<double>>& shares, bool is_share) {
  const auto mean_of = [is_share](const std::vector<double>& values) {
    return estimate_of(is_share ? clustered_proportion_of_rates(values) : mean_interval(values));
  };
  std::vector<double> before;
  std::vector<double> after;
  std::vector<double> changes;
  for (std::size_t d = 0; d < stated.size() && d < drawn.size(); ++d) {
    changes.push_back(drawn[d] - stated[d]);
    if (std::isnan(changes.back())) continue;
    before.push_back(stated[d]);
    after.push_back(drawn[d]);
  }
  MeasureUncertainty out;
  const std::optional<RankRegression> fit = rank_regression(shares, changes);
  out.influences = influences_of(shares, changes, fit);
  if (fit) out.r_squared = fit->adjusted_r_squared;
  out.caution = caution_of(changes, out.influences.size(), fit);
  if (before.empty()) return out;
  out.stated = mean_of(before);
  out.drawn = mean_of(after);
  if (before.size() < 2) return out;
  out.p05 = sample_quantile(after, 0.05);
  out.p50 = sample_quantile(after, 0.5);
  out.p95 = sample_quantile(after, 0.95);
  out.shift = estimate_of(paired_difference(after, before).difference);
  out.input_share = variance_share(before, after);
  out.seed_sd = std::sqrt(sample_variance(before));
  out.total_sd = std::sqrt(sample_variance(after));
  out.input_sd = out.input_share ? out.total_sd * std::sqrt(out.input_share->value) : 0;
  return out;
}

}  // namespace picket::sim
