#pragma once

#include <array>
#include <string>
#include <vector>

#include "tests/bench/uplink_burst/model_burst.h"

namespace picket::sim {

inline constexpr std::array<double, 3> kBurstQuantiles{0.5, 0.9, 0.99};
/// Of one replication, at kBurstQuantiles.
using BurstQuantiles = std::array<double, 3>;

/// Input: at least one completion.
BurstQuantiles burst_quantiles(const std::vector<double>& completion_seconds);

/// A median over replications and an interval of it.
///
/// Model:  order statistics r and n + 1 - r with the largest r that covers the median with 95 % or more, whatever the
///         distribution (sign test). Below six replications none does: the extremes, and `coverage` says what they are worth.
/// Input:  at least one value.
/// Source: Conover, "Practical Nonparametric Statistics", 3rd edition, 3.2.
struct MedianInterval {
  double median = 0;
  double low = 0;
  double high = 0;
  double coverage = 0;
};
MedianInterval median_interval(std::vector<double> values);

/// How well the model agrees: the whole interval of its ratio to ns-3 lies within 10 % or 25 % of one, or outside both, or
/// across a border, which is no answer.
enum class BurstAgreement { kTenPercent, kQuarter, kNot, kUnclear };
BurstAgreement agreement(const MedianInterval& ratio);
const char* says(BurstAgreement agreement);

/// The replications of a setting: each with the quantiles of both sides, from the same starts.
struct BurstComparison {
  BurstSetting setting;
  std::vector<BurstQuantiles> ns3;
  std::vector<BurstQuantiles> fifo;
  std::vector<BurstQuantiles> fair;
};

/// Markdown: a row for each quantile, with intervals.
std::string full_table(const std::vector<BurstComparison>& comparisons);
/// Markdown: a row for each setting, medians of p50 / p90 / p99.
std::string short_table(const std::vector<BurstComparison>& comparisons);

}  // namespace picket::sim
