// window: Vector's reduce, the OpenTelemetry collector's logdedup and tail sampling, Tetragon's export
// aggregation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/reduced.h"

namespace picket {
namespace {

using test::kStart;
using test::ReducedDevice;
using test::reduction_of;
using testing::ElementsAre;
using testing::IsEmpty;

Reduction window() {
  return reduction_of("window");
}

// A window of 15 s begins with its first event: 100 events a second apart make windows that begin at 0, 15,
// 30, ..., 90; the last holds 90..99. Each leaves 15 s after its first event, and max_delay (1 s) later.
TEST(Window, closes_a_period_after_its_first_event) {
  Reduction r = window();
  r.period = Duration::seconds(15);
  ReducedDevice device(r);
  device.dns_run(0, 100, 1);
  device.until(200);
  EXPECT_THAT(device.hits(), ElementsAre(15, 15, 15, 15, 15, 15, 10));
  EXPECT_THAT(device.times(), ElementsAre(0, 15, 30, 45, 60, 75, 90));
  EXPECT_EQ(device.sent[0].at, kStart + Duration::seconds(16));
  EXPECT_EQ(device.sent.back().at, kStart + Duration::seconds(106));
  EXPECT_TRUE(device.balanced());
}

// Vector's expire_after_ms 30000 and nothing else: a group that gets an event each 20 s never closes.
TEST(Window, a_pause_closes_it_and_without_a_pause_nothing_does) {
  Reduction r = window();
  r.expire_after = Duration::seconds(30);
  ReducedDevice device(r);
  device.dns_run(0, 4, 20);  // 0..60, closes at 90
  device.until(85);
  EXPECT_THAT(device.hits(), IsEmpty());
  device.until(95);
  EXPECT_THAT(device.hits(), ElementsAre(4));
  device.dns_run(100, 5'000, 20);  // more than a day
  EXPECT_THAT(device.hits(), ElementsAre(4)) << "still open";
  EXPECT_EQ(device.held(), 5'000U);
  EXPECT_TRUE(device.balanced());
}

TEST(Window, max_events_closes_it_at_once) {
  Reduction r = window();
  r.max_events = 100;
  ReducedDevice device(r);
  device.dns_run(0, 250, 0.1);
  device.until(100);
  EXPECT_THAT(device.hits(), ElementsAre(100, 100));
  EXPECT_EQ(device.held(), 50U) << "for ever, without a period";
}

// logdedup: one ticker of 10 s for all keys; the emitted record has the time of emission.
TEST(Window, aligned_windows_end_together_and_may_say_the_time_of_sending) {
  Reduction r = window();
  r.period = Duration::seconds(10);
  r.aligned = true;
  r.timestamps = ReportedTimes::kEmission;
  ReducedDevice device(r);
  device.dns_run(3, 4, 1, 0);
  device.dns(9.5, 1);
  device.until(20);
  EXPECT_THAT(device.hits(), ElementsAre(4, 1));
  EXPECT_THAT(device.times(), ElementsAre(10, 10));
  ASSERT_EQ(device.sent.size(), 1U) << "one message for both";
}

// The device's phase is drawn once; all its keys share it.
TEST(Window, jitter_spreads_devices_and_keeps_a_devices_keys_together) {
  Reduction r = window();
  r.period = Duration::seconds(100);
  r.aligned = true;
  r.jitter = Duration::seconds(100);
  const Policy policy = test::reduced_policy(r);
  const test::Vocabulary& words = ReducedDevice::shared_words();
  std::vector<Time> ends;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    test::Device device(policy, words.texts, kStart, seed);
    device.give(kStart + Duration::seconds(300), DnsRecord{words.names[0], false});
    device.give(kStart + Duration::seconds(300), DnsRecord{words.names[1], false});
    device.advance(kStart + Duration::seconds(500));
    ASSERT_EQ(device.sent.size(), 1U);
    ASSERT_EQ(device.sent[0].observations.size(), 2U);
    ends.push_back(device.sent[0].at);
  }
  std::sort(ends.begin(), ends.end());
  EXPECT_GT(ends.back() - ends.front(), Duration::seconds(60));
  EXPECT_GT(std::unique(ends.begin(), ends.end()) - ends.begin(), 40);
}

// The first of a key at once, repeats as a count: 0 passes, 1..10 leave 10 s after 1, and so on.
TEST(Window, first_seen_passes_at_once_and_counts_later) {
  Reduction r = window();
  r.period = Duration::seconds(10);
  r.first_seen = true;
  ReducedDevice device(r);
  device.dns_run(0, 25, 1);
  device.until(100);
  EXPECT_THAT(device.hits(), ElementsAre(1, 10, 10, 4));
  EXPECT_THAT(device.times(), ElementsAre(0, 1, 11, 21));
  device.dns(90);
  device.until(200);
  EXPECT_EQ(device.sent.back().at, kStart + Duration::seconds(101)) << "known: it waits for the window";
}

TEST(Window, read_timeout_makes_a_key_new_again) {
  Reduction r = window();
  r.period = Duration::seconds(10);
  r.first_seen = true;
  r.read_timeout = Duration::minutes(5);
  ReducedDevice device(r);
  device.dns(0);
  device.dns(299);
  device.dns(700);
  device.until(1'000);
  EXPECT_THAT(device.times(), ElementsAre(0, 299, 700));
  EXPECT_EQ(device.sent[1].at, kStart + Duration::seconds(310)) << "299 was held";
  EXPECT_EQ(device.sent[2].at, kStart + Duration::seconds(701)) << "700 was new";
}

// Tail sampling at 10 %: of 2,000 windows of one event 200 +- 5 standard deviations of 13.4 are kept; a
// window of ten or more always is.
TEST(Window, keeps_a_share_of_windows_and_all_large_ones) {
  Reduction r = window();
  r.period = Duration::seconds(30);
  r.keep_share = 0.1;
  r.keep_from = 10;
  ReducedDevice device(r);
  for (int i = 0; i < 2'000; ++i) device.dns(i * 60.0);
  device.until(2'000 * 60);
  const std::size_t kept = device.hits().size();
  EXPECT_NEAR(static_cast<double>(kept), 200, 67);
  EXPECT_EQ(device.dropped[DropReason::kSampledOut], static_cast<std::int64_t>(2'000 - kept));
  device.dns_run(2'001 * 60.0, 10, 1);
  device.until(2'010 * 60.0);
  EXPECT_EQ(device.hits().back(), 10U);
  EXPECT_TRUE(device.balanced());
}

TEST(Window, keeps_the_laws) {
  std::vector<Reduction> all;
  for (const bool first_seen : {false, true}) {
    for (const bool aligned : {false, true}) {
      Reduction r = window();
      r.first_seen = first_seen;
      r.aligned = aligned;
      r.period = Duration::seconds(9);
      all.push_back(r);
      r.jitter = Duration::seconds(4);
      r.expire_after = Duration::seconds(3);
      r.max_events = 6;
      all.push_back(r);
      r.read_timeout = Duration::seconds(20);
      r.keep_share = 0.5;
      all.push_back(r);
    }
    Reduction pause = window();
    pause.first_seen = first_seen;
    pause.expire_after = Duration::seconds(5);
    all.push_back(pause);
    Reduction count = window();
    count.first_seen = first_seen;
    count.max_events = 1;
    all.push_back(count);
  }
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_THAT(broken_laws(*test::made(all[i])), IsEmpty()) << i;
}

TEST(Window, refuses_a_window_that_never_closes) {
  EXPECT_FALSE(find_primitive("window")->problem(window()).empty());
  Reduction r = window();
  r.expire_after = Duration::seconds(1);
  r.aligned = true;
  EXPECT_FALSE(find_primitive("window")->problem(r).empty());
}

}  // namespace
}  // namespace picket
