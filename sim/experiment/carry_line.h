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
  bool online() const { return session.phase == SessionPhase::kOnline || session.phase == SessionPhase::kSending; }
};

enum class CarryStage::CookieType : std::uint8_t {
  // On equal times a lower value comes first: the world, then answers, then new work.
  kOutageEnds,
  kOutageBegins,
  kWorldEvent,
  kHubFault,
  kDeviceReturns,  ///< its own connection
  kHubAct,
  kHubNoticesLoss,
  kLineNoticesLoss,
  kPingDue,         ///< of a client whose line can have forgotten its connection
  kPingUnanswered,
  kAgentStarts,
  kConnectArrives,
  kConnectAnswered,
  kConnectRefused,
  kPublishArrives,
  kAcknowledged,
  kClosedByHub,
  kStartConnect,
  kStartPublish,
  kConnectSent,
  kPublishSent,
  kSessionTimer,
  kMessageCreated,
};

}  // namespace picket::sim
