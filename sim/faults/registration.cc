#include "sim/faults/registration.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

RegistrationAction begin_registration(const RegistrationClient& client, RegistrationState& state, Time now) {
  state.phase = RegistrationPhase::kAsking;
  state.has_operation = false;
  state.gives_up_at = now + client.client_timeout;
  state.wake_up = state.gives_up_at;
  return RegistrationAction::kBegin;
}

Duration wait_before_restart(const RegistrationClient& client, std::uint32_t restarts, double random) {
  const double longest = client.restart_backoff.to_seconds();
  const double doubled = std::ldexp(client.client_timeout.to_seconds(), static_cast<int>(std::min(restarts - 1, 40U)));
  return Duration::from_seconds(std::min(doubled, longest) * (1 - 0.5 * random));
}

RegistrationAction give_up(const RegistrationClient& client, RegistrationState& state, Time now, double random) {
  ++state.restarts;
  state.phase = RegistrationPhase::kBackingOff;
  state.has_operation = false;
  state.wake_up = now + wait_before_restart(client, state.restarts, random);
  return RegistrationAction::kGiveUp;
}

RegistrationAction on_answer(const RegistrationClient& client, RegistrationState& state, Time now, bool accepted, double random) {
  if (state.phase != RegistrationPhase::kAsking) return RegistrationAction::kNone;
  if (accepted && state.has_operation) {
    state = {};
    state.phase = RegistrationPhase::kAssigned;
    return RegistrationAction::kConnect;
  }
  state.has_operation = state.has_operation || accepted;
  const bool told = !accepted && client.honours_retry_after;
  const Duration least = told ? client.retry_after : client.poll_interval;
  const Duration wait = Duration::from_seconds(least.to_seconds() * (1 + kRegistrationWaitSpread * random));
  if (client.honours_retry_after) state.gives_up_at = now + wait + client.client_timeout;
  state.phase = RegistrationPhase::kWaiting;
  state.wake_up = std::min(now + wait, state.gives_up_at);
  return RegistrationAction::kNone;
}

RegistrationAction on_wake_up(const RegistrationClient& client, RegistrationState& state, Time now, double random) {
  if (now < state.wake_up) return RegistrationAction::kNone;
  switch (state.phase) {
    case RegistrationPhase::kAsking: return give_up(client, state, now, random);
    case RegistrationPhase::kWaiting:
      if (now >= state.gives_up_at) return give_up(client, state, now, random);
      state.phase = RegistrationPhase::kAsking;
      state.wake_up = state.gives_up_at;
      return RegistrationAction::kAsk;
    case RegistrationPhase::kBackingOff: return begin_registration(client, state, now);
    case RegistrationPhase::kIdle:
    case RegistrationPhase::kAssigned: break;
  }
  return RegistrationAction::kNone;
}

}  // namespace

RegistrationClient registration_client_of(const Fault& fault) {
  return {poll_interval_of(fault), retry_after_of(fault), client_timeout_of(fault), restart_backoff_of(fault),
          honours_retry_after_of(fault)};
}

RegistrationAction advance(const RegistrationClient& client, RegistrationState& state, Time now, RegistrationInput input, double random) {
  PICKET_CHECK(random >= 0 && random < 1, "random", random);
  switch (input) {
    case RegistrationInput::kNeeded:
      return state.phase == RegistrationPhase::kIdle ? begin_registration(client, state, now) : RegistrationAction::kNone;
    case RegistrationInput::kAccepted: return on_answer(client, state, now, true, random);
    case RegistrationInput::kThrottled: return on_answer(client, state, now, false, random);
    case RegistrationInput::kTimer: return on_wake_up(client, state, now, random);
    case RegistrationInput::kStopped:
      if (state.phase != RegistrationPhase::kAssigned) state = {};
      return RegistrationAction::kNone;
  }
  return RegistrationAction::kNone;
}

}  // namespace picket::sim
