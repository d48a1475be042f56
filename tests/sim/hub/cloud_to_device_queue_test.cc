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

// The first goes at 10, found at 20; the second, handed out twice, at 100.
TEST(CloudToDeviceQueue, gives_what_has_expired_once) {
  CloudToDeviceQueue queue;
  queue.push(at(0), at(0), Duration::seconds(10), Bytes(300));
  queue.push(at(1), at(1), Duration::seconds(99), Bytes(400));
  ASSERT_EQ(queue.receive(at(20)), 2U);
  ASSERT_EQ(queue.receive(at(81)), 2U);
  const CloudToDeviceQueue::Expired first = queue.take_expired(at(90));
  ASSERT_EQ(first.messages.size(), 1U);
  EXPECT_EQ(first.messages[0].number, 1U);
  EXPECT_EQ(first.messages[0].bytes, Bytes(300));
  EXPECT_EQ(first.messages[0].expires, at(10));
  EXPECT_EQ(first.messages[0].deliveries, 0U);
  const CloudToDeviceQueue::Expired second = queue.take_expired(at(100));
  ASSERT_EQ(second.messages.size(), 1U);
  EXPECT_EQ(second.messages[0].number, 2U);
  EXPECT_EQ(second.messages[0].deliveries, 2U);
  EXPECT_EQ(second.messages[0].time_to_live, Duration::seconds(99));
  EXPECT_TRUE(queue.take_expired(at(200)).messages.empty());
  EXPECT_EQ(queue.expired(), 2);
}

// Nobody asks for a long time: as many as the queue is deep are named, the rest counted.
TEST(CloudToDeviceQueue, names_no_more_expired_ones_than_it_is_deep) {
  CloudToDeviceQueue queue;
  for (int i = 0; i < 60; ++i) queue.push(at(10 * i), at(10 * i), Duration::seconds(1));
  const CloudToDeviceQueue::Expired expired = queue.take_expired(at(1'000));
  EXPECT_EQ(expired.messages.size(), CloudToDeviceQueue::kDepth);
  EXPECT_EQ(expired.more, 10);
  EXPECT_EQ(queue.expired(), 60);
  EXPECT_EQ(queue.take_expired(at(1'001)).more, 0);
}

}  // namespace
}  // namespace picket::sim
