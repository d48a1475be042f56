// suppress: semantics of Tenzir's deduplicate (three timeouts), Vector's dedupe (max age, refresh on
// drop), Cribl's Suppress (allow, period, suppressCount) and rsyslog's repeated messages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/reduced.h"

namespace picket {
namespace {

using test::ReducedDevice;
using test::reduction_of;
using testing::ElementsAre;
using testing::IsEmpty;

Reduction suppress() {
  return reduction_of("suppress");
}

// Cribl: allow 1, period 30 s, dropped events counted on the next that passes. One event a second from
// 0 to 69 s: 0 passes, 1..29 are withheld, 30 passes as 1 + 29 and begins a period, 60 passes as 30; the
// nine of 61..69 are still held.
TEST(Suppress, counts_what_it_withheld_on_the_next_that_passes) {
  Reduction r = suppress();
  r.create_timeout = Duration::seconds(30);
  r.count = CountReport::kNext;
  ReducedDevice device(r);
  device.dns_run(0, 70, 1);
  device.until(100);
  EXPECT_THAT(device.hits(), ElementsAre(1, 30, 30));
  EXPECT_THAT(device.times(), ElementsAre(0, 1, 31));
  EXPECT_EQ(device.held(), 9U);
  EXPECT_TRUE(device.balanced());
}

// The same without counts: 3 pass, 67 are lost and counted as such.
TEST(Suppress, without_a_count_the_repeats_are_lost_under_their_reason) {
  Reduction r = suppress();
  r.create_timeout = Duration::seconds(30);
  ReducedDevice device(r);
  device.dns_run(0, 70, 1);
  device.until(100);
  EXPECT_THAT(device.times(), ElementsAre(0, 30, 60));
  EXPECT_EQ(device.dropped[DropReason::kSuppressed], 67);
  EXPECT_EQ(device.held(), 0U);
  EXPECT_TRUE(device.balanced());
}

TEST(Suppress, allows_as_many_as_it_is_told) {
  Reduction r = suppress();
  r.allow = 3;
  r.create_timeout = Duration::seconds(10);
  ReducedDevice device(r);
  device.dns_run(0, 12, 1);
  device.until(100);
  EXPECT_THAT(device.times(), ElementsAre(0, 1, 2, 10, 11));
}

// Pauses of 4, 4, 12 s with a timeout of 10 s. From the first that passed (create): 0 passes, 8 is within
// 10, 20 is not. From the last event (read): 4, 8 refresh; 20 comes 12 s after 8. With pauses of 4 s for
// ever a read timeout never ends; Vector with refresh_on_drop, and vector#22847.
TEST(Suppress, the_timeouts_run_from_different_events) {
  for (const bool read : {false, true}) {
    Reduction r = suppress();
    (read ? r.read_timeout : r.create_timeout) = Duration::seconds(10);
    ReducedDevice device(r);
    device.dns_run(0, 100, 4);
    device.until(1'000);
    if (read) {
      EXPECT_THAT(device.times(), ElementsAre(0));
    } else {
      // Passes at 0, then at the first multiple of 4 that is 10 or more after the last pass: every 12 s.
      EXPECT_EQ(device.times().size(), 34U);
      EXPECT_EQ(device.times()[1], 12);
    }
  }
}

// allow 2, write timeout 5 s: 0 and 3 pass (the write timeout now runs from 3), 6 and 7 are repeats, 8 is
// 5 s after the last pass.
TEST(Suppress, the_write_timeout_runs_from_the_last_event_that_passed) {
  Reduction r = suppress();
  r.allow = 2;
  r.write_timeout = Duration::seconds(5);
  ReducedDevice device(r);
  for (const double t : {0.0, 3.0, 6.0, 7.0, 8.0}) device.dns(t);
  device.until(100);
  EXPECT_THAT(device.times(), ElementsAre(0, 3, 8));
}

// Tenzir: distance 2. Names 0 1 0 2 3 0 0: the second 0 is two events after the first and a repeat; the third is three
// after the second and new; the last is next to it. The distance runs from the last event of the key, not the last
// that passed: in 0 1 0 1 0 1 nothing passes but the first two.
TEST(Suppress, with_a_distance_a_repeat_is_new_after_others) {
  Reduction r = suppress();
  r.distance = 2;
  r.count = CountReport::kNext;
  ReducedDevice device(r);
  double t = 0;
  for (const int name : {0, 1, 0, 2, 3, 0, 0}) device.dns(t++, name);
  device.until(50);
  EXPECT_THAT(device.times(), ElementsAre(0, 1, 3, 4, 2));
  EXPECT_THAT(device.hits(), ElementsAre(1, 1, 1, 1, 2));
  EXPECT_EQ(device.held(), 1U);
  ReducedDevice turns(r);
  for (int i = 0; i < 100; ++i) turns.dns(i, i % 2);
  turns.until(200);
  EXPECT_THAT(turns.times(), ElementsAre(0, 1));
  EXPECT_TRUE(turns.balanced());
}

// distance 1: only what follows at once is a repeat, and a run of repeats is one whatever its length.
TEST(Suppress, with_a_distance_of_one_only_neighbours_are_repeats) {
  Reduction r = suppress();
  r.distance = 1;
  ReducedDevice device(r);
  device.dns_run(0, 1'000, 0.01, 0);
  device.dns(20, 1);
  device.dns_run(21, 1'000, 0.01, 0);
  device.until(100);
  EXPECT_THAT(device.times(), ElementsAre(0, 20, 21));
}

// rsyslog: one line is remembered; another flushes "repeated n times", and so do 30 s.
TEST(Suppress, with_one_key_another_event_flushes_the_repeats) {
  Reduction r = suppress();
  r.max_keys = 1;
  r.key_overflow = KeyOverflow::kEmitOldest;
  r.count = CountReport::kWindow;
  r.flush_after = Duration::seconds(30);
  ReducedDevice device(r);
  device.dns_run(0, 5, 1, 0);   // 0 passes, 1..4 are held since 1
  device.dns(5, 1);             // flushes 4 of name 0
  device.dns_run(6, 40, 1, 1);  // held since 6: 6..35 are 30 events, flushed at 36; 36..45 are ten
  device.dns(50, 0);            // flushes them
  device.until(100);
  EXPECT_THAT(device.hits(), ElementsAre(1, 4, 1, 30, 10, 1));
  EXPECT_THAT(device.times(), ElementsAre(0, 1, 5, 6, 36, 50));
  EXPECT_TRUE(device.balanced());
}

// A window's count leaves at its end even if the key falls silent: create timeout 30 s, three events.
TEST(Suppress, a_window_sends_its_count_at_its_end) {
  Reduction r = suppress();
  r.create_timeout = Duration::seconds(30);
  r.count = CountReport::kWindow;
  ReducedDevice device(r);
  device.dns_run(0, 3, 1);
  device.until(29.9);
  EXPECT_THAT(device.hits(), ElementsAre(1));
  device.until(32);
  EXPECT_THAT(device.hits(), ElementsAre(1, 2));
  EXPECT_EQ(device.sent.back().at, test::kStart + Duration::seconds(31)) << "30 s and max_delay";
}

// LRU: three keys fit; 0 is refreshed by its repeat, so the fourth key makes 1 be forgotten.
TEST(Suppress, a_full_cache_forgets_the_key_that_was_quiet_for_longest) {
  Reduction r = suppress();
  r.max_keys = 3;
  ReducedDevice device(r);
  device.dns(0, 0);
  device.dns(1, 1);
  device.dns(2, 2);
  device.dns(3, 0);
  device.dns(4, 3);  // forgets 1
  device.dns(5, 0);
  device.dns(6, 1);  // new again
  device.until(100);
  EXPECT_THAT(device.times(), ElementsAre(0, 1, 2, 4, 6));
}

TEST(Suppress, keeps_the_laws) {
  std::vector<Reduction> all;
  for (const CountReport count : {CountReport::kNone, CountReport::kNext, CountReport::kWindow}) {
    Reduction r = suppress();
    r.count = count;
    r.create_timeout = Duration::seconds(30);
    all.push_back(r);
    r.allow = 3;
    r.write_timeout = Duration::seconds(7);
    r.read_timeout = Duration::seconds(12);
    r.flush_after = Duration::seconds(5);
    all.push_back(r);
    r.create_timeout = r.write_timeout = Duration();
    all.push_back(r);
  }
  Reduction far = suppress();
  far.distance = 3;
  all.push_back(far);
  for (const Reduction& r : all) EXPECT_THAT(broken_laws(*test::made(r)), IsEmpty());
}

TEST(Suppress, refuses_what_makes_no_sense) {
  Reduction r = suppress();
  r.allow = 0;
  EXPECT_EQ(find_primitive("suppress")->problem(r), "allow must be 1 or more");
  r.allow = 1;
  r.count = CountReport::kWindow;
  EXPECT_EQ(find_primitive("suppress")->problem(r), "count: window needs a create_timeout or a flush_after");
}

}  // namespace
}  // namespace picket
