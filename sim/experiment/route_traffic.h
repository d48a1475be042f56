#pragma once

#include <cstdint>
#include <vector>

#include "agent_core/policy/policy.h"
#include "sim/experiment/own_hub_events.h"
#include "sim/experiment/route_totals.h"
#include "sim/generate/message_store.h"
#include "sim/hub/message_routes.h"
#include "sim/results/conservation.h"

namespace picket::sim {

/// Takes what hubs accept and the events that they make through their routes, as a run goes on.
///
/// Model:  MessageRoutes for each hub. The security service gets its messages without (defender.md 3.1), so nothing here changes an alert,
///         a row or a bill.
/// Limits: the devices' own business is no message of a run, and not in it; twins that it changes have events where the hub logs them.
class RouteTraffic {
 public:
  /// A hub of the scenario has routes, or no fallback route: else all messages are at the built-in endpoint, and there is nothing to tell.
  static bool is_wanted(const Scenario& scenario);

  /// All are borrowed.
  RouteTraffic(const World& world, const Policy& policy, const HubRegistry& registry);

  /// A hub accepts a message under an identity. False: it is orphaned.
  bool message(DeviceId identity, const CarriedMessage& message);
  void note(const OperationRecord& record) { own_events_.note(record); }
  void identity_changes(DeviceId device, Hub::IdentityChange change, Time at);
  /// The hubs' own events up to then.
  void advance(Time until);

  const RouteTotals& totals() const { return totals_; }
  /// Of messages and of own events, all hubs together.
  ConservationLedger ledger() const;

 private:
  MessageRoutes::Routed route(RouteSource source, DeviceId device, bool module, const MessageMarking& marking);
  void add(const std::vector<OwnHubEvent>& events);

  const World& world_;
  const Policy& policy_;
  const HubRegistry& registry_;
  std::vector<MessageRoutes> routes_;  ///< by hub
  OwnHubEvents own_events_;
  RouteTotals totals_;
};

}  // namespace picket::sim
