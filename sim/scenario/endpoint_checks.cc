#include "sim/scenario/endpoint_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "agent_core/base/closest_word.h"
#include "sim/scenario/quantity_text.h"
#include "sim/scenario/references.h"
#include "sim/scenario/route_condition.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {
namespace {

/// Source: iot-hub-devguide-messages-read-builtin.
constexpr std::size_t kMaxConsumerGroups = 20;
/// Every endpoint has it. Source: the same.
constexpr std::string_view kDefaultConsumerGroup = "$Default";

/// Source: iot-hub-devguide-messages-d2c.
constexpr std::size_t kMaxRoutes = 100;
/// Each message looks at all of them.
constexpr std::size_t kMaxOutages = 1'000;

class EndpointCheck {
 public:
  EndpointCheck(const Scenario& scenario, const HubSettings& hub, std::string path, const Places& places, Diagnostics& diagnostics)
      : s_(scenario), hub_(hub), path_(std::move(path)), places_(places), diagnostics_(diagnostics) {}

  void run() {
    groups();
    reader_group();
    routes();
    if (hub_.reader.outages.size() > kMaxOutages) {
      tell(Code::kTooBig, child_path(child_path(path_, "reader"), "outages"),
           fmt::format("{} elements; at most {} are taken", hub_.reader.outages.size(), kMaxOutages));
      return;
    }
    for (std::size_t i = 0; i < hub_.reader.outages.size(); ++i) {
      if (hub_.reader.outages[i].start < s_.duration) continue;
      const std::string outage = item_path(child_path(child_path(path_, "reader"), "outages"), i);
      tell(Code::kReaderOutageTooLate, child_path(outage, "start"),
           fmt::format("begins after the end at {}", format_duration(s_.duration)), "let it begin earlier");
    }
  }

 private:
  void tell(Code code, const std::string& path, std::string message, std::string hint = "") {
    diagnostics_.add(code, place_of(places_, path), path, std::move(message), std::move(hint));
  }

  void groups() {
    const std::string path = child_path(path_, "consumer_groups");
    const std::vector<std::string>& names = hub_.consumer_groups;
    if (names.size() > kMaxConsumerGroups) {
      tell(Code::kEndpoint, path, fmt::format("{} consumer groups; an endpoint has at most {}", names.size(), kMaxConsumerGroups));
      return;
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i].empty()) tell(Code::kEndpoint, item_path(path, i), "a consumer group has a name");
      const bool again = std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(i), names[i]) !=
                         names.begin() + static_cast<std::ptrdiff_t>(i);
      if (again) tell(Code::kEndpoint, item_path(path, i), fmt::format("consumer group {} is given twice", quote(names[i])), "remove one of the two");
    }
  }

  void reader_group() {
    const std::string& wanted = hub_.reader.consumer_group;
    if (wanted == kDefaultConsumerGroup || std::ranges::find(hub_.consumer_groups, wanted) != hub_.consumer_groups.end()) return;
    std::vector<std::string_view> known(hub_.consumer_groups.begin(), hub_.consumer_groups.end());
    if (std::ranges::find(known, kDefaultConsumerGroup) == known.end()) known.push_back(kDefaultConsumerGroup);
    const std::string near = closest_word(wanted, known);
    tell(Code::kEndpoint, child_path(child_path(path_, "reader"), "consumer_group"),
         fmt::format("the hub has no consumer group {}", quote(wanted)),
         near.empty() ? fmt::format("it has: {}", fmt::join(known, ", ")) : fmt::format("did you mean '{}'?", near));
  }

  void routes() {
    const std::string path = child_path(path_, "routes");
    const std::vector<HubRoute>& routes = hub_.routes;
    if (routes.size() > kMaxRoutes) {
      tell(Code::kRoute, path, fmt::format("{} routes; a hub has at most {}", routes.size(), kMaxRoutes));
      return;
    }
    for (std::size_t i = 0; i < routes.size(); ++i) route(item_path(path, i), i);
    const bool any_of_devices = std::ranges::any_of(
        routes, [](const HubRoute& r) { return r.enabled && r.source == RouteSource::kDeviceMessages; });
    if (!hub_.fallback_route && !any_of_devices) {
      tell(Code::kRouteTakesNothing, child_path(path_, "fallback_route"), "no message of a device reaches an endpoint: no route takes any",
           "leave it on, or write a route of DeviceMessages");
    }
  }

  void route(const std::string& path, std::size_t index) {
    const HubRoute& one = hub_.routes[index];
    if (one.name.empty()) tell(Code::kRoute, child_path(path, "name"), "a route has a name");
    const auto before = hub_.routes.begin() + static_cast<std::ptrdiff_t>(index);
    if (!one.name.empty() && std::find_if(hub_.routes.begin(), before, [&](const HubRoute& r) { return r.name == one.name; }) != before) {
      tell(Code::kRoute, child_path(path, "name"), fmt::format("route {} is given twice", quote(one.name)), "give it another name");
    }
    if (one.endpoint.empty()) tell(Code::kRoute, child_path(path, "endpoint"), "an endpoint has a name", "the built-in one is 'events'");
    if (!parse_route_condition(one.condition)) {
      tell(Code::kRoute, child_path(path, "condition"), fmt::format("{} is not understood", quote(one.condition)),
           "write true, or a property and its value: opType = 'updateTwin'");
    }
    if (one.enabled && one.source == RouteSource::kDeviceLifecycleEvents && !changes_identities()) {
      tell(Code::kRouteTakesNothing, child_path(path, "source"), "a run has no such events: identities are there before it begins");
    }
  }

  /// An attack of the scenario creates or deletes identities.
  bool changes_identities() const {
    return std::ranges::any_of(s_.attacks, [this](const AttackInstance& attack) {
      const auto found = s_.attack_templates.find(attack.use);
      if (found == s_.attack_templates.end()) return false;
      return std::ranges::any_of(found->second.phases, [](const AttackPhase& phase) {
        return std::ranges::any_of(phase.hub, [](const HubAct& act) {
          return act.kind == HubActKind::kDeleteIdentity || act.kind == HubActKind::kCreateIdentity;
        });
      });
    });
  }

  const Scenario& s_;
  const HubSettings& hub_;
  const std::string path_;
  const Places& places_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_endpoints(const Scenario& scenario, const Places& places, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < scenario.hubs.size(); ++i) {
    EndpointCheck(scenario, scenario.hubs[i], item_path("hubs", i), places, diagnostics).run();
  }
}

}  // namespace picket::sim
