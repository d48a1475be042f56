#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/live/collect/owned_file.h"
#include "sim/live/fleet/class_measures.h"
#include "sim/live/mqtt/hub_client.h"
#include "sim/live/mqtt/memory_queue.h"
#include "sim/live/registry/registry_request.h"
#include "sim/network/hub_mqtt.h"
#include "sim/network/wire_cost.h"

namespace picket::sim {

struct FleetHubSettings {
  std::string host;
  ClientPreset preset;
  std::string roots;                 ///< PEM file of trusted roots; empty: the system's
  std::string address;               ///< an address, looked up once for all; empty: each client asks for itself
  std::uint16_t port = 8'883;
  std::string user_agent;
  std::uint64_t connects_per_second = 10;  ///< all clients together; 1 or more
  std::uint64_t sends_per_second = 90;
  std::uint64_t message_budget = 0;  ///< PUBLISH of all clients, repeats included
  std::int64_t block_bytes = 4'096;  ///< of a unit of the hub's quota
  QueueLimits queue{1'000, 4ULL << 20U};  ///< of each device
  std::uint64_t random = 0;          ///< keys waits and names messages; another in each run
};

/// What became of a fleet's messages so far. offered = delivered + held + the losses.
struct FleetCounts {
  std::uint64_t offered = 0;    ///< given to send()
  std::uint64_t delivered = 0;  ///< acknowledged by the hub
  std::uint64_t held = 0;       ///< in queues, in flight included
  Counts<QueueLoss, std::uint64_t> losses;
  std::uint64_t sent = 0;       ///< PUBLISH, repeats included
  std::uint64_t repeated = 0;
  std::uint64_t connected = 0;  ///< clients that are connected now
  std::uint64_t connections = 0;
  Counts<LinkEnd, std::uint64_t> ends;
  std::uint64_t unexpected = 0; ///< messages of the hub that nobody asked for
  Duration waited;              ///< from send() to the acknowledgement, over all delivered
  Duration longest_wait;
  bool balances() const;
};

/// The connections of a fleet's devices to one hub, in one thread.
///
/// Model:  a HubClient and a queue in memory for each device; they share TLS, a pace of connects and sends, and a message budget. epoll
///         waits for all of them, and a heap holds when each wants its turn.
/// Cost:   an epoll set, and for each device up to three file descriptors, of which libmosquitto takes two for itself.
/// Errors: problem(): too few file descriptors, TLS that cannot be set up, a key that is none.
/// Limits: symmetric keys alone. A host that moves to another address is not followed while `address` is given.
class FleetConnections {
 public:
  /// Tells a sentence about a kind of end, the first time and then at most once a minute. Never a secret.
  using Tell = std::function<void(Time, const std::string&)>;

  /// Identities in the order of the devices' numbers; `devices`: the number of each. `now`: as for HubClient.
  FleetConnections(FleetHubSettings settings, std::span<const NewIdentity> identities, std::vector<std::uint32_t> devices, Time now, Tell tell);
  ~FleetConnections();
  FleetConnections(const FleetConnections&) = delete;
  FleetConnections& operator=(const FleetConnections&) = delete;

  const std::string& problem() const { return problem_; }
  /// Before start(): of which class each client is, in their order, of `classes`; without it all are of one.
  void set_classes(std::vector<std::uint32_t> class_of_client, std::size_t classes);
  std::size_t size() const { return clients_.size(); }
  /// All begin to connect, each at its turn.
  void start(Time now);
  /// Queues a message of the device with that number, which must be one of `devices`.
  void send(Time now, std::uint32_t device, const MarkedMessage& message);
  /// Waits until something is to be done, at most until `until` or `also` can be read, and does it.
  void turn(const std::function<Time()>& clock, Time until, int also = -1);
  /// Says DISCONNECT for all.
  void stop(Time now);
  /// Time of day less `now`.
  void set_clock(Duration offset);

  bool budget_is_spent() const { return allowance_.messages == 0; }
  /// Every queue is empty.
  bool idle() const { return held_ == 0; }
  FleetCounts counts() const;
  /// By class, and last of all; without what only who makes the messages knows.
  std::vector<ClassMeasures> measures() const;

 private:
  class Client;
  /// What is counted of a class as it happens.
  struct Seen {
    ClassMeasures measures;
    WireCost publishes;  ///< of `measures.sent`, by the wire model
    DelayRecord publish_delay;
    DelayRecord whole_delay;
  };
  void look(Client& client, Time now);
  void count_sent(Client& client, Time now);
  void count_delivered(const Client& client, Time now, const QueuedMessage& message);
  template <class Count>
  void count_in(const Client& client, Count count);
  void settle(std::size_t client, Time now);
  void watch(std::size_t client);
  void ended(Time now, LinkEnd end, const std::string& text);

  FleetHubSettings settings_;
  HubAllowance allowance_;
  std::shared_ptr<TlsContext> tls_;
  Tell tell_;
  std::string problem_;
  OwnedFile epoll_;
  MqttIdentity lengths_;                 ///< of the clients' names, which are of one length
  std::optional<WireModel> wire_;        ///< of such identities; nothing without clients
  std::vector<Seen> seen_{2};            ///< by class, and last of all
  std::vector<std::unique_ptr<Client>> clients_;
  std::vector<std::uint32_t> place_of_;  ///< by device's number
  /// When a client wants its turn; entries that are no longer so are passed over.
  std::priority_queue<std::pair<Time, std::uint32_t>, std::vector<std::pair<Time, std::uint32_t>>, std::greater<>> timers_;
  std::array<Time, static_cast<std::size_t>(LinkEnd::kCount_)> told_{};
  std::uint64_t held_ = 0;
  std::uint64_t offered_ = 0;
  Duration waited_;
  Duration longest_wait_;
};

}  // namespace picket::sim
