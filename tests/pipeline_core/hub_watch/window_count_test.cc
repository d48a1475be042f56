#include "pipeline_core/hub_watch/window_count.h"

#include <gtest/gtest.h>

#include <map>

#include "agent_core/base/random.h"
#include "tests/pipeline_core/clock.h"

namespace picket {
namespace {

using testing_support::minute;
constexpr Duration kRecordLateness = Duration::minutes(5);
// Maximum 2 in 15 min: the third activity at 0:14 fires, the fourth does not; the next window starts from 0.
TEST(WindowCount, fires_at_the_activity_that_passes_the_maximum_once_a_window) {
  const TimeWindowRule rule{true, 0, 2, Duration::minutes(15)};
  WindowCount w;
  w.start(minute(0), rule);
  EXPECT_EQ(w.add(minute(1), 1, minute(1), rule, kRecordLateness), WindowCount::Added::kWithin);
  EXPECT_EQ(w.add(minute(2), 1, minute(2), rule, kRecordLateness), WindowCount::Added::kWithin);
  EXPECT_EQ(w.add(minute(14), 1, minute(14), rule, kRecordLateness), WindowCount::Added::kAbove);
  EXPECT_EQ(w.add(minute(14), 1, minute(14), rule, kRecordLateness), WindowCount::Added::kWithin);
  EXPECT_EQ(w.add(minute(15), 2, minute(15), rule, kRecordLateness), WindowCount::Added::kWithin);
  EXPECT_EQ(w.count_at(minute(16), rule), 2u);
  EXPECT_EQ(w.add(minute(29), 1, minute(29), rule, kRecordLateness), WindowCount::Added::kAbove);
  EXPECT_EQ(w.count_at(minute(29), rule), 3u);
  EXPECT_EQ(w.count_at(minute(14), rule), 4u);  // the window before is still open
}

// A maximum of 0, the service's default, fires at the first activity.
TEST(WindowCount, a_maximum_of_zero_fires_at_once) {
  const TimeWindowRule rule{true, 0, 0, Duration::minutes(15)};
  WindowCount w;
  w.start(minute(0), rule);
  EXPECT_EQ(w.add(minute(0), 1, minute(0), rule, kRecordLateness), WindowCount::Added::kAbove);
}

// Minimum 1, joined at 0:07: the window 0:00-0:15 is not judged, 0:15-0:30 is, at 0:35.
TEST(WindowCount, fires_below_the_minimum_when_the_window_has_closed) {
  const TimeWindowRule rule{true, 1, 5, Duration::minutes(15)};
  WindowCount w;
  w.start(minute(7), rule);
  ASSERT_EQ(w.due(rule, kRecordLateness), minute(35));
  WindowCount::Below below;
  ASSERT_TRUE(w.close(rule, kRecordLateness, below));
  EXPECT_EQ(below.start, minute(15));
  EXPECT_EQ(below.end, minute(30));
  EXPECT_EQ(below.closed, minute(35));
  EXPECT_EQ(below.count, 0u);
  EXPECT_EQ(w.add(minute(31), 1, minute(36), rule, kRecordLateness), WindowCount::Added::kWithin);
  ASSERT_EQ(w.due(rule, kRecordLateness), minute(50));
  EXPECT_FALSE(w.close(rule, kRecordLateness, below));
}

// Of the window 0:00-0:15: known at 0:20 it still counts, a microsecond later it is too late.
TEST(WindowCount, takes_late_activities_until_the_window_closes) {
  const TimeWindowRule rule{true, 0, 1, Duration::minutes(15)};
  WindowCount w;
  w.start(minute(0), rule);
  EXPECT_EQ(w.add(minute(16), 1, minute(16), rule, kRecordLateness), WindowCount::Added::kWithin);
  EXPECT_EQ(w.add(minute(14), 1, minute(20), rule, kRecordLateness), WindowCount::Added::kWithin);
  EXPECT_EQ(w.add(minute(13), 1, minute(20), rule, kRecordLateness), WindowCount::Added::kAbove);
  EXPECT_EQ(w.add(minute(12), 1, minute(20) + Duration::microseconds(1), rule, kRecordLateness),
            WindowCount::Added::kTooLate);
}

TEST(WindowCount, counts_as_much_as_it_can_hold) {
  const TimeWindowRule rule{true, 0, UINT32_MAX, Duration::minutes(15)};
  WindowCount w;
  w.start(minute(0), rule);
  EXPECT_EQ(w.add(minute(0), UINT32_MAX, minute(0), rule, kRecordLateness), WindowCount::Added::kWithin);
  EXPECT_EQ(w.add(minute(0), UINT32_MAX, minute(0), rule, kRecordLateness), WindowCount::Added::kWithin);
}

/// All activities in a table, judged afterwards.
struct Recount {
  std::map<std::int64_t, std::uint32_t> counts;
  std::map<std::int64_t, std::uint32_t> above;  ///< how often each window fired
};

TEST(WindowCount, agrees_with_a_naive_recount) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream random(seed, 0, 0, Purpose::kTest);
    TimeWindowRule rule{true, static_cast<std::uint32_t>(random.below(4)), 0,
                        Duration::minutes(static_cast<std::int64_t>(1 + random.below(30)))};
    rule.max_threshold = rule.min_threshold + static_cast<std::uint32_t>(random.below(6));
    const Duration lateness = Duration::seconds(static_cast<std::int64_t>(random.below(900)));
    const std::int64_t size = rule.time_window_size.count_microseconds();
    const Duration wait = std::min(lateness, rule.time_window_size - Duration::microseconds(1));
    WindowCount w;
    const Time joined = minute(static_cast<std::int64_t>(random.below(60)));
    w.start(joined, rule);
    Recount truth;
    std::map<std::int64_t, std::uint32_t> seen_above;
    std::map<std::int64_t, std::uint32_t> seen_below;
    std::uint64_t too_late = 0;
    std::uint64_t late_truth = 0;
    const auto close_until = [&](Time until) {
      WindowCount::Below below;
      while (w.due(rule, lateness) <= until) {
        if (w.close(rule, lateness, below)) seen_below[below.start.unix_microseconds() / size] = below.count;
      }
    };
    Time now = joined;
    for (int i = 0; i < 400; ++i) {
      now += Duration::milliseconds(static_cast<std::int64_t>(random.below(random.chance(0.02) ? 4'000'000 : 120'000)));
      const Time event = std::max(joined, now - Duration::seconds(static_cast<std::int64_t>(random.below(1200))));
      const auto n = static_cast<std::uint32_t>(1 + random.below(2));
      close_until(now - Duration::microseconds(1));
      const std::int64_t index = event.unix_microseconds() / size;
      const Time closes = Time::from_unix_microseconds((index + 1) * size) + wait;
      const WindowCount::Added added = w.add(event, n, now, rule, lateness);
      if (closes < now) {
        ++late_truth;
        EXPECT_EQ(added, WindowCount::Added::kTooLate);
      } else {
        const std::uint32_t before = truth.counts[index];
        truth.counts[index] += n;
        const bool passes = before <= rule.max_threshold && truth.counts[index] > rule.max_threshold;
        EXPECT_EQ(added, passes ? WindowCount::Added::kAbove : WindowCount::Added::kWithin);
        if (passes) ++truth.above[index];
      }
      if (added == WindowCount::Added::kTooLate) ++too_late;
      if (added == WindowCount::Added::kAbove) ++seen_above[index];
    }
    const Time end = now + rule.time_window_size * 3;
    close_until(end);
    EXPECT_EQ(too_late, late_truth);
    EXPECT_EQ(seen_above, truth.above);
    for (std::int64_t i = joined.unix_microseconds() / size + 1;
         Time::from_unix_microseconds((i + 1) * size) + wait <= end; ++i) {
      const auto found = truth.counts.find(i);
      const std::uint32_t count = found == truth.counts.end() ? 0 : found->second;
      EXPECT_EQ(seen_below.contains(i), count < rule.min_threshold);
      if (count < rule.min_threshold) {
        EXPECT_EQ(seen_below[i], count);
      }
    }
  }
}

}  // namespace
}  // namespace picket
