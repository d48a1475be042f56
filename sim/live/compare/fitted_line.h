#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/live/fleet/class_measures.h"
#include "sim/scenario/field.h"
#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// Fewer messages say nothing about a spread (own choice; the interval of a standard deviation from 20 values is -24 % to +46 %).
inline constexpr std::uint64_t kLeastFittedMessages = 20;

/// A line as a live fleet's messages show it; intervals of 95 %.
struct FittedLine {
  std::uint64_t messages = 0;
  double effective = 0;         ///< as many independent delays say as much of the median
  double effective_sigma = 0;   ///< the same of the spread
  double median_seconds = 0;
  Interval median;
  double sigma = 0;             ///< standard deviation of the logarithms
  Interval sigma_interval;
  double seen_p50 = 0;          ///< of the delays themselves, to judge the fit by
  double seen_p99 = 0;
  double fitted_p99 = 0;
  double longest = 0;
  std::optional<double> loss_ratio;  ///< data segments sent again; nothing where the kernel does not count
  Interval loss;
  std::uint64_t segments = 0;        ///< data segments sent

  /// The 99th percentile that was seen is more than a quarter off the fitted one (own choice): no lognormal delays.
  bool fits() const;
};

/// Fits the round trip and the loss of a line to what PUBLISH and PUBACK took.
///
/// Model:  lognormal delays: median = exp(mean of ln t) with Student's t, sigma^2 = sample variance of ln t with chi-squared. Delays
///         that follow each other are alike, so both count fewer values than there are: with the autocorrelation r of the logarithms
///         from one to the next, n (1 - r) / (1 + r) for the mean and n (1 - r^2) / (1 + r^2) for the variance; never more than n.
///         Loss: of n data segments k were sent again, k / n with Wilson's interval.
/// Output: nothing below kLeastFittedMessages, or where less than five independent values are left.
/// Limits: a delay is the line's round trip and what the hub takes, and the message's own time on the line, which is short where
///         messages are. Drifts over hours, and bursts of loss, are more than r tells: intervals are then too narrow.
/// Source: maximum likelihood of the lognormal (Aitchison, Brown, 1957; the variance with divisor n - 1); Bayley, Hammersley, JRSS
///         supplement 8 (1946), for the effective numbers; Wilson, JASA 22 (1927).
std::optional<FittedLine> fit_line(const DelaySummary& delays, bool line_is_counted, const LineCount& line);

/// What beside the fit stands in a profile.
struct LineProfile {
  std::string name = "live_line";
  std::string source;            ///< the file that was fitted, and when it was measured
  BitRate uplink_bandwidth{10e6};  ///< is not fitted
  std::string bandwidth_from;    ///< the line that it is taken from; empty: the default
  double message_bytes = 0;      ///< of a message on the line: its time there is in the fit already, so the bandwidth is raised until
                                 ///< kOwnTimeShare of the median is counted twice at most
};
inline constexpr double kOwnTimeShare = 0.02;  ///< own choice

/// The line as an entry of `networks`, in YAML, for `include` of a scenario. What was fitted says its interval, what was not says so.
std::string line_profile_yaml(const FittedLine& line, const LineProfile& profile);

}  // namespace picket::sim
