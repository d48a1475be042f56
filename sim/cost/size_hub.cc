#include "sim/cost/size_hub.h"

#include <algorithm>
#include <array>
#include <optional>

#include "sim/cost/least_units.h"
#include "sim/cost/paid_price.h"

namespace picket::sim {

double unit_month(const PriceBook& prices, Sku sku) { return sku == Sku::kF1 ? 0 : paid_price(prices, price_key(sku)).usd; }

bool has_business(const Usage& usage, const PriceBook& prices) {
  if (prices.business_messages_device_day > 0 || usage.business_blocks_per_day > 0) return true;
  return std::any_of(kBusinessThrottles.begin(), kBusinessThrottles.end(), [&usage](const BusinessThrottle& of) { return usage.*of.busiest_minute > 0; });
}

void sum_business(const Usage& one, Usage& all) {
  all.business_blocks_per_day += one.business_blocks_per_day;
  all.business_small_blocks_per_day += one.business_small_blocks_per_day;
  for (const BusinessThrottle& of : kBusinessThrottles) all.*of.busiest_minute += one.*of.busiest_minute;
}

Usage business_alone(const Usage& usage) {
  Usage out;
  out.devices = usage.devices;
  sum_business(usage, out);
  return out;
}

void add_business_operations(Usage& usage, const BusinessDemand& of_one, double devices, const PriceBook& prices) {
  constexpr double kMinutesPerDay = 1'440;
  usage.business_blocks_per_day += devices * of_one.blocks_per_day;
  usage.business_small_blocks_per_day += devices * of_one.small_blocks_per_day;
  for (const BusinessThrottle& of : kBusinessThrottles) {
    usage.*of.busiest_minute += devices * of_one.tokens_per_day[static_cast<std::size_t>(of.throttle)] / kMinutesPerDay * prices.business_peak_ratio;
  }
}

Usage with_business_operations(Usage usage, std::int64_t block_bytes) {
  const double blocks = block_bytes < kPaidBlockBytes ? usage.business_small_blocks_per_day : usage.business_blocks_per_day;
  usage.blocks_per_day += blocks;
  usage.blocks_busiest_day += blocks;
  return usage;
}

Usage with_business(Usage usage, const PriceBook& prices, std::int64_t block_bytes) {
  constexpr double kSecondsPerDay = 86'400;
  const double messages = prices.business_messages_device_day * usage.devices;
  const double blocks = messages * static_cast<double>(blocks_of(prices.business_message_bytes, block_bytes));
  usage = with_business_operations(usage, block_bytes);
  usage.messages_per_day += messages;
  usage.blocks_per_day += blocks;
  usage.blocks_busiest_day += blocks;
  usage.messages_busiest_second += messages / kSecondsPerDay * prices.business_peak_ratio;
  return usage;
}

HubSize size_hub(const Usage& security, const PriceBook& prices) {
  const Usage usage = with_business(security, prices, kPaidBlockBytes);
  constexpr std::array kCandidates{Sku::kS3, Sku::kS2, Sku::kS1};  // highest first: it wins at equal price
  const HubSize largest{Sku::kS3, max_units(Sku::kS3), false};
  if (usage.devices + usage.modules > static_cast<double>(unlimited(Sku::kS3).identities)) return largest;
  std::optional<HubSize> best;
  double best_price = 0;
  for (const Sku sku : kCandidates) {
    const std::optional<std::uint32_t> units = least_units(sku, [&](std::uint32_t n) { return fits(usage, limits_of(sku, n)); });
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
