#include "pipeline_core/detectors/unanswered.h"

#include <algorithm>

#include "agent_core/base/hash.h"

namespace picket {

bool Unanswered::Once::reaches(std::uint64_t count, std::uint64_t limit, std::int32_t now, bool learning) {
  if (count < limit || hour == now) return false;
  hour = now;
  habit = habit || learning;
  return !habit;
}

std::optional<Detection> Unanswered::observe(const Observation& observation, std::uint32_t index, bool learning,
                                             const DetectorSettings& settings) {
  const auto* flow = std::get_if<NetworkRecord>(&observation.record);
  if (flow == nullptr || flow->direction != Direction::kOutbound || flow->bytes_out == 0) return std::nullopt;
  if (flow->bytes_in != 0 || flow->remote_address.is_private()) return std::nullopt;
  const std::uint64_t address = hash_combine(flow->remote_address.high(), flow->remote_address.low());
  const auto bytes = static_cast<std::uint32_t>(std::min<std::uint64_t>(flow->bytes_out, 0xffffffffU));
  const std::uint64_t flooded = flood_.add(address, bytes, observation.last_time);
  if (flood_raised_.reaches(flooded, settings.flood_bytes, flood_.hour(), learning)) {
    return Detection{Detector::kFloodSource, index, static_cast<double>(flooded),
                     static_cast<double>(settings.flood_bytes)};
  }
  if (flow->protocol != TransportProtocol::kTcp) return std::nullopt;
  const std::uint64_t tried =
      retry_.add(hash_combine(address, flow->remote_port), observation.hit_count, observation.last_time);
  if (!retry_raised_.reaches(tried, settings.retries, retry_.hour(), learning)) return std::nullopt;
  return Detection{Detector::kRetries, index, static_cast<double>(tried), static_cast<double>(settings.retries)};
}

}  // namespace picket
