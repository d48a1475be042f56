#include "agent_core/state/plan_fingerprint.h"

#include <bit>

#include "agent_core/base/hash.h"

namespace picket {
namespace {

constexpr std::size_t kVersion1Kinds = 19;
static_assert(kEventKinds == kVersion1Kinds, "a new kind is a new version of saved agents, with its own fingerprint");

class Fingerprint {
 public:
  void add(std::uint64_t value) { hash_ = hash_combine(hash_, value); }
  void add(Duration duration) { add(static_cast<std::uint64_t>(duration.count_microseconds())); }
  void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
  template <class Enum>
    requires std::is_enum_v<Enum>
  void add(Enum value) {
    add(static_cast<std::uint64_t>(value));
  }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = fnv1a("picket agent");
};

/// Fields that came after bytes of version 1 were saved: at their defaults they leave the fingerprint as it was.
void add_later_fields(Fingerprint& to, const Reduction& r) {
  const Reduction standard;
  const auto add = [&to](std::string_view name, auto value, auto usual) {
    if (value == usual) return;
    to.add(fnv1a(name));
    to.add(value);
  };
  const auto number = [](std::uint32_t value) { return std::uint64_t{value}; };
  add("distance", number(r.distance), number(standard.distance));
  add("new_action", r.new_action, standard.new_action);
  add("timeout", r.timeout, standard.timeout);
  add("sketch", r.sketch, standard.sketch);
  add("top", number(r.top), number(standard.top));
  add("depth", number(r.depth), number(standard.depth));
  add("width", number(r.width), number(standard.width));
  add("registers", number(r.registers), number(standard.registers));
  add("seed", number(r.seed), number(standard.seed));
}

void add_reduction(Fingerprint& to, const Reduction& r) {
  to.add(fnv1a(r.primitive));
  for (const std::uint32_t number : {r.max_keys, r.allow, r.events, r.burst, r.panes, r.multiplier, r.rate,
                                     r.min_events, r.max_rate, r.max_events, r.keep_from, r.delta}) {
    to.add(std::uint64_t{number});
  }
  for (const Duration duration : {r.create_timeout, r.write_timeout, r.read_timeout, r.flush_after, r.period,
                                  r.expire_after, r.jitter}) {
    to.add(duration);
  }
  to.add(r.key_overflow);
  to.add(r.count);
  to.add(r.timestamps);
  to.add(r.threshold_type);
  to.add(r.sample_by);
  to.add(r.rate_scale);
  to.add(std::uint64_t{(r.aligned ? 1U : 0U) | (r.first_seen ? 2U : 0U)});
  to.add(r.keep_share);
  for (const auto& [name, value] : r.parameters) {
    to.add(fnv1a(name));
    to.add(value);
  }
  add_later_fields(to, r);
}

void add_kind(Fingerprint& to, const KindPolicy& kind) {
  const unsigned flags = (kind.collect ? 1U : 0U) | (kind.aggregate ? 2U : 0U) | (kind.per_ip_version ? 4U : 0U) |
                         (kind.first_seen ? 8U : 0U);
  to.add(std::uint64_t{flags});
  to.add(std::uint64_t{kind.key});
  to.add(kind.priority);
  to.add(kind.window);
  to.add(std::uint64_t{kind.cache_size});
  to.add(kind.overflow);
  if (kind.rare_lane_per_hour) {
    // Its name goes before it, or the next kind's first word could stand in its place.
    to.add(fnv1a("rare_lane_per_hour"));
    to.add(std::uint64_t{*kind.rare_lane_per_hour});
  }
  if (kind.reduce) add_reduction(to, *kind.reduce);
}

}  // namespace

std::uint64_t plan_fingerprint(const AgentPlan& plan) {
  const Policy& policy = plan.policy;
  Fingerprint print;
  print.add(policy.generation);
  print.add(policy.encoding);
  print.add(policy.dialect);
  for (const KindPolicy& kind : policy.kinds) add_kind(print, kind);
  const unsigned flags = (policy.ipv6 ? 1U : 0U) | (policy.baseline_failures_only ? 2U : 0U) |
                         (policy.extended_fields ? 4U : 0U) | (policy.staggered_producers ? 8U : 0U);
  print.add(std::uint64_t{flags});
  for (const Duration interval : policy.intervals) print.add(interval);
  print.add(policy.snapshot_interval);
  print.add(policy.collect_interval);
  print.add(policy.consumer_interval);
  print.add(policy.max_delay);
  print.add(policy.first_collection_jitter);
  print.add(std::uint64_t{policy.max_message_bytes});
  print.add(std::uint64_t{policy.cache_bytes});
  print.add(policy.queue_overflow);
  print.add(policy.high_queue_share);
  print.add(policy.operational_queue_share);
  print.add(std::uint64_t{policy.agent_memory_limit});
  print.add(std::uint64_t{policy.first_seen_memory});
  print.add(std::uint64_t{policy.rare_lane_per_hour});
  print.add(policy.log_level);
  return print.value();
}

}  // namespace picket
