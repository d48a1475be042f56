#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "agent_core/agent_bytes.h"
#include "tests/support/agent_driver.h"

// Agents to save: every generation, with all that a device can report, and lives that fill them.

namespace picket::test {

/// All kinds of report, items of each.
inline std::vector<Record> full_inventory(const Vocabulary& words) {
  const Text a = words.names[0];
  const Text b = words.names[1];
  FirewallRuleRecord rule{a, b, words.names[2], words.names[3], 3, FirewallAction::kDeny, FirewallDirection::kIn,
                          FirewallProtocol::kUdp, true};
  LogRecord log;
  log.message = a;
  log.level = LogLevel::kWarning;
  log.line = 12;
  return {SystemInformationRecord{a, b, a, words.names[2], b},
          ListeningPortRecord{IpAddress::v6(0x20010db800000000ULL, 1), 22, TransportProtocol::kTcp, 7},
          ListeningPortRecord{IpAddress::v4(0x7f000001), 53, TransportProtocol::kUdp, 0},
          LocalUserRecord{words.users[0], b, words.users[1], 1'000},
          rule,
          BaselineCheckRecord{a, BaselineResult::kFail, b, a, BaselineSeverity::kImportant, words.names[4]},
          PackageRecord{words.names[5], a, b},
          log,
          ConfigurationErrorRecord{a, b, a, ConfigurationErrorType::kConflict}};
}

/// Collects every report that the encoding can carry.
inline Policy with_all_reports(Policy policy) {
  for (std::size_t k = kActivityKinds; k < kEventKinds; ++k) {
    const auto kind = static_cast<EventKind>(k);
    policy.of(kind) = kind_policy(0, k % 2 == 0 ? Priority::kHigh : Priority::kLow, 0);
  }
  return policy;
}

/// One policy of each generation with every report, then some with little room.
inline std::vector<Policy> policies_to_save() {
  std::vector<Policy> all;
  for (const Policy& policy : {raw_policy(), g1_c_policy(), g1_csharp_policy(), g2_linux_policy(), g2_rtos_policy(),
                               picket_policy()}) {
    all.push_back(with_all_reports(policy));
  }
  Policy crowded = g1_csharp_policy();
  crowded.name = "g1_csharp with small queues";
  crowded.cache_bytes = 16'384;
  crowded.max_message_bytes = 8'192;
  crowded.staggered_producers = true;
  Policy killed = g1_c_policy();
  killed.name = "g1_c with little memory";
  killed.agent_memory_limit = 30'000;
  Policy tight = picket_policy();
  tight.name = "picket with small caches";
  for (KindPolicy& kind : tight.kinds) kind.cache_size = 8;
  tight.max_message_bytes = 600;
  tight.first_seen_memory = 20;
  Policy displacing = with_all_reports(g2_linux_policy());
  displacing.name = "g2_linux with small caches";
  for (KindPolicy& kind : displacing.kinds) kind.cache_size = 5;
  for (const Policy& policy : {crowded, killed, tight, displacing, no_agent_policy()}) all.push_back(policy);
  return all;
}

/// Gives runs until `until`; returns the time of the last.
inline Time live_until(Device& device, RandomStream& random, const Vocabulary& words, Time from, Time until) {
  Time now = from;
  while (now < until) {
    const EventRun run = random_run(random, words, now, random.chance(0.05) ? 2'000 : 30);
    device.give(run);
    if (random.chance(0.2)) {
      const auto outcome = static_cast<DeliveryOutcome>(random.below(5));
      on_delivery(*device.plan, device.state, run.last_time(), device.state.sequence - 1, outcome, 3'000);
    }
    if (random.chance(0.05)) on_connection(*device.plan, device.state, run.last_time(), random.chance(0.7));
    now = run.last_time() + Duration::from_seconds(random.exponential(200));
  }
  device.advance(now);
  return now;
}

}  // namespace picket::test
