#include "sim/live/fit/time_bins.h"

#include <algorithm>

namespace picket::sim {

double TimeBins::add(const HitTimes& times, Time begin) {
  double before = 0;
  const auto point = [&](Time at, double amount) {
    if (at < begin) before += amount;
    else add(at, at, amount);
  };
  double between = times.hits;
  if (times.ends_known) {
    point(times.first, 1);
    point(times.last, 1);
    between -= 2;
  }
  if (between <= 0) return before;
  if (times.first == times.last) {
    point(times.first, between);
    return before;
  }
  if (times.last <= begin) return before + between;
  const Time from = std::max(times.first, begin);
  const double share = (times.last - from).to_seconds() / (times.last - times.first).to_seconds();
  add(from, times.last, between * share);
  return before + between * (1 - share);
}

void TimeBins::add(Time first, Time last, double amount) {
  reach(bin_at(first, level_), bin_at(last, level_));
  const std::int64_t from = bin_at(first, level_);
  // A stretch that ends where a bin begins does not touch that bin.
  const std::int64_t to = first == last ? from : bin_at(last - Duration::microseconds(1), level_);
  if (from == to) {
    counts_[static_cast<std::size_t>(from - first_)] += static_cast<float>(amount);
    return;
  }
  const double whole = (last - first).to_seconds();
  for (std::int64_t bin = from; bin <= to; ++bin) {
    const Time left = std::max(first, start_of(bin, level_));
    const Time right = std::min(last, start_of(bin + 1, level_));
    counts_[static_cast<std::size_t>(bin - first_)] += static_cast<float>(amount * ((right - left).to_seconds() / whole));
  }
}

void TimeBins::reach(std::int64_t from, std::int64_t to) {
  // `from` and `to` are of the level at the call, and are halved with it.
  while (level_ < kMostLevels) {
    const std::int64_t low = counts_.empty() ? from : std::min(from, first_);
    const std::int64_t high = counts_.empty() ? to : std::max(to, first_ + static_cast<std::int64_t>(counts_.size()) - 1);
    if (high - low < static_cast<std::int64_t>(kMost)) break;
    widen(level_ + 1);
    from = floor_div(from, 2);
    to = floor_div(to, 2);
  }
  if (counts_.empty()) {
    first_ = from;
    counts_.assign(static_cast<std::size_t>(to - from + 1), 0.0F);
    return;
  }
  if (from < first_) {
    counts_.insert(counts_.begin(), static_cast<std::size_t>(first_ - from), 0.0F);
    first_ = from;
  }
  const std::int64_t bins = std::max(to, first_) - first_ + 1;
  if (bins > static_cast<std::int64_t>(counts_.size())) counts_.resize(static_cast<std::size_t>(bins), 0.0F);
}

void TimeBins::widen(unsigned level) {
  while (level_ < std::min(level, kMostLevels)) {
    ++level_;
    if (counts_.empty()) continue;
    const std::int64_t first = floor_div(first_, 2);
    const std::int64_t last = floor_div(first_ + static_cast<std::int64_t>(counts_.size()) - 1, 2);
    std::vector<float> wider(static_cast<std::size_t>(last - first + 1), 0.0F);
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      wider[static_cast<std::size_t>(floor_div(first_ + static_cast<std::int64_t>(i), 2) - first)] += counts_[i];
    }
    counts_ = std::move(wider);
    first_ = first;
  }
}

double TimeBins::total_before(std::int64_t end) const {
  double sum = 0;
  for (std::size_t i = 0; i < counts_.size() && first_ + static_cast<std::int64_t>(i) < end; ++i) sum += static_cast<double>(counts_[i]);
  return sum;
}

}  // namespace picket::sim
