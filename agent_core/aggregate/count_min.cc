#include "agent_core/aggregate/count_min.h"

#include <algorithm>

#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"

namespace picket {
namespace {

constexpr std::uint32_t kMost = 0xffffffffU;

std::uint32_t sum(std::uint32_t a, std::uint32_t b) {
  return b < kMost - a ? a + b : kMost;
}

}  // namespace

std::uint32_t& CountMin::cell(std::uint64_t key, std::uint32_t row) const {
  const std::uint64_t place = hash_combine(hash_combine(seed_, row), key) % width_;
  return cells_[std::size_t{row} * width_ + place];
}

void CountMin::add(std::uint64_t key, std::uint32_t times) {
  for (std::uint32_t row = 0; row < depth_; ++row) {
    std::uint32_t& counter = cell(key, row);
    counter = sum(counter, times);
  }
}

std::uint32_t CountMin::estimate(std::uint64_t key) const {
  std::uint32_t least = kMost;
  for (std::uint32_t row = 0; row < depth_; ++row) least = std::min(least, cell(key, row));
  return least;
}

void CountMin::merge(const CountMin& other) {
  PICKET_CHECK(depth_ == other.depth_ && width_ == other.width_ && seed_ == other.seed_, "width", width_, "and",
               other.width_);
  for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i] = sum(cells_[i], other.cells_[i]);
}

}  // namespace picket
