#include "sim/hub/cloud_to_device_queue.h"

#include <gtest/gtest.h>

#include <set>

#include "agent_core/base/random.h"
#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using picket::test::at;

constexpr Duration kHour = Duration::hours(1);

TEST(CloudToDeviceQueue, holds_fifty_messages_the_locked_ones_among_them) {
  CloudToDeviceQueue queue;
  for (std::uint32_t i = 1; i <= 50; ++i) {
    ASSERT_FALSE(queue.full(at(0)));
    EXPECT_EQ(queue.push(at(0), at(0), kHour), i);
  }
  EXPECT_TRUE(queue.full(at(0)));
  EXPECT_EQ(queue.receive(at(1)), 1U);
  EXPECT_TRUE(queue.full(at(1)));
  queue.complete(at(2), 1);
  EXPECT_FALSE(queue.full(at(2)));
  EXPECT_EQ(queue.held(), 49U);
}

TEST(CloudToDeviceQueue, offers_the_oldest_first_and_a_locked_one_again_after_a_minute) {
  CloudToDeviceQueue queue;
  queue.push(at(0), at(0), kHour);
  queue.push(at(0), at(0), kHour);
  EXPECT_EQ(queue.receive(at(10)), 1U);
  EXPECT_EQ(queue.receive(at(11)), 2U);
  EXPECT_EQ(queue.receive(at(12)), std::nullopt);
  EXPECT_TRUE(queue.locked(at(69.999999), 1));
  EXPECT_FALSE(queue.locked(at(70), 1));
  EXPECT_EQ(queue.receive(at(70)), 1U);
  EXPECT_DEATH(queue.complete(at(71), 2), "message 2");
}

TEST(CloudToDeviceQueue, a_message_is_gone_after_its_time_to_live_locked_or_not) {
  CloudToDeviceQueue queue;
  queue.push(at(0), at(0), Duration::minutes(1));
  queue.push(at(0), at(0), Duration::minutes(2));
  EXPECT_EQ(queue.receive(at(59)), 1U);
  EXPECT_FALSE(queue.locked(at(60), 1));
  EXPECT_EQ(queue.expired(), 1);
  EXPECT_EQ(queue.receive(at(61)), 2U);
  EXPECT_FALSE(queue.full(at(120)));
  EXPECT_EQ(queue.expired(), 2);
  EXPECT_EQ(queue.held(), 0U);
}

TEST(CloudToDeviceQueue, a_shaped_message_counts_at_once_and_is_received_when_it_is_enqueued) {
  CloudToDeviceQueue queue;
  queue.push(at(0), at(30), kHour);
  EXPECT_EQ(queue.held(), 1U);
  EXPECT_EQ(queue.receive(at(29)), std::nullopt);
  EXPECT_EQ(queue.receive(at(30)), 1U);
}

TEST(CloudToDeviceQueue, nothing_disappears) {
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream random(seed, 0, 3, Purpose::kTest);
    CloudToDeviceQueue queue;
    std::int64_t pushed = 0;
    std::int64_t completed = 0;
    std::set<std::uint32_t> received;
    double now = 0;
    for (int i = 0; i < 2'000; ++i) {
      now += random.exponential(5);
      if (random.chance(0.5)) {
        if (!queue.full(at(now))) {
          queue.push(at(now), at(now), Duration::from_seconds(random.uniform(1, 600)));
          ++pushed;
        }
      } else if (const auto message = queue.receive(at(now))) {
        received.insert(*message);
      }
      if (!received.empty() && random.chance(0.3)) {
        if (queue.locked(at(now), *received.begin())) {
          queue.complete(at(now), *received.begin());
          ++completed;
        }
        received.erase(received.begin());
      }
      ASSERT_EQ(pushed, completed + queue.expired() + static_cast<std::int64_t>(queue.held()));
      ASSERT_LE(queue.held(), CloudToDeviceQueue::kDepth);
    }
    EXPECT_GT(completed, 0);
    EXPECT_GT(queue.expired(), 0);
  }
}

}  // namespace
}  // namespace picket::sim
