// Builds security messages, validates them, and sends them through a transport of its own: here one that
// writes what an MQTT client would publish, so that the example needs neither hub nor network.
//
// Usage: send_security_message DEVICE [MODULE]
// Exit code: 0 if the good messages were sent and the bad one was refused.

#include <chrono>
#include <iostream>
#include <random>
#include <string>

#include "agent_core/message/event_id.h"
#include "agent_core/message/security_message_builder.h"

namespace {

using picket::PayloadDetails;
using picket::SecurityMessageBuilder;

/// In place of your MQTT client: publish `topic` and `body` with QoS 1, answer once it is acknowledged.
class PrintingTransport final : public picket::MessageTransport {
 public:
  std::optional<picket::TransportError> send(const Outgoing& message) override {
    std::cout << "topic:   " << message.topic << "\npayload: " << message.body << '\n';
    if (!std::cout) return picket::TransportError{"cannot write to standard output", false};
    return std::nullopt;
  }
};

/// The library owns neither clock nor randomness; a program brings its own.
picket::Time now() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return picket::Time::from_unix_seconds(std::chrono::duration_cast<std::chrono::seconds>(since_1970).count());
}

picket::Uuid random_seed() {
  std::random_device device;
  const auto word = [&] { return static_cast<std::uint64_t>(device()) << 32 | device(); };
  return {word(), word()};
}

bool sent(const char* what, const picket::SendReport& report) {
  for (const picket::MessageProblem& problem : report.problems) {
    std::cout << what << ": " << to_string(problem) << '\n';
  }
  if (report.error) std::cerr << what << ": " << report.error->reason << '\n';
  std::cout << what << (report.sent() ? ": sent\n" : ": not sent\n");
  return report.sent();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::cerr << "usage: send_security_message DEVICE [MODULE]\n";
    return 2;
  }
  const picket::MessageSender sender{argv[1], argc > 2 ? argv[2] : "azureiotsecurity"};
  // An agent keeps its id for life; the seed makes the ids of its events.
  const picket::Uuid agent_id = *picket::parse_uuid("072f3eca-3db0-45ba-8174-fa383bc93caf");
  const picket::Uuid seed = random_seed();
  PrintingTransport transport;

  SecurityMessageBuilder message(agent_id, "1.0.0");
  message.add("ProcessCreate", picket::event_id(seed, 0, 0), now(),
              {{"Executable", "/usr/bin/wget"},
               {"CommandLine", "wget -q http://192.0.2.7/x.sh"},
               {"UserId", "0"},
               {"ProcessId", 4242},
               {"ParentProcessId", 1}});
  const bool process = sent("process", message.send(transport, sender));

  // What is your own goes into ExtraDetails of the event that comes nearest: here the result of a check.
  message.clear();
  message.marking().application_properties = {{"MessagePriority", "High"}};
  message.add("OSBaseline", picket::event_id(seed, 1, 0), now(),
              {{"Description", "The firmware is signed by its vendor"},
               {"CceId", "OWN-0001"},
               {"Result", "Fail"},
               {"Error", ""},
               {"Severity", "Critical"},
               {"ExtraDetails", PayloadDetails{{"Slot", "b"}, {"Signer", "unknown"}}}});
  const bool own = sent("own check", message.send(transport, sender));

  // Three mistakes, all named at once; nothing reaches the transport.
  message.clear();
  message.add("ConnectionCreate", picket::event_id(seed, 2, 0), now(),
              {{"Protocol", "tcp"},
               {"Direction", "Inbound"},
               {"RemoteAdress", "192.0.2.7"},
               {"RemotePort", 443},
               {"Executable", "/usr/bin/curl"},
               {"ProcessId", 4243}});
  const bool wrong = sent("wrong", message.send(transport, sender));
  return process && own && !wrong ? 0 : 1;
}
