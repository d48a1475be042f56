#include "sim/faults/registration.h"

#include <gtest/gtest.h>

#include "tests/sim/faults/fault_start.h"
#include "tests/sim/faults/registration_storm.h"

namespace picket::sim {
namespace {

using test::completed_in;
using test::registration_storm_of;
using test::StormMinute;
using Action = RegistrationAction;
using Input = RegistrationInput;
using Phase = RegistrationPhase;

Time at_second(double seconds) { return test::kFaultStart + Duration::from_seconds(seconds); }

RegistrationClient usual_client() { return registration_client_of(Fault{}); }

TEST(Registration, is_of_the_parameters_of_its_fault) {
  Fault fault;
  fault.poll_interval = Duration::seconds(5);
  fault.client_timeout = Duration::seconds(90);
  fault.restart_backoff = Duration::minutes(7);
  fault.honours_retry_after = true;
  fault.retry_after = Duration::seconds(11);
  const RegistrationClient client = registration_client_of(fault);
  EXPECT_EQ(client.poll_interval, Duration::seconds(5));
  EXPECT_EQ(client.client_timeout, Duration::seconds(90));
  EXPECT_EQ(client.restart_backoff, Duration::minutes(7));
  EXPECT_EQ(client.retry_after, Duration::seconds(11));
  EXPECT_TRUE(client.honours_retry_after);
}

TEST(Registration, asks_waits_polls_and_is_assigned) {
  const RegistrationClient client = usual_client();
  RegistrationState state;
  EXPECT_EQ(advance(client, state, at_second(0), Input::kNeeded, 0), Action::kBegin);
  EXPECT_TRUE(is_registering(state));
  EXPECT_EQ(advance(client, state, at_second(1), Input::kAccepted, 0.5), Action::kNone);
  EXPECT_TRUE(state.has_operation);
  EXPECT_EQ(state.wake_up, at_second(1 + 3 * 1.05)) << "half of the spread of a tenth";
  EXPECT_EQ(advance(client, state, at_second(2), Input::kTimer, 0), Action::kNone) << "too early";
  EXPECT_EQ(advance(client, state, at_second(4.15), Input::kTimer, 0), Action::kAsk);
  EXPECT_EQ(advance(client, state, at_second(5), Input::kAccepted, 0), Action::kConnect);
  EXPECT_EQ(state.phase, Phase::kAssigned);
  EXPECT_EQ(state.wake_up, Time::max());
  EXPECT_FALSE(is_registering(state));
  for (const Input late : {Input::kNeeded, Input::kAccepted, Input::kThrottled, Input::kTimer, Input::kStopped}) {
    EXPECT_EQ(advance(client, state, at_second(100), late, 0), Action::kNone);
    EXPECT_EQ(state.phase, Phase::kAssigned);
  }
}

TEST(Registration, refused_asks_the_same_again_until_its_time_out_and_starts_over_at_once) {
  const RegistrationClient client = usual_client();
  RegistrationState state;
  advance(client, state, at_second(0), Input::kNeeded, 0);
  advance(client, state, at_second(0), Input::kAccepted, 0);
  for (int i = 1; i < 20; ++i) {
    ASSERT_EQ(advance(client, state, at_second(3 * i), Input::kTimer, 0), Action::kAsk) << i;
    EXPECT_EQ(advance(client, state, at_second(3 * i), Input::kThrottled, 0), Action::kNone);
    EXPECT_TRUE(state.has_operation) << "a poll that is refused loses nothing";
  }
  EXPECT_EQ(state.wake_up, at_second(60));
  EXPECT_EQ(advance(client, state, at_second(60), Input::kTimer, 0), Action::kGiveUp);
  EXPECT_FALSE(state.has_operation);
  EXPECT_FALSE(is_registering(state));
  EXPECT_EQ(state.wake_up, at_second(60));
  EXPECT_EQ(advance(client, state, at_second(60), Input::kTimer, 0), Action::kBegin);
  EXPECT_EQ(state.gives_up_at, at_second(120));
}

TEST(Registration, gives_up_when_nobody_answers) {
  const RegistrationClient client = usual_client();
  RegistrationState state;
  advance(client, state, at_second(0), Input::kNeeded, 0);
  EXPECT_EQ(state.wake_up, at_second(60));
  EXPECT_EQ(advance(client, state, at_second(60), Input::kTimer, 0), Action::kGiveUp);
  EXPECT_EQ(advance(client, state, at_second(61), Input::kAccepted, 0), Action::kNone) << "too late";
  EXPECT_FALSE(state.has_operation);
}

// 60 s, 120 s, 240 s, then 5 min; less up to half.
TEST(Registration, backs_off_before_it_starts_over) {
  RegistrationClient client = usual_client();
  client.restart_backoff = Duration::minutes(5);
  RegistrationState state;
  Time now = at_second(0);
  EXPECT_EQ(advance(client, state, now, Input::kNeeded, 0), Action::kBegin);
  for (const double wait : {60.0, 120.0, 240.0, 300.0, 300.0}) {
    now = state.gives_up_at;
    EXPECT_EQ(advance(client, state, now, Input::kTimer, 0), Action::kGiveUp);
    EXPECT_EQ(state.wake_up, now + Duration::from_seconds(wait));
    now = state.wake_up;
    EXPECT_EQ(advance(client, state, now, Input::kTimer, 0), Action::kBegin);
  }
  EXPECT_EQ(advance(client, state, state.gives_up_at, Input::kTimer, 0.5), Action::kGiveUp);
  EXPECT_EQ(state.wake_up, state.gives_up_at + Duration::from_seconds(300 * 0.75));
}

TEST(Registration, told_to_wait_waits_and_has_its_time_out_for_silence) {
  RegistrationClient client = usual_client();
  client.honours_retry_after = true;
  RegistrationState state;
  Time now = at_second(0);
  advance(client, state, now, Input::kNeeded, 0);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(advance(client, state, now, Input::kThrottled, 0), Action::kNone);
    EXPECT_EQ(state.wake_up, now + Duration::seconds(30));
    EXPECT_EQ(state.gives_up_at, now + Duration::seconds(90));
    now = state.wake_up;
    EXPECT_EQ(advance(client, state, now, Input::kTimer, 0), Action::kAsk);
  }
  EXPECT_EQ(advance(client, state, state.gives_up_at, Input::kTimer, 0), Action::kGiveUp);
}

TEST(Registration, is_lost_with_the_process) {
  const RegistrationClient client = usual_client();
  RegistrationState state;
  advance(client, state, at_second(0), Input::kNeeded, 0);
  advance(client, state, at_second(0), Input::kAccepted, 0);
  advance(client, state, at_second(1), Input::kStopped, 0);
  EXPECT_EQ(state, RegistrationState{});
  EXPECT_EQ(advance(client, state, at_second(9), Input::kNeeded, 0), Action::kBegin);
}

// 120 devices within two minutes, 20 requests a minute. A client asks every 3 to 3.3 s and 0.1 s for the answer, 18.5 times a minute:
// 2,000 requests and more of a fleet of 110. The minute's 20 are gone within its first second, so a client gets at most one through, and
// needs two within 60 s: nobody is assigned but the few that found the minute's amount untouched, 10 of them at most in the first.
TEST(Registration, livelocks_where_the_service_throttles_and_clients_start_over) {
  const std::vector<StormMinute> storm = registration_storm_of(usual_client(), 120, 20, Duration::minutes(2), 60);
  EXPECT_LE(completed_in(storm, 0, 2), 12);
  EXPECT_LE(completed_in(storm, 2, 60), 2);
  EXPECT_LT(storm[0].requests, storm[1].requests);
  EXPECT_LT(storm[1].requests, storm[2].requests);
  for (std::size_t m = 3; m < storm.size(); ++m) EXPECT_NEAR(static_cast<double>(storm[m].requests), 2'100, 150) << m;
}

// Each needs two requests that pass, and every one that passes is of use: 2 x 120 / 20 = 12 min, and a last wait.
TEST(Registration, heals_with_patience_with_waiting_as_told_and_with_backing_off) {
  RegistrationClient patient = usual_client();
  patient.client_timeout = Duration::hours(1);
  EXPECT_LT(completed_in(registration_storm_of(patient, 120, 20, Duration::minutes(2), 60), 0, 11), 120);
  EXPECT_EQ(completed_in(registration_storm_of(patient, 120, 20, Duration::minutes(2), 60), 0, 14), 120);
  RegistrationClient obedient = usual_client();
  obedient.honours_retry_after = true;
  const std::vector<StormMinute> orderly = registration_storm_of(obedient, 120, 20, Duration::minutes(2), 60);
  EXPECT_LT(completed_in(orderly, 0, 11), 120);
  EXPECT_EQ(completed_in(orderly, 0, 14), 120);
  for (const StormMinute& minute : orderly) EXPECT_LE(minute.requests, 120 * 2 + 20);
  RegistrationClient careful = usual_client();
  careful.restart_backoff = Duration::minutes(30);
  EXPECT_EQ(completed_in(registration_storm_of(careful, 120, 20, Duration::minutes(2), 180), 0, 180), 120);
}

}  // namespace
}  // namespace picket::sim
