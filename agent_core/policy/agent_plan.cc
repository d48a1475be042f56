#include "agent_core/policy/agent_plan.h"

#include <algorithm>

#include "agent_core/aggregate/flood_class.h"
#include "agent_core/aggregate/primitive_registry.h"
#include "agent_core/base/check.h"

namespace picket {
namespace {

constexpr std::uint32_t kMaxEntries = 65'535;

/// The first multiple of `step` that is strictly more than `duration`.
Duration first_after(Duration duration, Duration step) {
  return step * (duration / step + 1);
}

/// The first multiple of `step`, and at least one, that is not less than `duration`.
Duration first_from(Duration duration, Duration step) {
  return step * std::max<std::int64_t>(1, (duration + step - Duration::microseconds(1)) / step);
}

/// Place of a kind's generator among the twelve of the C# agent's Linux configuration, in its order
/// (CS:Modules/Security/Linux/App.config); kinds that it lacks take places of events not modelled here.
std::int64_t generator_place(EventKind kind) {
  switch (kind) {
    case EventKind::kNetwork:
      return 0;
    case EventKind::kLogin:
      return 3;
    case EventKind::kProcess:
      return 5;
    case EventKind::kSystemInformation:
      return 6;
    default:
      return 7;
  }
}
constexpr std::int64_t kGenerators = 12;

Duration first_run_of(const Policy& policy, EventKind kind) {
  if (policy.generation != Generation::kG1Csharp || !policy.staggered_producers) return policy.collect_interval;
  return policy.collect_interval * generator_place(kind) / kGenerators;
}

void set_limits(const Policy& policy, EventKind kind, KindPlan& plan) {
  const KindPolicy& of = policy.of(kind);
  const bool is_g1 = is_generation_1(policy.generation);
  plan.displaces = of.overflow == Overflow::kDropOldest && policy.generation != Generation::kPicket;
  plan.takes_room_first = of.overflow == Overflow::kDropUpdates && of.cache_size > 0;
  if (of.cache_size > 0) {
    plan.shape.limit = std::min(of.cache_size, kMaxEntries / 2);
    if (of.per_ip_version && kind == EventKind::kNetwork) {
      plan.version_limit = std::min(of.cache_size, kMaxEntries / 4);
      plan.shape.limit = plan.version_limit * 2;
      plan.displaces = false;
    }
  } else if (is_g1 && !plan.aggregate) {
    // Not the agent's memory but the audit log, until the next collection; what exceeds the queue's
    // budget then would be lost by the queue's own rule, and already is here.
    plan.shape.limit = kMaxEntries;
    plan.displaces = policy.queue_overflow == Overflow::kDropOldest;
    plan.full_reason = DropReason::kQueueFull;
  } else {
    plan.shape.limit = kMaxEntries;
    plan.displaces = false;
    plan.memory_bound = true;
  }
}

KindPlan plan_of(const Policy& policy, EventKind kind) {
  const KindPolicy& of = policy.of(kind);
  const bool is_g1 = is_generation_1(policy.generation);
  KindPlan plan;
  plan.collected = of.collect && policy.generation != Generation::kNone;
  if (plan.collected && !can_carry(policy.encoding, kind)) {
    plan.collected = false;
    plan.refusal = DropReason::kNotCarried;
  }
  plan.ask_encoding = policy.encoding != Encoding::kG2FlatBuffers;
  plan.aggregate = of.aggregate && !is_report(kind) && policy.generation != Generation::kStream;
  plan.neutralise = is_g1 && plan.aggregate;
  plan.priority = of.priority;
  plan.first_seen = policy.generation == Generation::kPicket && of.first_seen && !is_report(kind);
  plan.classed = policy.generation == Generation::kPicket && of.cache_size > 0 && !is_report(kind);
  plan.key = EventKey(kind, of.key);
  plan.shape.tagged = plan.aggregate;
  plan.shape.classed = plan.classed;
  set_limits(policy, kind, plan);
  plan.class_limit = std::max<std::uint32_t>(1, plan.shape.limit / kFloodShare);
  plan.icmp_has_no_ports = policy.generation == Generation::kG2Rtos && kind == EventKind::kNetwork;
  plan.alters = plan.neutralise || plan.icmp_has_no_ports;
  if (is_g1) {
    PICKET_CHECK(policy.collect_interval > Duration(), "generation 1 needs a collect_interval");
    plan.first_run = first_run_of(policy, kind);
    if (plan.aggregate) plan.flush_period = first_after(of.window, policy.collect_interval);
  }
  return plan;
}

/// Sets every field of a report.
struct FullFields {
  Text full;
  void text(const FieldNames&, Text& text) { text = full; }
  void number(const FieldNames&, std::uint32_t& value) { value = 1; }
  void number_text(const FieldNames&, std::uint32_t& value) { value = 1; }
  void detail(const FieldNames&, std::uint32_t& value) { value = 1; }
  void port(const FieldNames&, std::uint16_t& port) { port = 1; }
  void position(const FieldNames&, std::uint16_t& position) { position = 1; }
  void address(const FieldNames&, IpAddress&) {}
  void flag(const FieldNames&, bool& value) { value = true; }
  template <class Words, class Enum>
  void word(const FieldNames&, const Words&, Enum& value) {
    value = static_cast<Enum>(1);
  }
  void absent() {}
};

/// The primitive of a kind that is reduced.
void set_reduction(const Policy& policy, EventKind kind, KindPlan& plan) {
  const std::optional<Reduction>& reduce = policy.of(kind).reduce;
  if (policy.generation != Generation::kStream || !plan.collected || !reduce || is_report(kind)) return;
  const PrimitiveInfo* info = find_primitive(reduce->primitive);
  PICKET_CHECK(info != nullptr, "no primitive is called", reduce->primitive);
  const std::string problem = info->problem(*reduce);
  PICKET_CHECK(problem.empty(), reduce->primitive, problem);
  plan.reduction = *reduce;
  plan.reduction.max_keys = std::clamp<std::uint32_t>(reduce->max_keys, 1, kMostKeys);
  plan.primitive = info->make(plan.reduction);
  PICKET_CHECK(plan.primitive != nullptr, reduce->primitive, "made nothing");
  plan.cells = plan.primitive->cells();
  plan.evicts_least = plan.primitive->evicts_least();
  plan.key_limit = plan.cells != 0 ? kMostRests : plan.reduction.max_keys + (plan.evicts_least ? kMostRests : 0);
  PICKET_CHECK(plan.key_limit <= kMostKeys, reduce->primitive, "has room for so many keys:", kMostKeys - kMostRests);
}

/// A record whose every field is set, so that its tables on the wire have their full form.
Record full_record(EventKind kind, const TextTable& texts, IpAddress address) {
  const Text text = texts.size() > 1 ? Text{1, 0} : Text{};
  switch (kind) {
    case EventKind::kProcess:
      return ProcessRecord{text, text, 1, 1, 1, ProcessOperation::kExit};
    case EventKind::kNetwork:
      return NetworkRecord{address, address, 1, 1, TransportProtocol::kUdp, Direction::kInbound, false, {}, 1, 1, 1, text};
    case EventKind::kDns:
      return DnsRecord{text, true};
    case EventKind::kLogin:
      return LoginRecord{text, text, address, 1, LoginOperation::kLoginFailed};
    case EventKind::kFile:
      return FileRecord{text, FileOperation::kDeleted};
    case EventKind::kPeripheral:
      return PeripheralRecord{text, true, true};
    case EventKind::kSystemInformation:
      return SystemInformationRecord{text, text, text, text, text};
    case EventKind::kListeningPorts:
      return ListeningPortRecord{address, 1, TransportProtocol::kUdp, 1};
    default: {
      Record report = default_record(kind);
      FullFields fields{text};
      visit_report_fields(report, fields);
      return report;
    }
  }
}

/// Bytes of a message beside its observations: envelope and tables that they share, for a message that
/// holds each collected kind in its emptiest and its fullest form.
std::uint32_t envelope_of(const AgentPlan& plan) {
  std::vector<Observation> one_of_each;
  std::size_t sum = 0;
  const auto add = [&](const Record& record, std::uint32_t hits) {
    Observation observation;
    observation.record = record;
    observation.hit_count = hits;
    observation.aggregated = hits > 1;
    sum += plan.size_of(observation);
    one_of_each.push_back(observation);
  };
  for (std::size_t k = 0; k < kEventKinds; ++k) {
    if (!plan.kinds[k].collected) continue;
    const auto kind = static_cast<EventKind>(k);
    add(default_record(kind), 1);
    add(full_record(kind, plan.texts, IpAddress::v4(0x01020304)), 2);
    add(full_record(kind, plan.texts, IpAddress::v6(1, 1)), 2);
  }
  if (one_of_each.empty()) return 0;
  AgentIdentity identity{};
  identity.module_name = plan.policy.module_name;
  identity.agent_version = plan.policy.agent_version;
  identity.extended = plan.policy.extended_fields;
  identity.dialect = plan.policy.dialect;
  const SecurityMessage message{0, Time(), one_of_each, Duration::seconds(1)};
  const std::size_t whole = encoded_size(plan.policy.encoding, identity, message, plan.texts);
  return whole > sum ? static_cast<std::uint32_t>(whole - sum) : 0;
}

}  // namespace

AgentPlan::AgentPlan(const Policy& policy_in, const TextTable& texts_in) : policy(policy_in), texts(texts_in) {
  std::uint32_t sharing_kinds = 0;
  for (std::size_t k = 0; k < kEventKinds; ++k) {
    KindPlan& plan = kinds[k] = plan_of(policy, static_cast<EventKind>(k));
    set_reduction(policy, static_cast<EventKind>(k), plan);
    if (!plan.collected) continue;
    class_used[static_cast<std::size_t>(plan.priority)] = true;
    memory_bound |= plan.memory_bound;
    if (is_report(static_cast<EventKind>(k))) report_kinds |= 1U << k;
    sharing_kinds += plan.first_seen && !policy.kinds[k].rare_lane_per_hour ? 1 : 0;
  }
  counts_sent = of(EventKind::kStatistics).collected;
  counts_losses = counts_sent || of(EventKind::kLog).collected;
  for (std::size_t k = 0; k < kEventKinds; ++k) {
    if (!kinds[k].first_seen || !kinds[k].collected) continue;
    // A share for each: a flood of one kind does not use up the lane of the others.
    const std::optional<std::uint32_t>& own = policy.kinds[k].rare_lane_per_hour;
    kinds[k].lane_share =
        static_cast<std::uint8_t>(std::min(kMaxLanePerHour, own ? *own : policy.rare_lane_per_hour / sharing_kinds));
  }
  queue_shape.queued = policy.generation != Generation::kPicket;
  queue_shape.tagged = policy.generation == Generation::kPicket;
  snapshot_period = policy.snapshot_interval;
  const Duration high = policy.intervals[static_cast<std::size_t>(Priority::kHigh)];
  const Duration low = policy.intervals[static_cast<std::size_t>(Priority::kLow)];
  if (policy.generation == Generation::kG1C) {
    high_period = first_after(high, kPublisherTick);
    low_period = first_after(low, kPublisherTick);
  }
  if (policy.generation == Generation::kG1Csharp) {
    PICKET_CHECK(policy.consumer_interval > Duration(), "g1_csharp needs a consumer_interval");
    high_period = first_from(high, policy.consumer_interval);
    low_period = first_from(low, policy.consumer_interval);
    if (policy.snapshot_interval > Duration()) {
      snapshot_period = first_after(policy.snapshot_interval, policy.collect_interval);
    }
    const auto share = [&](double of) {
      return static_cast<std::uint32_t>(policy.cache_bytes * std::clamp(of, 0.0, 1.0));
    };
    queue_limits = {share(policy.high_queue_share), share(1 - policy.high_queue_share),
                    share(policy.operational_queue_share)};
  }
  if (policy.generation == Generation::kG2Linux || policy.generation == Generation::kPicket ||
      policy.generation == Generation::kG2Rtos) {
    for (std::size_t p = 0; p < kPriorities; ++p) {
      PICKET_CHECK(!class_used[p] || policy.intervals[p] > Duration(), "no interval for", kPriorityNames[p]);
    }
  }
  envelope_bytes = envelope_of(*this);
  separator_bytes = policy.encoding == Encoding::kG1Json ? 1 : 0;
}

void AgentPlan::clear_unreported(EventKind kind, Record& record) const {
  if (of(kind).icmp_has_no_ports) {
    auto& network = std::get<NetworkRecord>(record);
    if (network.protocol == TransportProtocol::kIcmp) network.local_port = network.remote_port = 0;
  }
  if (!of(kind).neutralise) return;
  const std::uint32_t key = policy.of(kind).key;
  if (auto* process = std::get_if<ProcessRecord>(&record)) {
    process->process_id = 0;
    process->parent_process_id = 0;
  } else if (auto* network = std::get_if<NetworkRecord>(&record)) {
    const bool in = network->direction == Direction::kInbound;
    if (in && (key & kKeyRemotePort) == 0) network->remote_port = 0;
    if (!in && (key & kKeyLocalPort) == 0) network->local_port = 0;
  }
}

std::shared_ptr<const AgentPlan> compile(const Policy& policy, const TextTable& texts) {
  return std::make_shared<const AgentPlan>(policy, texts);
}

}  // namespace picket
