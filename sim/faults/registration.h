#pragma once

#include <cstdint>

#include "agent_core/base/time.h"
#include "sim/scenario/fault.h"

namespace picket::sim {

/// How a client registers at the provisioning service.
struct RegistrationClient {
  Duration poll_interval;       ///< from an answer to the next request
  Duration retry_after;         ///< what a refusal tells it to wait
  Duration client_timeout;      ///< after which it gives a registration up
  Duration restart_backoff;     ///< longest wait before it starts over; 0: it starts over at once
  bool honours_retry_after = false;
};
RegistrationClient registration_client_of(const Fault& fault);

/// Where a client stands.
enum class RegistrationPhase : std::uint8_t {
  kIdle,        ///< has no assignment and has not begun
  kAsking,      ///< a request is under way
  kWaiting,     ///< for the moment of its next request
  kBackingOff,  ///< has given up, and starts over at `wake_up`
  kAssigned,
};

enum class RegistrationInput : std::uint8_t {
  kNeeded,     ///< the client wants to connect and has no assignment
  kAccepted,   ///< its request passed
  kThrottled,  ///< its request was refused
  kTimer,      ///< `wake_up` has come
  kStopped,    ///< its process ended
};

/// What the caller has to do.
enum class RegistrationAction : std::uint8_t {
  kNone,
  kBegin,    ///< open a connection and ask to be registered
  kAsk,      ///< ask again: a poll if there is an operation, else to be registered
  kGiveUp,   ///< close the connection; the answer to what is under way is of no use
  kConnect,  ///< close the connection: the device is assigned and may connect to its hub
};

/// One device's registration: a value. Times are absolute; `wake_up` is Time::max() if none.
struct RegistrationState {
  Time wake_up = Time::max();
  Time gives_up_at = Time::max();
  std::uint32_t restarts = 0;  ///< registrations given up in a row
  RegistrationPhase phase = RegistrationPhase::kIdle;
  bool has_operation = false;  ///< a request to register has passed
  bool operator==(const RegistrationState&) const = default;
};

/// Each wait of a client is longer by a random share up to this: clocks and schedulers of devices differ. Source: assumption.
inline constexpr double kRegistrationWaitSpread = 0.1;

/// F08, registration livelock: advances one client. `random` in [0, 1) is used for waits only.
///
/// Model:  a client asks to be registered, waits `poll_interval`, and asks for the status until it is assigned. Refused, it asks
///         the same again after `poll_interval`, or after `retry_after` if it honours that. After `client_timeout` it gives up: its
///         operation is lost and with it every request that passed, and it starts over, at once or after
///         min(client_timeout 2^(restarts - 1), restart_backoff), less up to half of that. The time-out of a client that
///         honours Retry-After is for silence alone: it begins anew with each answer and the wait that this asks for.
///         So where a minute's amount is used up before a client's next request, and the client has given up when there is a new
///         one, nobody is ever assigned, however long it lasts; patience or waiting as told heals it.
///         Inputs that do not fit the phase (a late answer, a timer that is no longer wanted) change nothing.
/// Cost:   constant; pure.
/// Limits: a client that is told to wait never gives up while it is answered.
/// Source: workload survey 4, F08 (an incident of 2022-12-19 to 22). Polls: Retry-After of 3 s in published traces of the SDKs.
RegistrationAction advance(const RegistrationClient& client, RegistrationState& state, Time now, RegistrationInput input, double random);

/// Whether a registration is under way.
constexpr bool is_registering(const RegistrationState& state) {
  return state.phase == RegistrationPhase::kAsking || state.phase == RegistrationPhase::kWaiting;
}

}  // namespace picket::sim
