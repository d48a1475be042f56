// What a session over AMQP and HTTPS does in another way than one over MQTT; session_test.cc has the rest.

#include <gtest/gtest.h>

#include "agent_core/publish/session.h"
#include "tests/support/agent_driver.h"

namespace picket {
namespace {

using Input = SessionInput;
using Phase = SessionPhase;
using test::at;

struct TransportSession {
  ClientPreset preset;
  SessionState state;

  explicit TransportSession(Transport transport) {
    preset.transport = transport;
    preset.backoff_jitter = 0;
  }
  SessionAction operator()(Time now, Input input) { return step(preset, state, now, input, 0.5); }
  SessionAction queue(Time now) {
    ++state.queued;
    return (*this)(now, Input::kMessageQueued);
  }
  SessionAction acknowledge(Time now) {
    --state.queued;
    return (*this)(now, Input::kAcknowledged);
  }
};

// Of a life of 60 min with a margin of 12: at 48, 96, 144 min.
TEST(SessionOverAmqp, renews_its_token_without_a_new_connection) {
  TransportSession d(Transport::kAmqp);
  EXPECT_EQ(d(at(0), Input::kStarted), SessionAction::kConnect);
  d(at(0), Input::kConnected);
  for (int renewal = 1; renewal <= 3; ++renewal) {
    const Time due = at(renewal * 48 * 60);
    EXPECT_EQ(d.state.wake_up, due);
    EXPECT_EQ(d(due, Input::kTimer), SessionAction::kRenewToken);
    EXPECT_EQ(d.state.phase, Phase::kOnline);
  }
  EXPECT_EQ(d.state.renewals, 3U);
  EXPECT_EQ(d.state.connects, 1U);
}

// A message is in flight when the renewal falls due: first its answer, then the token, then the next message, all at once.
TEST(SessionOverAmqp, sends_on_after_a_renewal) {
  TransportSession d(Transport::kAmqp);
  d(at(0), Input::kStarted);
  d(at(0), Input::kConnected);
  const Time due = at(48 * 60);
  EXPECT_EQ(d.queue(due - Duration::seconds(1)), SessionAction::kSend);
  EXPECT_EQ(d.queue(due), SessionAction::kNone);
  EXPECT_EQ(d.acknowledge(due), SessionAction::kRenewToken);
  EXPECT_EQ(d.state.wake_up, due);
  EXPECT_EQ(d(due, Input::kTimer), SessionAction::kSend);
}

// It knows of the throttle after one refusal, where one over MQTT suspects it after three: 1 min, and the connection stays.
TEST(SessionOverAmqp, waits_at_once_when_it_is_told_of_a_throttle) {
  TransportSession d(Transport::kAmqp);
  d(at(0), Input::kStarted);
  d(at(0), Input::kConnected);
  EXPECT_EQ(d.queue(at(1)), SessionAction::kSend);
  EXPECT_EQ(d(at(2), Input::kThrottled), SessionAction::kNone);
  EXPECT_EQ(d.state.phase, Phase::kWaiting);
  EXPECT_EQ(d.state.wake_up, at(62));
  EXPECT_EQ(d.queue(at(3)), SessionAction::kNone) << "others wait behind it";
  EXPECT_EQ(d(at(62), Input::kTimer), SessionAction::kSend);
  EXPECT_EQ(d.state.connects, 1U);
  EXPECT_EQ(d.acknowledge(at(63)), SessionAction::kSend);
  EXPECT_EQ(d.state.failures, 0U);
  EXPECT_EQ(d.state.drops_while_sending, 0U);
}

TEST(SessionOverAmqp, that_loses_its_connection_while_it_waits_connects_anew) {
  TransportSession d(Transport::kAmqp);
  d(at(0), Input::kStarted);
  d(at(0), Input::kConnected);
  d.queue(at(1));
  d(at(2), Input::kThrottled);
  EXPECT_EQ(d(at(3), Input::kLinkLost), SessionAction::kNone);
  EXPECT_EQ(d.state.phase, Phase::kOffline);
  EXPECT_EQ(d.state.wake_up, at(63)) << "it still knows of the throttle";
  EXPECT_EQ(d(at(63), Input::kTimer), SessionAction::kConnect);
}

// The hub's idle time-out is 240 s: an empty frame at each 120 s, lost after 240 s.
TEST(SessionOverAmqp, sends_an_empty_frame_after_half_of_the_idle_time_out) {
  TransportSession d(Transport::kAmqpWebSocket);
  EXPECT_EQ(ping_period(d.preset), Duration::seconds(120));
  EXPECT_EQ(missed_after(d.preset), Duration::seconds(240));
  d(at(0), Input::kStarted);
  d(at(0), Input::kConnected);
  account_idle(d.preset, d.state, at(600));
  EXPECT_EQ(d.state.pings, 5U);
  d.preset.ping_interval = Duration::seconds(210);
  EXPECT_EQ(ping_period(d.preset), Duration::seconds(210));
}

TEST(SessionOverHttps, is_online_when_it_has_started_and_opens_nothing_by_itself) {
  TransportSession d(Transport::kHttps);
  EXPECT_EQ(d(at(0), Input::kStarted), SessionAction::kNone);
  EXPECT_EQ(d.state.phase, Phase::kOnline);
  EXPECT_EQ(d.state.wake_up, Time::max()) << "no token is renewed";
  EXPECT_EQ(d.queue(at(86'400)), SessionAction::kSend);
  EXPECT_EQ(d.acknowledge(at(86'401)), SessionAction::kNone);
  EXPECT_EQ(d.state.pings, 0U);
  EXPECT_EQ(d.state.connects, 0U);
  EXPECT_EQ(d.state.renewals, 0U);
}

// As over MQTT: again at once, then after 1 s, 2 s; and after three in a row it suspects a throttle.
TEST(SessionOverHttps, sends_a_request_again_that_got_no_answer) {
  TransportSession d(Transport::kHttps);
  d(at(0), Input::kStarted);
  EXPECT_EQ(d.queue(at(0)), SessionAction::kSend);
  EXPECT_EQ(d.state.wake_up, at(60));
  EXPECT_EQ(d(at(60), Input::kTimer), SessionAction::kSend);
  EXPECT_EQ(d(at(61), Input::kLinkLost), SessionAction::kNone);
  EXPECT_EQ(d.state.wake_up, at(62));
  EXPECT_EQ(d(at(62), Input::kTimer), SessionAction::kSend);
  EXPECT_EQ(d(at(63), Input::kLinkLost), SessionAction::kNone);
  EXPECT_EQ(d.state.wake_up, at(123));
}

// A wrong token is no throttle.
TEST(SessionOverHttps, whose_token_is_refused_tries_again_and_suspects_no_throttle) {
  TransportSession d(Transport::kHttps);
  d(at(0), Input::kStarted);
  EXPECT_EQ(d.queue(at(0)), SessionAction::kSend);
  EXPECT_EQ(d(at(0), Input::kConnectRefused), SessionAction::kSend);
  std::int64_t now = 0;
  for (const std::int64_t wait : {1, 2, 4, 8, 16, 32, 64, 100}) {
    EXPECT_EQ(d(at(static_cast<double>(now)), Input::kConnectRefused), SessionAction::kNone);
    now += wait;
    EXPECT_EQ(d.state.wake_up, at(static_cast<double>(now)));
    EXPECT_EQ(d(at(static_cast<double>(now)), Input::kTimer), SessionAction::kSend);
  }
  EXPECT_EQ(d.state.drops_while_sending, 0U);
}

TEST(SessionOverHttps, in_a_steady_state_waits_for_messages_alone) {
  TransportSession d(Transport::kHttps);
  d.state = steady_session(d.preset, at(0), 0.3);
  EXPECT_EQ(d.state.wake_up, Time::max());
  account_idle(d.preset, d.state, at(86'400));
  EXPECT_EQ(d.state.pings, 0U);
}

TEST(SessionOverMqtt, is_never_told_of_a_throttle_while_it_sends_nothing) {
  TransportSession d(Transport::kMqtt);
  d(at(0), Input::kStarted);
  d(at(0), Input::kConnected);
  EXPECT_EQ(d(at(1), Input::kThrottled), SessionAction::kNone);
  EXPECT_EQ(d.state.phase, Phase::kOnline);
}

}  // namespace
}  // namespace picket
