#pragma once

#include <cstdint>

namespace picket {

/// All numbers are estimates, but `clip`: Huber's usual range is 1.5 to 3.
struct LevelSettings {
  double weight = 1.0 / 168;       ///< of a new window; the first ones weigh 1/n. 1/168: a week of hours
  double clip = 3;                 ///< in deviations: what a window may move the baseline by at most
  double deviation_floor = 0.35;   ///< added in squares; on a log scale 0.35 is a factor of 1.4
  std::uint32_t min_windows = 24;  ///< learned freely and not judged until as many are seen
};

/// Level and trend of one feature of one device: exponentially weighted mean and variance of the
/// value, and variance of its first difference.
///
/// Model:  d = x - mean; mean += a d; variance = (1 - a)(variance + a d^2), a = max(weight, 1 / (n + 1)):
///         the exact sample mean and variance at first, then exponentially weighted ones. The
///         difference e = x - previous likewise with mean zero, since differences of a bounded level
///         telescope. After `min_windows` d and e are clipped to `clip` deviations before they teach.
/// Input:  x, finite; on a log scale, so that a deviation is a factor. n, windows learned so far.
/// Output: standardised residuals of level and difference, no unit.
/// State:  16 bytes.
/// Errors: none; a non-finite x is a caller's bug and aborts.
/// Limits: a change slower than weight * deviation a window is learned as normal and never far from
///         it: the drift model next to it (`cusum.h`) looks for those. Single precision: increments
///         below 6e-8 of the mean are lost.
/// Source: West 1979, Welford 1962 (updating formulas); Finch 2009 (exponential weights); Huber 1964
///         (clipping); value and difference together: best of the detectors with less than 300 bytes
///         of state in measurements on the Numenta benchmark (detection.md 4.3).
class LevelTrend {
 public:
  struct Residual {
    double level = 0;
    double difference = 0;
  };
  Residual residual(double x, const LevelSettings& settings) const;
  void learn(double x, std::uint32_t n, const LevelSettings& settings);
  /// Notes the value without learning from it: the next difference is taken from it.
  void pass(double x) { previous_ = static_cast<float>(x); }
  double mean() const { return mean_; }
  double variance() const { return variance_; }
  double difference_variance() const { return difference_variance_; }

 private:
  float mean_ = 0;
  float variance_ = 0;
  float previous_ = 0;
  float difference_variance_ = 0;
};

}  // namespace picket
