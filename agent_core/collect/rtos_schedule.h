#pragma once

#include "agent_core/agent.h"
#include "agent_core/collect/agent_life.h"

namespace picket {

/// The timers and the send state machine of generation 2's agent for Azure RTOS.
///
/// Model, collection: each priority is collected when its interval has passed since it last was; the first
///   time 30 to 89 whole seconds after the start, all together. One timer is armed to the nearest due time.
///   A tick gives at most one message, High before Medium before Low; if the core's own count of its bytes
///   (500, and 36 for each flow over IPv4, 60 over IPv6) is more than max_message_bytes it is dropped whole. Nothing collected, no message. A tick first gives up the message
///   before it if that is still unsent (Emission::discard).
/// Model, sending: active: a message is sent once; a failed send is tried again every 3 s
///   (Emission::resend) until the next tick. No connection when sending: pending; the connection is looked
///   for every 3 s and with every message; found: active, and what is unsent is sent. More than 300 s
///   pending: suspended; the collectors stop and lose what they hold, and events are lost until a look every
///   3 s finds a connection; then the collectors start again, and what fell due meanwhile is collected at
///   once.
/// Limits: a driver that never reports keeps it active. A clock that goes backwards (which counts as due in
///   the original) cannot happen here.
/// Source: defender.md 1.5, 4.3.
/// Returns false if it waits for a snapshot.
bool step_rtos(const AgentPlan& plan, AgentState& state, Time t, SlotPool& pool, Emission& out,
               SlotListener* listener);

/// The next tick or look, whichever is earlier.
Time rtos_next_wake_up(const AgentPlan& plan, const AgentState& state);
/// True if the priority's interval has passed at `t` since it was last collected.
bool rtos_is_due(const AgentPlan& plan, const AgentState& state, Priority priority, Time t);

/// When the priority was last collected, or the start.
Time rtos_window_start(const AgentState& state, Priority priority);

/// on_delivery and on_connection for this generation.
void rtos_delivery(const AgentPlan& plan, AgentState& state, Time now, std::uint32_t sequence,
                   DeliveryOutcome outcome);
void rtos_connection(const AgentPlan& plan, AgentState& state, Time now, bool connected);

/// Time between looks at the connection, and between a failed send and the next
/// (ASC_SECURITY_MODULE_SEND_MESSAGE_RETRY_TIME, defender.md 1.5).
inline constexpr Duration kRtosRetryTime = Duration::seconds(3);
/// Pending for longer, it suspends (ASC_SECURITY_MODULE_PENDING_TIME, defender.md 1.5).
inline constexpr Duration kRtosPendingTime = Duration::seconds(300);

/// The core's count of a message's bytes, from which it derives its page of 6,644 bytes: base, and per flow
/// (defender.md 4.3, 8). Kinds that it does not have count with their encoded size.
inline constexpr std::size_t kRtosMessageBytes = 500;
inline constexpr std::size_t kRtosIpv4FlowBytes = 36;
inline constexpr std::size_t kRtosIpv6FlowBytes = 60;

}  // namespace picket
