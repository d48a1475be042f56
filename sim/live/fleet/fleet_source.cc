#include "sim/live/fleet/fleet_source.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "agent_core/base/check.h"
#include "agent_core/message/message_marking.h"
#include "agent_core/policy/policy_marking.h"
#include "sim/hub/hub.h"

namespace picket::sim {

std::string FleetSource::why_not(const Scenario& scenario, const PolicyUse& use) {
  if (scenario.hubs.size() != 1) return "hubs: " + std::to_string(scenario.hubs.size()) + " of them, and a live fleet connects to one";
  if (const Transport transport = scenario.client.transport; transport != Transport::kMqtt) {
    return "client.transport: " + std::string(kTransportNames[static_cast<std::size_t>(transport)]) + " is not spoken to a real hub; choose mqtt";
  }
  const Policy& policy = scenario.policy_templates.at(use.use);
  if (policy.compression == Compression::kZstdDictionary) {
    return "policy '" + use.name + "': compression zstd_dictionary, whose dictionary a simulation trains; take compression: zstd";
  }
  return {};
}

Scenario for_live(Scenario scenario) {
  scenario.wire = Wire::kExact;
  return scenario;
}

FleetSource::FleetSource(const Scenario& scenario, const PolicyUse& use)
    : world_(scenario, 0),
      lives_(world_.fleet(), world_.begin()),
      devices_(world_, scenario.policy_templates.at(use.use), world_.rollout_of(use.name)),
      gateways_(world_, scenario.policy_templates.at(use.use)),
      at_(world_.begin()) {
  PICKET_CHECK(scenario.wire == Wire::kExact && why_not(scenario, use).empty());
  for (unsigned shard = 0; shard < DeviceStage::kShards; ++shard) {
    outputs_[shard].clear();
    devices_.start_shard(shard, at_);
  }
  if (at_ >= world_.start()) begin_measuring();
}

void FleetSource::begin_measuring() {
  devices_.begin_measuring();
  gateways_.begin_measuring();
}

void FleetSource::advance(Time until) {
  const bool measured = at_ >= world_.start();
  for (unsigned shard = 0; shard < DeviceStage::kShards; ++shard) {
    outputs_[shard].clear();
    const auto [first, last] = devices_.devices_of(shard);
    for (std::uint32_t d = first; d < last; ++d) {
      const DeviceId device(d);
      benign_.clear();
      malicious_.clear();
      lives_.advance(world_.fleet(), device, until, benign_);
      // As in a simulation, nothing is attacked or fails in the warm-up.
      if (measured) world_.add_storm_events(device, at_, until, benign_);
      if (measured && world_.attacks().under_attack(device)) world_.attacks().events(device, at_, until, malicious_);
      devices_.feed(device, benign_, malicious_, until, outputs_[shard]);
    }
  }
  if (gateways_.used()) {
    gateway_output_.clear();
    gateways_.run(outputs_, until, gateway_output_);
  }
  at_ = until;
}

bool FleetSource::warm_up() {
  if (at_ >= world_.start()) return false;
  advance(std::min(world_.start(), at_ + world_.scenario().window));
  if (at_ >= world_.start()) begin_measuring();
  return true;
}

std::vector<FleetMessage> FleetSource::next() {
  std::vector<FleetMessage> messages;
  while (warm_up()) {
  }
  if (ended()) return messages;
  advance(std::min(world_.end(), at_ + world_.scenario().window));
  for (const ShardOutput& out : outputs_) take(out, false, messages);
  if (gateways_.used()) take(gateway_output_, true, messages);
  std::stable_sort(messages.begin(), messages.end(), [](const FleetMessage& a, const FleetMessage& b) {
    return std::tie(a.created, a.device) < std::tie(b.created, b.device);
  });
  return messages;
}

void FleetSource::take(const ShardOutput& out, bool of_gateways, std::vector<FleetMessage>& messages) const {
  for (const CarriedMessage& carried : out.messages) {
    // What an agent behind or on a gateway says is in the gateway's own messages.
    if (!of_gateways && gateways_.routes().place_of(carried.device) != GatewayRoutes::kNone) continue;
    const Policy& policy = carried.policy != nullptr ? *carried.policy : devices_.policy();
    FleetMessage message{carried.device.value(), carried.created, carried.hits, {}};
    message.message.body = std::string_view(out.batch->bytes).substr(carried.first_byte, carried.body_bytes);
    message.message.marking = marking_of(policy);
    messages.push_back(std::move(message));
  }
}

FleetEstimate estimate_of(FleetSource& source, std::int64_t block_bytes) {
  FleetEstimate estimate;
  for (std::uint32_t device = 0; device < source.devices(); ++device) estimate.connections += source.connects(device) ? 1 : 0;
  while (!source.ended()) {
    for (const FleetMessage& message : source.next()) {
      ++estimate.messages;
      estimate.body_bytes += message.message.body.size();
      const auto metered = static_cast<std::int64_t>(metered_bytes(message.message.body, message.message.marking));
      estimate.blocks += static_cast<std::uint64_t>(blocks_of(Bytes(metered), block_bytes));
    }
  }
  return estimate;
}

}  // namespace picket::sim
