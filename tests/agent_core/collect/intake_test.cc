#include "agent_core/collect/intake.h"

#include <gtest/gtest.h>

#include "tests/support/agent_driver.h"
#include "tests/support/event_map.h"

namespace picket {
namespace {

using test::Device;
using test::EventMap;
using test::kStart;
using test::one_by_one;
using test::Vocabulary;

Policy with_caches(Policy policy, std::uint32_t cache, Overflow overflow) {
  for (KindPolicy& kind : policy.kinds) {
    kind.cache_size = cache;
    kind.overflow = overflow;
  }
  return policy;
}

std::vector<Policy> all_policies() {
  std::vector<Policy> all{test::no_agent_policy(), test::raw_policy(),     test::g1_c_policy(), test::g2_linux_policy(),
                          test::picket_policy(),   test::g2_rtos_policy(), test::g1_csharp_policy()};
  Policy v4_only = test::g2_rtos_policy();
  v4_only.ipv6 = false;
  all.push_back(v4_only);
  for (const std::uint32_t cache : {1U, 3U, 16U}) {
    for (const Overflow overflow : {Overflow::kDropOldest, Overflow::kDropNewest}) {
      all.push_back(with_caches(test::g2_linux_policy(), cache, overflow));
      all.push_back(with_caches(test::g1_c_policy(), cache, overflow));
      Policy aggregated_ports = with_caches(test::g2_linux_policy(), cache, overflow);
      aggregated_ports.of(EventKind::kNetwork).key = kKeyServicePort;
      all.push_back(aggregated_ports);
    }
    for (const Overflow overflow : {Overflow::kDropNewest, Overflow::kDropUpdates}) {
      // Every kind collected, with pools as small as that; keys of all kinds of width.
      Policy pools = with_caches(test::g2_rtos_policy(), cache, overflow);
      for (const EventKind kind : {EventKind::kProcess, EventKind::kDns, EventKind::kLogin, EventKind::kFile}) {
        pools.of(kind) = test::g2_linux_policy().of(kind);
        pools.of(kind).cache_size = cache;
        pools.of(kind).overflow = overflow;
      }
      all.push_back(pools);
      pools.of(EventKind::kNetwork).key = kKeyServicePort;
      all.push_back(pools);
      pools.of(EventKind::kNetwork).key = kKeyRemoteAddress | kKeyProtocol;
      pools.of(EventKind::kNetwork).per_ip_version = false;
      all.push_back(pools);
      pools = with_caches(test::g2_linux_policy(), cache, overflow);
      pools.of(EventKind::kNetwork).per_ip_version = true;
      all.push_back(pools);
      pools.of(EventKind::kNetwork).aggregate = false;
      all.push_back(pools);
      all.push_back(with_caches(test::g1_csharp_policy(), cache, overflow));
    }
    Policy versions = with_caches(test::picket_policy(), cache * 4, Overflow::kDropNewest);
    versions.of(EventKind::kNetwork).per_ip_version = true;
    all.push_back(versions);
    all.push_back(with_caches(test::g1_csharp_policy(), cache, Overflow::kDropOldest));
    Policy small = with_caches(test::picket_policy(), cache * 4, Overflow::kDropNewest);
    small.first_seen_memory = 8 * cache;
    small.rare_lane_per_hour = 12;
    all.push_back(small);
    Policy singles = small;
    for (KindPolicy& kind : singles.kinds) kind.aggregate = false;
    all.push_back(singles);
  }
  // Few entries until the kill; the agent comes back within a long run.
  Policy killed = test::g1_c_policy();
  killed.agent_memory_limit = 40 * 1'024;
  all.push_back(killed);
  killed = test::g1_csharp_policy();
  killed.agent_memory_limit = 40 * 1'024;
  all.push_back(killed);
  return all;
}

/// The law of the contract: observe(run) gives exactly the state, counts and fates of its events
/// given one by one, and what a listener is told leads to the same place for every event.
TEST(Intake, takes_a_run_exactly_as_its_events_one_by_one) {
  const Vocabulary words;
  int number = 0;
  for (const Policy& policy : all_policies()) {
    ++number;
    for (std::uint32_t seed = 0; seed < 12; ++seed) {
      SCOPED_TRACE(testing::Message() << "policy " << number << " " << policy.name << " seed " << seed);
      RandomStream random(seed, 0, static_cast<std::uint32_t>(number), Purpose::kTest);
      Device whole(policy, words.texts);
      Device single(policy, words.texts);
      EventMap whole_map;
      EventMap single_map;
      Time now = kStart + Duration::seconds(1);
      std::uint32_t base = 0;
      for (int step = 0; step < 40; ++step) {
        const EventRun run = test::random_run(random, words, now, step % 10 == 0 ? 400 : 40);
        whole_map.base = single_map.base = base;
        const Fate a = observe(*whole.plan, whole.state, run, whole.pool, &whole_map);
        const Fate b = one_by_one(single, run, &single_map);
        ASSERT_EQ(a.created, b.created) << "step " << step;
        ASSERT_EQ(a.merged, b.merged) << "step " << step;
        ASSERT_EQ(a.dropped, b.dropped) << "step " << step;
        ASSERT_EQ(a.poll_now, b.poll_now) << "step " << step;
        ASSERT_EQ(test::contents_of(*whole.plan, whole.state, whole.pool),
                  test::contents_of(*single.plan, single.state, single.pool))
            << "step " << step;
        ASSERT_EQ(whole_map.held, single_map.held) << "step " << step;
        ASSERT_EQ(whole_map.lost, single_map.lost) << "step " << step;
        base += run.count;
        now = run.last_time() + Duration::seconds(static_cast<std::int64_t>(random.below(200)));
      }
    }
  }
}

/// Rules come back to their first value: 65,536 ports, 28,232 local ports.
TEST(Intake, takes_runs_longer_than_the_period_of_their_rule) {
  const Vocabulary words;
  for (const VaryingField vary : {VaryingField::kRemotePort, VaryingField::kLocalPort}) {
    for (const Overflow overflow : {Overflow::kDropOldest, Overflow::kDropNewest}) {
      SCOPED_TRACE(testing::Message() << to_string(vary) << " " << to_string(overflow));
      const Policy policy = with_caches(test::g2_linux_policy(), 64, overflow);
      Device whole(policy, words.texts);
      Device single(policy, words.texts);
      NetworkRecord r;
      r.local_address = IpAddress::v4(1);
      r.remote_address = IpAddress::v4(2);
      r.local_port = 40'000;
      r.remote_port = 65'000;
      const EventRun run{{kStart, r}, 100'000, Duration::microseconds(10), vary, 0, 7};
      const Fate a = observe(*whole.plan, whole.state, run, whole.pool);
      const Fate b = one_by_one(single, run, nullptr);
      EXPECT_EQ(a.created, b.created);
      EXPECT_EQ(a.merged, b.merged);
      EXPECT_EQ(a.dropped, b.dropped);
      EXPECT_EQ(test::contents_of(*whole.plan, whole.state, whole.pool),
                test::contents_of(*single.plan, single.state, single.pool));
    }
  }
}

TEST(Intake, split_runs_give_the_same_result) {
  const Vocabulary words;
  for (const Policy& policy : all_policies()) {
    for (std::uint32_t seed = 100; seed < 104; ++seed) {
      SCOPED_TRACE(testing::Message() << policy.name << " seed " << seed);
      RandomStream random(seed, 0, 0, Purpose::kTest);
      Device whole(policy, words.texts);
      Device split(policy, words.texts);
      Time now = kStart;
      for (int step = 0; step < 20; ++step) {
        const EventRun run = test::random_run(random, words, now, 300);
        observe(*whole.plan, whole.state, run, whole.pool);
        EventRun rest = run;
        while (rest.count > 0) {
          const EventRun part = take_events(rest, 1 + static_cast<std::uint32_t>(random.below(run.count)));
          observe(*split.plan, split.state, part, split.pool);
        }
        now = run.last_time();
      }
      EXPECT_EQ(test::contents_of(*whole.plan, whole.state, whole.pool),
                test::contents_of(*split.plan, split.state, split.pool));
    }
  }
}

TEST(Intake, names_the_reason_of_every_refusal) {
  const Vocabulary words;
  NetworkRecord v6;
  v6.remote_address = IpAddress::v6(0x20010db800000000ULL, 1);
  const auto reason_of = [&](const Policy& policy, const Record& record) {
    Device device(policy, words.texts);
    const Fate fate = observe(*device.plan, device.state, {{kStart, record}, 3, {}, {}, 0, 0}, device.pool);
    EXPECT_EQ(fate.dropped.total(), 3);
    for (std::size_t i = 0; i < Counts<DropReason>::kSize; ++i) {
      if (fate.dropped[static_cast<DropReason>(i)] == 3) return static_cast<DropReason>(i);
    }
    return DropReason::kCount_;
  };
  EXPECT_EQ(reason_of(test::no_agent_policy(), ProcessRecord{}), DropReason::kNotCollected);
  EXPECT_EQ(reason_of(test::g1_c_policy(), DnsRecord{}), DropReason::kNotCollected);
  // The C agent writes ProcessCreate events only: a fork has no word in schema 1.0.
  ProcessRecord fork;
  fork.operation = ProcessOperation::kFork;
  EXPECT_EQ(reason_of(test::g1_c_policy(), fork), DropReason::kNotCarried);
  EXPECT_EQ(reason_of(test::g2_linux_policy(), v6), DropReason::kIpVersion);
  Policy g1_dns = test::g1_c_policy();
  g1_dns.of(EventKind::kDns) = test::kind_policy(kKeyName, Priority::kLow);
  g1_dns.of(EventKind::kDns).window = Duration::hours(1);
  EXPECT_EQ(reason_of(g1_dns, DnsRecord{}), DropReason::kNotCarried);
}

/// A text that a template renders is the same key as the literal with the same letters.
TEST(Intake, keys_use_the_content_of_texts) {
  const Vocabulary words;
  Device device(test::g2_linux_policy(), words.texts);
  ProcessRecord literal;
  literal.commandline = words.commandlines[3];  // "cmd 3"
  ProcessRecord rendered = literal;
  rendered.commandline = {words.counted.id, 3};
  device.give(kStart, literal);
  device.give(kStart, rendered);
  EXPECT_EQ(device.state.tables[0].size, 1);
  rendered.commandline.parameter = 4;
  device.give(kStart, rendered);
  EXPECT_EQ(device.state.tables[0].size, 2);
}

/// defender.md 1.1: process key is command line and user; the first event's ids are kept.
TEST(Intake, merges_processes_by_commandline_and_user) {
  const Vocabulary words;
  Device device(test::g2_linux_policy(), words.texts);
  ProcessRecord r{words.commandlines[0], words.executables[0], 100, 1, 0, ProcessOperation::kExec};
  device.give(kStart, r);
  r.process_id = 101;
  device.give(kStart + Duration::seconds(1), r);
  r.user_id = 5;
  device.give(kStart + Duration::seconds(2), r);
  EntryTable table = table_of(*device.plan, device.state, device.pool, 0);
  ASSERT_EQ(table.size(), 2U);
  EXPECT_EQ(table.slot(0).hits, 2U);
  EXPECT_EQ(std::get<ProcessRecord>(table.record(0)).process_id, 100U);
}

/// workloads.md 0: a scanner at 160 SYN/s turns the whole cache of 256 over every 1.6 s, so the
/// entries of the infection before it are lost with all their hits.
TEST(Intake, a_scan_displaces_everything_from_a_cache_that_drops_the_oldest) {
  const Vocabulary words;
  Device device(test::g2_linux_policy(), words.texts);
  NetworkRecord c2;
  c2.local_address = IpAddress::v4(1);
  c2.remote_address = IpAddress::v4(0x01020304);
  c2.remote_port = 48'101;
  observe(*device.plan, device.state, {{kStart, c2}, 10, Duration::seconds(1), {}, 0, 0}, device.pool);
  NetworkRecord syn = c2;
  syn.remote_port = 23;
  const EventRun scan{{kStart + Duration::seconds(10), syn}, 1'150'000, Duration::microseconds(6'250),
                      VaryingField::kRemoteAddress,          42,        0};
  const Fate fate = observe(*device.plan, device.state, scan, device.pool);
  EXPECT_EQ(fate.created, 1'150'000U);
  EXPECT_EQ(fate.dropped[DropReason::kCacheOverflow], 10 + 1'150'000 - 256);
  EXPECT_EQ(device.held(), 256U);
}

}  // namespace
}  // namespace picket
