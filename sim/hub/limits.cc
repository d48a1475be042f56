#include <algorithm>
#include <limits>

#include "agent_core/base/check.h"
#include "sim/hub/hub.h"

namespace picket::sim {
namespace {

/// One row of the tier table.
struct Tier {
  Sku sku;
  std::int64_t blocks_per_unit_day;
  std::int64_t block_bytes;
};

// Source: iot-hub-scaling, 2019-06-28 (quotas); iot-hub-devguide-pricing, 2023-02-09 (0.5 KB on F1).
constexpr std::array<Tier, 7> kTiers{{
    {Sku::kF1, 8'000, 512},
    {Sku::kB1, 400'000, kPaidBlockBytes},
    {Sku::kB2, 6'000'000, kPaidBlockBytes},
    {Sku::kB3, 300'000'000, kPaidBlockBytes},
    {Sku::kS1, 400'000, kPaidBlockBytes},
    {Sku::kS2, 6'000'000, kPaidBlockBytes},
    {Sku::kS3, 300'000'000, kPaidBlockBytes},
}};

const Tier& tier_of(Sku sku) {
  const auto index = static_cast<std::size_t>(sku);
  PICKET_CHECK(index < kTiers.size(), "sku", index);
  return kTiers[index];
}

/// Of a throttle that every tier has and whose period is a second.
double per_second(HubThrottle throttle, Sku sku, std::uint32_t units) {
  return static_cast<double>(rate_of(throttle, sku, units).value().requests);
}

/// 0 where the tier does not have what it throttles.
double minute_limit(HubThrottle throttle, Sku sku, std::uint32_t units) {
  const std::optional<RateLimit> limit = rate_of(throttle, sku, units);
  return limit ? static_cast<double>(limit->requests * (Duration::minutes(1) / limit->period)) : 0;
}

}  // namespace

HubLimits limits_of(Sku sku, std::uint32_t units) {
  const Tier& tier = tier_of(sku);
  PICKET_CHECK(units >= 1 && units <= max_units(sku), "units", units, "of", to_string(sku));
  HubLimits limits;
  limits.sends_per_second = per_second(HubThrottle::kSends, sku, units);
  limits.connects_per_second = per_second(HubThrottle::kConnects, sku, units);
  limits.twin_reads_per_minute = minute_limit(HubThrottle::kTwinReads, sku, units);
  limits.twin_updates_per_minute = minute_limit(HubThrottle::kTwinUpdates, sku, units);
  for (std::size_t t = 0; t < kHubThrottles; ++t) limits.tokens_per_minute[t] = minute_limit(static_cast<HubThrottle>(t), sku, units);
  limits.daily_blocks = tier.blocks_per_unit_day * units;
  limits.block_bytes = tier.block_bytes;
  return limits;
}

HubLimits unlimited(Sku sku) {
  HubLimits limits;
  limits.sends_per_second = std::numeric_limits<double>::infinity();
  limits.connects_per_second = std::numeric_limits<double>::infinity();
  limits.twin_reads_per_minute = std::numeric_limits<double>::infinity();
  limits.twin_updates_per_minute = std::numeric_limits<double>::infinity();
  limits.tokens_per_minute.fill(std::numeric_limits<double>::infinity());
  limits.daily_blocks = std::numeric_limits<std::int64_t>::max();
  limits.block_bytes = tier_of(sku).block_bytes;
  return limits;
}

Bytes metered_size(Bytes body, Bytes system_property_values, Bytes application_properties) {
  return body + system_property_values + application_properties;
}

std::int64_t blocks_of(Bytes metered, std::int64_t block_bytes) {
  return std::max<std::int64_t>(1, (metered.count() + block_bytes - 1) / block_bytes);
}

}  // namespace picket::sim
