#include <gtest/gtest.h>

#include "tests/support/agent_driver.h"
#include "tests/support/sized_logins.h"

// What generation 1 says of its own messages. Source: defender.md 4.1 (MessagesSent += 1 when the SDK accepts,
// MessagesUnder4KB += 1 if size < 4096, TotalFailed += 1 on a negative confirmation, a refused message is simply
// lost) and 4.2 (MessagesSent = success + failed, MessagesUnder4KB of the estimated size below 8,192).

namespace picket {
namespace {

using test::Device;
using test::kStart;
using test::SizedLogins;

void report(Device& device, DeliveryOutcome outcome, std::uint32_t bytes) {
  on_delivery(*device.plan, device.state, kStart, 0, outcome, bytes);
}

TEST(Delivery, the_c_agent_counts_acceptance_size_and_negative_confirmations) {
  const SizedLogins words;
  Device device(test::g1_c_policy(), words.texts);
  report(device, DeliveryOutcome::kAccepted, 4'095);
  report(device, DeliveryOutcome::kDelivered, 4'095);
  report(device, DeliveryOutcome::kAccepted, 4'096);
  report(device, DeliveryOutcome::kFailed, 4'096);
  report(device, DeliveryOutcome::kRefused, 100);
  EXPECT_EQ(message_statistics(*device.plan, device.state), (MessageStatistics{2, 1, 1}));
}

TEST(Delivery, the_csharp_agent_counts_success_and_failure_as_sent) {
  const SizedLogins words;
  Device device(test::g1_csharp_policy(), words.texts);
  for (const DeliveryOutcome outcome : {DeliveryOutcome::kAccepted, DeliveryOutcome::kDelivered,
                                        DeliveryOutcome::kFailed, DeliveryOutcome::kRefused}) {
    report(device, outcome, 100);
  }
  EXPECT_EQ(message_statistics(*device.plan, device.state), (MessageStatistics{3, 0, 2}));
}

/// Estimates are twice the bytes: four events of 1,000 are 8,000 < 8,192 and count, five are 10,000 and do
/// not. Both messages are built at the first run of the builder, 120 s, of two devices.
TEST(Delivery, the_csharp_agent_counts_small_messages_by_its_estimate) {
  const SizedLogins words;
  for (const std::uint32_t n : {4U, 5U}) {
    Policy policy = test::g1_csharp_policy();
    policy.of(EventKind::kSystemInformation).collect = false;
    Device device(policy, words.texts);
    device.give(words.logins(kStart + Duration::seconds(1), 100, n));
    device.advance(kStart + Duration::seconds(120));
    ASSERT_EQ(device.sent.size(), 1U);
    EXPECT_EQ(message_statistics(*device.plan, device.state).messages_under_4kb, n == 4 ? 1U : 0U);
  }
}

/// "Counters reset on read" (defender.md 1.3).
TEST(Delivery, reading_resets_the_counters) {
  const SizedLogins words;
  Device device(test::g1_c_policy(), words.texts);
  report(device, DeliveryOutcome::kAccepted, 100);
  device.give(words.logins(kStart + Duration::seconds(1), 100, 3));
  device.advance(kStart + Duration::seconds(120));
  EXPECT_EQ(read_message_statistics(*device.plan, device.state), (MessageStatistics{1, 1, 0}));
  EXPECT_EQ(message_statistics(*device.plan, device.state), MessageStatistics{});
  const auto read = [&](AgentQueue queue) { return read_dropped_events_statistics(*device.plan, device.state, queue); };
  EXPECT_EQ(read(AgentQueue::kHigh), (DroppedEventsStatistics{3, 0}));
  EXPECT_EQ(read(AgentQueue::kHigh), DroppedEventsStatistics{});
  EXPECT_EQ(read(AgentQueue::kLow), (DroppedEventsStatistics{1, 0})) << "the snapshot of the start";
  EXPECT_EQ(read(AgentQueue::kOperational), DroppedEventsStatistics{});
}

/// Conservation: what the agent says it dropped is what the balance knows as dropped by a full queue.
TEST(Delivery, the_counters_equal_the_balance) {
  const test::Vocabulary words;
  for (Policy policy : {test::g1_c_policy(), test::g1_csharp_policy()}) {
    SCOPED_TRACE(policy.name);
    policy.of(EventKind::kProcess).aggregate = false;  // so that an event and an item of a queue are the same
    policy.of(EventKind::kNetwork).aggregate = false;
    policy.cache_bytes = 40'000;
    policy.max_message_bytes = 16'384;
    Device device(policy, words.texts);
    RandomStream random(5, 0, 0, Purpose::kTest);
    Time now = kStart;
    for (int i = 0; i < 300; ++i) {
      const EventRun run = test::random_run(random, words, now, i % 100 == 0 ? 70'000 : 30);
      device.give(run);
      now = run.last_time() + Duration::from_seconds(random.exponential(60));
    }
    device.advance(now + Duration::minutes(2));
    std::uint32_t dropped = 0;
    for (const AgentQueue queue : {AgentQueue::kHigh, AgentQueue::kLow, AgentQueue::kOperational}) {
      dropped += dropped_events_statistics(*device.plan, device.state, queue).dropped_events;
    }
    EXPECT_GT(dropped, 100U);
    EXPECT_EQ(dropped, device.dropped[DropReason::kQueueFull] + device.dropped[DropReason::kOversize]);
  }
}

TEST(Delivery, other_generations_count_nothing) {
  const SizedLogins words;
  for (const Policy& policy : {test::g2_linux_policy(), test::g2_rtos_policy(), test::no_agent_policy()}) {
    Device device(policy, words.texts);
    report(device, DeliveryOutcome::kAccepted, 100);
    on_connection(*device.plan, device.state, kStart, true);
    EXPECT_EQ(read_message_statistics(*device.plan, device.state), MessageStatistics{});
    EXPECT_EQ(read_dropped_events_statistics(*device.plan, device.state, AgentQueue::kHigh), DroppedEventsStatistics{});
  }
}

}  // namespace
}  // namespace picket
