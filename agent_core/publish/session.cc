#include "agent_core/publish/session.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"

namespace picket {

static_assert(sizeof(SessionState) <= 64, "a million sessions are kept in memory");

namespace {

using Input = SessionInput;
using Phase = SessionPhase;

// A margin as long as the token's life would renew without end.
constexpr Duration kShortestRenewal = Duration::minutes(1);

Duration renewal_period(const ClientPreset& preset) {
  return std::max(kShortestRenewal, preset.token_life - preset.token_renewal_margin);
}

/// Over HTTPS each request carries a token of its own.
bool token_is_renewed(const ClientPreset& preset) {
  return preset.token_life > Duration() && has_connection_state(preset.transport);
}

bool is_up(const SessionState& state) {
  return state.phase == Phase::kOnline || state.phase == Phase::kSending || state.phase == Phase::kWaiting;
}

Duration scaled(Duration d, double factor) {
  return Duration::from_seconds(d.to_seconds() * factor);
}

SessionAction proceed(const ClientPreset& preset, SessionState& state, Time now);

SessionAction connect(const ClientPreset& preset, SessionState& state, Time now) {
  if (!has_connection_state(preset.transport)) {
    state.renew_at = Time::max();
    return proceed(preset, state, now);
  }
  state.phase = Phase::kConnecting;
  state.renew_at = Time::max();
  state.wake_up = now + preset.connect_timeout;
  ++state.connects;
  return SessionAction::kConnect;
}

SessionAction renew(const ClientPreset& preset, SessionState& state, Time now) {
  ++state.renewals;
  if (is_amqp(preset.transport)) {
    state.phase = Phase::kOnline;
    state.last_traffic = now;
    state.renew_at = now + renewal_period(preset);
    state.wake_up = state.queued > 0 ? now : state.renew_at;  // what waits is sent next
    return SessionAction::kRenewToken;
  }
  connect(preset, state, now);
  return SessionAction::kReconnect;
}

SessionAction retry(const ClientPreset& preset, SessionState& state, Time now, double random) {
  ++state.failures;
  const bool throttled = state.drops_while_sending >= preset.throttle_suspicion;
  const Duration delay = retry_delay(preset, state.failures, throttled, random);
  if (delay == Duration()) return connect(preset, state, now);
  state.phase = Phase::kOffline;
  state.renew_at = Time::max();
  state.wake_up = now + delay;
  return SessionAction::kNone;
}

// Online, and free to do the next thing.
SessionAction proceed(const ClientPreset& preset, SessionState& state, Time now) {
  if (state.renew_at <= now) return renew(preset, state, now);
  if (state.queued == 0) {
    state.phase = Phase::kOnline;
    state.wake_up = state.renew_at;
    return SessionAction::kNone;
  }
  state.phase = Phase::kSending;
  state.last_traffic = now;
  state.wake_up = now + preset.acknowledge_timeout;
  return SessionAction::kSend;
}

SessionAction on_started(const ClientPreset& preset, SessionState& state, Time now) {
  state.failures = 0;
  state.drops_while_sending = 0;
  return connect(preset, state, now);
}

SessionAction on_stopped(SessionState& state) {
  state.phase = Phase::kStopped;
  state.wake_up = Time::max();
  state.renew_at = Time::max();
  state.queued = 0;
  return SessionAction::kNone;
}

SessionAction on_connected(const ClientPreset& preset, SessionState& state, Time now) {
  if (state.phase != Phase::kConnecting) return SessionAction::kNone;
  // After a drop while sending only an acknowledgement shows that things are well again.
  if (state.drops_while_sending == 0) state.failures = 0;
  state.last_traffic = now;
  state.renew_at = token_is_renewed(preset) ? now + renewal_period(preset) : Time::max();
  return proceed(preset, state, now);
}

SessionAction on_acknowledged(const ClientPreset& preset, SessionState& state, Time now) {
  if (state.phase != Phase::kSending) return SessionAction::kNone;
  state.failures = 0;
  state.drops_while_sending = 0;
  state.last_traffic = now;
  return proceed(preset, state, now);
}

/// The hub has said that it throttles, so that nothing has to be suspected.
SessionAction on_throttled(const ClientPreset& preset, SessionState& state, Time now, double random) {
  if (state.phase != Phase::kSending) return SessionAction::kNone;
  ++state.failures;
  state.drops_while_sending = std::max(state.drops_while_sending + 1, preset.throttle_suspicion);
  state.last_traffic = now;
  state.phase = Phase::kWaiting;
  state.wake_up = now + retry_delay(preset, state.failures, true, random);
  return SessionAction::kNone;
}

SessionAction on_connect_refused(const ClientPreset& preset, SessionState& state, Time now, double random) {
  const bool in_request = state.phase == Phase::kSending && !has_connection_state(preset.transport);
  return state.phase == Phase::kConnecting || in_request ? retry(preset, state, now, random) : SessionAction::kNone;
}

SessionAction on_link_lost(const ClientPreset& preset, SessionState& state, Time now, double random) {
  if (state.phase == Phase::kStopped || state.phase == Phase::kOffline) return SessionAction::kNone;
  if (state.phase == Phase::kSending) ++state.drops_while_sending;
  return retry(preset, state, now, random);
}

SessionAction on_timer(const ClientPreset& preset, SessionState& state, Time now, double random) {
  if (now < state.wake_up) return SessionAction::kNone;
  switch (state.phase) {
    case Phase::kStopped:
      return SessionAction::kNone;
    case Phase::kOffline:
      return connect(preset, state, now);
    case Phase::kConnecting:
      return retry(preset, state, now, random);
    case Phase::kOnline:
    case Phase::kWaiting:
      return proceed(preset, state, now);
    case Phase::kSending:
      return on_link_lost(preset, state, now, random);  // no acknowledgement came
  }
  return SessionAction::kNone;
}

}  // namespace

namespace {

/// min(least + (2^n - 1) step, most), n being the retries after the one at once.
Duration stepped_delay(Duration least, double step_seconds, Duration most, std::uint32_t retries_after_first) {
  const double steps = std::ldexp(1.0, static_cast<int>(std::min(retries_after_first, 40U))) - 1;
  return Duration::from_seconds(std::min(least.to_seconds() + steps * step_seconds, most.to_seconds()));
}

Duration random_step_delay(const ClientPreset& preset, std::uint32_t failures, bool throttled, double random) {
  if (failures <= 1 && !throttled) return Duration();
  const std::uint32_t n = std::max(failures, 1U) - 1;
  const double least = preset.backoff_step_least.to_seconds();
  const double most = preset.backoff_step_most.to_seconds();
  const Duration delay =
      failures <= 1 ? Duration() : stepped_delay(preset.backoff_first, least + (most - least) * random, preset.backoff_max, n);
  if (!throttled) return delay;
  const Duration longest = std::max(preset.throttled_backoff, preset.throttled_backoff_max);
  return std::max(delay, stepped_delay(preset.throttled_backoff, preset.throttled_step_most.to_seconds() * random, longest, n));
}

}  // namespace

Duration retry_delay(const ClientPreset& preset, std::uint32_t failures, bool throttled, double random) {
  PICKET_CHECK(random >= 0 && random < 1, "random", random);
  if (preset.backoff_growth == BackoffGrowth::kRandomStep) return random_step_delay(preset, failures, throttled, random);
  Duration delay;
  if (failures > 1) {
    const double doubled = std::ldexp(preset.backoff_first.to_seconds(), static_cast<int>(std::min(failures - 2, 40U)));
    const double base = std::min(doubled, preset.backoff_max.to_seconds());
    delay = Duration::from_seconds(base * (1 - preset.backoff_jitter * random));
  }
  if (!throttled) return delay;
  return std::max(delay, scaled(preset.throttled_backoff, 1 + preset.backoff_jitter * random));
}

SessionAction step(const ClientPreset& preset, SessionState& state, Time now, SessionInput input, double random) {
  account_idle(preset, state, now);
  switch (input) {
    case Input::kStarted:
      return on_started(preset, state, now);
    case Input::kMessageQueued:
      return state.phase == Phase::kOnline ? proceed(preset, state, now) : SessionAction::kNone;
    case Input::kTimer:
      return on_timer(preset, state, now, random);
    case Input::kConnected:
      return on_connected(preset, state, now);
    case Input::kConnectRefused:
      return on_connect_refused(preset, state, now, random);
    case Input::kAcknowledged:
      return on_acknowledged(preset, state, now);
    case Input::kThrottled:
      return on_throttled(preset, state, now, random);
    case Input::kLinkLost:
      return on_link_lost(preset, state, now, random);
    case Input::kStopped:
      return on_stopped(state);
  }
  return SessionAction::kNone;
}

SessionState steady_session(const ClientPreset& preset, Time now, double random) {
  PICKET_CHECK(random >= 0 && random < 1, "random", random);
  SessionState state;
  state.phase = Phase::kOnline;
  state.last_traffic = now - scaled(ping_period(preset), random);
  // (0, period]: the last renewal was somewhere in the period before now.
  if (token_is_renewed(preset)) state.renew_at = now + scaled(renewal_period(preset), 1 - random);
  state.wake_up = state.renew_at;
  return state;
}

// Pings come at last_traffic + k x ping_period; each one is traffic.
void account_idle(const ClientPreset& preset, SessionState& state, Time now) {
  const Duration period = ping_period(preset);
  if (!is_up(state) || period <= Duration() || now < state.last_traffic) return;
  const std::int64_t pings = (now - state.last_traffic) / period;
  state.pings += static_cast<std::uint32_t>(pings);
  state.last_traffic += period * pings;
}

}  // namespace picket
