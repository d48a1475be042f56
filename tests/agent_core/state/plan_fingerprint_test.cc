#include "agent_core/state/plan_fingerprint.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/support/policies.h"

namespace picket {
namespace {

std::uint64_t print_of(const Policy& policy) {
  const TextTable texts;
  return plan_fingerprint(AgentPlan(policy, texts));
}

TEST(PlanFingerprint, names_and_sensors_do_not_count) {
  const Policy policy = test::picket_policy();
  Policy other = policy;
  other.name = "another";
  other.agent_version = "9.9.9";
  other.module_name = "m";
  other.process_sensor = ProcessSensor::kPolling;
  other.message_timeout = Duration::hours(1);
  other.network_devices = {"eth7"};
  other.file_paths = {"/etc"};
  EXPECT_EQ(print_of(other), print_of(policy));
}

TEST(PlanFingerprint, every_parameter_of_a_reduction_counts) {
  const std::vector<std::function<void(Reduction&)>> changes{
      [](Reduction& r) { r.primitive = "throttle"; },
      [](Reduction& r) { ++r.max_keys; },
      [](Reduction& r) { r.key_overflow = KeyOverflow::kDropNew; },
      [](Reduction& r) { r.count = CountReport::kNext; },
      [](Reduction& r) { r.timestamps = ReportedTimes::kEmission; },
      [](Reduction& r) { ++r.allow; },
      [](Reduction& r) { r.create_timeout = Duration::hours(9); },
      [](Reduction& r) { r.write_timeout = Duration::hours(9); },
      [](Reduction& r) { r.read_timeout = Duration::hours(9); },
      [](Reduction& r) { r.flush_after = Duration::hours(9); },
      [](Reduction& r) { r.period = Duration::hours(9); },
      [](Reduction& r) { ++r.events; },
      [](Reduction& r) { ++r.burst; },
      [](Reduction& r) { ++r.panes; },
      [](Reduction& r) { r.threshold_type = ThresholdType::kBoth; },
      [](Reduction& r) { ++r.multiplier; },
      [](Reduction& r) { r.sample_by = SampleBy::kKey; },
      [](Reduction& r) { r.rate_scale = RateScale::kLn; },
      [](Reduction& r) { ++r.rate; },
      [](Reduction& r) { ++r.min_events; },
      [](Reduction& r) { ++r.max_rate; },
      [](Reduction& r) { r.expire_after = Duration::hours(9); },
      [](Reduction& r) { ++r.max_events; },
      [](Reduction& r) { r.aligned = true; },
      [](Reduction& r) { r.first_seen = true; },
      [](Reduction& r) { r.jitter = Duration::seconds(9); },
      [](Reduction& r) { r.keep_share = 0.5; },
      [](Reduction& r) { ++r.keep_from; },
      [](Reduction& r) { ++r.delta; },
      [](Reduction& r) { ++r.distance; },
      [](Reduction& r) { r.new_action = NewAction::kPass; },
      [](Reduction& r) { r.timeout = Duration::hours(9); },
      [](Reduction& r) { r.sketch = SketchType::kCountMin; },
      [](Reduction& r) { ++r.top; },
      [](Reduction& r) { ++r.depth; },
      [](Reduction& r) { ++r.width; },
      [](Reduction& r) { ++r.registers; },
      [](Reduction& r) { ++r.seed; },
      [](Reduction& r) { r.parameters["own"] = 2; },
      [](Reduction& r) { r.parameters["own"] = 3; },
  };
  Policy plain = test::raw_policy();
  std::vector<std::uint64_t> prints{print_of(plain)};
  Reduction base;
  base.primitive = "suppress";
  base.period = Duration::minutes(1);
  for (std::size_t i = 0; i <= changes.size(); ++i) {
    Reduction reduction = base;
    if (i < changes.size()) changes[i](reduction);
    plain.of(EventKind::kDns).reduce = reduction;
    const std::uint64_t print = print_of(plain);
    for (const std::uint64_t other : prints) EXPECT_NE(print, other) << "change " << i;
    prints.push_back(print);
  }
}

// What is there only sometimes must not be read as what follows it. Without a name before the lane, both would be the words
// 1 (lane 0, or the flags of what is collected), 1, 2, 0, 1, 1 and so on for two neighbouring kinds.
TEST(PlanFingerprint, a_lane_of_its_own_is_not_taken_for_the_next_kind) {
  Policy first = test::raw_policy();
  first.of(EventKind::kFile) = {};
  first.of(EventKind::kFile).rare_lane_per_hour = 0;
  KindPolicy& next_of_first = first.of(EventKind::kPeripheral);
  Policy second = first;
  second.of(EventKind::kFile).rare_lane_per_hour.reset();
  KindPolicy& next_of_second = second.of(EventKind::kPeripheral);
  ASSERT_EQ(static_cast<int>(EventKind::kPeripheral), static_cast<int>(EventKind::kFile) + 1);
  next_of_first = {};
  next_of_first.collect = true;  // flags 1
  next_of_first.key = 1;
  next_of_first.priority = Priority::kLow;
  next_of_first.window = Duration::microseconds(0);
  next_of_first.cache_size = 1;
  next_of_first.overflow = Overflow::kDropNewest;
  next_of_second = {};
  next_of_second.collect = true;  // 1, as lane 0 and one
  next_of_second.key = 1;         // the flags
  next_of_second.priority = Priority::kMedium;
  next_of_second.window = Duration::microseconds(2);
  next_of_second.cache_size = 0;
  next_of_second.overflow = Overflow::kDropNewest;
  next_of_second.rare_lane_per_hour = 0;
  EXPECT_NE(print_of(first), print_of(second));
}

TEST(PlanFingerprint, every_rule_counts) {
  const std::vector<std::function<void(Policy&)>> changes{
      [](Policy& p) { p.generation = Generation::kG2Linux; },
      [](Policy& p) { p.encoding = Encoding::kG1Json; },
      [](Policy& p) { p.dialect = JsonDialect::kStrict; },
      [](Policy& p) { p.of(EventKind::kDns).collect = false; },
      [](Policy& p) { p.of(EventKind::kDns).aggregate = false; },
      [](Policy& p) { p.of(EventKind::kDns).key = kKeyName | kKeyOperation; },
      [](Policy& p) { p.of(EventKind::kDns).priority = Priority::kLow; },
      [](Policy& p) { p.of(EventKind::kDns).window = Duration::hours(3); },
      [](Policy& p) { p.of(EventKind::kDns).cache_size = 17; },
      [](Policy& p) { p.of(EventKind::kDns).overflow = Overflow::kDropNewest; },
      [](Policy& p) { p.of(EventKind::kDns).per_ip_version = true; },
      [](Policy& p) { p.of(EventKind::kDns).first_seen = false; },
      [](Policy& p) { p.of(EventKind::kDns).rare_lane_per_hour = 0; },
      [](Policy& p) { p.of(EventKind::kDns).rare_lane_per_hour = 60; },
      [](Policy& p) { std::swap(p.of(EventKind::kDns), p.of(EventKind::kFile)); },
      [](Policy& p) { p.ipv6 = false; },
      [](Policy& p) { p.baseline_failures_only = true; },
      [](Policy& p) { p.extended_fields = false; },
      [](Policy& p) { p.staggered_producers = true; },
      [](Policy& p) { p.intervals[1] = Duration::hours(9); },
      [](Policy& p) { p.snapshot_interval = Duration::hours(9); },
      [](Policy& p) { p.collect_interval = Duration::hours(9); },
      [](Policy& p) { p.consumer_interval = Duration::hours(9); },
      [](Policy& p) { p.max_delay = Duration::hours(9); },
      [](Policy& p) { p.first_collection_jitter = Duration::hours(9); },
      [](Policy& p) { ++p.max_message_bytes; },
      [](Policy& p) { ++p.cache_bytes; },
      [](Policy& p) { p.queue_overflow = Overflow::kDropOldest; },
      [](Policy& p) { p.high_queue_share = 0.4; },
      [](Policy& p) { p.operational_queue_share = 0.2; },
      [](Policy& p) { ++p.agent_memory_limit; },
      [](Policy& p) { ++p.first_seen_memory; },
      [](Policy& p) { ++p.rare_lane_per_hour; },
      [](Policy& p) { p.log_level = LogLevel::kError; },
  };
  std::vector<std::uint64_t> prints{print_of(test::picket_policy())};
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Policy policy = test::picket_policy();
    changes[i](policy);
    const std::uint64_t print = print_of(policy);
    for (const std::uint64_t other : prints) EXPECT_NE(print, other) << "change " << i;
    prints.push_back(print);
  }
}

}  // namespace
}  // namespace picket
