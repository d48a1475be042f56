#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/message/event_id.h"
#include "sim/generate/device_identity.h"
#include "sim/generate/message_store.h"
#include "sim/generate/world.h"
#include "sim/results/raw_event_row.h"
#include "sim/results/workspace_rows.h"

namespace picket::sim {

/// The rows that Log Analytics gets of a run's messages and of its hubs' logs, wherever they are written. What is about a
/// hub has no device: its rows name the hub alone.
class RowSource {
 public:
  RowSource(const World& world, const Policy& policy);

  /// Calls `visit(const RawEventRow&)` for each observation of a message, in order; what it is given is valid during the call.
  template <class Visit>
  void for_each_row(const CarriedMessage& message, std::span<const Observation> observations, const TextTable& texts,
                    Time enqueued, Visit visit) const {
    const std::string name = world_.fleet().device_name(message.device);
    const Policy& policy = policy_of(message);
    const AgentIdentity identity = identity_of(world_, policy, message.device, name);
    const RowContext context{.encoding = policy.encoding,
                             .device_name = name,
                             .agent_version = policy.agent_version,
                             .subscription_id = kSubscription,
                             .resource_id = resource_of(hub_of(message.device))};
    for (std::uint32_t i = 0; i < observations.size(); ++i) {
      visit(RawEventRow{context, observations[i], texts, event_id(identity.id_seed, message.sequence, i), enqueued});
    }
  }
  /// `device_name` is borrowed.
  OperationRow row_of(const OperationRecord& record, Time available_at, const std::string& device_name, SharedDetail detail = {}) const;

  /// The one that its agent ran under.
  const Policy& policy_of(const CarriedMessage& message) const { return message.policy == nullptr ? policy_ : *message.policy; }
  const Policy& policy() const { return policy_; }
  /// Null for what stands for a hub.
  const Device* device_of(DeviceId device) const;
  /// Empty for what stands for a hub.
  std::string device_name(DeviceId device) const;
  HubId hub_of(DeviceId device) const;
  /// Empty for a hub that the scenario does not have.
  std::string_view resource_of(HubId hub) const;
  std::string_view hub_name(HubId hub) const;

 private:
  std::uint32_t partitions_of(HubId hub) const;

  const World& world_;
  Policy policy_;
  std::vector<std::string> resources_;  ///< per hub
};

}  // namespace picket::sim
