#include "sim/plan/break_even.h"

#include <algorithm>
#include <cmath>

#include "sim/plan/plan_bill.h"

namespace picket::sim {
namespace {

/// Which of two policies is cheaper: -1 the first, 1 the second, 0 neither; nothing where one cannot be served.
std::optional<int> cheaper_at(const FleetCost& first, const FleetCost& second, double devices) {
  const std::optional<double> a = first(devices);
  const std::optional<double> b = second(devices);
  if (!a || !b) return std::nullopt;
  // Bills are of whole cents; a part of one is rounding.
  return std::abs(*a - *b) < kHalfCent ? 0 : *a < *b ? -1 : 1;
}

/// The whole numbers at which the costs are compared, rising.
std::vector<double> probed_sizes(const std::vector<double>& breaks, double most_devices) {
  std::vector<double> ends{1, most_devices};
  for (const double b : breaks) {
    for (const double end : {std::floor(b), std::floor(b) + 1}) {
      if (end >= 1 && end <= most_devices) ends.push_back(end);
    }
  }
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  std::vector<double> sizes;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    sizes.push_back(ends[i]);
    if (i + 1 == ends.size()) break;
    for (int probe = 1; probe < kProbes; ++probe) {
      const double size = std::floor(ends[i] + (ends[i + 1] - ends[i]) * probe / kProbes);
      if (size > sizes.back() && size < ends[i + 1]) sizes.push_back(size);
    }
  }
  return sizes;
}

}  // namespace

BreakEvens break_even(const FleetCost& first, const FleetCost& second, std::vector<double> breaks, double most_devices) {
  BreakEvens out;
  if (most_devices < 1) return out;
  int standing = 0;
  for (const double size : probed_sizes(breaks, std::floor(most_devices))) {
    const std::optional<int> sign = cheaper_at(first, second, size);
    if (!sign) break;
    if (*sign != 0 && standing != 0 && *sign != standing) {
      double low = out.up_to_devices;  // here the other one is cheaper, or both are equal
      double high = size;
      while (high - low > 1) {
        const double middle = std::floor(low + (high - low) / 2);
        (cheaper_at(first, second, middle) == sign ? high : low) = middle;
      }
      out.at.push_back({high, *sign < 0});
    }
    if (*sign != 0) standing = *sign;
    out.equal_somewhere = out.equal_somewhere || *sign == 0;
    out.up_to_devices = size;
  }
  if (standing != 0) out.first_is_cheaper = standing < 0;
  return out;
}

}  // namespace picket::sim
