#include "sim/generate/gateway_stage.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "agent_core/base/hash.h"
#include "agent_core/policy/agent_plan.h"
#include "sim/generate/message_bytes.h"
#include "sim/hub/hub.h"

namespace picket::sim {
namespace {

constexpr std::string_view kPropertyName = "children";

/// Ends of windows are spread over the gateways; the same for every policy of a replication.
Time first_end_of(const World& world, const Policy& policy, DeviceId gateway) {
  const auto window = static_cast<std::uint64_t>(policy.gateway_merge->window.count_microseconds());
  const std::uint64_t draw = mix64(hash_combine(id_seed_of(world, gateway), 0x6761746577617931ULL));
  return world.begin() + Duration::microseconds(static_cast<std::int64_t>(draw % window));
}

}  // namespace

GatewayStage::GatewayStage(const World& world, const Policy& policy)
    : world_(world), policy_(policy), routes_(world, policy), selection_(world) {
  if (!used()) return;
  plan_ = compile(policy, world.texts());
  for (const DeviceId device : routes_.gateways()) {
    gateways_.push_back({device, GatewayMerge(policy, world.texts(), first_end_of(world, policy, device)), 0, 0,
                         world.begin(), false, {}});
  }
  incoming_.resize(gateways_.size());
}

void GatewayStage::run(std::span<ShardOutput> outputs, Time until, ShardOutput& out) {
  for (auto& list : incoming_) list.clear();
  for (const ShardOutput& from : outputs) {
    for (const CarriedMessage& message : from.messages) {
      const std::uint32_t place = routes_.place_of(message.device);
      if (place != GatewayRoutes::kNone) incoming_[place].push_back({&from, &message});
    }
  }
  for (std::size_t g = 0; g < gateways_.size(); ++g) {
    std::sort(incoming_[g].begin(), incoming_[g].end(), [](const Incoming& a, const Incoming& b) {
      return std::tie(a.message->created, a.message->device, a.message->sequence) <
             std::tie(b.message->created, b.message->device, b.message->sequence);
    });
    step(gateways_[g], incoming_[g], until, out);
  }
  for (ShardOutput& from : outputs) {
    const std::size_t taken = std::erase_if(from.messages, [this](const CarriedMessage& message) {
      return routes_.place_of(message.device) != GatewayRoutes::kNone;
    });
    if (from.batch != nullptr) from.batch->live -= static_cast<std::uint32_t>(taken);
  }
}

/// On equal times: what happens to the gateway, the end of a window, a message.
void GatewayStage::step(Gateway& gateway, std::span<const Incoming> incoming, Time until, ShardOutput& out) {
  const std::span<const WorldEvent> events = world_.events_of(gateway.device);
  std::size_t next = 0;
  for (;;) {
    const Time event_at = gateway.next_world_event < events.size() ? events[gateway.next_world_event].time : Time::max();
    const Time due = gateway.merge.due();
    const Time message_at = next < incoming.size() ? incoming[next].message->created : Time::max();
    const Time now = std::min({event_at, due, message_at});
    if (now >= until) break;
    if (event_at == now) {
      apply(gateway, events[gateway.next_world_event++]);
    } else if (due == now) {
      send(gateway, now, out);
    } else {
      take(gateway, incoming[next++]);
    }
  }
}

/// As the agents on devices: see DeviceStage.
void GatewayStage::apply(Gateway& gateway, const WorldEvent& event) {
  for (const std::uint64_t entry : gateway.merge.stop()) {
    const auto found = gateway.labels.find(entry);
    if (found != gateway.labels.end()) lose(found->second, DropReason::kAgentStopped);
  }
  gateway.labels.clear();
  gateway.keeps_rows = false;
  if (event.kind == WorldEvent::Kind::kAgentKilled) {
    gateway.up_at = event.duration == Duration::max() ? Time::max() : event.time + event.duration;
  } else {
    gateway.up_at = event.time + event.duration + kAgentStartDelay;
  }
}

void GatewayStage::lose(const std::vector<Label>& labels, DropReason reason) {
  for (const Label& label : labels) {
    labels_lost_[{label.ref(), reason}] += label.events;
    if (label.act != 0 && trace_ != nullptr) trace_->act(label.act).gateway_lost[reason] += label.events;
  }
}

std::uint64_t GatewayStage::blocks_of_message(std::uint32_t body_bytes, std::uint32_t property_bytes) const {
  return static_cast<std::uint64_t>(
      blocks_of(metered_size(Bytes(body_bytes), kSecurityPropertyValues, Bytes(property_bytes)), kPaidBlockBytes));
}

void GatewayStage::take(Gateway& gateway, const Incoming& incoming) {
  const CarriedMessage& message = *incoming.message;
  ++own_.saving.messages_in;
  own_.saving.bytes_in += message.body_bytes;
  own_.saving.blocks_in += blocks_of_message(message.body_bytes, 0);
  const auto labels = std::span(incoming.from->labels).subspan(message.label_begin, message.labels);
  if (message.created < gateway.up_at) {
    own_.dropped[DropReason::kAgentDead] += message.hits;
    own_.hits_in += message.hits;
    own_.saving.observations_in += message.observations;
    for (const MessageLabel& label : labels) lose({label.label}, DropReason::kAgentDead);
    return;
  }
  gateway.keeps_rows = gateway.keeps_rows || message.keeps_rows;
  auto label = labels.begin();  // by observation, as they were written
  for (std::uint32_t i = 0; i < message.observations; ++i) {
    const Observation& observation = incoming.from->batch->observations[message.first_observation + i];
    const GatewayMerge::Fate fate = gateway.merge.add(message.device, observation);
    if (fate.displaced) {
      const auto found = gateway.labels.find(*fate.displaced);
      if (found != gateway.labels.end()) {
        lose(found->second, DropReason::kCacheOverflow);
        gateway.labels.erase(found);
      }
    }
    for (; label != labels.end() && label->observation == i; ++label) {
      if (!fate.entry) {
        lose({label->label}, DropReason::kCacheOverflow);
        continue;
      }
      std::vector<Label>& held = gateway.labels[*fate.entry];
      const auto same = std::find_if(held.begin(), held.end(), [&](const Label& l) { return l.joins(label->label); });
      if (same == held.end()) {
        held.push_back(label->label);
      } else {
        same->events += label->label.events;
        same->first_event = std::min(same->first_event, label->label.first_event);
      }
    }
  }
}

/// Ends the window: fills messages in the order of the entries, as an agent fills its own.
void GatewayStage::send(Gateway& gateway, Time now, ShardOutput& out) {
  merged_.clear();
  gateway.merge.close(merged_);
  std::size_t begin = 0;
  std::size_t bytes = 0;
  std::size_t property = 0;
  std::set<DeviceId> named;
  const auto flush = [&](std::size_t end) {
    if (end > begin) {
      write(gateway, now, std::span(merged_).subspan(begin, end - begin), static_cast<std::uint32_t>(property), out);
    }
    begin = end;
    bytes = property = 0;
    named.clear();
  };
  const auto property_with = [&](const MergedObservation& one) {
    std::size_t sum = property;
    for (const DeviceId child : one.children) {
      if (sum == 0) sum = kPropertyName.size();
      sum += kReferenceBytes;
      if (!named.contains(child)) sum += world_.fleet().device_name(child).size() + 1;
    }
    return sum;
  };
  for (std::size_t i = 0; i < merged_.size(); ++i) {
    Observation sized = merged_[i].observation;
    // As the message says it: what lies before its time takes room of its own.
    sized.window_end = now;
    sized.window_start = now - policy_.gateway_merge->window;
    const std::size_t more = plan_->size_of(sized) + plan_->separator_bytes;
    if (i > begin && plan_->envelope_bytes + bytes + more + property_with(merged_[i]) > policy_.max_message_bytes) flush(i);
    property = property_with(merged_[i]);
    named.insert(merged_[i].children.begin(), merged_[i].children.end());
    bytes += more;
  }
  flush(merged_.size());
  gateway.labels.clear();
  gateway.keeps_rows = false;
}

void GatewayStage::write(Gateway& gateway, Time now, std::span<const MergedObservation> merged,
                         std::uint32_t property_bytes, ShardOutput& out) {
  std::vector<Observation> observations;
  observations.reserve(merged.size());
  for (const MergedObservation& one : merged) observations.push_back(one.observation);
  const std::string name = world_.fleet().device_name(gateway.device);
  const AgentIdentity identity = identity_of(world_, policy_, gateway.device, name);
  CarriedMessage carried;
  carried.device = gateway.device;
  carried.sequence = gateway.sequence++;
  carried.observations = static_cast<std::uint32_t>(merged.size());
  carried.created = now;
  carried.property_bytes = property_bytes;
  carried.keeps_rows = measuring_ && (gateway.keeps_rows || selection_.keeps(gateway.device, now));
  const Duration interval = policy_.encoding == Encoding::kG2FlatBuffers ? policy_.gateway_merge->window : Duration();
  const Scenario& scenario = world_.scenario();
  carried.holds_observations = scenario.wire == Wire::kSized || carried.keeps_rows;
  const bool untrained = policy_.compression == Compression::kZstdDictionary && dictionary_ == nullptr;
  const bool rows = measuring_ && scenario.prices.raw_events_to_workspace;
  const MessageForm form{policy_.encoding, untrained ? Compression::kNone : policy_.compression, dictionary_.get(),
                         scenario.wire, true, rows ? &row_frames_[routes_.place_of(gateway.device)] : nullptr};
  wire_order(policy_.encoding, observations, order_);
  write_message(form, identity, {carried.sequence, now, observations, interval}, order_, world_.texts(), carried,
                *out.batch);
  ++out.batch->live;
  carried.label_begin = static_cast<std::uint32_t>(out.labels.size());
  for (std::size_t position = 0; position < order_.size(); ++position) {
    const MergedObservation& one = merged[order_[position]];
    carried.hits += one.observation.hit_count;
    const auto found = gateway.labels.find(one.entry);
    if (found == gateway.labels.end()) continue;
    for (const Label& label : found->second) {
      const bool attributed = one.names(world_.attacks().units()[label.unit].device);
      out.labels.push_back({static_cast<std::uint32_t>(position), label, attributed});
    }
  }
  carried.labels = static_cast<std::uint32_t>(out.labels.size()) - carried.label_begin;
  ++own_.saving.messages_out;
  own_.saving.bytes_out += carried.body_bytes + property_bytes;
  own_.saving.blocks_out += blocks_of_message(carried.body_bytes, property_bytes);
  out.messages.push_back(carried);
}

void GatewayStage::begin_measuring() {
  measuring_ = true;
  if (!used()) return;
  own_ = {};
  labels_lost_.clear();
  carried_in_ = held();
  for (Gateway& gateway : gateways_) {
    gateway.merge.reset_counts();
    const std::string name = world_.fleet().device_name(gateway.device);
    const std::string hub = hub_resource_id(world_.scenario().hubs[world_.fleet().device(gateway.device).hub.value()].name);
    row_frames_.push_back(row_frame({policy_.encoding, name, policy_.agent_version, kSubscription, hub}));
  }
}

GatewayCounts GatewayStage::counts() const {
  GatewayCounts sum = own_;
  for (const Gateway& gateway : gateways_) {
    sum.saving += gateway.merge.saving();
    sum.dropped += gateway.merge.dropped();
    sum.hits_in += gateway.merge.hits_in();
    sum.hits_out += gateway.merge.hits_out();
  }
  return sum;
}

std::uint64_t GatewayStage::held() const {
  std::uint64_t sum = 0;
  for (const Gateway& gateway : gateways_) sum += gateway.merge.hits_held();
  return sum;
}

std::map<StepRef, std::uint64_t> GatewayStage::labels_held() const {
  std::map<StepRef, std::uint64_t> sum;
  for (const Gateway& gateway : gateways_) {
    for (const auto& [entry, labels] : gateway.labels) {
      for (const Label& label : labels) sum[label.ref()] += label.events;
    }
  }
  return sum;
}

}  // namespace picket::sim
