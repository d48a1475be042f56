#include "sim/scenario/transport_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "sim/scenario/agent_twin.h"
#include "sim/scenario/quantity_text.h"
#include "sim/scenario/references.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {
namespace {

bool changes_twins(const AttackTemplate& attack) {
  return std::ranges::any_of(attack.phases, [](const auto& phase) {
    return std::ranges::any_of(phase.hub, [](const HubAct& act) { return act.kind == HubActKind::kTwinUpdate; });
  });
}

class TransportCheck {
 public:
  TransportCheck(const Scenario& scenario, const Places& places, Diagnostics& diagnostics)
      : s_(scenario), places_(places), diagnostics_(diagnostics) {}

  void run() {
    // What was meant is not known.
    if (std::ranges::any_of(diagnostics_.all(), [](const Diagnostic& d) { return d.path == "client.transport"; })) return;
    // A value that is the default changes nothing and is passed over.
    if (!is_amqp(s_.client.transport) && s_.client.amqp != AmqpEstimate{}) unread_sizes("client.amqp", "amqp or amqp_websocket");
    if (s_.client.transport != Transport::kHttps && s_.client.https != HttpsEstimate{}) unread_sizes("client.https", "https");
    if (has_connection_state(s_.client.transport)) return;
    for (std::size_t i = 0; i < s_.policies.size(); ++i) policy(s_.policies[i], item_path("policies", i));
    for (std::size_t i = 0; i < s_.attacks.size(); ++i) attack(s_.attacks[i], item_path("attacks", i));
  }

 private:
  void tell(Code code, const std::string& path, std::string message, std::string hint) {
    diagnostics_.add(code, place_of(places_, path), path, std::move(message), std::move(hint));
  }

  void unread_sizes(const std::string& path, const char* with) {
    tell(Code::kTransportUnread, path, fmt::format("not read over {}", kTransportNames[static_cast<std::size_t>(s_.client.transport)]),
         fmt::format("it goes with client.transport: {}", with));
  }

  void policy(const PolicyUse& use, const std::string& path) {
    const auto found = s_.policy_templates.find(use.use);
    if (found == s_.policy_templates.end()) return;  // told by the check of names
    if (!use.twin_changes.empty()) {
      tell(Code::kTransport, child_path(path, "twin_changes"),
           fmt::format("agents of {} would never hear of them: over https nobody has a twin", quote(use.use)),
           "write client.transport: mqtt or amqp, or remove the changes");
    } else if (twin_reading_of(found->second.generation) != TwinReading::kNever) {
      tell(Code::kTransportNoTwin, child_path(path, "use"),
           fmt::format("agents of {} read their twin, and over https there is none: they run as the policy says, and report nothing",
                       quote(use.use)),
           "write client.transport: mqtt or amqp if their twins matter");
    }
  }

  void attack(const AttackInstance& instance, const std::string& path) {
    const auto found = s_.attack_templates.find(instance.use);
    if (found == s_.attack_templates.end() || !changes_twins(found->second)) return;
    tell(Code::kTransportNoTwin, child_path(path, "use"),
         fmt::format("{} changes twins, and no agent hears of it over https", quote(instance.use)),
         "write client.transport: mqtt or amqp if it is to reach the agents");
  }

  const Scenario& s_;
  const Places& places_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_transport(const Scenario& scenario, const Places& places, Diagnostics& diagnostics) {
  TransportCheck(scenario, places, diagnostics).run();
}

}  // namespace picket::sim
