#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace picket::sim {

/// Seconds that are left, with an interval.
struct TimeLeft {
  double seconds = 0;
  double low = 0;   ///< 80 % interval
  double high = 0;
};

/// How long simulations take, learned from those that have ended: t = a + b work.
///
/// Model:  ordinary least squares. `work` is simulated device-seconds, all policies together. A straight line is fitted
///         where works differ and both a and b come out positive; else, the mean, or, if only a is negative, the line
///         through the origin. What is left is handed to workers greedily in its order, as the pool does; its end is the
///         estimate. The interval is that of a sum of new observations, t quantile times
///         sqrt(m s^2 + x' Cov(a, b) x), x = (m, sum of works), over the workers that have something to do.
/// Errors: none. Times that are not finite or negative are a caller's bug and abort.
/// Limits: no estimate before kLeastRuns. The interval holds for times that scatter alike and independently; a machine
///         that others begin to use is not foreseen.
/// Source: ordinary least squares and its prediction interval, as in any textbook; the choice of line is ours.
class CostModel {
 public:
  static constexpr std::size_t kLeastRuns = 3;

  void add(double work, double seconds);
  std::size_t runs() const { return works_.size(); }
  /// Of one simulation; nothing before kLeastRuns.
  std::optional<double> seconds_of(double work) const;

  /// A simulation under way.
  struct Started {
    double work = 0;
    double elapsed_seconds = 0;
  };
  /// Until `running` and then `waiting` have ended on `workers` processes.
  std::optional<TimeLeft> time_left(const std::vector<Started>& running, const std::vector<double>& waiting, unsigned workers) const;

 private:
  struct Line {
    double a = 0;
    double b = 0;
    double variance = 0;         ///< of a single time
    double degrees_of_freedom = 1;
    double var_a = 0;            ///< of the coefficients
    double var_b = 0;
    double cov_ab = 0;
  };
  Line fit() const;

  std::vector<double> works_;
  std::vector<double> seconds_;
};

}  // namespace picket::sim
