#pragma once

#include <cstdint>

namespace picket::sim {

/// Wald's sequential test between two means of values in [0, 1]: `bound`, which is not good enough, and `good`, which is.
///
/// Model:  two wealths, of a gambler who stakes on the mean being `good` when it is `bound`, and of one who stakes the other
///         way round: each value x multiplies the first by 1 + l (x - b), l = (g - b) / (b (1 - b)), the second by the same
///         with b and g exchanged. For x of 0 or 1 these are Wald's likelihood ratio and its inverse, so crossing 1/p is
///         Wald's test with the thresholds 1/alpha and 1/beta. For shares between, of targets that fall together, the plain
///         ratio of likelihoods does not exist; the wealths stay supermartingales wherever the mean is on their own side, so
///         by Ville's inequality each exceeds 1/p with probability p at most, ever, whatever the spread within a value.
/// Output: `p_of_bound` of the hypothesis that the mean is at the bound or worse; small values show that it is better.
///         `p_of_good` of the hypothesis that it is good or better; small values show that it is not. Both hold at every moment.
///         A mean between the two may come out either way: that is what makes the test short.
/// Source: Wald, Annals of Mathematical Statistics 16 (1945), whose thresholds (1 - beta) / alpha and (1 - alpha) / beta are a
///         little smaller, and hold approximately; Waudby-Smith and Ramdas, Journal of the Royal Statistical Society B 86 (2024).
/// Limits: values must be independent, so one value is one replication.
class SequentialRatioTest {
 public:
  /// `good` above `bound` for "at least", below it for "at most".
  /// Errors: CHECK that both lie in (0, 1) and differ.
  SequentialRatioTest(double bound, double good);

  /// `value` in [0, 1], of the next replication in order.
  void add(double value);

  std::uint32_t n() const { return n_; }
  double p_of_bound() const { return p_of(best_good_); }
  double p_of_good() const { return p_of(best_bad_); }

 private:
  static double p_of(double wealth) { return wealth <= 1 ? 1 : 1 / wealth; }

  double bound_;
  double good_;
  std::uint32_t n_ = 0;
  double on_good_ = 1;  ///< wealth of who stakes on `good`
  double on_bad_ = 1;
  double best_good_ = 1;  ///< largest so far
  double best_bad_ = 1;
};

}  // namespace picket::sim
