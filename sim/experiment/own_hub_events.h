#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/message/message_marking.h"
#include "pipeline_core/hub_watch/operation_record.h"
#include "sim/experiment/hub_registry.h"
#include "sim/generate/world.h"
#include "sim/hub/connection_states.h"
#include "sim/hub/hub.h"
#include "sim/hub/message_routes.h"

namespace picket::sim {

/// An event that a hub makes itself, about one of its identities.
struct OwnHubEvent {
  RouteSource source = RouteSource::kDeviceConnectionStateEvents;
  DeviceId device;
  bool module = false;         ///< about the agent's module, which is an identity of its own
  Time time;                   ///< the hub makes it
  Time operation;              ///< what it tells happened
  std::string operation_type;  ///< opType: "deviceConnected", "updateTwin", ...
  std::uint64_t number = 0;    ///< of the hub and source, from 0; of a twin the version of its desired properties
  OperationRecord record;      ///< twin changes: what the log says
};

/// What the hub's own events say beside their body: schema, operation, identity.
/// Source: iot-hub-non-telemetry-event-schema, 2024-04-10.
MessageMarking own_event_marking(const OwnHubEvent& event, std::string_view hub, std::string_view device, std::string_view module);

/// Which of their events hubs make: those that a route takes.
struct OwnEventSources {
  bool connection_states = false;
  bool twin_changes = false;
  bool lifecycle = false;

  void add(const MessageRoutes& routes) {
    connection_states = connection_states || routes.takes(RouteSource::kDeviceConnectionStateEvents);
    twin_changes = twin_changes || routes.takes(RouteSource::kTwinChangeEvents);
    lifecycle = lifecycle || routes.takes(RouteSource::kDeviceLifecycleEvents);
  }
};

/// The events that hubs make of connections, twins and identities.
///
/// Input:  records of the hubs' logs, and identities that are created and deleted, in any order of those that are not told yet.
/// Output: of the sources that are asked for alone.
/// State:  that of ConnectionStates, one entry for each twin that ever changed, and the changes that are not told yet.
/// Limits: identities that exist before the run had their events before it. A deleted or created device has an event, and the module
///         of its agent another: our reading.
class OwnHubEvents {
 public:
  /// `world` and `registry` are borrowed.
  OwnHubEvents(const World& world, const HubRegistry& registry, const OwnEventSources& sources)
      : world_(world), registry_(registry), sources_(sources), connection_numbers_(world.scenario().hubs.size()), lifecycle_numbers_(connection_numbers_) {}

  void note(const OperationRecord& record);
  /// Events of the identity, at once.
  std::vector<OwnHubEvent> lifecycle(DeviceId device, Hub::IdentityChange change, Time at);
  /// Of snapshots, and of changes, up to then; by time.
  std::vector<OwnHubEvent> connection_states_until(Time until);
  std::vector<OwnHubEvent> twin_changes_until(Time until);

 private:
  std::size_t hub_index(DeviceId device) const { return world_.fleet().device(device).hub.value(); }

  const World& world_;
  const HubRegistry& registry_;
  OwnEventSources sources_;
  ConnectionStates connections_;
  std::multimap<Time, OperationRecord> twin_changes_;
  std::map<std::uint32_t, std::uint64_t> desired_versions_;  ///< by device: changes so far
  std::vector<std::uint64_t> connection_numbers_;  ///< by hub
  std::vector<std::uint64_t> lifecycle_numbers_;
};

}  // namespace picket::sim
