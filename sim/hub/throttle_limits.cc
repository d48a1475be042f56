#include "sim/hub/throttle_limits.h"

#include <algorithm>
#include <array>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

constexpr Duration kSecond = Duration::seconds(1);
constexpr Duration kMinute = Duration::minutes(1);

// Source: iot-hub-devguide-quotas-throttling, 2023-02-09, "Basic and standard tier operations" and "Standard tier
// operations". The page gives 100/min as 1.67/s; the rounded figure is not used. Direct methods: 160 KB/s, 480 KB/s and
// 24 MB/s a unit in chunks of 4 KB are 40 (the page's own figure), 120 and 6,000; whether the page's MB has 1,000 KB or
// 1,024 is not said: 1,000 keeps the factor 50 that sizes 2 and 3 have in every row where they differ.
// Identity operations are judged by whole minutes since the page says of them that two bulk calls of 50 pass in a
// minute and a third in the same minute is rejected; of all others it says that they are shaped.
constexpr std::array<ThrottleRow, kHubThrottles> kRows{{
    {HubThrottle::kIdentityOperations,
     "identity_operations",
     kMinute,
     {{0, 100}, {0, 100}, {0, 5'000}},
     false,
     Shaping::kWholeMinutes},
    {HubThrottle::kConnects, "connects", kSecond, {{100, 12}, {0, 120}, {0, 6'000}}},
    {HubThrottle::kSends, "sends", kSecond, {{100, 12}, {0, 120}, {0, 6'000}}},
    {HubThrottle::kFileUploads, "file_uploads", kMinute, {{0, 100}, {0, 100}, {0, 5'000}}},
    {HubThrottle::kQueries, "queries", kMinute, {{0, 20}, {0, 20}, {0, 1'000}}},
    {HubThrottle::kCloudToDeviceSends, "cloud_to_device_sends", kMinute, {{0, 100}, {0, 100}, {0, 5'000}}, true},
    {HubThrottle::kCloudToDeviceReceives,
     "cloud_to_device_receives",
     kMinute,
     {{0, 1'000}, {0, 1'000}, {0, 50'000}},
     true},
    {HubThrottle::kDirectMethods, "direct_methods", kSecond, {{0, 40}, {0, 120}, {0, 6'000}}, true},
    {HubThrottle::kTwinReads, "twin_reads", kSecond, {{100, 0}, {100, 10}, {0, 500}}, true},
    {HubThrottle::kTwinUpdates, "twin_updates", kSecond, {{50, 0}, {50, 5}, {0, 250}}, true},
    {HubThrottle::kJobOperations, "job_operations", kMinute, {{0, 100}, {0, 100}, {0, 5'000}}, true},
    {HubThrottle::kJobDeviceOperations, "job_device_operations", kSecond, {{10, 0}, {10, 1}, {0, 50}}, true},
    {HubThrottle::kConfigurations, "configurations", kMinute, {{0, 20}, {0, 20}, {0, 20}}, true},
    {HubThrottle::kDeviceStreams, "device_streams", kSecond, {{5, 0}, {5, 0}, {5, 0}}, true},
}};

}  // namespace

const ThrottleRow& row_of(HubThrottle throttle) {
  const auto index = static_cast<std::size_t>(throttle);
  PICKET_CHECK(index < kRows.size() && kRows[index].throttle == throttle, "throttle", index);
  return kRows[index];
}

std::optional<RateLimit> rate_of(HubThrottle throttle, Sku sku, std::uint32_t units) {
  PICKET_CHECK(units >= 1 && units <= max_units(sku), "units", units, "of", to_string(sku));
  const ThrottleRow& row = row_of(throttle);
  if (row.standard_only && is_basic(sku)) return std::nullopt;
  const ThrottleRow::Limit& limit = row.limits[size_of(sku) - 1];
  return RateLimit{std::max(limit.least, limit.per_unit * units), row.period};
}

}  // namespace picket::sim
