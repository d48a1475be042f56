#include "sim/scenario/switched_off.h"

#include <algorithm>
#include <initializer_list>

namespace picket::sim {

std::vector<std::string_view> switched_off_keys(const Scenario& s) {
  std::vector<std::string_view> out;
  const PipelineSettings& p = s.pipeline;
  const auto off = [&out](bool is_on, std::initializer_list<std::string_view> paths) {
    if (!is_on) out.insert(out.end(), paths);
  };
  off(!s.fixed_hub.name.empty(), {"fixed_hub"});
  off(p.novelty, {"pipeline.novelty_model", "pipeline.sequence_model"});
  off(p.egress, {"pipeline.egress_model"});
  off(p.beacon, {"pipeline.beacon_model"});
  off(p.behaviour, {"pipeline.behaviour_model", "pipeline.peer_shift"});
  off(p.silence, {"pipeline.silence_intervals", "pipeline.disconnect_grace"});
  off(p.risk.enabled, {"pipeline.risk", "pipeline.freeze"});
  off(p.freeze.enabled, {"pipeline.freeze"});
  off(p.sightings.max > 0, {"pipeline.sightings"});
  off(s.intel.indicators.min_confidence > 0, {"intel.indicators"});
  off(is_amqp(s.client.transport), {"client.amqp"});
  off(s.client.transport == Transport::kHttps, {"client.https"});
  off(!s.attacks.empty(), {"intel.listed_share", "intel.listing_lag"});
  return out;
}

bool is_switched_off(const std::vector<std::string_view>& keys, std::string_view path) {
  return std::any_of(keys.begin(), keys.end(), [path](std::string_view key) {
    return path.starts_with(key) && (path.size() == key.size() || path[key.size()] == '.' || path[key.size()] == '[');
  });
}

}  // namespace picket::sim
