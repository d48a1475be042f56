#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "sim/cost/price_book.h"

namespace picket::sim {
namespace {

bool holds(const HubLimits& limits, const Usage& usage) {
  return usage.blocks_busiest_day <= static_cast<double>(limits.daily_blocks) &&
         usage.messages_busiest_second <= limits.sends_per_second &&
         usage.connects_busiest_second <= limits.connects_per_second;
}

/// The least units of a tier that hold the usage. Limits never fall with units, so bisection works.
std::optional<std::uint32_t> least_units(Sku sku, const Usage& usage) {
  std::uint32_t high = max_units(sku);
  if (!holds(limits_of(sku, high), usage)) return std::nullopt;
  std::uint32_t low = 1;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (holds(limits_of(sku, middle), usage)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace

double unit_month(const PriceBook& prices, Sku sku) {
  switch (sku) {
    case Sku::kF1:
      return 0;
    case Sku::kB1:
      return prices.b1_unit_month;
    case Sku::kB2:
      return prices.b2_unit_month;
    case Sku::kB3:
      return prices.b3_unit_month;
    case Sku::kS1:
      return prices.s1_unit_month;
    case Sku::kS2:
      return prices.s2_unit_month;
    case Sku::kS3:
      return prices.s3_unit_month;
  }
  return 0;
}

HubSize size_hub(const Usage& usage, const PriceBook& prices) {
  constexpr std::array kCandidates{Sku::kS3, Sku::kS2, Sku::kS1};  // highest first: it wins at equal price
  const HubSize largest{Sku::kS3, max_units(Sku::kS3), false};
  if (usage.devices + usage.agents > static_cast<double>(unlimited(Sku::kS3).identities)) return largest;
  std::optional<HubSize> best;
  double best_price = 0;
  for (const Sku sku : kCandidates) {
    const std::optional<std::uint32_t> units = least_units(sku, usage);
    if (!units) continue;
    const double price = unit_month(prices, sku) * *units;
    if (!best || price < best_price) {
      best = HubSize{sku, *units, true};
      best_price = price;
    }
  }
  return best.value_or(largest);
}

}  // namespace picket::sim
