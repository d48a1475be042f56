// The hub double as a program, at the ports of a real hub: its built-in endpoint at 5671, its registry at 443. Its MQTT front is at a
// free port, as a recorder is to stand at 8883. What devices send is routed to the built-in endpoint. It says in lines of JSON on its standard output
// where it is, takes an order a line on its standard input, and ends with that.
//
// Usage: serve_hub_double <empty folder>
//   our_client <user agent>   our client connects through the recorder, sends what module_client.mjs sends, and leaves
//   desired ...               and whatever else the plugin obeys, see HubPlugin::obey
//
// It is for a network of its own, see run.sh: the ports are fixed.

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <ctime>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "tests/sim/live/mqtt/hub/live_client.h"
#include "tests/support/hub/event_hub_double.h"
#include "tests/support/hub/https_server.h"
#include "tests/support/hub/hub_double.h"
#include "tests/support/hub/hub_routing.h"
#include "tests/support/hub/registry_front.h"

namespace picket::sim::test {
namespace {

constexpr std::uint16_t kMqttPort = 8'883;
constexpr std::uint16_t kAmqpPort = 5'671;
constexpr std::uint16_t kHttpsPort = 443;
constexpr std::uint16_t kPartitions = 2;
constexpr const char* kOwnerKey = "12345678901234567890123456789012";  // LiveClient::kKey, decoded

/// Moves what devices sent to the built-in endpoint, in a thread of its own.
class Routing {
 public:
  Routing(const HubDouble& hub, EventHubDouble& endpoint) : thread_([this, &hub, &endpoint] { run(hub, endpoint); }) {}
  ~Routing() {
    stop_ = true;
    thread_.join();
  }
  Routing(const Routing&) = delete;
  Routing& operator=(const Routing&) = delete;

 private:
  void run(const HubDouble& hub, EventHubDouble& endpoint) {
    std::size_t moved = 0;
    while (!stop_) {
      const std::vector<HubEvent> events = hub.events();
      const auto now = std::chrono::system_clock::now().time_since_epoch();
      const auto now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
      // All of a device in one partition; which one, no reader may care.
      for (; moved < events.size(); ++moved) {
        const auto partition = static_cast<std::uint16_t>(events[moved].client.size() % kPartitions);
        endpoint.append(partition, routed(events[moved], now_ms));
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }

  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

/// As module_client.mjs does with the SDK: twin, reported property, a security message, one with every property. "ok", or not.
std::string our_client(const HubDouble& hub, const HubCertificates& certificates, const std::string& user_agent) {
  HubClientSettings settings = LiveClient::settings(hub, certificates);
  settings.preset = client_preset("node_sdk").value();
  settings.port = kMqttPort;
  settings.user_agent = "&DeviceClientType=" + user_agent;
  LiveClient client(std::move(settings));
  client.start();
  if (!client.run_until([&] { return !client.twins.empty(); })) return "our client: " + client.everything();
  client.client().report(client.now(), R"({"ms":{"v":1}})");
  if (!client.run_until([&] { return client.reported == std::vector<int>{204}; })) return "our client: " + client.everything();
  client.send(R"({"seen":1})");
  if (!client.run_until_delivered(1)) return "our client: " + client.everything();
  MessageMarking marking = security_marking();
  marking.correlation_id = "corr 1/x";
  marking.user_id = "u@x";
  marking.application_properties = {{"plain", "v1"}, {"sp ace&=", "a/b+c \u00fc%"}};
  if (!client.client().send(client.now(), {R"({"seen":2})", marking}).ok()) return "our client: " + client.everything();
  if (!client.run_until_delivered(2)) return "our client: " + client.everything();
  client.client().stop(client.now());
  return "ok";
}

std::string connection_string(const std::string& who) {
  return std::string("HostName=") + HubDouble::kHost + ";" + who + "SharedAccessKey=" + LiveClient::kKey;
}

void say(const std::string& what, const nlohmann::json& value) { std::cout << nlohmann::json{{what, value}}.dump() << std::endl; }

int serve(const std::string& folder) {
  const HubCertificates certificates{folder};
  const HubDouble hub{folder, certificates, std::string(LiveClient::kIdentity) + " sas " + LiveClient::kKey + "\n"};
  EventHubDouble endpoint{certificates, kPartitions, "chain.pem", kAmqpPort};
  hub_double::RegistryFront registry{HubDouble::kHost, {{"iothubowner", kOwnerKey}}, [] { return static_cast<std::int64_t>(std::time(nullptr)); }};
  const HttpsServer https{certificates.path("chain.pem"), certificates.path("leaf.key"),
                          [&](const hub_double::HttpRequest& request) { return registry.answer(request); }, kHttpsPort};
  const Routing routing{hub, endpoint};
  const nlohmann::json where{{"root", certificates.path("root.pem")},
                             {"chain", certificates.path("chain.pem")},
                             {"key", certificates.path("leaf.key")},
                             {"mqtt_port", hub.port()},
                             {"module", connection_string("DeviceId=dev-0001;ModuleId=azureiotsecurity;")},
                             {"owner", connection_string("SharedAccessKeyName=iothubowner;")},
                             {"event_hub", EventHubDouble::connection_string()}};
  say("where", where);
  const std::string ours = "our_client ";
  for (std::string order; std::getline(std::cin, order);) {
    const bool is_ours = order.starts_with(ours);
    say("answer", is_ours ? our_client(hub, certificates, order.substr(ours.size())) : hub.order(order));
  }
  return ::testing::UnitTest::GetInstance()->Failed() ? 1 : 0;
}

}  // namespace
}  // namespace picket::sim::test

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  if (argc != 2) {
    std::cerr << "usage: serve_hub_double <empty folder>\n";
    return 2;
  }
  return picket::sim::test::serve(argv[1]);
}
