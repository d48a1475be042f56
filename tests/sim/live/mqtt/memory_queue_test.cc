#include "sim/live/mqtt/memory_queue.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "agent_core/base/random.h"
#include "sim/live/mqtt/offline_queue.h"

namespace picket::sim {
namespace {

const Time kMemoryQueuedAt = Time::from_unix_microseconds(1'767'225'600'000'000);

MarkedMessage memory_message(const std::string& body) { return {body, security_marking()}; }

std::vector<std::string> emptied(MessageQueue& queue) {
  std::vector<std::string> bodies;
  while (const auto head = queue.head()) {
    bodies.push_back(head->body);
    EXPECT_TRUE(queue.remove(head->id));
  }
  return bodies;
}

TEST(MemoryQueue, gives_messages_back_in_order_with_identifiers_of_its_lineage) {
  MemoryQueue queue({}, 0x1122334455667788);
  ASSERT_EQ(queue.add(kMemoryQueuedAt, memory_message("one")).value(), 1U);
  ASSERT_EQ(queue.add(kMemoryQueuedAt, memory_message("")).value(), 2U);
  EXPECT_EQ(queue.head().value().properties.substr(0, 44), "%24.mid=11223344-5566-7788-0000-000000000001");
  EXPECT_EQ(emptied(queue), (std::vector<std::string>{"one", ""}));
  EXPECT_EQ(queue.bytes(), 0U);
  EXPECT_EQ(queue.add(kMemoryQueuedAt, memory_message("three")).value(), 3U) << "an id never comes twice";
}

TEST(MemoryQueue, does_in_every_step_what_the_queue_on_disk_does) {
  const QueueLimits limits{5, 2'000};
  MemoryQueue memory(limits, 42);
  OfflineQueue disk = OfflineQueue::open(":memory:", limits, 42).value();
  RandomStream random(7, 0, 0, Purpose::kClientBackoff);
  std::uint64_t in_flight = 0;
  for (int i = 0; i < 2'000; ++i) {
    const Time now = kMemoryQueuedAt + Duration::seconds(i);
    const auto choice = static_cast<int>(random.uniform() * 10);
    if (choice < 5) {
      const MarkedMessage message = memory_message(std::string(static_cast<std::size_t>(random.uniform() * 1'000), 'x'));
      const auto one = memory.add(now, message, in_flight);
      const auto other = disk.add(now, message, in_flight);
      ASSERT_EQ(one.ok(), other.ok());
      if (one.ok()) {
        ASSERT_EQ(one.value(), other.value());
      }
    } else if (choice < 7) {
      const auto head = memory.head();
      in_flight = head ? head->id : 0;
    } else if (choice < 9) {
      const auto head = memory.head();
      if (head) {
        ASSERT_TRUE(memory.remove(head->id));
        ASSERT_TRUE(disk.remove(head->id));
      }
      in_flight = 0;
    } else {
      ASSERT_EQ(memory.expire(now - Duration::seconds(4), in_flight), disk.expire(now - Duration::seconds(4), in_flight));
    }
    ASSERT_EQ(memory.head(), disk.head());
    ASSERT_EQ(memory.size(), disk.size());
    ASSERT_EQ(memory.bytes(), disk.bytes());
    ASSERT_EQ(memory.losses(), disk.losses());
  }
  EXPECT_GT(memory.losses()[QueueLoss::kOldestDropped], 10U);
  EXPECT_GT(memory.losses()[QueueLoss::kExpired], 10U);
}

TEST(MemoryQueue, refuses_what_is_larger_than_its_bound) {
  MemoryQueue queue({10, 300}, 1);
  ASSERT_TRUE(queue.add(kMemoryQueuedAt, memory_message("x")).ok());
  EXPECT_EQ(queue.add(kMemoryQueuedAt, memory_message(std::string(300, 'y'))).error(), QueueLoss::kTooLarge);
  EXPECT_EQ(queue.losses()[QueueLoss::kTooLarge], 1U);
  EXPECT_EQ(queue.size(), 1U) << "what cannot be kept displaces nothing";
}

}  // namespace
}  // namespace picket::sim
