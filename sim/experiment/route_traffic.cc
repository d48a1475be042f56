#include "sim/experiment/route_traffic.h"

#include <algorithm>

#include "agent_core/policy/policy_marking.h"

namespace picket::sim {
namespace {

OwnEventSources sources_of(const std::vector<MessageRoutes>& routes) {
  OwnEventSources out;
  for (const MessageRoutes& hub : routes) out.add(hub);
  return out;
}

std::vector<MessageRoutes> routes_of_hubs(const Scenario& scenario) {
  std::vector<MessageRoutes> out;
  for (const HubSettings& hub : scenario.hubs) out.emplace_back(hub.routes, hub.fallback_route);
  return out;
}

}  // namespace

bool RouteTraffic::is_wanted(const Scenario& scenario) {
  return std::any_of(scenario.hubs.begin(), scenario.hubs.end(), [](const HubSettings& hub) {
    return !hub.fallback_route || std::any_of(hub.routes.begin(), hub.routes.end(), [](const HubRoute& route) { return route.enabled; });
  });
}

RouteTraffic::RouteTraffic(const World& world, const Policy& policy, const HubRegistry& registry)
    : world_(world), policy_(policy), registry_(registry), routes_(routes_of_hubs(world.scenario())), own_events_(world, registry, sources_of(routes_)) {
  totals_.evaluated = true;
}

MessageRoutes::Routed RouteTraffic::route(RouteSource source, DeviceId device, bool module, const MessageMarking& marking) {
  const std::string name = world_.fleet().device_name(device);
  const bool has_module = module && registry_.has_security_module(device);
  return routes_[world_.fleet().device(device).hub.value()].route({source, name, has_module ? std::string_view(policy_.module_name) : std::string_view(), marking});
}

bool RouteTraffic::message(DeviceId identity, const CarriedMessage& message) {
  const Policy& policy = message.policy == nullptr ? policy_ : *message.policy;
  const MessageRoutes::Routed routed = route(RouteSource::kDeviceMessages, identity, true, marking_of(policy, message.compression));
  ++totals_.messages;
  totals_.messages_at_events += routed.at_events ? 1 : 0;
  totals_.messages_elsewhere += routed.elsewhere;
  totals_.messages_orphaned += routed.endpoints() == 0 ? 1 : 0;
  totals_.message_copies += std::max(0, routed.endpoints() - 1);
  return routed.endpoints() > 0;
}

void RouteTraffic::identity_changes(DeviceId device, Hub::IdentityChange change, Time at) { add(own_events_.lifecycle(device, change, at)); }

void RouteTraffic::advance(Time until) {
  add(own_events_.connection_states_until(until));
  add(own_events_.twin_changes_until(until));
}

void RouteTraffic::add(const std::vector<OwnHubEvent>& events) {
  for (const OwnHubEvent& event : events) {
    const std::size_t hub = world_.fleet().device(event.device).hub.value();
    if (!routes_[hub].takes(event.source)) continue;
    const std::string module = event.module ? policy_.module_name : std::string();
    const MessageMarking marking = own_event_marking(event, world_.scenario().hubs[hub].name, world_.fleet().device_name(event.device), module);
    const MessageRoutes::Routed routed = route(event.source, event.device, event.module, marking);
    ++totals_.own_events;
    totals_.own_events_at_events += routed.at_events ? 1 : 0;
    totals_.own_events_elsewhere += routed.elsewhere;
    totals_.own_events_not_taken += routed.endpoints() == 0 ? 1 : 0;
    totals_.own_event_copies += std::max(0, routed.endpoints() - 1);
  }
}

ConservationLedger RouteTraffic::ledger() const {
  ConservationLedger out("routed messages");
  StageBalance& messages = out.stage("messages of devices");
  messages.produced = totals_.messages;
  messages.copies = totals_.message_copies;
  messages.delivered = totals_.messages_at_events + totals_.messages_elsewhere;
  messages.drop("orphaned", totals_.messages_orphaned);
  StageBalance& own = out.stage("events of hubs");
  own.continues = false;
  own.produced = totals_.own_events;
  own.copies = totals_.own_event_copies;
  own.delivered = totals_.own_events_at_events + totals_.own_events_elsewhere;
  own.drop("no_route", totals_.own_events_not_taken);
  return out;
}

}  // namespace picket::sim
