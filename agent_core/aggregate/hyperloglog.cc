#include "agent_core/aggregate/hyperloglog.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"

namespace picket {
namespace {

/// Makes the estimate right on average. Source: the paper's figure 3.
double bias_of(std::size_t registers) {
  switch (registers) {
    case 16:
      return 0.673;
    case 32:
      return 0.697;
    case 64:
      return 0.709;
    default:
      return 0.7213 / (1 + 1.079 / static_cast<double>(registers));
  }
}

}  // namespace

bool HyperLogLog::add(std::uint64_t key) {
  const auto bits = static_cast<unsigned>(std::countr_zero(size()));
  // The seed is mixed first: seeds and keys that are neighbours must not give each other's hashes.
  const std::uint64_t hash = hash_combine(hash_combine(0, seed_), key);
  const std::size_t i = hash >> (64 - bits);
  const std::uint64_t others = hash << bits;
  const std::uint32_t rank = std::min(static_cast<unsigned>(std::countl_zero(others)), 64 - bits) + 1;
  if (rank <= at(i)) return false;
  set(i, rank);
  return true;
}

double HyperLogLog::estimate() const {
  const auto m = static_cast<double>(size());
  double sum = 0;
  std::size_t empty = 0;
  for (std::size_t i = 0; i < size(); ++i) {
    sum += std::ldexp(1.0, -static_cast<int>(at(i)));
    empty += at(i) == 0 ? 1 : 0;
  }
  const double raw = bias_of(size()) * m * m / sum;
  return raw <= 2.5 * m && empty != 0 ? m * std::log(m / static_cast<double>(empty)) : raw;
}

void HyperLogLog::merge(const HyperLogLog& other) {
  PICKET_CHECK(size() == other.size() && seed_ == other.seed_, "registers", size(), "and", other.size());
  for (std::size_t i = 0; i < size(); ++i) set(i, std::max(at(i), other.at(i)));
}

}  // namespace picket
