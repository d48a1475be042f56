#include "sim/scenario/built_in_estimates.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "sim/cost/usage.h"
#include "sim/faults/registration.h"
#include "sim/network/tls_handshake.h"
#include "sim/network/websocket.h"
#include "sim/scenario/quantity_text.h"

namespace picket::sim {
namespace {

class BuiltIns {
 public:
  explicit BuiltIns(const Scenario& scenario) : s_(scenario) {}

  std::vector<OwnEstimate> take() {
    const bool has_agents = std::any_of(s_.policies.begin(), s_.policies.end(), [this](const PolicyUse& use) {
      const auto found = s_.policy_templates.find(use.use);
      return found != s_.policy_templates.end() && found->second.generation != Generation::kNone;
    });
    if (has_agents) wire();
    if (has_agents) hub();
    faults();
    return std::move(out_);
  }

 private:
  void wire() {
    add("tls.server_chain_extra", fmt::format("{}", kAzureChainExtra), "B", "300 to 650",
        "Bytes of Azure's certificate chain beyond the one that was measured, in every full handshake.",
        "time stamps of transparency logs and a list of names; no capture of the public chain");
    add("tls.client_hello_extra", fmt::format("{}", TlsSettings{}.client_hello_extra), "B", "0 to 72",
        "Bytes of a ClientHello beyond that of OpenSSL 3 with one version alone.", "measured: 56 more by Node, 72 more with both versions");
    const std::string_view transport = kTransportNames[static_cast<std::size_t>(s_.client.transport)];
    if (transport.ends_with("_websocket")) {
      add("websocket.request", fmt::format("{}", WebSocketUpgrade{}.request), "B", "", "Request that opens a WebSocket.", "");
      add("websocket.answer", fmt::format("{}", WebSocketUpgrade{}.answer), "B", "", "Its answer.", "");
    }
    add("client.ping_answer_wait", format_duration(ping_period(s_.client) / 4), "", "",
        "How long a client waits for the answer to a ping before it takes the connection for lost: a quarter of the time between two.", "");
  }

  void hub() {
    const bool sized = std::any_of(s_.hubs.begin(), s_.hubs.end(), [](const HubSettings& hub) { return hub.units == 0; });
    if (!sized) return;
    add("tier_rule.twin_minute_share", fmt::format("{:g}", kTwinMinuteShare), "share", "",
        "What the busiest minute's reads or updates of twins may be of what their throttle lets through in one, where a hub is sized.",
        "two bursts around a minute's end pass a bucket of 90 s");
    add("hub.back_end_waits_as_client", "yes", "", "",
        "The back end asks again for what a throttle refused after the waits of the client's preset.", "");
  }

  void faults() {
    const bool storm = std::any_of(s_.faults.begin(), s_.faults.end(), [](const Fault& f) { return f.kind == FaultKind::kRegistrationStorm; });
    if (!storm) return;
    add("provisioning.polls_count", "yes", "", "",
        "Polls of a registration's status take of the same amount of a clock minute as requests to register.",
        "iot-dps-limits has both figures, and not whether they are one");
    add("provisioning.wait_spread", fmt::format("{:g}", kRegistrationWaitSpread), "share", "",
        "Each wait of a client that registers is longer by a random share up to this.", "");
  }

  void add(std::string_view name, std::string value, std::string unit, std::string plausible, std::string_view says, std::string_view source) {
    out_.push_back({std::string(name), std::move(value), std::move(unit), std::move(plausible), std::string(says), std::string(source),
                    estimate_origin::kBuiltIn});
  }

  const Scenario& s_;
  std::vector<OwnEstimate> out_;
};

}  // namespace

std::vector<OwnEstimate> built_in_estimates(const Scenario& scenario) { return BuiltIns(scenario).take(); }

}  // namespace picket::sim
