#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "agent_core/base/time.h"

namespace picket::sim {

/// Quantiles of delays that are kept, by name and share.
struct DelayQuantile {
  std::string_view name;
  double share;
};
inline constexpr std::array<DelayQuantile, 7> kDelayQuantiles{
    {{"p05", 0.05}, {"p25", 0.25}, {"p50", 0.5}, {"p75", 0.75}, {"p90", 0.9}, {"p95", 0.95}, {"p99", 0.99}}};

/// What is known of many delays, in seconds; all 0 for none.
struct DelaySummary {
  std::uint64_t count = 0;
  double mean = 0;
  double sd = 0;      ///< divisor n - 1; 0 of one
  double least = 0;
  double longest = 0;
  std::array<double, kDelayQuantiles.size()> quantiles{};  ///< as kDelayQuantiles; each within 0.5 % of a delay that occurred
  double mean_log = 0;     ///< of the natural logarithms of the delays in seconds
  double sd_log = 0;       ///< divisor n - 1
  double lag_one_log = 0;  ///< autocorrelation of the logarithms from one delay to the next, in the order of coming, in [-1, 1]
  bool operator==(const DelaySummary&) const = default;
};

/// Delays as they come, in bounded memory: moments of them and of their logarithms, and quantiles.
///
/// Model:  buckets whose bounds grow by 1 % each hold counts; a quantile is the geometric middle of the bucket that holds the delay
///         of that rank, so it is off by 0.5 % at most. Sums are taken about the first delay, so that little is lost in them.
/// Input:  delays; one below a microsecond counts as one, and one beyond kLongest is put into the last bucket, whose count is exact
///         and whose quantile is not.
/// Cost:   20 kB, constant time.
/// Source: Masson, Rim, Lee, "DDSketch", VLDB 2019, for the buckets; Box, Jenkins, "Time Series Analysis", 2.1.5, for the
///         autocorrelation.
class DelayRecord {
 public:
  static constexpr double kGrowth = 1.01;
  static constexpr Duration kLongest = Duration::seconds(100'000);

  void add(Duration delay);
  std::uint64_t count() const { return count_; }
  DelaySummary summary() const;

 private:
  double quantile(double share) const;

  std::vector<std::uint64_t> buckets_;
  std::uint64_t count_ = 0;
  double first_ = 0;      ///< in seconds, as are the next
  double least_ = 0;
  double longest_ = 0;
  double sum_ = 0;        ///< of delay - first
  double squares_ = 0;
  double first_log_ = 0;
  double last_log_ = 0;   ///< less first_log, as all that follow
  double sum_log_ = 0;
  double squares_log_ = 0;
  double products_log_ = 0;  ///< of each with the one before it
};

}  // namespace picket::sim
