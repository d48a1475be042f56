#include "sim/statistics/dd_sketch.h"

#include <cmath>

#include "agent_core/base/check.h"

namespace picket::sim {

namespace {

constexpr double kGamma = (1 + DdSketch::kRelativeError) / (1 - DdSketch::kRelativeError);

double inverse_log_gamma() {
  static const double inverse = 1 / std::log(kGamma);
  return inverse;
}

int index_of(double value) {
  return static_cast<int>(std::ceil(std::log(value) * inverse_log_gamma()));
}

double value_of(int index) {
  return 2 * std::pow(kGamma, index) / (kGamma + 1);
}

}  // namespace

void DdSketch::add(double value, std::uint64_t count) {
  PICKET_CHECK(std::isfinite(value) && value >= 0, "value", value);
  if (count == 0) return;
  count_ += count;
  if (value < kSmallest) {
    zeros_ += count;
    return;
  }
  if (value > kLargest) {
    clamped_ += count;
    value = kLargest;
  }
  add_to_bin(index_of(value), count);
}

void DdSketch::add_to_bin(int index, std::uint64_t count) {
  if (bins_.empty()) first_index_ = index;
  if (index < first_index_) {
    bins_.insert(bins_.begin(), static_cast<std::size_t>(first_index_ - index), 0);
    first_index_ = index;
  }
  const std::size_t offset = static_cast<std::size_t>(index - first_index_);
  if (offset >= bins_.size()) bins_.resize(offset + 1, 0);
  bins_[offset] += count;
}

void DdSketch::merge(const DdSketch& other) {
  for (std::size_t i = 0; i < other.bins_.size(); ++i) {
    if (other.bins_[i] > 0) add_to_bin(other.first_index_ + static_cast<int>(i), other.bins_[i]);
  }
  zeros_ += other.zeros_;
  clamped_ += other.clamped_;
  count_ += other.count_;
}

double DdSketch::quantile(double q) const {
  PICKET_CHECK(q >= 0 && q <= 1, "q", q);
  if (count_ == 0) return 0;
  const std::uint64_t rank = static_cast<std::uint64_t>(std::floor(q * static_cast<double>(count_ - 1)));
  if (rank < zeros_) return 0;
  std::uint64_t below = zeros_;
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    below += bins_[i];
    if (rank < below) return value_of(first_index_ + static_cast<int>(i));
  }
  return value_of(first_index_ + static_cast<int>(bins_.size()) - 1);
}

bool DdSketch::operator==(const DdSketch& other) const {
  // The first and last bin are never empty, so equal contents have equal ranges.
  return first_index_ == other.first_index_ && bins_ == other.bins_ && zeros_ == other.zeros_ &&
         clamped_ == other.clamped_ && count_ == other.count_;
}

}  // namespace picket::sim
