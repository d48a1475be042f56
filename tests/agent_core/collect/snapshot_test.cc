#include "agent_core/collect/snapshot.h"

#include <gtest/gtest.h>

#include <map>

#include "agent_core/collect/self_report.h"
#include "tests/support/agent_driver.h"
#include "tests/support/policies.h"

namespace picket {
namespace {

using test::Device;
using test::kStart;

std::vector<Record> inventory() {
  std::vector<Record> items{SystemInformationRecord{}};
  for (const std::uint16_t port : {std::uint16_t{22}, std::uint16_t{80}, std::uint16_t{443}}) {
    items.emplace_back(ListeningPortRecord{IpAddress(), port, TransportProtocol::kTcp, 0});
  }
  for (const std::uint32_t user : {0U, 1'000U}) items.emplace_back(LocalUserRecord{{}, {}, {}, user + 1});
  for (std::uint32_t i = 0; i < 5; ++i) {
    BaselineCheckRecord check;
    check.result = i == 0 ? BaselineResult::kSkip : BaselineResult::kFail;
    items.emplace_back(check);
  }
  for (std::uint32_t i = 0; i < 4; ++i) items.emplace_back(PackageRecord{Text{1, 0}, {}, {}});
  return items;
}

std::map<EventKind, std::size_t> kinds_in(const Device& device) {
  std::map<EventKind, std::size_t> kinds;
  for (const Device::Sent& sent : device.sent) {
    for (const Observation& o : sent.observations) ++kinds[kind_of(o.record)];
  }
  return kinds;
}

// defender.md 1.3 and 4.1: the first snapshot is taken at the start, the next 13 h later; every list is one
// event; ports and users go to the High queue and leave with the first High message after more than 7 min
// (the publisher's tick at 7 min 1 s), the rest to the Low queue and pads that message.
TEST(Snapshot, generation_1_takes_its_reports_at_the_start_and_sends_them_with_the_next_high_message) {
  const TextTable texts;
  Device device(test::with_g1_reports(test::g1_c_policy()), texts);
  device.inventory = inventory();
  device.advance(kStart + Duration::hours(12));
  ASSERT_EQ(device.sent.size(), 1U);
  EXPECT_EQ(device.sent[0].at, kStart + Duration::minutes(7) + Duration::seconds(1));
  const std::map<EventKind, std::size_t> expected{{EventKind::kListeningPorts, 3},
                                                  {EventKind::kLocalUsers, 2},
                                                  {EventKind::kSystemInformation, 1},
                                                  {EventKind::kFirewall, 1},  // a report that there are no rules
                                                  {EventKind::kBaseline, 4}};  // the one that was skipped has no word
  EXPECT_EQ(kinds_in(device), expected);
  EXPECT_TRUE(device.balanced());
  device.advance(kStart + Duration::hours(14));
  EXPECT_EQ(device.sent.size(), 2U);
}

// A budget takes an event whole or not at all: the three ports, one event, do not fit, the two users,
// another event and shorter, do. The charge is the event's length + 40 (defender.md 4.1).
TEST(Snapshot, a_report_that_does_not_fit_the_budget_is_refused_whole) {
  const TextTable texts;
  Policy policy = test::g1_c_policy();
  for (KindPolicy& kind : policy.kinds) kind.collect = false;
  policy.of(EventKind::kListeningPorts).collect = policy.of(EventKind::kLocalUsers).collect = true;
  Observation port;
  port.record = ListeningPortRecord{IpAddress(), 22, TransportProtocol::kTcp, 0};
  Observation other = port;
  other.record = ListeningPortRecord{IpAddress(), 443, TransportProtocol::kTcp, 0};
  const std::size_t first = observation_size(Encoding::kG1Json, port, texts);
  const std::size_t further = observation_size(Encoding::kG1Json, port, texts, false, JsonDialect::kCAgent, true);
  const std::size_t last = observation_size(Encoding::kG1Json, other, texts, false, JsonDialect::kCAgent, true);
  const std::size_t ports = first + 1 + further + 1 + last;
  std::size_t users = 0;
  for (const std::uint32_t id : {1U, 1'001U}) {
    Observation user;
    user.record = LocalUserRecord{{}, {}, {}, id};
    users += observation_size(Encoding::kG1Json, user, texts, false, JsonDialect::kCAgent, id != 1) + (id != 1 ? 1 : 0);
  }
  // Users come first (defender.md 4.1, collection order).
  policy.cache_bytes = static_cast<std::uint32_t>(users + kQueueItemBytes + ports + kQueueItemBytes);
  Device fits(policy, texts);
  fits.inventory = inventory();
  fits.advance(kStart + Duration::minutes(1));
  EXPECT_EQ(fits.dropped[DropReason::kQueueFull], 0);
  EXPECT_EQ(fits.held(), 5U);
  EXPECT_EQ(fits.state.queued_bytes, policy.cache_bytes);
  --policy.cache_bytes;
  Device does_not(policy, texts);
  does_not.inventory = inventory();
  does_not.advance(kStart + Duration::minutes(1));
  EXPECT_EQ(does_not.dropped[DropReason::kQueueFull], 3);
  EXPECT_EQ(does_not.held(), 2U);
  EXPECT_TRUE(does_not.balanced());
}

// defender.md 1.1: the micro agent's reports are trigger-based, by default at low priority: with the first
// collection and then once a day, in the message of that tick.
TEST(Snapshot, generation_2_reports_with_its_low_priority) {
  TextTable texts;
  intern_log_texts(texts);
  Device device(test::with_g2_reports(test::g2_linux_policy()), texts);
  device.inventory = inventory();
  device.advance(kStart + Duration::hours(23));
  ASSERT_EQ(device.sent.size(), 1U);
  std::map<EventKind, std::size_t> expected{{EventKind::kSystemInformation, 1}, {EventKind::kHeartbeat, 1},
                                            {EventKind::kBaseline, 5},          {EventKind::kSbom, 4},
                                            {EventKind::kLog, 1}};
  EXPECT_EQ(kinds_in(device), expected);
  device.advance(kStart + Duration::hours(25));
  ASSERT_EQ(device.sent.size(), 2U);
  // The day's statistics: nothing happened and nothing was sent but reports, which are not counted.
  for (auto& [kind, n] : expected) n *= kind == EventKind::kLog ? 1 : 2;
  EXPECT_EQ(kinds_in(device), expected);
  EXPECT_TRUE(device.balanced());
}

TEST(Snapshot, asks_the_device_for_what_is_due_and_nothing_else) {
  const TextTable texts;
  Policy policy = test::g2_linux_policy();
  policy.of(EventKind::kListeningPorts) = test::g2_linux_policy().of(EventKind::kSystemInformation);
  policy.of(EventKind::kListeningPorts).priority = Priority::kHigh;
  const auto plan = compile(policy, texts);
  SlotPool pool;
  AgentState state;
  start(*plan, state, kStart, 1, pool);
  Emission out;
  std::vector<std::uint32_t> asked;
  for (int i = 0; i < 3; ++i) {
    poll(*plan, state, next_wake_up(state), pool, out);
    ASSERT_TRUE(out.wants_snapshot);
    asked.push_back(out.snapshot_kinds);
    const Time now = next_wake_up(state);
    on_snapshot(*plan, state, now, inventory(), pool);
    poll(*plan, state, now, pool, out);
    EXPECT_FALSE(out.wants_snapshot);
    EXPECT_EQ(out.snapshot_kinds, 0U);
  }
  const auto bit = [](EventKind kind) { return 1U << static_cast<unsigned>(kind); };
  const std::uint32_t ports = bit(EventKind::kListeningPorts);
  // All at the first collection, then the ports every 30 min.
  EXPECT_EQ(asked, (std::vector<std::uint32_t>{
                       ports | bit(EventKind::kSystemInformation) | bit(EventKind::kHeartbeat), ports, ports}));
}

// Labels stand beside the agent, so it says which of the items given went where: the users, items 4 and 5 of the
// inventory, are stored as these; the heartbeat is the agent's own.
TEST(Snapshot, tells_its_listener_which_item_is_where) {
  struct Places final : SlotListener {
    std::vector<std::uint32_t> stored_items;
    std::vector<std::uint32_t> lost_items;
    void stored(SlotRef, std::uint32_t item, std::uint32_t) override { stored_items.push_back(item); }
    void dropped(SlotRef, DropReason) override {}
    void dropped_events(std::uint32_t item, std::uint32_t, DropReason) override { lost_items.push_back(item); }
    void moved(SlotRef, SlotRef) override {}
  };
  const TextTable texts;
  for (Policy policy : {test::g1_c_policy(), test::g2_linux_policy(), test::raw_policy()}) {
    for (KindPolicy& kind : policy.kinds) kind.collect = false;
    policy.of(EventKind::kLocalUsers).collect = true;
    policy.of(EventKind::kHeartbeat).collect = policy.encoding != Encoding::kG1Json;
    Places places;
    Device device(policy, texts);
    device.inventory = inventory();
    device.listener = &places;
    device.advance(kStart + Duration::minutes(5));
    std::vector<std::uint32_t> expected{4, 5};
    if (policy.of(EventKind::kHeartbeat).collect) expected.push_back(SlotListener::kOwnItem);
    EXPECT_EQ(places.stored_items, expected) << policy.name;
    EXPECT_TRUE(places.lost_items.empty());
    policy.cache_bytes = 10;
    if (policy.generation != Generation::kG1C) continue;
    Places refused;
    Device full(policy, texts);
    full.inventory = inventory();
    full.listener = &refused;
    full.advance(kStart + Duration::minutes(5));
    EXPECT_EQ(refused.lost_items, expected);
  }
}

// defender.md 2.4 and 4.1: what the C agent says of its configuration waits in the Operational queue, which alone
// makes no message. A login at 200 s is collected at 240 s into the High queue; the first publisher's tick more
// than 7 min after the start, at 421 s, sends both, Operational first. The policy does not collect the kind.
TEST(Snapshot, a_report_of_its_own_leaves_first_with_the_next_message) {
  const TextTable texts;
  for (const bool csharp : {false, true}) {
    Policy policy = csharp ? test::g1_csharp_policy() : test::g1_c_policy();
    policy.of(EventKind::kSystemInformation).collect = false;
    Device device(policy, texts);
    // The C# builder's timers start at the epoch: its first run, at 2 min, has fired both.
    const Time now = kStart + Duration::seconds(130);
    device.advance(now);
    const std::vector<Record> items{ConfigurationErrorRecord{}};
    const Fate fate = on_report(*device.plan, device.state, now, items, device.pool);
    EXPECT_EQ(fate.created, 1U);
    EXPECT_FALSE(fate.lost_any);
    device.count(fate, 1);
    EXPECT_EQ(device.held(), 1U);
    device.give(kStart + Duration::seconds(200), LoginRecord{});
    device.advance(kStart + Duration::hours(1));
    ASSERT_EQ(device.sent.size(), 1U);
    // C#: a builder's run 7 min or more after its last, so 2 min + 8 min.
    EXPECT_EQ(device.sent[0].at, kStart + Duration::seconds(csharp ? 600 : 421));
    ASSERT_EQ(device.sent[0].observations.size(), 2U);
    EXPECT_EQ(kind_of(device.sent[0].observations[0].record), EventKind::kConfigurationError);
    EXPECT_EQ(device.sent[0].observations[0].first_time, now);
    EXPECT_EQ(kind_of(device.sent[0].observations[1].record), EventKind::kLogin);
    EXPECT_TRUE(device.balanced());
  }
}

// Two queues of 40 bytes an item above their JSON: a budget of 60 bytes holds no event at all.
TEST(Snapshot, a_report_of_its_own_is_refused_by_a_full_queue_and_by_an_agent_that_does_not_run) {
  const TextTable texts;
  Policy policy = test::g1_c_policy();
  policy.of(EventKind::kSystemInformation).collect = false;
  policy.cache_bytes = 60;
  Device device(policy, texts);
  device.advance(kStart + Duration::seconds(5));
  const std::vector<Record> items{ConfigurationErrorRecord{}};
  const Fate refused = on_report(*device.plan, device.state, kStart + Duration::seconds(5), items, device.pool);
  EXPECT_EQ(refused.dropped[DropReason::kQueueFull], 1);
  EXPECT_EQ(dropped_events_statistics(*device.plan, device.state, AgentQueue::kOperational).dropped_events, 1U);
  stop(*device.plan, device.state, device.pool);
  const Fate nothing = on_report(*device.plan, device.state, kStart + Duration::seconds(6), items, device.pool);
  EXPECT_EQ(nothing.created, 0U);
  EXPECT_FALSE(nothing.lost_any);
}

}  // namespace
}  // namespace picket
