#pragma once

#include <cstdint>

#include "sim/experiment/carry_stage.h"

// Private to the carry stage: what it keeps of one device's connection, and what its timers mean.

namespace picket::sim {

/// One device's connection and its two lists of messages: created by a later moment of this
/// window (`inbox`), and waiting or under way (`queue`, head first).
struct CarryStage::Line {
  SessionState session;
  Time timer_at = Time::max();  ///< earliest timer outstanding in the kernel's calendar
  std::uint32_t inbox_head = kNoMessage;
  std::uint32_t inbox_tail = kNoMessage;
  std::uint32_t queue_head = kNoMessage;
  std::uint32_t queue_tail = kNoMessage;
  std::uint32_t shared_head = kNoMessage;  ///< first queued message whose storage is still its window's
  std::uint32_t draws = 0;      ///< random numbers drawn for this line so far
  std::uint16_t epoch = 0;      ///< of the connection: answers to an older one are ignored
  std::uint16_t hub_epoch = 0;  ///< of the last connection that the hub accepted
  bool under_way = false;       ///< a transfer is on the site's line or waits for it
  bool throttled = false;       ///< the hub refused for want of capacity, and has accepted nothing since
  bool has_tls_session = true;  ///< a connect may resume one: the agent has been connected since it started
  std::int8_t connect_ways = 0; ///< of the connect under way, one-way trips until the hub has it
  Time kept_until = Time::from_unix_seconds(0);  ///< HTTPS: a connection is open for another request until then
  Bytes opening;                ///< HTTPS: of the request under way, what opened its connection
  std::uint32_t refused_with = 0;  ///< the hub's code on its way to the client, which is told of it
  bool subscribed = true;       ///< the hub keeps the session of an agent that has been there before
  Time last_radio = Time::from_unix_seconds(0);  ///< last use of the air interface
  Time handed_at;               ///< when the transfer under way was given to the line
  std::int64_t pending_bytes = 0;                ///< of the transfer under way
  Duration extra_delay;         ///< retransmissions of the message under way
  Duration reconnect;           ///< part of the wait of the message under way without a connection
  Time offline_since = Time::max();              ///< Time::max(): connected
  Duration offline;             ///< in all, until offline_since
  Time online_since = Time::from_unix_seconds(0);  ///< of the connection; long ago for one from before the run

  /// Whether the client takes itself for connected.
  bool online() const {
    return session.phase == SessionPhase::kOnline || session.phase == SessionPhase::kSending || session.phase == SessionPhase::kWaiting;
  }
};

enum class CarryStage::CookieType : std::uint8_t {
  // On equal times a lower value comes first: the world, then answers, then new work.
  kOutageEnds,
  kOutageBegins,
  kWorldEvent,
  kHubFault,
  kCellHour,       ///< another hour for the other users of a cell
  kDeviceReturns,  ///< its own connection
  kHubAct,
  kBusinessCall,  ///< the value is a stream of BusinessCalls
  kTwinChange,    ///< the back end changes a twin, or tries again
  kHubNoticesLoss,
  kLineNoticesLoss,
  kPingDue,         ///< of a client whose line can have forgotten its connection
  kPingUnanswered,
  kAgentStarts,
  kRegisterArrives,
  kStatusPollArrives,
  kRegistrationAccepted,
  kRegistrationThrottled,
  kConnectArrives,
  kConnectAnswered,
  kConnectRefused,
  kPublishArrives,
  kTokenArrives,  ///< AMQP: a new token for the open connection
  kAcknowledged,
  kRefused,       ///< the client is told that its message is not taken
  kClosedByHub,
  kTwinArrives,   ///< a read or a report of a twin; the values of these are exchanges
  kTwinAnswered,
  kTwinRetry,     ///< of a device, after a refusal
  kTwinStart,
  kStartConnect,
  kStartPublish,
  kConnectSent,
  kPublishSent,
  kRegistrationTimer,
  kTwinSent,
  kSessionTimer,
  kMessageCreated,
  kTwinReport,    ///< an agent has reported properties to send
};

/// One device's twin, and what its client has to ask for it.
struct CarryStage::TwinLine {
  std::vector<std::uint32_t> reports;  ///< sizes of reported properties to send, by time; the first `due` are made
  std::uint32_t due = 0;
  std::uint32_t node = 0;              ///< of the rollout: what the twin says
  std::uint32_t next_change = 0;       ///< into the rollout's arrivals of the device
  std::uint32_t change_failures = 0;   ///< refusals of that change
  std::uint32_t failures = 0;          ///< refusals of what the client asks, in a row
  std::uint32_t exchange = kNoExchange;  ///< under way over the present connection
  bool wants_read = false;
  bool has_read = true;      ///< since the agent started; one that has been there before the run has
  bool waits = false;        ///< for its next try
  bool not_in_tier = false;  ///< a basic hub closed the connection over it: not asked any more
};

/// A read or a report of a twin on its way to a hub, or its answer on the way back. It is used again when both have ended.
struct CarryStage::TwinExchange {
  Time from;                       ///< given to the line
  std::int64_t uplink_bytes = 0;
  std::uint32_t device = 0;
  std::uint32_t payload = 0;       ///< bytes of the document or of the patch
  std::uint32_t code = 0;          ///< the hub's answer
  std::uint16_t epoch = 0;         ///< of its connection
  HubOperation operation{};
  bool judged = false;             ///< the hub has answered
  bool in_use = false;
};

}  // namespace picket::sim
