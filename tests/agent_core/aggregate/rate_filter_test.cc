// rate_filter: Suricata's, at its boundaries. Windows and timeouts include their last moment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/reduced.h"

namespace picket {
namespace {

using test::ReducedDevice;
using testing::ElementsAre;
using testing::IsEmpty;

/// count 3, seconds 10, timeout 20.
Reduction filter(NewAction action, CountReport count = CountReport::kNone) {
  Reduction r = test::reduction_of("rate_filter");
  r.events = 3;
  r.period = Duration::seconds(10);
  r.timeout = Duration::seconds(20);
  r.new_action = action;
  r.count = count;
  return r;
}

// One event a second from 0: 0, 1, 2 pass; 3 is the fourth in the window and exceeds the rate. Its timeout holds up to
// and including 23; 24 ends it and passes uncounted; 25 is more than 10 s after 0, so it and 26, 27 are a new window,
// which 28 exceeds.
TEST(RateFilter, changes_the_action_until_the_timeout) {
  ReducedDevice device(filter(NewAction::kPass));
  device.dns_run(0, 30, 1);
  device.until(100);
  EXPECT_THAT(device.times(), ElementsAre(0, 1, 2, 24, 25, 26, 27));
  EXPECT_EQ(device.dropped[DropReason::kSuppressed], 23);
  EXPECT_TRUE(device.balanced());
}

// The window is still open when the timeout ends (10 s against 2 s): 6 ends it, 7 is the fifth of the window.
TEST(RateFilter, a_window_that_is_still_open_goes_on_counting) {
  Reduction r = filter(NewAction::kDrop);
  r.timeout = Duration::seconds(2);
  ReducedDevice device(r);
  device.dns_run(0, 10, 1);
  device.until(100);
  EXPECT_THAT(device.times(), ElementsAre(0, 1, 2, 6));
  EXPECT_EQ(device.dropped[DropReason::kRateLimited], 6);
  EXPECT_TRUE(device.balanced());
}

// The window holds the event at exactly 10 s: 0, 5, 10 and the fourth at 10 exceed; at 10.001 a new one begins.
TEST(RateFilter, a_window_holds_its_last_moment) {
  for (const bool inside : {true, false}) {
    ReducedDevice device(filter(NewAction::kPass));
    for (const double t : {0.0, 5.0, 6.0}) device.dns(t);
    device.dns(inside ? 10.0 : 10.001);
    device.until(100);
    EXPECT_EQ(device.times().size(), inside ? 3U : 4U);
  }
}

TEST(RateFilter, the_new_action_alert_changes_nothing) {
  ReducedDevice device(filter(NewAction::kAlert));
  device.dns_run(0, 1'000, 0.01);
  device.until(100);
  EXPECT_EQ(device.hits().size(), 1'000U);
}

TEST(RateFilter, counts_what_it_withheld_on_the_next_that_passes) {
  ReducedDevice device(filter(NewAction::kPass, CountReport::kNext));
  device.dns_run(0, 26, 1);
  device.until(100);
  EXPECT_THAT(device.hits(), ElementsAre(1, 1, 1, 22, 1));
  EXPECT_TRUE(device.balanced());
}

// Guarantee and blind spot: another key is not touched, and the noise of a key hides what the key does next.
TEST(RateFilter, acts_on_the_key_alone) {
  ReducedDevice device(filter(NewAction::kDrop));
  device.dns_run(0, 100, 0.01, 1);
  device.dns(2, 2);
  device.dns(20, 1);
  device.until(100);
  EXPECT_EQ(device.hits().size(), 4U);
}

TEST(RateFilter, keeps_the_laws) {
  for (const NewAction action : {NewAction::kAlert, NewAction::kDrop, NewAction::kPass}) {
    for (const CountReport count : {CountReport::kNone, CountReport::kNext}) {
      EXPECT_THAT(broken_laws(*test::made(filter(action, count))), IsEmpty());
    }
  }
}

TEST(RateFilter, refuses_what_makes_no_sense) {
  const auto problem = [](const Reduction& r) { return find_primitive("rate_filter")->problem(r); };
  Reduction r = filter(NewAction::kPass);
  EXPECT_EQ(problem(r), "");
  r.events = 0;
  EXPECT_EQ(problem(r), "events must be 1 or more");
  r = filter(NewAction::kPass);
  r.period = Duration();
  EXPECT_EQ(problem(r), "a rate_filter needs a period of 1 ms or longer");
  r = filter(NewAction::kPass);
  r.timeout = Duration();
  EXPECT_EQ(problem(r), "a rate_filter needs a timeout of 1 ms or longer");
  EXPECT_EQ(problem(filter(NewAction::kPass, CountReport::kWindow)),
            "rate_filter sends no counts of its own: count is none or next");
}

}  // namespace
}  // namespace picket
