#include "sim/fleet/firmware_rollout.h"

#include <algorithm>

#include "agent_core/base/hash.h"
#include "sim/fleet/keyed_draws.h"
#include "sim/fleet/quantile.h"

namespace picket::sim {
namespace {

/// The night of devices that install at night. Source: workload survey 1.6, install window 02-05 local.
constexpr Duration kNightBegins = Duration::hours(2);
constexpr Duration kNightLength = Duration::hours(3);

}  // namespace

CompiledRollout::CompiledRollout(const FirmwareRollout& rollout, Time start_utc, TextTable& texts)
    : source_(rollout), salt_(fnv1a(rollout.name)), begin_(start_utc + rollout.at) {
  if (!rollout.firmware_version.empty()) version_ = texts.intern(rollout.firmware_version);
}

void CompiledRollout::append(std::uint64_t device_key, Duration utc_offset, std::vector<DeviceUpdate>& out) const {
  KeyedDraws draws(key_of(device_key, salt_));
  const double rank = draws.uniform();
  const auto stage = std::find_if(source_.stages.begin(), source_.stages.end(), [rank](double share) { return rank <= share; });
  if (stage == source_.stages.end()) return;
  Time start = begin_ + source_.hold * (stage - source_.stages.begin());
  const double moment = draws.uniform();
  if (source_.at_night) {
    const std::int64_t day = Duration::days(1).count_microseconds();
    const std::int64_t since = (start + utc_offset - kNightBegins).unix_microseconds() % day;
    start += Duration::microseconds((day - since) % day) + Duration::from_seconds(kNightLength.to_seconds() * moment);
  } else {
    start += Duration::from_seconds(source_.spread.to_seconds() * moment);
  }
  const double seconds = std::max(1.0, quantile_of(source_.install, draws.uniform()));
  const bool fails = draws.uniform() < source_.failed_share;
  out.push_back({start, start + Duration::from_seconds(seconds), fails ? Text{} : version_});
}

}  // namespace picket::sim
