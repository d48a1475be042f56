#include "sim/experiment/registration_desk.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

constexpr Time kDeskStart = Time::from_unix_seconds(1'772'496'000);

/// A fault of another kind, then two storms: the second service answers one request a minute.
std::vector<Fault> two_storms() {
  std::vector<Fault> faults(3);
  faults[0].kind = FaultKind::kHubOutage;
  faults[1].kind = faults[2].kind = FaultKind::kRegistrationStorm;
  faults[2].requests_per_minute = 1;
  faults[2].poll_interval = Duration::seconds(7);
  return faults;
}

void expect_balance(const RegistrationDesk& desk) {
  for (const ConservationLedger& ledger : desk.ledgers()) {
    for (const Imbalance& imbalance : ledger.check()) ADD_FAILURE() << ledger.unit() << ": " << imbalance.says;
  }
}

TEST(RegistrationDesk, has_nothing_to_do_and_to_tell_until_a_device_loses_its_assignment) {
  RegistrationDesk desk(two_storms(), kDeskStart, Duration::hours(1));
  EXPECT_FALSE(desk.is_needed(4));
  EXPECT_EQ(desk.client(4), nullptr);
  desk.stop(4);
  EXPECT_TRUE(desk.ledgers().empty());
  desk.lose(4, 2);
  EXPECT_TRUE(desk.is_needed(4));
  EXPECT_FALSE(desk.is_needed(5));
  ASSERT_NE(desk.client(4), nullptr);
  EXPECT_EQ(desk.client(4)->settings.poll_interval, Duration::seconds(7)) << "of its own fault";
  EXPECT_TRUE(desk.ledgers().empty()) << "nobody has asked";
}

TEST(RegistrationDesk, sends_each_to_the_service_of_its_fault) {
  RegistrationDesk desk(two_storms(), kDeskStart, Duration::hours(1));
  for (std::uint32_t device = 0; device < 4; ++device) {
    desk.lose(device, device < 2 ? 1 : 2);
    desk.count_request(RegistrationRequest::kRegister, true);
  }
  EXPECT_EQ(desk.counts().under_way, 4U);
  for (std::uint32_t device = 0; device < 4; ++device) {
    const auto expected = device == 3 ? RegistrationAnswer::kThrottled : RegistrationAnswer::kAccepted;
    EXPECT_EQ(desk.answer(device, RegistrationRequest::kRegister, kDeskStart + Duration::seconds(device)), expected) << device;
  }
  EXPECT_EQ(desk.counts().under_way, 0U);
  EXPECT_EQ(desk.counts().accepted, 3U);
  EXPECT_EQ(desk.counts().throttled, 1U);
  desk.count_completed(2, kDeskStart + Duration::seconds(10));
  desk.finish();
  EXPECT_EQ(desk.requests().at(0).total(), Bytes(2));
  EXPECT_EQ(desk.requests().at(1).total(), Bytes(2));
  EXPECT_EQ(desk.completions().at(0).total(), Bytes(0));
  EXPECT_EQ(desk.completions().at(1).total(), Bytes(1));
}

// Four begin: one is assigned, one gives up, one stops, one is still waiting. Of five requests one has no line and one is under way.
TEST(RegistrationDesk, keeps_books_that_balance) {
  RegistrationDesk desk(two_storms(), kDeskStart, Duration::hours(1));
  const auto begin = [&](std::uint32_t device) {
    desk.lose(device, 1);
    advance(desk.client(device)->settings, desk.client(device)->state, kDeskStart, RegistrationInput::kNeeded, 0);
    desk.count_begun();
    desk.count_request(RegistrationRequest::kRegister, device != 3);
  };
  for (std::uint32_t device = 0; device < 4; ++device) begin(device);
  for (std::uint32_t device = 0; device < 3; ++device) {
    const Time now = kDeskStart + Duration::seconds(1);
    EXPECT_EQ(desk.answer(device, RegistrationRequest::kRegister, now), RegistrationAnswer::kAccepted);
    advance(desk.client(device)->settings, desk.client(device)->state, now, RegistrationInput::kAccepted, 0);
  }
  expect_balance(desk);
  EXPECT_EQ(desk.in_progress(), 4U);
  RegistrationDesk::Client& first = *desk.client(0);
  EXPECT_EQ(advance(first.settings, first.state, first.state.wake_up, RegistrationInput::kTimer, 0), RegistrationAction::kAsk);
  desk.count_request(RegistrationRequest::kStatusPoll, true);
  expect_balance(desk);
  EXPECT_EQ(desk.counts().under_way, 1U);
  EXPECT_EQ(desk.counts().status_polls, 1U);
  EXPECT_EQ(advance(first.settings, first.state, kDeskStart + Duration::seconds(5), RegistrationInput::kAccepted, 0), RegistrationAction::kConnect);
  desk.count_completed(0, kDeskStart + Duration::seconds(5));
  EXPECT_FALSE(desk.is_needed(0));
  desk.stop(1);
  EXPECT_TRUE(desk.is_needed(1));
  RegistrationDesk::Client& last = *desk.client(3);
  EXPECT_EQ(advance(last.settings, last.state, last.state.wake_up, RegistrationInput::kTimer, 0), RegistrationAction::kGiveUp);
  desk.count_given_up();
  expect_balance(desk);
  EXPECT_EQ(desk.in_progress(), 1U);
  EXPECT_EQ(desk.counts().stopped, 1U);
  EXPECT_EQ(desk.counts().without_line, 1U);
  desk.stop(1);
  desk.stop(0);
  EXPECT_EQ(desk.counts().stopped, 1U) << "each once, and none that is assigned";
  desk.lose(0, 2);
  EXPECT_TRUE(desk.is_needed(0)) << "again";
  expect_balance(desk);
}

}  // namespace
}  // namespace picket::sim
