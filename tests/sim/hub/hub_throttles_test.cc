#include "sim/hub/hub_throttles.h"

#include <gtest/gtest.h>

#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using picket::test::at;

HubSettings queueing_settings(Sku sku) {
  HubSettings settings;
  settings.sku = sku;
  settings.throttle_burst_seconds = 60;
  settings.throttle_queue_seconds = 60;
  settings.throttle_wait_seconds = 30;
  return settings;
}

/// How many of many requests at one moment are admitted.
std::int64_t admitted(HubThrottles& throttles, HubThrottle throttle) {
  std::int64_t n = 0;
  while (throttles.request(throttle, at(0)).code == hub_code::kOk) ++n;
  return n;
}

// Depth 60 s and a wait of at most 30 s: one and a half minutes' worth passes at once, or a minute's where nothing
// waits.
TEST(HubThrottles, each_has_its_own_limit_and_leaves_the_others_alone) {
  HubThrottles throttles(queueing_settings(Sku::kS1), 1);
  for (std::size_t i = 0; i < kHubThrottles; ++i) {
    const auto throttle = static_cast<HubThrottle>(i);
    SCOPED_TRACE(row_of(throttle).name);
    const RateLimit limit = rate_of(throttle, Sku::kS1, 1).value();
    const std::int64_t minute = limit.requests * (Duration::minutes(1) / limit.period);
    const bool queued = row_of(throttle).shaping == Shaping::kQueued;
    EXPECT_EQ(admitted(throttles, throttle), queued ? minute + minute / 2 : minute);
  }
}

TEST(HubThrottles, say_by_their_code_what_was_too_much) {
  HubThrottles waits(queueing_settings(Sku::kS1), 1);
  admitted(waits, HubThrottle::kTwinReads);
  EXPECT_EQ(waits.request(HubThrottle::kTwinReads, at(0)).code, hub_code::kThrottlingBacklogTimeout);
  admitted(waits, HubThrottle::kIdentityOperations);
  EXPECT_EQ(waits.request(HubThrottle::kIdentityOperations, at(0)).code, hub_code::kThrottling);
  HubSettings short_queue = queueing_settings(Sku::kS1);
  short_queue.throttle_queue_seconds = 10;
  HubThrottles full(short_queue, 1);
  admitted(full, HubThrottle::kTwinReads);
  EXPECT_EQ(full.request(HubThrottle::kTwinReads, at(0)).code, hub_code::kThrottleBacklogLimitExceeded);
}

TEST(HubThrottles, tell_the_wait) {
  HubThrottles throttles(queueing_settings(Sku::kS1), 1);
  for (int i = 0; i < 6'000; ++i) ASSERT_EQ(throttles.request(HubThrottle::kSends, at(0)).wait, Duration{});
  EXPECT_EQ(throttles.request(HubThrottle::kSends, at(0)).wait, Duration::milliseconds(10));
  EXPECT_EQ(throttles.request(HubThrottle::kSends, at(0), 100).wait, Duration::milliseconds(1'010));
}

TEST(HubThrottles, without_units_admit_everything) {
  HubThrottles throttles(queueing_settings(Sku::kS1), 0);
  for (std::size_t i = 0; i < kHubThrottles; ++i) {
    const HubThrottles::Answer answer = throttles.request(static_cast<HubThrottle>(i), at(0), 1'000'000);
    EXPECT_EQ(answer.code, hub_code::kOk);
    EXPECT_EQ(answer.wait, Duration{});
  }
}

}  // namespace
}  // namespace picket::sim
