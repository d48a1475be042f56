#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent_core/base/counts.h"
#include "agent_core/base/time.h"
#include "sim/live/amqp/amqp_failure.h"
#include "sim/live/amqp/event_hub_endpoint.h"
#include "sim/live/amqp/received_event.h"
#include "sim/live/amqp/start_position.h"

namespace picket::sim {

struct ReceiverSettings {
  std::string consumer_group = "$Default";
  std::string roots;    ///< a PEM file of trusted roots; empty: the system's
  std::string address;  ///< "host:port" to connect to in place of the endpoint's own; its certificate is checked against that name all the same
  std::uint32_t credit = 4'000;  ///< events of a partition on their way or waiting for `take`, at most
  Duration token_life = Duration::hours(1);       ///< renewed when three quarters are over
  Duration setup_timeout = Duration::seconds(30);  ///< of a connection, and of each request to the service
  StartPosition first;                            ///< of partitions that have no position
  std::map<std::uint16_t, StartPosition> positions;
};

/// A partition as it stands.
struct PartitionState {
  bool attached = false;
  /// Of the last event that was there when the link was opened, -1: none. What is read through it is the present.
  std::int64_t last_at_attach = -1;
  StartPosition position;      ///< reading goes on from here
};

/// Something a person should know.
struct ReceiverNotice {
  std::optional<AmqpFailure> failure;  ///< nothing: good news
  std::string text;                    ///< one line without secrets
};

struct ReceiverCounts {
  std::uint64_t connections = 0;  ///< that came to be
  std::uint64_t attaches = 0;     ///< of partitions' links
  std::uint64_t tokens = 0;       ///< put, renewals included
  std::uint64_t events = 0;       ///< faulty ones included
  Counts<AmqpFailure, std::uint64_t> failures{};
};

struct ReceiverBatch {
  std::vector<EventRead> events;  ///< of a partition in order; the faulty ones too
  std::vector<ReceiverNotice> notices;
  std::map<std::uint16_t, PartitionState> partitions;  ///< all that are known
  bool all_known = false;         ///< the service has said which partitions there are
  bool ended = false;             ///< nothing comes any more: stopped, or a person is needed; the last notice says why
};

/// Reads the messages of a hub at its built-in endpoint.
///
/// Model:  AMQP 1.0 over TLS, in a thread of its own; SASL ANONYMOUS; a token put for each link (CBS) and renewed before it ends; the
///         partitions from the management node; a link a partition, with the selector of its position. Events wait here, `credit`
///         of a partition at most, until `release` says that their room is free: who reads slowly is sent slowly.
///         A link that is detached is opened again behind the last event that came, a connection that is lost is made again, both
///         after retry_wait. No event is left out or given twice within the life of this object, whatever is lost on the way.
/// TLS:    the certificate's chain and its name are always checked, with the endpoint's own host as the name; nothing turns it off.
/// Errors: what needs_a_person ends it unless it has been connected before; everything else is a notice and another attempt.
/// Limits: a message that is not even AMQP ends the connection, which is then made again. Partition ids are numbers.
/// Source: iot-hub.md 5.1 (frames of Microsoft's client), 7.3.
class EventHubReceiver {
 public:
  EventHubReceiver(EventHubEndpoint endpoint, ReceiverSettings settings);
  ~EventHubReceiver();
  EventHubReceiver(const EventHubReceiver&) = delete;
  EventHubReceiver& operator=(const EventHubReceiver&) = delete;

  void start();
  /// What has come, or waits up to `wait` for something.
  ReceiverBatch take(Duration wait);
  /// So many events of the partition are dealt with: others may come.
  void release(std::uint16_t partition, std::uint32_t events);
  ReceiverCounts counts() const;
  /// Closes the connection in good order, within two seconds.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace picket::sim
