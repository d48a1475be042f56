#include "agent_core/publish/session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "agent_core/base/random.h"
#include "agent_core/publish/client_presets.h"
#include "tests/support/agent_driver.h"

namespace picket {
namespace {

using Input = SessionInput;
using Phase = SessionPhase;
using test::at;
using test::kStart;

// A session and its caller's duties, without jitter.
struct Session {
  ClientPreset preset;
  SessionState state;

  Session() { preset.backoff_jitter = 0; }
  SessionAction operator()(Time now, Input input) { return step(preset, state, now, input, 0.5); }
  SessionAction queue(Time now) {
    ++state.queued;
    return (*this)(now, Input::kMessageQueued);
  }
  SessionAction acknowledge(Time now) {
    --state.queued;
    return (*this)(now, Input::kAcknowledged);
  }
  void start_online(Time now) {
    ASSERT_EQ((*this)(now, Input::kStarted), SessionAction::kConnect);
    ASSERT_EQ((*this)(now, Input::kConnected), SessionAction::kNone);
  }
};

TEST(Session, connects_when_started_and_waits_for_the_answer) {
  Session d;
  EXPECT_EQ(d(at(0), Input::kStarted), SessionAction::kConnect);
  EXPECT_EQ(d.state.phase, Phase::kConnecting);
  EXPECT_EQ(d.state.wake_up, at(30));
  EXPECT_EQ(d(at(1), Input::kConnected), SessionAction::kNone);
  EXPECT_EQ(d.state.phase, Phase::kOnline);
  EXPECT_EQ(d.state.wake_up, at(1 + 48 * 60));
  EXPECT_EQ(d.state.connects, 1U);
}

TEST(Session, sends_one_message_after_the_other) {
  Session d;
  d.start_online(at(0));
  EXPECT_EQ(d.queue(at(1)), SessionAction::kSend);
  EXPECT_EQ(d.queue(at(2)), SessionAction::kNone);
  EXPECT_EQ(d.state.wake_up, at(61));
  EXPECT_EQ(d.acknowledge(at(3)), SessionAction::kSend);
  EXPECT_EQ(d.acknowledge(at(4)), SessionAction::kNone);
  EXPECT_EQ(d.state.phase, Phase::kOnline);
}

TEST(Session, sends_what_was_queued_before_it_was_connected) {
  Session d;
  d(at(0), Input::kStarted);
  EXPECT_EQ(d.queue(at(1)), SessionAction::kNone);
  EXPECT_EQ(d(at(2), Input::kConnected), SessionAction::kSend);
}

// Refusals at 0: again at once; then after 1, 2, 4 s.
TEST(Session, retries_at_once_then_waits_twice_as_long_each_time) {
  Session d;
  d(at(0), Input::kStarted);
  EXPECT_EQ(d(at(0), Input::kConnectRefused), SessionAction::kConnect);
  std::int64_t now = 0;
  for (const std::int64_t wait : {1, 2, 4, 8, 16, 32, 64, 100, 100}) {
    EXPECT_EQ(d(at(now), Input::kConnectRefused), SessionAction::kNone);
    EXPECT_EQ(d.state.phase, Phase::kOffline);
    EXPECT_EQ(d.state.wake_up, at(now + wait));
    now += wait;
    EXPECT_EQ(d(at(now), Input::kTimer), SessionAction::kConnect);
  }
}

TEST(Session, takes_a_silent_connect_for_a_refused_one) {
  Session d;
  d(at(0), Input::kStarted);
  EXPECT_EQ(d(at(30), Input::kTimer), SessionAction::kConnect);
  EXPECT_EQ(d(at(60), Input::kTimer), SessionAction::kNone);
  EXPECT_EQ(d.state.wake_up, at(61));
}

TEST(Session, renews_its_token_by_reconnecting_every_48_minutes) {
  Session d;
  d.start_online(at(0));
  for (std::int64_t n = 1; n <= 3; ++n) {
    EXPECT_EQ(d.state.wake_up, at(n * 48 * 60));
    EXPECT_EQ(d(at(n * 48 * 60), Input::kTimer), SessionAction::kReconnect);
    EXPECT_EQ(d(at(n * 48 * 60), Input::kConnected), SessionAction::kNone);
  }
  EXPECT_EQ(d.state.renewals, 3U);
  EXPECT_EQ(d.state.connects, 4U);
}

// Queued at 47:59 and acknowledged at 48:10: the renewal waits for the acknowledgement.
TEST(Session, awaits_the_message_in_flight_before_it_renews) {
  Session d;
  d.start_online(at(0));
  EXPECT_EQ(d.queue(at(48 * 60 - 1)), SessionAction::kSend);
  EXPECT_EQ(d.queue(at(48 * 60 + 5)), SessionAction::kNone);
  EXPECT_EQ(d.acknowledge(at(48 * 60 + 10)), SessionAction::kReconnect);
  EXPECT_EQ(d(at(48 * 60 + 11), Input::kConnected), SessionAction::kSend);
}

TEST(Session, without_a_token_there_is_nothing_to_renew) {
  Session d;
  d.preset.token_life = Duration();
  d.start_online(at(0));
  EXPECT_EQ(d.state.wake_up, Time::max());
}

TEST(Session, sends_again_what_was_not_acknowledged) {
  Session d;
  d.start_online(at(0));
  EXPECT_EQ(d.queue(at(0)), SessionAction::kSend);
  EXPECT_EQ(d(at(59), Input::kTimer), SessionAction::kNone);
  EXPECT_EQ(d(at(60), Input::kTimer), SessionAction::kConnect);
  EXPECT_EQ(d(at(61), Input::kConnected), SessionAction::kSend);
  EXPECT_EQ(d.state.queued, 1U);
}

// A hub over its quota: every connection is closed as soon as something is sent. Drop 1: again at
// once; drop 2: after 1 s; drop 3 and on: at least a minute.
TEST(Session, slows_down_when_it_suspects_a_throttle_until_something_is_acknowledged) {
  Session d;
  d.start_online(at(0));
  EXPECT_EQ(d.queue(at(0)), SessionAction::kSend);
  EXPECT_EQ(d(at(0), Input::kLinkLost), SessionAction::kConnect);
  EXPECT_EQ(d(at(0), Input::kConnected), SessionAction::kSend);
  EXPECT_EQ(d(at(0), Input::kLinkLost), SessionAction::kNone);
  EXPECT_EQ(d.state.wake_up, at(1));
  EXPECT_EQ(d(at(1), Input::kTimer), SessionAction::kConnect);
  EXPECT_EQ(d(at(1), Input::kConnected), SessionAction::kSend);
  EXPECT_EQ(d(at(1), Input::kLinkLost), SessionAction::kNone);
  EXPECT_EQ(d.state.wake_up, at(61));
  EXPECT_EQ(d(at(61), Input::kTimer), SessionAction::kConnect);
  EXPECT_EQ(d(at(61), Input::kConnected), SessionAction::kSend);
  EXPECT_EQ(d.acknowledge(at(62)), SessionAction::kNone);
  EXPECT_EQ(d(at(63), Input::kLinkLost), SessionAction::kConnect);  // forgiven
}

TEST(Session, a_stopped_agent_loses_its_queue_and_does_nothing) {
  Session d;
  d.start_online(at(0));
  d.queue(at(0));
  EXPECT_EQ(d(at(1), Input::kStopped), SessionAction::kNone);
  EXPECT_EQ(d.state.queued, 0U);
  EXPECT_EQ(d.state.wake_up, Time::max());
  for (const Input input : {Input::kTimer, Input::kConnected, Input::kAcknowledged, Input::kLinkLost}) {
    EXPECT_EQ(d(at(2), input), SessionAction::kNone);
    EXPECT_EQ(d.state.phase, Phase::kStopped);
  }
}

// 240 s of silence for each ping: at 1,000 s four (240, 480, 720, 960); a message at 1,000 s starts
// the silence anew, so that the fifth is at 1,240 s.
TEST(Session, pings_after_each_keep_alive_of_silence) {
  Session d;
  d.start_online(at(0));
  account_idle(d.preset, d.state, at(239));
  EXPECT_EQ(d.state.pings, 0U);
  account_idle(d.preset, d.state, at(1'000));
  EXPECT_EQ(d.state.pings, 4U);
  d.queue(at(1'000));
  d.acknowledge(at(1'000));
  account_idle(d.preset, d.state, at(1'239));
  EXPECT_EQ(d.state.pings, 4U);
  account_idle(d.preset, d.state, at(1'240));
  EXPECT_EQ(d.state.pings, 5U);
}

// The SDK for .NET tells the hub 300 s and pings each 75: in 300 s of silence four times.
TEST(Session, pings_by_the_preset_s_own_interval_where_it_has_one) {
  Session d;
  d.preset.keep_alive = Duration::seconds(300);
  d.preset.ping_interval = Duration::seconds(75);
  d.start_online(at(0));
  account_idle(d.preset, d.state, at(300));
  EXPECT_EQ(d.state.pings, 4U);
  const SessionState steady = steady_session(d.preset, at(1'000), 0.999);
  EXPECT_GE(steady.last_traffic, at(925)) << "no silence is longer";
}

// Fleets of clients whose step has no least retry together, however long they wait: the shortest wait does not grow.
TEST(Session, steps_grow_from_nothing_where_they_have_no_least) {
  ClientPreset p;
  p.backoff_growth = BackoffGrowth::kRandomStep;
  p.backoff_first = Duration::seconds(1);
  p.backoff_step_most = Duration::seconds(2);
  p.backoff_max = Duration::seconds(60);
  for (const std::uint32_t failures : {2U, 5U, 50U, 4'000'000'000U}) EXPECT_EQ(retry_delay(p, failures, false, 0), Duration::seconds(1));
  EXPECT_EQ(retry_delay(p, 3, false, 0.5), Duration::seconds(1 + 3));
  EXPECT_EQ(retry_delay(p, 4'000'000'000U, false, 0.5), Duration::seconds(60));
  p.throttled_backoff = Duration::seconds(90);
  EXPECT_EQ(retry_delay(p, 3, true, 0.5), Duration::seconds(90));
}

TEST(Session, refuses_and_expires_as_the_preset_says) {
  ClientPreset preset;
  SessionState state;
  state.queued = preset.max_queued_messages - 1;
  EXPECT_TRUE(queue_has_room(preset, state));
  ++state.queued;
  EXPECT_FALSE(queue_has_room(preset, state));
  const Time limit = kStart + preset.message_timeout;
  EXPECT_FALSE(message_has_expired(preset, kStart, limit));
  EXPECT_TRUE(message_has_expired(preset, kStart, limit + Duration::microseconds(1)));
}

// Law: the wait lies within its bounds for every failure count and draw.
TEST(Session, retry_delays_stay_within_their_bounds) {
  for (const std::string_view name : kClientPresetNames) {
    const ClientPreset p = *client_preset(name);
    RandomStream random(1, 0, 0, Purpose::kTest);
    for (std::uint32_t failures = 1; failures <= 1'000; ++failures) {
      const double u = random.uniform();
      const double wait = retry_delay(p, failures, false, u).to_seconds();
      const double slow = retry_delay(p, failures, true, u).to_seconds();
      ASSERT_GE(slow, p.throttled_backoff.to_seconds());
      ASSERT_GE(slow, wait);
      if (p.backoff_growth == BackoffGrowth::kRandomStep) {
        ASSERT_GE(wait, failures == 1 ? 0 : p.backoff_first.to_seconds());
        ASSERT_LE(wait, failures == 1 ? 0 : p.backoff_max.to_seconds());
        ASSERT_LE(slow, std::max(p.backoff_max, p.throttled_backoff_max).to_seconds());
        continue;
      }
      const double base = failures == 1 ? 0
                                        : std::min(p.backoff_max.to_seconds(),
                                                   p.backoff_first.to_seconds() * std::pow(2.0, failures - 2));
      ASSERT_LE(wait, base + 1e-6);
      ASSERT_GE(wait, base * (1 - p.backoff_jitter) - 1e-6);
      ASSERT_LE(slow,
                std::max(p.backoff_max.to_seconds(), p.throttled_backoff.to_seconds() * (1 + p.backoff_jitter)) + 1e-6);
    }
  }
}

TEST(Session, steady_sessions_spread_their_renewals_evenly) {
  const ClientPreset preset;
  constexpr int kDevices = 48'000;
  std::vector<int> per_minute(48);
  for (int i = 0; i < kDevices; ++i) {
    const SessionState s = steady_session(preset, kStart, (i + 0.5) / kDevices);
    ASSERT_EQ(s.phase, Phase::kOnline);
    ASSERT_GT(s.renew_at, kStart);
    ASSERT_EQ(s.wake_up, s.renew_at);
    ASSERT_LE(s.last_traffic, kStart);
    ++per_minute.at(static_cast<std::size_t>((s.renew_at - kStart) / Duration::minutes(1)));
  }
  for (const int n : per_minute) EXPECT_NEAR(n, 1'000, 1);
}

// Any world: a link and a hub that answer, refuse, drop and keep silent at random, an agent that
// queues, stops and starts. The caller here keeps the rules of session.h; the laws are checked at each step.
class RandomWorld {
 public:
  RandomWorld(const ClientPreset& preset, std::uint32_t seed) : preset_(preset), random_(seed, 0, 0, Purpose::kTest) {}

  void run(int steps) {
    apply(Input::kStarted);
    for (int i = 0; i < steps && !testing::Test::HasFatalFailure(); ++i) advance();
    EXPECT_GT(sent_, 0U);
  }

 private:
  // One thing happens: an answer that is due, a new message, the agent's end, or the wake-up.
  void advance() {
    const double u = random_.uniform();
    if (u < 0.25) return queue();
    if (u < 0.27) return restart();
    if (u < 0.30 && state_.phase == Phase::kOnline) return later(Input::kLinkLost);
    if (state_.phase == Phase::kConnecting && u < 0.80)
      return later(u < 0.6 ? Input::kConnected : Input::kConnectRefused);
    if (state_.phase == Phase::kSending && u < 0.85) return acknowledge_or_drop(u < 0.7);
    if (u < 0.87) return apply(random_.chance(0.5) ? Input::kTimer : Input::kConnected);  // out of turn
    wake();
  }

  void queue() {
    pass(random_.exponential(20.0));
    ++state_.queued;
    apply(Input::kMessageQueued);
  }
  void restart() {
    apply(Input::kStopped);
    ASSERT_EQ(state_.wake_up, Time::max());
    pass(random_.exponential(100.0));
    apply(Input::kStarted);
  }
  void later(Input input) {
    pass(random_.exponential(1.0));
    apply(input);
  }
  void acknowledge_or_drop(bool acknowledged) {
    pass(random_.exponential(1.0));
    if (state_.phase != Phase::kSending) return;
    if (acknowledged) {
      ASSERT_GT(state_.queued, 0U);
      --state_.queued;
    }
    apply(acknowledged ? Input::kAcknowledged : Input::kLinkLost);
  }
  void wake() {
    if (state_.wake_up == Time::max()) return;
    now_ = std::max(now_, state_.wake_up);
    apply(Input::kTimer);
  }

  // Time passes, with every wake-up on the way.
  void pass(double seconds) {
    const Time until = now_ + Duration::from_seconds(seconds);
    while (state_.wake_up <= until && !testing::Test::HasFatalFailure()) wake();
    now_ = until;
  }

  void apply(Input input) {
    const SessionState before = state_;
    const SessionAction action = step(preset_, state_, now_, input, random_.uniform());
    check_action(action, before);
    check_state();
    check_pings(before);
  }

  void check_action(SessionAction action, const SessionState& before) {
    if (action == SessionAction::kSend) {
      ++sent_;
      // Never while offline, never with one in flight already, never an empty queue.
      const bool was_up = before.phase == Phase::kOnline || before.phase == Phase::kConnecting ||
                          before.phase == Phase::kSending;  // connected or acknowledged just now
      ASSERT_TRUE(was_up);
      ASSERT_EQ(state_.phase, Phase::kSending);
      ASSERT_GT(state_.queued, 0U);
      ASSERT_LE(now_, token_ends_);
    }
    if (action == SessionAction::kConnect || action == SessionAction::kReconnect) {
      ASSERT_EQ(state_.phase, Phase::kConnecting);
      ASSERT_EQ(state_.connects, before.connects + 1);
      token_ends_ = now_ + preset_.token_life;
    }
    if (action == SessionAction::kReconnect) {
      ASSERT_TRUE(before.phase == Phase::kOnline || before.phase == Phase::kSending);
      ASSERT_EQ(state_.renewals, before.renewals + 1);
    }
  }

  void check_state() {
    const bool running = state_.phase != Phase::kStopped;
    // Always wakes: a running session has something to wait for.
    ASSERT_EQ(state_.wake_up != Time::max(), running);
    if (running) {
      ASSERT_GE(state_.wake_up, now_);
    }
    // A message is never left lying while the session is free to send it.
    if (state_.phase == Phase::kOnline) {
      ASSERT_EQ(state_.queued, 0U);
    }
    if (state_.phase == Phase::kOnline || state_.phase == Phase::kSending) {
      ASSERT_LE(now_, state_.renew_at + preset_.acknowledge_timeout);  // before the token ends
    }
  }

  // Pings by the clock, one silence after the other, against the closed form.
  void check_pings(const SessionState& before) {
    const bool up = before.phase == Phase::kOnline || before.phase == Phase::kSending;
    for (Time t = before.last_traffic + preset_.keep_alive; up && t <= now_; t += preset_.keep_alive) ++pings_;
    ASSERT_EQ(state_.pings, pings_);
  }

  ClientPreset preset_;
  RandomStream random_;
  SessionState state_;
  Time now_ = kStart;
  Time token_ends_ = Time::max();
  std::uint32_t sent_ = 0;
  std::uint32_t pings_ = 0;
};

TEST(Session, keeps_its_laws_in_any_world) {
  for (const std::string_view name : kClientPresetNames) {
    const ClientPreset preset = *client_preset(name);
    if (preset.token_renewal_margin < preset.acknowledge_timeout) continue;  // renews on the hub's grace
    for (std::uint32_t seed = 0; seed < 100; ++seed) {
      SCOPED_TRACE(testing::Message() << name << ", seed " << seed);
      RandomWorld(preset, seed).run(2'000);
      if (HasFatalFailure()) return;
    }
  }
}

// Law: with a link and a hub that work again, the queue drains, however deep in trouble it was.
TEST(Session, drains_its_queue_once_the_world_is_well) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    RandomStream random(seed, 1, 0, Purpose::kTest);
    const ClientPreset preset;
    SessionState s;
    s.queued = static_cast<std::uint32_t>(random.below(20));
    Time now = kStart;
    SessionAction action = step(preset, s, now, Input::kStarted, 0.5);
    for (std::uint64_t trouble = random.below(40); trouble > 0; --trouble) {
      if (action == SessionAction::kNone) {
        now = s.wake_up;
        action = step(preset, s, now, Input::kTimer, random.uniform());
      } else if (action == SessionAction::kSend || random.chance(0.5)) {
        action = step(preset, s, now, Input::kLinkLost, random.uniform());
      } else {
        action = step(preset, s, now, Input::kConnected, random.uniform());
      }
    }
    const Time well = now;
    while (s.queued > 0) {
      ASSERT_LE(now - well, Duration::minutes(3));
      if (action == SessionAction::kSend) {
        --s.queued;
        action = step(preset, s, now, Input::kAcknowledged, 0.5);
      } else if (action == SessionAction::kNone) {
        now = s.wake_up;
        action = step(preset, s, now, Input::kTimer, 0.5);
      } else {
        action = step(preset, s, now, Input::kConnected, 0.5);
      }
    }
  }
}

}  // namespace
}  // namespace picket
