#pragma once

#include <array>
#include <cstdint>

namespace picket::sim {

/// Two one-sided sequential tests of the mean of values in [0, 1] against a bound. Their p values hold at every moment,
/// so one may look after each value and stop when one likes.
///
/// Model:  wealth of a gambler who stakes on the mean being `a` when it is the bound b: each value x multiplies it by
///         1 + l (x - b) with l = (a - b) / (b (1 - b)). For x of 0 or 1 this is Wald's likelihood ratio of a against
///         b. Under the hypothesis the wealth is a supermartingale, so by Ville's inequality it exceeds 1/p with
///         probability p at most, ever. The mean of the wealth over several `a` keeps that, and needs no guess at one.
/// Source: Wald, Annals of Mathematical Statistics 16 (1945); Waudby-Smith and Ramdas, Journal of the Royal Statistical
///         Society B 86 (2024). The alternatives are our choice: 50, 80 and 95 % of the way from the bound to 1, and
///         90, 70 and 30 % of the bound.
/// Limits: values must be independent, so one value is one replication: the share of its attacked devices, say.
class SequentialMeanTest {
 public:
  /// Errors: CHECK that 0 < bound < 1.
  explicit SequentialMeanTest(double bound);

  /// `value` in [0, 1], of the next replication in order.
  void add(double value);

  double bound() const { return bound_; }
  std::uint32_t n() const { return n_; }
  double mean() const { return n_ == 0 ? 0 : sum_ / n_; }
  /// Of the hypothesis that the mean is at most the bound: small values show that it lies above.
  double p_above() const { return p_of(best_above_); }
  /// Of the hypothesis that the mean is at least the bound.
  double p_below() const { return p_of(best_below_); }

 private:
  static constexpr std::size_t kAlternatives = 3;
  static double p_of(double wealth) { return wealth <= 1 ? 1 : 1 / wealth; }

  double bound_;
  std::uint32_t n_ = 0;
  double sum_ = 0;
  std::array<double, kAlternatives> above_{1, 1, 1};
  std::array<double, kAlternatives> below_{1, 1, 1};
  double best_above_ = 1;  ///< largest mean wealth so far
  double best_below_ = 1;
};

}  // namespace picket::sim
