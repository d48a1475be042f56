#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "agent_core/agent_bytes.h"
#include "tests/support/agent_driver.h"
#include "tests/support/reduced.h"

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
          ConfigurationErrorRecord{a, b, a, ConfigurationErrorType::kConflict},
          ConnectedHardwareRecord{a, b, words.names[5]}};
}

/// Collects every report that the encoding can carry.
inline Policy with_all_reports(Policy policy) {
  for (std::size_t k = kActivityKinds; k < kEventKinds; ++k) {
    const auto kind = static_cast<EventKind>(k);
    policy.of(kind) = kind_policy(0, k % 2 == 0 ? Priority::kHigh : Priority::kLow, 0);
  }
  return policy;
}

/// A policy for each way in which a primitive keeps its keys; few keys, so that they are forgotten as well.
inline std::vector<Policy> reduced_policies_to_save() {
  std::vector<Policy> all;
  const auto add = [&all](std::string name, const Reduction& reduction) {
    all.push_back(reduced_policy(reduction));
    all.back().name = std::move(name);
  };
  Reduction r = reduction_of("suppress");
  r.create_timeout = Duration::minutes(10);
  r.count = CountReport::kWindow;
  r.max_keys = 7;
  add("suppress with counts", r);
  r = reduction_of("suppress");
  r.read_timeout = Duration::minutes(5);
  r.count = CountReport::kNext;
  r.key_overflow = KeyOverflow::kEmitOldest;
  r.max_keys = 5;
  add("suppress while it repeats", r);
  r = reduction_of("throttle");
  r.events = 3;
  r.burst = 5;
  r.period = Duration::minutes(7);
  add("throttle, tokens", r);
  r.burst = 0;
  r.panes = 5;
  r.max_keys = 9;
  add("throttle, panes", r);
  r = reduction_of("threshold");
  r.threshold_type = ThresholdType::kBackoff;
  r.events = 4;
  add("threshold, backoff", r);
  r = reduction_of("sample");
  r.rate_scale = RateScale::kSqrt;
  r.period = Duration::minutes(20);
  r.count = CountReport::kNext;
  add("sample by the square root", r);
  r = reduction_of("window");
  r.period = Duration::minutes(30);
  r.expire_after = Duration::minutes(4);
  r.first_seen = true;
  r.read_timeout = Duration::hours(1);
  r.jitter = Duration::minutes(3);
  r.max_keys = 6;
  add("window with first sightings", r);
  r = reduction_of("window");
  r.max_events = 40;
  r.key_overflow = KeyOverflow::kEmitOldest;
  r.max_keys = 4;
  add("window by number", r);
  r = reduction_of("suppress");
  r.distance = 4;
  r.count = CountReport::kNext;
  add("suppress by distance", r);
  r = reduction_of("rate_filter");
  r.events = 3;
  r.period = Duration::minutes(2);
  r.timeout = Duration::minutes(5);
  r.new_action = NewAction::kPass;
  r.count = CountReport::kNext;
  r.max_keys = 8;
  add("rate_filter", r);
  r = reduction_of("sketch");
  r.period = Duration::minutes(40);
  r.max_keys = 6;
  r.top = 3;
  add("sketch, space_saving", r);
  r = reduction_of("sketch");
  r.sketch = SketchType::kCountMin;
  r.period = Duration::minutes(40);
  r.allow = 2;
  r.width = 12;
  add("sketch, count_min", r);
  r = reduction_of("sketch");
  r.sketch = SketchType::kHyperLogLog;
  r.period = Duration::minutes(40);
  r.registers = 32;
  add("sketch, hyperloglog", r);
  r = reduction_of("delta");
  r.delta = 5'000;
  r.period = Duration::hours(1);
  r.count = CountReport::kNext;
  add("delta", r);
  return all;
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
  for (const Policy& policy : reduced_policies_to_save()) all.push_back(policy);
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
