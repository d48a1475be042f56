#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "agent_core/base/quantity.h"
#include "sim/hub/sku.h"
#include "sim/hub/throttle.h"

namespace picket::sim {

/// The throttles of one hub, in the order of the documentation's two tables.
enum class HubThrottle : std::uint8_t {
  kIdentityOperations,  ///< an identity each, also of a bulk call
  kConnects,            ///< new connections, not those that are open
  kSends,               ///< device-to-cloud, messages and not blocks
  kFileUploads,         ///< initiations
  kQueries,
  kCloudToDeviceSends,
  kCloudToDeviceReceives,  ///< of devices that ask over HTTPS
  kDirectMethods,          ///< in chunks of kMethodChunkBytes of the request
  kTwinReads,
  kTwinUpdates,
  kJobOperations,
  kJobDeviceOperations,
  kConfigurations,
  kDeviceStreams,  ///< initiations
};
inline constexpr std::size_t kHubThrottles = 14;

/// What a direct method's request is counted in by its throttle, on every tier.
/// Source: iot-hub-devguide-quotas-throttling, 2023-02-09, note 1.
inline constexpr Bytes kMethodChunkBytes{4'096};

/// How a throttle treats what is over it.
enum class Shaping : std::uint8_t {
  kQueued,        ///< a burst passes, then requests wait, then they are refused (429002, 429003)
  kWholeMinutes,  ///< refused (429001) once the clock minute's amount is used up
};

/// One row of the throttle table.
struct ThrottleRow {
  struct Limit {
    std::int64_t least = 0;     ///< what the hub may do however few units it has
    std::int64_t per_unit = 0;  ///< 0: more units do not help
  };
  HubThrottle throttle{};
  std::string_view name;  ///< as in sim/hub/README.md
  Duration period;        ///< of the limits: a second or a minute
  Limit limits[3];        ///< by size of the tier: (F1, B1, S1), (B2, S2), (B3, S3)
  bool standard_only = false;
  Shaping shaping = Shaping::kQueued;
};
const ThrottleRow& row_of(HubThrottle throttle);

/// How often the hub lets it happen; none when the tier does not have the operation.
/// Errors: `units` outside [1, max_units(sku)] is a caller's bug.
/// Source: iot-hub-devguide-quotas-throttling, 2023-02-09.
std::optional<RateLimit> rate_of(HubThrottle throttle, Sku sku, std::uint32_t units);

}  // namespace picket::sim
