#include "sim/live/fleet/delay_record.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace picket::sim {
namespace {

constexpr double kLeastDelaySeconds = 1e-6;

double log_of_growth() {
  static const double value = std::log(DelayRecord::kGrowth);
  return value;
}

std::size_t last_delay_bucket() {
  static const auto value = static_cast<std::size_t>(std::log(DelayRecord::kLongest.to_seconds() / kLeastDelaySeconds) / log_of_growth());
  return value;
}

double spread_of(double sum, double squares, std::uint64_t count) {
  if (count < 2) return 0;
  const auto n = static_cast<double>(count);
  return std::sqrt(std::max(0.0, (squares - sum * sum / n) / (n - 1)));
}

}  // namespace

void DelayRecord::add(Duration delay) {
  const double seconds = std::max(kLeastDelaySeconds, delay.to_seconds());
  if (count_ == 0) {
    first_ = least_ = longest_ = seconds;
    first_log_ = std::log(seconds);
  }
  const double from_first = seconds - first_;
  const double log = std::log(seconds) - first_log_;
  if (count_ > 0) products_log_ += log * last_log_;
  last_log_ = log;
  ++count_;
  least_ = std::min(least_, seconds);
  longest_ = std::max(longest_, seconds);
  sum_ += from_first;
  squares_ += from_first * from_first;
  sum_log_ += log;
  squares_log_ += log * log;
  const auto bucket = std::min(last_delay_bucket(), static_cast<std::size_t>(std::log(seconds / kLeastDelaySeconds) / log_of_growth()));
  if (buckets_.empty()) buckets_.resize(last_delay_bucket() + 1);
  ++buckets_[bucket];
}

double DelayRecord::quantile(double share) const {
  // The nearest rank, from 1.
  const auto rank = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_))));
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
    seen += buckets_[bucket];
    if (seen < rank) continue;
    const double middle = kLeastDelaySeconds * std::pow(kGrowth, static_cast<double>(bucket) + 0.5);
    return std::clamp(middle, least_, longest_);
  }
  return longest_;
}

DelaySummary DelayRecord::summary() const {
  DelaySummary out;
  out.count = count_;
  if (count_ == 0) return out;
  const auto n = static_cast<double>(count_);
  out.mean = first_ + sum_ / n;
  out.sd = spread_of(sum_, squares_, count_);
  out.least = least_;
  out.longest = longest_;
  for (std::size_t i = 0; i < kDelayQuantiles.size(); ++i) out.quantiles[i] = quantile(kDelayQuantiles[i].share);
  const double mean_log = sum_log_ / n;
  out.mean_log = first_log_ + mean_log;
  out.sd_log = spread_of(sum_log_, squares_log_, count_);
  const double squares = squares_log_ - n * mean_log * mean_log;
  if (count_ > 2 && squares > 0) {
    // sum of (x_i - m)(x_(i+1) - m), with x_1 = 0 since logarithms are taken about the first.
    const double products = products_log_ - mean_log * (2 * sum_log_ - last_log_) + (n - 1) * mean_log * mean_log;
    out.lag_one_log = std::clamp(products / squares, -1.0, 1.0);
  }
  return out;
}

}  // namespace picket::sim
