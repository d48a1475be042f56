#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace picket {

/// Generalised Pareto distribution of what lies above a threshold: 1 - (1 + shape y / scale)^(-1/shape),
/// for shape 0 exponential.
struct GeneralisedPareto {
  double shape = 0;
  double scale = 1;
};

/// By moments of the excesses y > 0: shape = (1 - m^2/v) / 2, scale = m (m^2/v + 1) / 2.
/// Limits: shape below 1/2. Source: Hosking and Wallis 1987.
GeneralisedPareto fit_by_moments(double mean, double variance);

/// By maximum likelihood. Grimshaw's reduction to one variable x = shape / scale, on which
/// shape = mean log(1 + x y); its maximum by a grid and golden section instead of his root search.
/// Limits: at least two different excesses, else exponential with their mean. Shape in (-1, 5).
/// Source: Grimshaw 1993; Siffer et al., KDD 2017, section 3.4.
GeneralisedPareto fit_by_likelihood(std::span<const double> excesses);

/// The value that a score passes with probability `q`, given that `peaks` of `n` passed `threshold`.
/// Source: Siffer et al., KDD 2017, equation 1.
double tail_quantile(const GeneralisedPareto& tail, double threshold, double q, double n, double peaks);

/// SPOT: a threshold that follows the tail of a stream of scores.
///
/// Model:  scores above `threshold` are peaks; their excesses give a generalised Pareto tail by moments;
///         a score above the tail's quantile at `q` alarms, and its value teaches nothing. Leaving alarms
///         out altogether would cut the tail where it alarms and tighten it without end (2.6 times the
///         asked rate after 500,000 scores at q = 1e-3), so as many alarms as are expected, q n, count as
///         peaks with the first two moments that the tail itself has above the quantile.
/// State:  80 bytes, constant time.
/// Limits: independent scores of one distribution. Fewer than 10 peaks: exponential tail. Moments need a
///         shape below 1/2, heavier tails come out too light (`fit_by_likelihood` on stored scores).
/// Source: Siffer et al., KDD 2017, algorithm 1; moments instead of likelihood keep the state constant; the
///         imputed alarms are ours.
class Spot {
 public:
  enum class Verdict : std::uint8_t { kNormal, kPeak, kAlarm };
  /// Calibrated on benign scores; `threshold` is their empirical quantile at `level`.
  Spot(std::span<const double> benign, double q, double level = 0.98);
  Verdict step(double score);
  double alarm_above() const { return alarm_above_; }
  double threshold() const { return threshold_; }

 private:
  void add_peak(double excess, double square);
  double q_;
  double threshold_ = 0;
  double n_ = 0;
  double peaks_ = 0;
  double sum_ = 0;
  double sum_of_squares_ = 0;
  double imputed_ = 0;  ///< alarms that counted
  GeneralisedPareto tail_;
  double alarm_above_ = 0;
};

/// DSPOT: SPOT on what a score is above its recent mean, for scores whose level drifts.
/// Model:  exponentially weighted mean of what did not alarm, where the source has a mean over a window.
/// State:  96 bytes. Limits: as SPOT; a level that leaves faster than the mean follows alarms.
/// Source: Siffer et al., KDD 2017, algorithm 2.
class DriftSpot {
 public:
  DriftSpot(std::span<const double> benign, double q, double mean_weight, double level = 0.98);
  Spot::Verdict step(double score);
  double mean() const { return mean_; }

 private:
  double weight_;
  double mean_;
  Spot spot_;
};

}  // namespace picket
